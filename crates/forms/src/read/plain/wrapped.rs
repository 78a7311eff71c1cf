//! Lines that a mail program broke at its margin, in the middle of sentences.

use std::borrow::Cow;

/// Margins, in columns; a Chinese character takes two.
const MARGINS: std::ops::RangeInclusive<usize> = 56..=100;

/// A line is full when so many columns or fewer are left: the next character did not fit, or may not begin a line.
const LEFT: usize = 4;

/// Fewer lines broken inside sentences may be anything.
const FEWEST: usize = 3;

/// The text with such lines put together again; as it is when no program broke it.
pub(super) fn put_together(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let widths: Vec<usize> = lines.iter().map(|line| width(line)).collect();
    let margin = widths.iter().copied().max().unwrap_or_default();
    if !MARGINS.contains(&margin) {
        return Cow::Borrowed(text);
    }
    let goes_on: Vec<bool> = lines
        .iter()
        .zip(&widths)
        .zip(lines.iter().skip(1))
        .map(|((_, width), next)| {
            width + LEFT >= margin && !next.is_empty() && !next.starts_with(char::is_whitespace)
        })
        .collect();
    let inside = |at: usize| lines.get(at).is_some_and(|line| !ends_sentence(line));
    let broken = goes_on
        .iter()
        .enumerate()
        .filter(|(at, full)| **full && inside(*at));
    if broken.count() < FEWEST {
        return Cow::Borrowed(text);
    }
    // Where blank lines part the paragraphs, a full line with the end of a sentence goes on too.
    let parted = lines
        .windows(3)
        .any(|three| matches!(three, [above, "", below] if ends_sentence(above) && !below.is_empty()));
    let mut whole = String::with_capacity(text.len());
    for (at, line) in lines.iter().enumerate() {
        whole.push_str(line);
        if !goes_on
            .get(at)
            .is_some_and(|full| *full && (inside(at) || parted))
        {
            whole.push('\n');
        } else if is_latin(line.chars().next_back())
            && is_latin(lines.get(at + 1).and_then(|next| next.chars().next()))
        {
            whole.push(' ');
        }
    }
    Cow::Owned(whole)
}

fn width(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn is_latin(character: Option<char>) -> bool {
    character.is_some_and(|c| c.is_ascii_alphanumeric())
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['。', '！', '？', '；', '：', '”'])
}

#[cfg(test)]
mod tests {
    use super::put_together;

    fn broken(paragraph: &str, at: usize) -> String {
        let characters: Vec<char> = paragraph.chars().collect();
        let lines: Vec<String> = characters.chunks(at).map(|line| line.iter().collect()).collect();
        lines.join("\n")
    }

    #[test]
    fn what_a_program_broke_is_one_paragraph_again() {
        let one = "学习使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的".repeat(4) + "。";
        let two = "下一步我将带队走进十个县开展科普服务，把论文写在大地上".repeat(3) + "。";
        let text = format!("老师好：\n\n{}\n\n{}\n\n张三", broken(&one, 38), broken(&two, 38));
        assert_eq!(
            put_together(&text),
            format!("老师好：\n\n{one}\n\n{two}\n\n张三\n")
        );
    }

    #[test]
    fn what_somebody_broke_stays() {
        for text in [
            "一、建议\n1. 设立专项\n2. 完善评价",
            "学习使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。\n下一步，我将继续在基层开展服务，让更多的人了解科学，走进科学的大门。",
        ] {
            assert_eq!(put_together(text), text);
        }
    }
}
