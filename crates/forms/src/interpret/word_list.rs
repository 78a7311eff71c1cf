//! Lists of words, kept as text: words separated by white space.

use std::cmp::Reverse;
use std::sync::OnceLock;

use domain::text::steady_key;

use crate::compare::{begins, ends_with, equal};

/// A list of words, taken apart at its first use.
pub(super) struct WordList {
    source: &'static str,
    index: OnceLock<Index>,
}

#[derive(Default)]
struct Index {
    words: Vec<&'static str>,
    /// By their first characters, those with the same one in the order of the list.
    by_first: Vec<(char, &'static str)>,
    /// By their last characters, the longest first.
    by_last: Vec<(char, &'static str)>,
    firsts: Characters,
    lasts: Characters,
    letters: Characters,
    /// Bytes of the longest word.
    longest: usize,
}

/// A set of characters that may hold some more: a quick no before a sure answer is looked up.
#[derive(Debug, Clone, Default)]
pub(super) struct Characters([u64; 32]);

impl Characters {
    fn place(character: char) -> (usize, u64) {
        let low = u32::from(character) % (32 * 64);
        ((low / 64) as usize, 1 << (low % 64))
    }

    pub(super) fn of(text: &str) -> Self {
        let mut characters = Self::default();
        text.chars().for_each(|letter| characters.add(letter));
        characters
    }

    /// False for a word with a character that was never added.
    pub(super) fn may_spell(&self, word: &str) -> bool {
        word.chars().all(|letter| self.may_hold(letter))
    }

    pub(super) fn add(&mut self, character: char) {
        let (at, bit) = Self::place(character);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    /// The same by the lowest eleven bits of the character.
    fn may_hold_low(&self, low: usize) -> bool {
        self.0
            .get(low / 64)
            .is_some_and(|bits| bits >> (low % 64) & 1 == 1)
    }

    /// False only for characters that were never added.
    pub(super) fn may_hold(&self, character: char) -> bool {
        let (at, bit) = Self::place(character);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// True when that is so of a character: of [`is_common_han`](super::form_label::is_common_han) by its lowest eleven bits, of others as a whole.
fn any_character(text: &str, han: impl Fn(usize) -> bool, other: impl Fn(char) -> bool) -> bool {
    let mut rest = text.as_bytes();
    loop {
        while let [0xE5..=0xE9, middle, last, behind @ ..] | [0xE4, middle @ 0xB8..=0xBF, last, behind @ ..] =
            rest
        {
            if han(usize::from(middle & 0x1F) << 6 | usize::from(last & 0x3F)) {
                return true;
            }
            rest = behind;
        }
        let from = text.len() - rest.len();
        let Some(character) = text.get(from..).and_then(|text| text.chars().next()) else {
            return false;
        };
        if other(character) {
            return true;
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
}

impl Index {
    fn new(source: &'static str) -> Self {
        let mut index = Self::default();
        for word in source.split_ascii_whitespace() {
            index.words.push(word);
            word.chars().for_each(|letter| index.letters.add(letter));
            index.longest = index.longest.max(word.len());
            if let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) {
                index.by_first.push((first, word));
                index.by_last.push((last, word));
                index.firsts.add(first);
                index.lasts.add(last);
            }
        }
        index.by_first.sort_by_key(|(first, _)| *first);
        index
            .by_last
            .sort_by_key(|(last, word)| (*last, Reverse(word.len())));
        index
    }

    /// The words that begin with that character.
    fn beginning(&self, first: char) -> impl Iterator<Item = &'static str> {
        let known = self.firsts.may_hold(first);
        of(if known { &self.by_first } else { &[] }, first)
    }

    /// The words that end with that character.
    fn ending(&self, last: char) -> impl Iterator<Item = &'static str> {
        let known = self.lasts.may_hold(last);
        of(if known { &self.by_last } else { &[] }, last)
    }
}

/// The words with that character in a list that is sorted by it.
fn of(sorted: &[(char, &'static str)], character: char) -> impl Iterator<Item = &'static str> {
    let start = sorted.partition_point(|(known, _)| *known < character);
    let rest = sorted.get(start..).unwrap_or_default().iter();
    rest.take_while(move |(known, _)| *known == character)
        .map(|(_, word)| *word)
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
        self.index.get_or_init(|| Index::new(self.source))
    }

    /// The words in the order of the list.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.index().words.iter().copied()
    }

    /// False for a character that no word holds.
    pub(super) fn may_spell(&self, character: char) -> bool {
        self.index().letters.may_hold(character)
    }

    /// False for most texts whose match key is none of the words.
    pub(super) fn may_be_key_of(&self, text: &str) -> bool {
        let letters = &self.index().letters;
        !any_character(text, |low| !letters.may_hold_low(low), |_| false)
    }

    /// False for most texts whose match key holds none of the words.
    pub(super) fn may_be_in_key_of(&self, text: &str) -> bool {
        let firsts = &self.index().firsts;
        let han = |low: usize| firsts.may_hold_low(low);
        any_character(text, han, |c| {
            steady_key(c).is_none_or(|key| firsts.may_hold(key))
        })
    }

    /// The text with every word taken out, one after the other in the order of the list.
    pub(super) fn taken_from(&self, text: &str) -> String {
        let mut left = text.to_owned();
        if !text.chars().any(|c| self.index().firsts.may_hold(c)) {
            return left;
        }
        let letters = Characters::of(text);
        for word in self.words().filter(|word| letters.may_spell(word)) {
            if left.contains(word) {
                left = left.replace(word, "");
            }
        }
        left
    }

    /// True when the text is one of the words.
    pub(super) fn has(&self, text: &str) -> bool {
        let index = self.index();
        let (first, last) = (text.chars().next(), text.chars().next_back());
        text.len() <= index.longest
            && last.is_some_and(|last| index.lasts.may_hold(last))
            && first.is_some_and(|first| {
                let mut words = index.beginning(first);
                words.any(|word| equal(word.as_bytes(), text.as_bytes()))
            })
    }

    /// The words with which the text begins, in the order of the list, each with what stands behind it.
    pub(super) fn beginnings<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'static str, &'t str)> {
        let first = text.chars().next();
        let words = first.into_iter().flat_map(|first| self.index().beginning(first));
        words.filter_map(|word| {
            let behind = begins(text, word).then(|| text.get(word.len()..));
            Some((word, behind??))
        })
    }

    /// True when the text begins with one of the words.
    pub(super) fn begins(&self, text: &str) -> bool {
        self.beginnings(text).next().is_some()
    }

    /// True when the text holds one of the words.
    pub(super) fn is_mentioned(&self, text: &str) -> bool {
        let firsts = &self.index().firsts;
        let may_begin = |c: char| firsts.may_hold(c);
        any_character(text, |low| firsts.may_hold_low(low), may_begin)
            && text
                .char_indices()
                .filter(|(_, first)| may_begin(*first))
                .any(|(at, _)| text.get(at..).is_some_and(|rest| self.begins(rest)))
    }

    /// The longest word with which the text ends.
    pub(super) fn longest_end(&self, text: &str) -> Option<&'static str> {
        let last = text.chars().next_back()?;
        self.index().ending(last).find(|word| ends_with(text, word))
    }

    /// True when the text ends with one of the words.
    pub(super) fn ends(&self, text: &str) -> bool {
        self.longest_end(text).is_some()
    }
}

#[cfg(test)]
mod tests {
    use domain::text::match_key;

    use super::*;

    #[test]
    fn a_list_taken_apart_answers_like_the_plain_list() {
        const PLAIN: &str = "会 学会 秘书长 秘书 长 科协 a ab 学部 部";
        static LIST: WordList = WordList::new(PLAIN);
        let words = || PLAIN.split(' ');
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
            assert_eq!(LIST.has(text), words().any(|word| word == text), "{text}");
            assert_eq!(
                LIST.begins(text),
                words().any(|word| text.starts_with(word)),
                "{text}"
            );
            assert_eq!(
                LIST.is_mentioned(text),
                words().any(|word| text.contains(word)),
                "{text}"
            );
            let longest = words()
                .filter(|word| text.ends_with(word))
                .max_by_key(|word| word.len());
            assert_eq!(LIST.longest_end(text), longest, "{text}");
            assert_eq!(LIST.ends(text), longest.is_some(), "{text}");
            let beginnings = words().filter_map(|word| Some((word, text.strip_prefix(word)?)));
            assert!(LIST.beginnings(text).eq(beginnings), "{text}");
        }
        assert!(LIST.words().eq(words()));
    }

    #[test]
    fn a_quick_no_is_never_wrong() {
        static LIST: WordList = WordList::new("会 学会 秘书 xx (盖 〇");
        for text in [
            "学会",
            "学　会",
            "秘\n书",
            "ＸＸ",
            "某Xx",
            "（盖章）",
            "○",
            "[盖",
            "\u{2F08}会",
            "学e\u{301}会",
            "研究",
            "",
        ] {
            let key = match_key(text);
            assert!(LIST.may_be_key_of(text) || !LIST.has(&key), "{text}");
            assert!(LIST.may_be_in_key_of(text) || !LIST.is_mentioned(&key), "{text}");
            let left = LIST
                .words()
                .fold(text.to_owned(), |left, word| left.replace(word, ""));
            assert_eq!(LIST.taken_from(text), left, "{text}");
        }
        assert!(!LIST.may_be_key_of("研究"));
        assert!(!LIST.may_be_in_key_of("研究，书"));
    }
}
