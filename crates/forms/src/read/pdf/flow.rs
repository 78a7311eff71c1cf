//! Words → lines → paragraphs.

use domain::text::is_han;

use super::words::Word;
use crate::document::{Block, Paragraph};

/// A line of text as it stands on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextLine {
    pub(super) page: usize,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Width of a Han character.
    pub(super) em: f64,
    pub(super) text: String,
}

/// Between which edges lines are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) left: f64,
    pub(super) right: f64,
    /// The middle that centered lines share; `None` in cells.
    pub(super) middle: Option<f64>,
    /// Size of the letters of the text that stands apart from these lines; `None` when they are the text.
    pub(super) em: Option<f64>,
}

/// Words that stand beside each other, line by line from top to bottom.
pub(super) fn lines(mut words: Vec<Word>, page: usize) -> Vec<TextLine> {
    words.sort_by(|one, other| one.middle().1.total_cmp(&other.middle().1));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        let beside = rows.last().and_then(|row| row.first()).is_some_and(|first| {
            let shared = first.bottom.min(word.bottom) - first.top.max(word.top);
            shared > first.height().min(word.height()) / 2.0
        });
        match rows.last_mut() {
            Some(row) if beside => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    rows.into_iter().filter_map(|row| line(row, page)).collect()
}

fn line(mut words: Vec<Word>, page: usize) -> Option<TextLine> {
    words.sort_by(|one, other| one.left.total_cmp(&other.left));
    let em = em(&words);
    let least = least_gap(&words);
    let mut text = String::new();
    let mut right: Option<f64> = None;
    for word in &words {
        if let Some(right) = right {
            text.push_str(space(&text, &word.text, (word.left - right) / em.max(1.0), least));
        }
        text.push_str(&word.text);
        right = Some(right.map_or(word.right, |right| right.max(word.right)));
    }
    let first = words.first()?;
    Some(TextLine {
        page,
        left: first.left,
        right: right?,
        top: words.iter().map(|word| word.top).fold(f64::INFINITY, f64::min),
        bottom: words
            .iter()
            .map(|word| word.bottom)
            .fold(f64::NEG_INFINITY, f64::max),
        em,
        text,
    })
}

/// What a gap between two Han characters must be at least to have been typed. Lines that are stretched to the margin have
/// gaps everywhere, and then only a wide one is.
fn least_gap(words: &[Word]) -> f64 {
    let letters: usize = words.iter().map(|word| word.text.chars().count()).sum();
    if letters >= words.len() * 2 { 0.18 } else { 0.45 }
}

/// What people typed between two words that stand `gap` Han characters apart. Programs set Latin letters and digits off
/// from Han by up to a quarter of one, and stretch lines to the margin.
fn space(before: &str, after: &str, gap: f64, least_han: f64) -> &'static str {
    let is_narrow = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii());
    let (left, right) = (
        is_narrow(before.chars().next_back()),
        is_narrow(after.chars().next()),
    );
    let least = match (left, right) {
        (true, true) => 0.08,
        (true, false) | (false, true) => 0.35,
        (false, false) => least_han,
    };
    if gap > 2.5 {
        "  "
    } else if gap > least {
        " "
    } else {
        ""
    }
}

/// Width of a Han character: from words of nothing else, as the digits of other fonts have widths of their own; without
/// such words from the height.
fn em(words: &[Word]) -> f64 {
    let pure = words.iter().filter(|word| word.text.chars().all(is_wide));
    let widest = pure
        .map(|word| (word.right - word.left) / word.text.chars().map(width).sum::<f64>().max(1.0))
        .fold(0.0, f64::max);
    if widest > 0.0 {
        return widest;
    }
    words.iter().map(Word::height).fold(0.0, f64::max) * 0.77
}

fn is_wide(letter: char) -> bool {
    is_han(letter) || matches!(u32::from(letter), 0x3000..=0x303F | 0xFF00..=0xFF60)
}

/// Width in Han characters, roughly.
fn width(letter: char) -> f64 {
    if letter.is_ascii() { 0.5 } else { 1.0 }
}

/// Marks that no line may begin with (GB/T 15834 5.1).
fn closes(letter: char) -> bool {
    "，。、；：？！）》」』】〕”’…,.;:?!)]}%‰℃·—".contains(letter)
}

/// Marks that no line may end with.
fn opens(letter: char) -> bool {
    "（《「『【〔“‘([{".contains(letter)
}

