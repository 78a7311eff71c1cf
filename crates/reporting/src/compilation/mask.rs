//! 匿名 — every name and contact that the ledger knows, replaced wherever it stands.
//!
//! A name is found however it is spaced and whichever middle dot it has. What equals a name by chance is replaced as
//! well: too much hidden is seen and harmless, too little is neither.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Captures, Regex};

use crate::Names;

const PERSON: &str = "×××";
const SOCIETY: &str = "某学会";
const AFFILIATION: &str = "某单位";
const CONTACT: &str = "（联系方式略）";

/// Addresses, telephone and identity numbers, accounts and web addresses, also those that the ledger does not know;
/// `label` is what says that a bare number or word is one, and stays.
static CONTACTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-－—\s]?\d{7,8}(?:[-转]\d{1,6})?|\d{17}[\dXx]";
    let address = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}";
    let path = r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]";
    let web = format!(
        r"(?i:https?://{path}+|www\.{path}+|(?:[a-z0-9\-]+\.)+(?:com|cn|org|net|edu|gov|example)(?-u:\b)(?:/{path}*)?)"
    );
    let phone = r"(?:电话|座机|传真|热线|致电|拨打)(?:号码)?[:：\s]*";
    let account = r"(?i:QQ|微信|WeChat)(?:群|号码|号|公众号)?[:：\s]*";
    let labelled = format!(
        r"(?P<label>{phone})(?:{number}|(?:\d{{4}}[-\s]\d{{4}}|\d{{7,8}})(?:[-转]\d{{1,6}})?)(?-u:\b)|(?P<account>{account})[A-Za-z0-9][A-Za-z0-9_\-]{{4,19}}"
    );
    Regex::new(&format!(
        r"{address}|{web}|{labelled}|(?-u:\b)(?:{number})(?-u:\b)"
    ))
    .ok()
});

/// A line of nothing but two or more names of two or three characters, as authors stand below a title.
static BYLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"(?:\p{Han}[\s　]?\p{Han}{1,2})";
    Regex::new(&format!(
        r"^[\s　—（(]*{name}(?:[\s　]*[、，,/；;\s　][\s　]*{name})+[\s　）)]*$"
    ))
    .ok()
});

/// Names behind a word that says that they are names; the word stays.
static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:作者|撰稿人?|撰写人|执笔人?|供稿人?|署名|姓名|联系人|填表人|建言人)\s*[:：]\s*";
    let name = r"\p{Han}{2,4}";
    Regex::new(&format!(r"({word}){name}(?:\s*[、，,/]\s*{name})*")).ok()
});

/// Lines at either end of a text among which its authors may stand.
const NEAR_THE_END: usize = 2;

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
    pub(super) fn new(names: &Names) -> Self {
        let mut words: BTreeMap<String, &'static str> = BTreeMap::new();
        let kinds = [
            (&names.societies, 3, SOCIETY),
            (&names.persons, 2, PERSON),
            (&names.affiliations, 3, AFFILIATION),
            (&names.contacts, 5, CONTACT),
        ];
        for (known, least, instead) in kinds {
            for name in known {
                let folded = Folded::of(name).text;
                if folded.chars().count() >= least {
                    words.entry(folded).or_insert(instead);
                }
            }
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
        let over = contacts.replace_all(&known, |found: &Captures<'_>| {
            let label = found.name("label").or_else(|| found.name("account"));
            format!("{}{CONTACT}", label.map_or("", |label| label.as_str()))
        });
        match over {
            Cow::Borrowed(_) => known,
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    /// The text of a piece of which nobody knows who wrote it: what looks like its authors is hidden, too.
    pub(super) fn over_unsigned(&self, text: &str) -> String {
        let lines: Vec<&str> = text.split('\n').collect();
        let filled: Vec<usize> = (0..lines.len())
            .filter(|place| lines.get(*place).is_some_and(|line| !line.trim().is_empty()))
            .collect();
        let ends = filled.iter().take(NEAR_THE_END);
        let ends: Vec<usize> = ends
            .chain(filled.iter().rev().take(NEAR_THE_END))
            .copied()
            .collect();
        let is_byline = |place: usize, line: &str| {
            ends.contains(&place) && BYLINE.as_ref().is_some_and(|byline| byline.is_match(line))
        };
        let hidden = lines.iter().enumerate().map(|(place, line)| {
            if is_byline(place, line) {
                return PERSON.to_owned();
            }
            let signed = SIGNED.as_ref();
            let line = signed.map_or(Cow::Borrowed(*line), |signed| {
                signed.replace_all(line, format!("${{1}}{PERSON}"))
            });
            self.over(&line).into_owned()
        });
        hidden.collect::<Vec<_>>().join("\n")
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
    fn authors_of_a_piece_without_a_person_are_hidden_where_they_stand_alone() {
        let mask = mask(&[("张三", PERSON)]);
        let text = "李雷、韩梅\n坚定信心、勇毅前行。\n改革、创新\n又一段。\n又一段。\n执笔：王芳、赵强";
        assert_eq!(
            mask.over_unsigned(text),
            "×××\n坚定信心、勇毅前行。\n改革、创新\n又一段。\n又一段。\n执笔：×××"
        );
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
            ("致电55501003咨询", "致电（联系方式略）咨询"),
            ("网址www.limnology.example，", "网址（联系方式略），"),
            ("见https://limnology.example/a?b=1。", "见（联系方式略）。"),
            ("QQ：12345678", "QQ：（联系方式略）"),
            ("微信zhangsan_88、", "微信（联系方式略）、"),
            ("第3.1节，约2.5万字", "第3.1节，约2.5万字"),
            ("微信公众号", "微信公众号"),
        ];
        for (text, shown) in cases {
            assert_eq!(mask.over(text), shown);
        }
    }
}
