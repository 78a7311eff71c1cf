//! Words that were written and belong to nobody: better named than left out without a word.

use super::lines::{has_sentence, is_longer, trim};
use super::word_list::WordList;
use super::wording::{is_attached, is_nil};

/// Fewer characters are a remark, not a text.
const REMARK: usize = 15;

/// Characters that are shown of a text.
const SHOWN: usize = 20;

/// How notes on the filling in of a form or sheet begin.
static NOTES: WordList = WordList::new("注 备注 说明 填表说明 填写说明 填报说明 填表要求 填写要求 填表须知");

/// The beginning of a text that nobody was given; `None` for what is no text: remarks, notes, 无.
pub(super) fn excerpt(text: &str) -> Option<String> {
    let text = trim(text);
    if !is_longer(text, REMARK) || !has_sentence(text) || is_note(text) || is_nil(text) || is_attached(text) {
        return None;
    }
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    let more = shown.len() < text.len();
    Some(if more { shown + "…" } else { shown })
}

/// 注：…, 填表说明… at the beginning of a text.
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '※', '（', '(', '【']);
    let ends = |c: &char| matches!(c, '：' | ':' | '】' | '）' | '\n');
    let head: String = text.chars().take_while(|c| !ends(c)).collect();
    let bare = trim(head.trim_end_matches(|c: char| c.is_ascii_digit()));
    head.len() < text.len() && NOTES.has(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_from_remarks_and_notes() {
        let text = "下一步，我将带队走进十个县开展科普服务，把论文写在大地上。";
        assert_eq!(
            excerpt(text).as_deref(),
            Some("下一步，我将带队走进十个县开展科普服务，…")
        );
        for text in [
            "",
            "无",
            "见附件。",
            "已核对。",
            "理事长、党委书记、华夏大学教授、博士生导师",
        ] {
            assert_eq!(excerpt(text), None, "{text}");
        }
        for text in [
            "注：感悟内容不限字数，可以另附页。",
            "填表说明\n1. 请写明姓名、职务。2. 字数不限。",
            "（备注1：材料均经本人审核同意。）",
        ] {
            assert_eq!(excerpt(text), None, "{text}");
        }
    }
}
