//! Texts in the form in which they are compared, with the way back to what was sent.

use std::ops::Range;

use domain::text::is_han;
use unicode_normalization::UnicodeNormalization as _;

/// Traditional characters and the simplified ones for them, from OpenCC (Apache-2.0). Where several are possible, the
/// first: good enough to compare, never shown.
const PAIRS: &str = include_str!("TSCharacters.txt");
/// Where the table begins; nothing below is changed.
const FIRST: u32 = 0x3400;
/// Where it ends.
const LAST: u32 = 0x9FFF;

/// Simplified characters for traditional ones.
pub(super) struct Script {
    table: Vec<char>,
}

impl Script {
    pub(super) fn simplified() -> Self {
        let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
        for line in PAIRS.lines() {
            let mut words = line.split(['\t', ' ']);
            let one = |word: Option<&str>| word.and_then(|word| word.chars().next());
            if let (Some(from), Some(to)) = (one(words.next()), one(words.next()))
                && let Some(place) = place(from).and_then(|place| table.get_mut(place))
            {
                *place = to;
            }
        }
        Self { table }
    }

    fn of(&self, character: char) -> char {
        place(character)
            .and_then(|place| self.table.get(place))
            .copied()
            .unwrap_or(character)
    }
}

fn place(character: char) -> Option<usize> {
    usize::try_from(u32::from(character).checked_sub(FIRST)?).ok()
}

/// A text as it is compared.
#[derive(Debug, Default)]
pub(super) struct Normal {
    /// Letters, digits and Chinese characters, decomposed by NFKD, lower case, simplified.
    pub(super) chars: Vec<char>,
    /// For each of them the character of the text from which it came.
    places: Vec<u32>,
}

impl Normal {
    pub(super) fn of(text: &str, script: &Script) -> Self {
        let mut normal = Self::default();
        for (place, character) in (0..).zip(text.chars()) {
            normal.push(place, character, script);
        }
        normal
    }

    /// Decomposing one by one gives what decomposing the whole does, as marks that combine are left out.
    fn push(&mut self, place: u32, character: char, script: &Script) {
        let mut keep = |character| {
            self.chars.push(character);
            self.places.push(place);
        };
        match character {
            '\u{4E00}'..='\u{9FFF}' => keep(script.of(character)),
            'a'..='z' | '0'..='9' => keep(character),
            '\0'..='\u{7F}' if !character.is_ascii_alphanumeric() => {}
            '○' | '◯' => keep('〇'),
            other => std::iter::once(other)
                .nfkd()
                .filter(|c| c.is_alphanumeric() || is_han(*c))
                .flat_map(char::to_lowercase)
                .for_each(|c| keep(script.of(c))),
        }
    }

    /// Where these characters stand in the text as it was sent, whatever stands between them included.
    pub(super) fn place_of(&self, range: &Range<usize>) -> Range<usize> {
        let at = |index: usize| {
            let place = self.places.get(index).copied().unwrap_or(0);
            usize::try_from(place).unwrap_or(usize::MAX)
        };
        at(range.start)..at(range.end.saturating_sub(1)) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        Normal::of(text, &Script::simplified()).chars.iter().collect()
    }

    #[test]
    fn width_script_case_and_punctuation_make_no_difference() {
        let plain = normal("学习贯彻党的二十大精神2022年gdp增长");
        for other in [
            "學習貫徹黨的二十大精神2022年GDP增長",
            "学习、贯彻 “党的二十大”精神——２０２２年ＧＤＰ增长。\u{3000}\n",
            "学习贯彻党的⼆⼗⼤精神2022年GDP增长😀",
        ] {
            assert_eq!(normal(other), plain, "{other}");
        }
        assert_eq!(normal("cafe\u{301} ﬁ"), normal("CAFÉ fi"));
        assert_ne!(normal("学习"), normal("学会"));
        assert_eq!(
            normal("𠮷野\u{E123}").chars().count(),
            3,
            "rare and private characters stay"
        );
    }

    #[test]
    fn a_range_leads_back_to_what_was_sent() {
        let text = "😀学习，㍿贯彻！";
        let normal = Normal::of(text, &Script::simplified());
        let whole: String = normal.chars.iter().collect();
        assert_eq!(whole, "学习株式会社贯彻");
        let back = |range: Range<usize>| -> String {
            let place = normal.place_of(&range);
            text.chars().skip(place.start).take(place.len()).collect()
        };
        assert_eq!(back(0..3), "学习，㍿");
        assert_eq!(back(5..8), "㍿贯彻");
    }
}