/// Width of what could not be parted from the beginning of a line, in Han characters. Digits are taken for as wide as in
/// the widest usual font: rather one paragraph too few than a sentence cut in two.
fn first_unit(text: &str) -> f64 {
    let width = |letter: char| if letter.is_ascii() { 0.66 } else { 1.0 };
    let mut total = 0.0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next_if(|letter| opens(*letter)) {
        total += width(letter);
    }
    if let Some(first) = letters.next() {
        total += width(first);
        if first.is_ascii_alphanumeric() {
            while let Some(letter) = letters.next_if(char::is_ascii_graphic) {
                total += width(letter);
            }
        }
    }
    let mut marked = false;
    while let Some(letter) = letters.next_if(|letter| closes(*letter)) {
        total += width(letter);
        marked = true;
    }
    // LibreOffice keeps a Latin word with the mark before it.
    while marked && let Some(letter) = letters.next_if(char::is_ascii_graphic) {
        total += width(letter);
    }
    total
}

/// Lines as paragraphs: a line that had room for the beginning of the next one was ended by hand.
pub(super) fn paragraphs(lines: &[TextLine], measure: Measure) -> Vec<Block> {
    let pitch = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [one, next] if one.page == next.page && next.top > one.top => Some(next.top - one.top),
            _ => None,
        })
        .fold(f64::INFINITY, f64::min);
    let usual = measure.em.unwrap_or_else(|| usual_em(lines));
    let mut blocks = Vec::new();
    let mut open: Option<(Paragraph, &TextLine)> = None;
    let centered: Vec<bool> = (0..lines.len())
        .map(|at| is_centered(lines.get(at..).unwrap_or_default(), measure))
        .collect();
    let mut before = false;
    for (line, centered) in lines.iter().zip(centered) {
        let alike = std::mem::replace(&mut before, centered) == centered;
        if let Some((paragraph, last)) = &mut open
            && alike
            && continues(last, line, measure, pitch)
            && !(paragraph.text == last.text && crate::interpret::names_whole(&last.text, &line.text))
            && !(ends_sentence(&last.text) && crate::interpret::names_person(&line.text))
        {
            join(&mut paragraph.text, &line.text);
            *last = line;
            continue;
        }
        blocks.extend(open.take().map(|(paragraph, _)| Block::Paragraph(paragraph)));
        let paragraph = Paragraph {
            text: line.text.trim_end().to_owned(),
            centered,
            bold: false,
            heading: centered && line.em > usual * 1.15,
        };
        open = Some((paragraph, line));
    }
    blocks.extend(open.map(|(paragraph, _)| Block::Paragraph(paragraph)));
    blocks
}

/// Size of the letters in the middle line by size.
pub(super) fn usual_em<'a>(lines: impl IntoIterator<Item = &'a TextLine>) -> f64 {
    let mut sizes: Vec<f64> = lines.into_iter().map(|line| line.em).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or_default()
}

/// Whether the first of these lines is centered. The first line of a paragraph is not, though setting it in by two
/// characters moves its middle by one only.
fn is_centered(lines: &[TextLine], measure: Measure) -> bool {
    let (Some(line), Some(middle)) = (lines.first(), measure.middle) else {
        return false;
    };
    let (before, after) = (line.left - measure.left, measure.right - line.right);
    let in_the_middle = (f64::midpoint(line.left, line.right) - middle).abs() < line.em && before > line.em;
    let set_in = after < 2.0 * line.em && before - after > 0.8 * line.em;
    let goes_on = lines.get(1).is_some_and(|next| {
        next.left < measure.left + next.em && !is_resized(line, next) && !had_room(line, next, measure)
    });
    in_the_middle && !set_in && !goes_on
}

/// Whether the beginning of the next line would have gone onto this one.
fn had_room(line: &TextLine, next: &TextLine, measure: Measure) -> bool {
    line.right + first_unit(&next.text) * next.em <= measure.right - 0.1 * next.em
}

fn is_resized(last: &TextLine, next: &TextLine) -> bool {
    let (before, after) = (last.bottom - last.top, next.bottom - next.top);
    (before - after).abs() > 0.25 * after
}

/// Whether two lines that are both centered, or both not, are of one paragraph.
fn continues(last: &TextLine, next: &TextLine, measure: Measure, pitch: f64) -> bool {
    let indented = next.left > measure.left + 1.2 * next.em && next.left > last.left + next.em;
    // A signature at the right margin: text never begins there.
    let signed = last.left > f64::midpoint(measure.left, measure.right);
    let apart = last.page == next.page && next.top - last.top > 1.6 * pitch;
    let item = begins_item(&next.text) && (begins_item(&last.text) || ends_sentence(&last.text));
    !(had_room(last, next, measure) || item || indented || signed || apart || is_resized(last, next))
}

