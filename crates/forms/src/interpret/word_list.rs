//! Lists of words, kept as text: words separated by white space.

/// The words of a list.
pub(super) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split_whitespace()
}

/// True when the text is one of the words.
pub(super) fn is_one_of(text: &str, list: &str) -> bool {
    words(list).any(|word| word == text)
}

/// True when the text holds one of the words.
pub(super) fn mentions(text: &str, list: &str) -> bool {
    words(list).any(|word| text.contains(word))
}

/// True when the text begins with one of the words.
pub(super) fn begins(text: &str, list: &str) -> bool {
    words(list).any(|word| text.starts_with(word))
}

/// True when the text ends with one of the words.
pub(super) fn ends(text: &str, list: &str) -> bool {
    longest_end(text, list).is_some()
}

/// The longest word with which the text ends.
pub(super) fn longest_end<'a>(text: &str, list: &'a str) -> Option<&'a str> {
    words(list)
        .filter(|word| text.ends_with(word))
        .max_by_key(|word| word.len())
}
