//! Labels of what a form does not ask for.

use domain::text::is_blank;

use super::is_common_han;
use crate::interpret::lines::{colons, dense, length, trim};
use crate::interpret::word_list::WordList;

/// A value without what stands behind it for something that the form does not ask for: `王思远　填表日期：…`. In a contact
/// many words name a way to reach somebody, so only well-known others end it.
pub(super) fn before_other_label(value: &str, contact: bool) -> &str {
    for (before, _) in colons(value) {
        let gap = |c: char| is_blank(c) || matches!(c, '，' | ',' | '；' | ';' | '|');
        let start = before.trim_end_matches(is_blank).rfind(gap).map_or(0, |gap| {
            gap + before
                .get(gap..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8)
        });
        let word = trim(before.get(start..).unwrap_or_default());
        let short = (2..=8).contains(&length(word)) && word.chars().all(is_common_han);
        let other = is_other_label(word) || (!contact && start > 0);
        if short && other {
            return value.get(..start).unwrap_or_default();
        }
    }
    value
}

/// Ends of labels that people add to the head of a form.
static OTHER_LABELS: WordList = WordList::new(
    "\
    日期 时间 职务 职称 部门 备注 意见 签字 签名 审核 审核人 负责人 地址 邮编 邮政编码 传真 类别 编号 性别 代码",
);

/// True for the label of something that the form does not ask for.
pub(in crate::interpret) fn is_other_label(text: &str) -> bool {
    let text = trim(text).trim_end_matches(['：', ':']);
    (2..=8).contains(&length(text)) && OTHER_LABELS.ends(&dense(text))
}