/// `姓名：`, `1.`, `（一）`, `一、`, `【`: after a line that is full to the margin, the only sign of a new paragraph.
pub(super) fn begins_item(text: &str) -> bool {
    let head: Vec<char> = text.trim_start().chars().take(8).collect();
    let label = head.iter().position(|letter| *letter == '：' || *letter == ':');
    let is_label = label
        .is_some_and(|end| (2..=6).contains(&end) && head.iter().take(end).all(|letter| is_han(*letter)));
    let is_number = |letter: &&char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(**letter);
    let bracket = usize::from(head.first().is_some_and(|letter| "（(".contains(*letter)));
    let digits = head.iter().skip(bracket).take_while(is_number).count();
    let mark = head.get(bracket + digits);
    let marks = if bracket == 1 { "）)" } else { ".．、" };
    let is_numbered = digits > 0
        && mark.is_some_and(|mark| marks.contains(*mark))
        && !head.get(bracket + digits + 1).is_some_and(char::is_ascii_digit);
    let is_marked = head
        .first()
        .is_some_and(|letter| "【①②③④⑤⑥⑦⑧⑨⑩●■◆".contains(*letter))
        || head.starts_with(&['—', '—']);
    is_label || is_numbered || is_marked
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .chars()
        .next_back()
        .is_some_and(|letter| "。！？”；）.!?".contains(letter))
}

fn join(text: &mut String, next: &str) {
    let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let breaks_word = is_word(text.chars().next_back()) && is_word(next.chars().next());
    if breaks_word && !breaks_address(text, next) {
        text.push(' ');
    }
    text.push_str(next.trim_end());
}

