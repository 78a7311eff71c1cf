//! The parts of what stands beside a name.

use std::borrow::Cow;

use domain::text::is_blank;

use super::FIELD_WORDS;
use super::particular::is_particular;

/// The parts between 、，/；兼 and blanks; brackets separate as well.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let separator = |c: char| {
        matches!(
            c,
            '、' | '，'
                | ','
                | ';'
                | '；'
                | '/'
                | '／'
                | '|'
                | '（'
                | '）'
                | '('
                | ')'
                | '＋'
                | '+'
                | '：'
                | ':'
        )
    };
    text.split(separator)
        .flat_map(|part| {
            let (one, more) = words_of(part);
            one.into_iter().chain(more)
        })
        .filter(|part| !part.is_empty() && !FIELD_WORDS.has(part) && !is_particular(part))
}

/// What stands between blanks: one word, or several.
fn words_of(part: &str) -> (Option<Cow<'_, str>>, Vec<Cow<'_, str>>) {
    if !part.contains(is_blank) {
        return (Some(Cow::Borrowed(part)), Vec::new());
    }
    let words: Vec<&str> = part.split(is_blank).filter(|w| !w.is_empty()).collect();
    // 理 事 长 and Latin names keep together; 学会 理事长 does not.
    let spread = words.iter().any(|word| word.chars().count() == 1) || part.is_ascii();
    if spread && words.len() > 1 {
        (Some(Cow::Owned(words.concat())), Vec::new())
    } else {
        (None, words.into_iter().map(Cow::Borrowed).collect())
    }
}

/// With 、 for 兼 and 兼任.
pub(super) fn joined_by_marks(text: &str) -> Cow<'_, str> {
    if !text.contains('兼') {
        return Cow::Borrowed(text);
    }
    let marked = text
        .replace("兼任", "、")
        .replace("兼职", "\u{1}")
        .replace('兼', "、")
        .replace('\u{1}', "兼职");
    Cow::Owned(marked)
}
