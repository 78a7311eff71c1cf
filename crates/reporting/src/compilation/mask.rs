//! 匿名 — every name and contact that the ledger knows, replaced wherever it stands.
//!
//! A name is found however it is spaced and whichever middle dot it has. What equals a name by chance is replaced as
//! well: too much hidden is seen and harmless, too little is neither.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use domain::ledger::Ledger;
use domain::person::Person;
use regex::Regex;

const PERSON: &str = "×××";
const SOCIETY: &str = "某学会";
const AFFILIATION: &str = "某单位";
const CONTACT: &str = "（联系方式略）";

/// Addresses, telephone numbers and identity numbers, also those that the ledger does not know.
static CONTACTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-－—\s]?\d{7,8}(?:[-转]\d{1,6})?|\d{17}[\dXx]";
    let address = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}";
    Regex::new(&format!(r"{address}|(?-u:\b)(?:{number})(?-u:\b)")).ok()
});

/// What is hidden, and what stands in its place.
pub(super) struct Mask {
    /// `None` when nothing is known that could be hidden.
    known: Option<AhoCorasick>,
    instead: Vec<&'static str>,
}

/// A text without blanks and with one width and one middle dot, with the way back.
struct Folded {
    text: String,
    /// For each byte of it where its character begins and ends in the original.
    places: Vec<(usize, usize)>,
}

impl Mask {
    pub(super) fn new(ledger: &Ledger) -> Self {
        let mut words: BTreeMap<String, &'static str> = BTreeMap::new();
        let mut hide = |text: &str, least: usize, instead: &'static str| {
            let folded = Folded::of(text).text;
            if folded.chars().count() >= least {
                words.entry(folded).or_insert(instead);
            }
        };
        for society in ledger.rows.iter().map(|row| &row.society) {
            let names = society.aliases.iter().chain(&society.former_names);
            names
                .chain([&society.name])
                .for_each(|name| hide(name, 3, SOCIETY));
            society.contacts.iter().for_each(|name| hide(name, 2, PERSON));
            let contacts = society.addresses.iter().chain(&society.phones);
            contacts.for_each(|contact| hide(contact, 5, CONTACT));
        }
        let mut hide_person = |person: &Person| {
            hide(&person.name, 2, PERSON);
            if let Some(affiliation) = &person.affiliation {
                hide(affiliation, 3, AFFILIATION);
            }
        };
        let authors = ledger
            .submissions
            .iter()
            .filter_map(|piece| piece.person.as_ref());
        authors.for_each(&mut hide_person);
        for form in &ledger.return_forms {
            form.delegates.persons().iter().for_each(&mut hide_person);
        }
        for form in &ledger.return_forms {
            form.filled_by.iter().for_each(|name| hide(name, 2, PERSON));
            form.contact.iter().for_each(|contact| hide(contact, 5, CONTACT));
        }
        let instead = words.values().copied().collect();
        let known = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.keys());
        Self {
            known: known.ok(),
            instead,
        }
    }

    /// The text with everything hidden that must be.
    pub(super) fn over<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = self.over_known(text);
        let Some(contacts) = CONTACTS.as_ref() else {
            return known;
        };
        match contacts.replace_all(&known, CONTACT) {
            Cow::Borrowed(_) => known,
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    fn over_known<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(known) = &self.known else {
            return Cow::Borrowed(text);
        };
        let folded = Folded::of(text);
        let mut out = String::new();
        let mut done = 0;
        for found in known.find_iter(&folded.text) {
            let begin = folded.places.get(found.start()).map(|place| place.0);
            let end = folded
                .places
                .get(found.end().saturating_sub(1))
                .map(|place| place.1);
            let instead = self.instead.get(found.pattern().as_usize());
            let (Some(begin), Some(end), Some(instead)) = (begin, end, instead) else {
                continue;
            };
            out += text.get(done..begin).unwrap_or_default();
            out += instead;
            done = end;
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        out += text.get(done..).unwrap_or_default();
        Cow::Owned(out)
    }
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        for (begin, character) in text.char_indices() {
            if let Some(plain) = plain(character) {
                folded.text.push(plain);
                let place = (begin, begin + character.len_utf8());
                folded.places.resize(folded.text.len(), place);
            }
        }
        folded
    }
}

/// The character as it is compared; `None` for a blank within a line.
fn plain(character: char) -> Option<char> {
    match character {
        '\n' => Some('\n'),
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => None,
        '•' | '・' | '‧' | '⋅' | '●' | '．' => Some('·'),
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).map(|c| c.to_ascii_lowercase())
        }
        _ if character.is_whitespace() => None,
        _ => Some(character.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(words: &[(&str, &'static str)]) -> Mask {
        let known = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.iter().map(|(word, _)| Folded::of(word).text))
            .unwrap();
        Mask {
            known: Some(known),
            instead: words.iter().map(|(_, instead)| *instead).collect(),
        }
    }

    #[test]
    fn a_name_is_found_however_it_is_set() {
        let mask = mask(&[
            ("张三", PERSON),
            ("张三丰", PERSON),
            ("阿依努尔·图尔逊", PERSON),
            ("华夏物理学会", SOCIETY),
        ]);
        let cases = [
            ("张　三、张 三同志", "×××、×××同志"),
            ("张三丰是谁", "×××是谁"),
            ("阿依努尔•图尔逊说", "×××说"),
            ("华夏 物理\u{200B}学会", "某学会"),
            ("张\n三", "张\n三"),
            ("无人", "无人"),
        ];
        for (text, shown) in cases {
            assert_eq!(mask.over(text), shown);
        }
    }

    #[test]
    fn contacts_are_hidden_even_where_nobody_knows_them() {
        let mask = mask(&[("张三", PERSON)]);
        let cases = [
            ("电话13900000000。", "电话（联系方式略）。"),
            ("电话139 0000 0000", "电话（联系方式略）"),
            ("座机010-00000001转8", "座机（联系方式略）"),
            ("信箱zhang@huaxia.example，", "信箱（联系方式略），"),
            ("投入1390000000000元", "投入1390000000000元"),
            ("编号20221024", "编号20221024"),
        ];
        for (text, shown) in cases {
            assert_eq!(mask.over(text), shown);
        }
    }
}