/// Whether a line ends within a mail address: a narrow cell broke `office@huaxia.exam` and `ple`. One whose domain is whole
/// has ended.
fn breaks_address(text: &str, next: &str) -> bool {
    const WHOLE: [&str; 9] = [
        ".com", ".cn", ".net", ".org", ".edu", ".gov", ".info", ".vip", ".example",
    ];
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let begun = text
        .rsplit(|c| !is_part(c) && c != '@')
        .next()
        .unwrap_or_default();
    let Some((name, domain)) = begun.split_once('@') else {
        return false;
    };
    let domain = domain.to_ascii_lowercase();
    let rest = next.trim_end().trim_end_matches(is_part);
    !name.is_empty() && rest.is_empty() && !WHOLE.iter().any(|end| domain.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_a_narrow_cell_breaks_is_whole() {
        let joined = |first: &str, next: &str| {
            let mut text = first.to_owned();
            join(&mut text, next);
            text
        };
        assert_eq!(joined("a@huaxia.exam", "ple"), "a@huaxia.example");
        assert_eq!(
            joined("邮箱 office@hua", "xia.example"),
            "邮箱 office@huaxia.example"
        );
        assert_eq!(joined("a@huaxia.example", "WeChat"), "a@huaxia.example WeChat");
        assert_eq!(joined("the last", "word"), "the last word");
        assert_eq!(joined("a@huaxia.exam", "ple tel"), "a@huaxia.exam ple tel");
    }

    fn at(text: &str, left: f64, row: u32) -> Vec<Word> {
        let top = f64::from(row) * 20.0;
        vec![Word {
            left,
            top,
            right: left + 10.0 * text.chars().map(width).sum::<f64>(),
            bottom: top + 13.0,
            text: text.to_owned(),
        }]
    }

    fn texts(words: Vec<Word>, right: f64) -> Vec<String> {
        let measure = Measure {
            left: 0.0,
            right,
            middle: None,
            em: None,
        };
        crate::document::lines_of(&paragraphs(&lines(words, 0), measure))
    }

    #[test]
    fn a_full_line_goes_on_and_a_short_one_ends_its_paragraph() {
        let words = [at("一二三四五", 0.0, 0), at("六七", 0.0, 1), at("八", 0.0, 2)].concat();
        assert_eq!(texts(words, 54.0), ["一二三四五六七", "八"]);
    }

    #[test]
    fn a_character_goes_to_the_next_line_with_the_mark_behind_it() {
        let words = [at("一二三四", 0.0, 0), at("五、六", 0.0, 1)].concat();
        assert_eq!(texts(words, 54.0), ["一二三四五、六"]);
        let words = [at("一二三四", 0.0, 0), at("地，R&D投", 0.0, 1)].concat();
        assert_eq!(texts(words, 74.0), ["一二三四地，R&D投"]);
    }

    #[test]
    fn a_line_that_is_set_in_begins_a_paragraph() {
        let words = [at("一二三四五", 0.0, 0), at("六七", 20.0, 1)].concat();
        assert_eq!(texts(words, 54.0), ["一二三四五", "六七"]);
    }

    #[test]
    fn a_label_behind_a_full_last_line_begins_a_paragraph() {
        let words = [at("一二三四。", 0.0, 0), at("姓名：王", 0.0, 1)].concat();
        assert_eq!(texts(words, 54.0), ["一二三四。", "姓名：王"]);
        for item in [
            "1. 周丙",
            "（二）建言",
            "三、建议",
            "职务：理事",
            "【周丙】",
            "——周丙",
        ] {
            assert!(begins_item(item), "{item}");
        }
        for text in ["1.5亿元", "一二三四", "王：", "2022年", "记得有一年夏天："] {
            assert!(!begins_item(text), "{text}");
        }
    }

    /// Lines as `endsign0`, `endsign1` and `notitle2` of the breaker's bench had them: 16 points on A4.
    fn on_a4(lines: &[(f64, f64, &str)]) -> Vec<(String, bool)> {
        let line = |(row, (left, right, text)): (u32, &(f64, f64, &str))| TextLine {
            page: 0,
            left: *left,
            right: *right,
            top: f64::from(row) * 21.4,
            bottom: f64::from(row) * 21.4 + 20.8,
            em: 16.0,
            text: (*text).to_owned(),
        };
        let lines: Vec<TextLine> = (0..).zip(lines).map(line).collect();
        let measure = Measure {
            left: 90.0,
            right: 505.6,
            middle: Some(297.65),
            em: None,
        };
        let paragraph = |block| match block {
            Block::Paragraph(paragraph) => (paragraph.text, paragraph.centered),
            Block::Table(_) => panic!("a table"),
        };
        paragraphs(&lines, measure).into_iter().map(paragraph).collect()
    }

    #[test]
    fn the_first_line_of_a_paragraph_is_set_in_and_not_centered() {
        let title = (242.8, 352.8, "坐住冷板凳");
        let end = (90.0, 186.0, "得住冷板凳。");
        // Full to the margin; without the last character; without the last two, so that both sides are alike.
        for (right, next) in [(505.1, "而是试验"), (490.0, "而是试验"), (474.0, "子，而是")] {
            let lines = [title, (122.0, right, "学习报告使我"), (90.0, 505.4, next), end];
            assert_eq!(
                on_a4(&lines),
                [
                    ("坐住冷板凳".to_owned(), true),
                    (format!("学习报告使我{next}得住冷板凳。"), false)
                ]
            );
        }
    }

    #[test]
    fn a_title_is_centered_though_it_is_long_or_set_in() {
        for title in [(112.0, 483.0), (258.8, 368.0)] {
            let lines = [
                (title.0, title.1, "坐住冷板凳"),
                (122.0, 505.1, "学习"),
                (90.0, 186.0, "报告。"),
            ];
            assert_eq!(
                on_a4(&lines),
                [("坐住冷板凳".to_owned(), true), ("学习报告。".to_owned(), false)]
            );
        }
    }

    #[test]
    fn name_and_date_at_the_right_margin_are_lines_of_their_own() {
        let lines = [
            (90.0, 505.4, "才能啃得下硬骨头。"),
            (457.6, 505.6, "王建军"),
            (360.2, 505.6, "2022年10月20日"),
        ];
        let texts: Vec<String> = on_a4(&lines).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["才能啃得下硬骨头。", "王建军", "2022年10月20日"]);
    }

    #[test]
    fn digits_set_off_from_han_get_no_space_and_words_do() {
        assert_eq!(space("理事、40", "岁", 0.2, 0.18), "");
        assert_eq!(space("the", "end", 0.25, 0.18), " ");
        assert_eq!(space("填表人：甲", "联系方式", 3.0, 0.18), "  ");
        assert_eq!(space("张", "三", 1.0, 0.45), " ");
        assert_eq!(space("学会", "周丙", 0.22, 0.18), " ");
    }
}
