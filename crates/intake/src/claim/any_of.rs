//! Whether a sentence holds one of many words, in one pass over it.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

/// Lists of words, prepared at their first use.
pub(super) struct AnyOf {
    lists: &'static [&'static [&'static str]],
    words: OnceLock<Option<AhoCorasick>>,
}

impl AnyOf {
    pub(super) const fn new(lists: &'static [&'static [&'static str]]) -> Self {
        Self {
            lists,
            words: OnceLock::new(),
        }
    }

    /// Whether one of the words is in it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let prepare = || AhoCorasick::new(self.lists.iter().copied().flatten()).ok();
        match self.words.get_or_init(prepare) {
            Some(words) => words.is_match(text),
            None => self
                .lists
                .iter()
                .copied()
                .flatten()
                .any(|word| text.contains(word)),
        }
    }
}
