//! Lists of words, kept as text: words separated by white space.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A long list, taken apart at its first use.
pub(super) struct WordList {
    source: &'static str,
    index: OnceLock<Index>,
}

#[derive(Default)]
struct Index {
    all: BTreeSet<&'static str>,
    by_first: BTreeMap<char, Vec<&'static str>>,
    /// The longest first.
    by_last: BTreeMap<char, Vec<&'static str>>,
}

impl WordList {
    /// Words separated by white space.
    pub(super) const fn new(source: &'static str) -> Self {
        Self {
            source,
            index: OnceLock::new(),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for word in words(self.source) {
                index.all.insert(word);
                let (first, last) = (word.chars().next(), word.chars().next_back());
                index
                    .by_first
                    .entry(first.unwrap_or_default())
                    .or_default()
                    .push(word);
                index
                    .by_last
                    .entry(last.unwrap_or_default())
                    .or_default()
                    .push(word);
            }
            for list in index.by_last.values_mut() {
                list.sort_by_key(|word| std::cmp::Reverse(word.len()));
            }
            index
        })
    }

    /// The words in the order of the list.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        words(self.source)
    }

    /// True when the text is one of the words.
    pub(super) fn has(&self, text: &str) -> bool {
        self.index().all.contains(text)
    }

    /// True when the text begins with one of the words.
    pub(super) fn begins(&self, text: &str) -> bool {
        let first = text
            .chars()
            .next()
            .and_then(|first| self.index().by_first.get(&first));
        first.is_some_and(|list| list.iter().any(|word| text.starts_with(word)))
    }

    /// True when the text holds one of the words.
    pub(super) fn is_mentioned(&self, text: &str) -> bool {
        text.char_indices()
            .any(|(at, _)| text.get(at..).is_some_and(|rest| self.begins(rest)))
    }

    /// The longest word with which the text ends.
    pub(super) fn longest_end(&self, text: &str) -> Option<&'static str> {
        let list = self.index().by_last.get(&text.chars().next_back()?)?;
        list.iter().find(|word| text.ends_with(*word)).copied()
    }

    /// True when the text ends with one of the words.
    pub(super) fn ends(&self, text: &str) -> bool {
        self.longest_end(text).is_some()
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_taken_apart_answers_like_the_plain_list() {
        const PLAIN: &str = "会 学会 秘书长 秘书 长 科协 a ab 学部 部";
        static LIST: WordList = WordList::new(PLAIN);
        for text in [
            "",
            "会",
            "学会",
            "某学会",
            "秘书长",
            "秘书",
            "副秘书长助理",
            "b",
            "ab",
            "cab",
            "学部会",
            "协",
            "xyz",
            "𠮷学",
            "学𠮷",
        ] {
            assert_eq!(LIST.has(text), is_one_of(text, PLAIN), "{text}");
            assert_eq!(LIST.begins(text), begins(text, PLAIN), "{text}");
            assert_eq!(LIST.is_mentioned(text), mentions(text, PLAIN), "{text}");
            assert_eq!(LIST.longest_end(text), longest_end(text, PLAIN), "{text}");
            assert_eq!(LIST.ends(text), ends(text, PLAIN), "{text}");
        }
    }
}
