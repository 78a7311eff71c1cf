//! 附件1：张三学习体会 … 附件2：李四学习体会 in one document: each mark begins a document of its own.

use super::{Line, is_text};
use crate::interpret::lines::{has_sentence, length, trim};

/// Lines below a mark within which its text begins.
const NEAR: usize = 8;

/// What stands above the first mark, and the lines of each attachment; `None` for fewer than two of them, or when one
/// has no text below it: a list of attachments.
pub(super) fn parts(lines: &[Line]) -> Option<(Vec<Line>, Vec<Vec<Line>>)> {
    let marks: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, mark(&line.text)?)))
        .collect();
    let ends = marks.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]);
    let mut parts = Vec::new();
    for ((at, title), end) in marks.iter().zip(ends) {
        let below = lines.get(at + 1..end)?;
        if !below.iter().take(NEAR).any(is_text) {
            return None;
        }
        let heading = (!title.is_empty()).then(|| Line {
            text: (*title).to_owned(),
            marked: true,
        });
        parts.push(heading.into_iter().chain(below.iter().cloned()).collect());
    }
    let (first, _) = marks.first()?;
    (parts.len() >= 2).then(|| (lines.get(..*first).unwrap_or_default().to_vec(), parts))
}

/// What stands behind 附件1： on a line that begins with it, if anything.
fn mark(text: &str) -> Option<&str> {
    if length(text) > 50 || has_sentence(text) {
        return None;
    }
    let bare = text.trim_matches(['【', '】', '（', '）']);
    let rest = ["附件", "材料", "附"]
        .iter()
        .find_map(|word| bare.strip_prefix(word))?;
    let rest = trim(rest.trim_start_matches('之'));
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let counted = behind.len() < rest.len();
    let title = behind.trim_start_matches(['：', ':', '.', '．', '、', '-', '—']);
    let apart =
        behind.is_empty() || title.len() < behind.len() || behind.starts_with([' ', '\u{3000}', '\t']);
    (counted && apart).then(|| trim(title))
}

#[cfg(test)]
mod tests {
    use super::super::{lines, read};
    use crate::document::Block;
    use crate::interpret::sample::{digest, expected, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn check(text: &str, want: &[(&str, &str, &str)]) {
        let blocks: Vec<Block> = text.lines().map(paragraph).collect();
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        assert_eq!(digest(&pieces), expected(want), "{text}");
    }

    #[test]
    fn each_mark_begins_a_document_of_its_own() {
        let text = format!("{A}\n{B}");
        check(
            &format!("华夏光学学会学习感悟\n附件1：张三学习体会\n{text}\n附件2：李四同志学习感悟\n{B}"),
            &[("张三", "", &text), ("李四", "", B)],
        );
        check(
            &format!("附件一\n坐住冷板凳\n张晓明（理事长）\n{text}\n附件二\n灯火长明\n李国强（秘书长）\n{B}"),
            &[("张晓明", "理事长", &text), ("李国强", "秘书长", B)],
        );
    }

    #[test]
    fn a_list_of_attachments_takes_nothing_apart() {
        let text = format!("{A}\n{B}\n附件1：张三学习体会\n附件2：李四学习体会");
        check(&text, &[("", "", &text)]);
    }
}
