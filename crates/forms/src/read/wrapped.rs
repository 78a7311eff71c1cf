//! Text files whose lines a program broke at a fixed width: their paragraphs are put together again.

use super::plain;
use crate::document::Document;

/// Widths that programs break lines at, in columns; a Han character takes two.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;
/// Sentences that are cut at the margin before anybody can be sure.
const CUTS: usize = 3;

/// A text file as a document. Without a margin that cuts several sentences every line is a paragraph.
pub(super) fn text(source: &str) -> Document {
    let lines: Vec<&str> = source.lines().map(str::trim_end).collect();
    let margin = lines.iter().map(|line| width(line)).max().unwrap_or_default();
    let pairs = || lines.windows(2).map(|pair| goes_on(pair, margin));
    let cut =
        |(pair, joined): (&[&str], bool)| joined && pair.first().is_some_and(|line| !ends_sentence(line));
    let cuts = lines.windows(2).zip(pairs()).filter(|pair| cut(*pair)).count();
    if cuts < CUTS || !WIDTHS.contains(&margin) {
        return plain::text(source);
    }
    let mut joined = String::with_capacity(source.len());
    for (line, goes_on) in lines.iter().zip(pairs().chain(std::iter::once(false))) {
        joined.push_str(line);
        if !goes_on {
            joined.push('\n');
        }
    }
    plain::text(&joined)
}

/// Whether a line of running text had no room for the beginning of the next one. Between columns of a list are blanks.
fn goes_on(pair: &[&str], margin: usize) -> bool {
    let [line, next] = pair else {
        return false;
    };
    let is_prose =
        line.contains(['，', '。', '；', '、', '：']) && !line.trim_start().contains([' ', '\t', '\u{3000}']);
    let begins = next
        .chars()
        .next()
        .is_some_and(|first| !first.is_whitespace() && !first.is_ascii());
    // Some programs let no line begin with a closing mark.
    let marks = next
        .chars()
        .skip(1)
        .take_while(|letter| "，。；、：！？”）》".contains(*letter))
        .count();
    is_prose && begins && !is_item(next) && width(line) + 2 * (1 + marks) > margin
}

/// `一、`, `（一）`, `姓名：`: the beginning of something else.
fn is_item(line: &str) -> bool {
    line.chars().take(8).any(|letter| letter == '：') || {
        let head = line.trim_start_matches(['（', '第']);
        let rest = head.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
        rest.len() < head.len() && rest.starts_with(['、', '）', '，', '是'])
    }
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['。', '！', '？', '”', '）', '：', '；'])
}

/// Columns that a line takes on a screen.
fn width(line: &str) -> usize {
    line.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::lines_of;

    #[test]
    fn lines_broken_at_a_fixed_width_are_put_together() {
        let full = "学习报告使我认识到，科技自立自强不是一句口号";
        let source = [full, full, full, "需要坐得住。", full, "冷板凳。", "王建军"].join("\n");
        assert_eq!(
            lines_of(&text(&source).blocks),
            [
                format!("{}需要坐得住。", full.repeat(3)),
                format!("{full}冷板凳。"),
                "王建军".to_owned()
            ]
        );
    }

    #[test]
    fn a_mark_that_begins_no_line_takes_the_character_before_it_along() {
        let full = "学习报告使我认识到，科技自立自强不是一句口号";
        let short = "学习报告使我认识到，科技自立自强不是一句口";
        let source = [full, full, full, short, "号，完。", "王建军"].join("\n");
        let text = format!("{}{short}号，完。", full.repeat(3));
        assert_eq!(lines_of(&super::text(&source).blocks), [text.as_str(), "王建军"]);
    }

    #[test]
    fn lists_and_paragraphs_on_lines_of_their_own_stay_as_they_are() {
        let person = "张晓明，华夏学会 理事长、教授，电话一三八〇〇";
        let label = "姓名：张晓明，华夏学会理事长、教授，电话一三八";
        let paragraph = "学习报告使我认识到，科技自立自强不是一句话。";
        for line in [person, label, paragraph] {
            let source = [line; 6].join("\n");
            assert_eq!(lines_of(&text(&source).blocks), [line; 6]);
        }
    }
}
