//! Words of a form in front of what a person is: 单位：, 职务：, 现任.

use domain::text::is_blank;

use crate::interpret::lines::trim;
use crate::interpret::word_list::WordList;

/// Each before those that are part of it.
static WORDS: WordList =
    WordList::new("工作单位 单位及职务 单位职务 单位 职务职称 职务/职称 职务 职称 身份 现任 系 任");

/// The duty behind 职务： or 单位：.
pub(super) fn without_field_word(text: &str) -> &str {
    let mut text = trim(text);
    if !WORDS.begins(text) {
        return text;
    }
    for word in WORDS.words() {
        if let Some(rest) = text.strip_prefix(word) {
            let marked = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':'));
            if marked.len() < rest.len() || matches!(word, "现任" | "系") {
                text = marked;
            }
        }
    }
    text
}
