//! 名录 — finds the society that a name means, and never guesses one.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::SocietyCode;
use crate::society::Society;
use crate::text::{is_han, match_key};

/// 名录 — the roster in its own order, with an index of every name a society goes by.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    societies: Vec<Society>,
    names: BTreeMap<String, BTreeSet<usize>>,
    /// Keys that are a present or former name, no mere alias.
    full: BTreeSet<String>,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified<'a> {
    /// Exactly this society, by name, alias, former name or one of these with a party or office suffix.
    Certain(&'a Society),
    /// Two or more societies go by this name.
    Several(Vec<&'a Society>),
    /// Nobody goes by this name; these have similar ones. Never a match.
    Similar(Vec<&'a Society>),
    /// Nothing like it.
    Unknown,
}

/// Endings that name the party organisation or office of a society, longest first, in matching form.
const SUFFIXES: &[&str] = &[
    "功能型党支部",
    "办事机构党支部",
    "办事机构党委",
    "理事会党委",
    "理事会党组织",
    "理事会党支部",
    "功能型党委",
    "支部委员会",
    "总支委员会",
    "办事机构",
    "秘书处党支部",
    "党组织",
    "党总支",
    "党支部",
    "委员会",
    "秘书处",
    "办公室",
    "理事会",
    "党委",
    "党组",
    "(秘书处)",
    "(办公室)",
    "(党委)",
    "(公章)",
    "(盖章)",
    "公章",
    "盖章",
];

/// How many similar names are suggested at most.
const SUGGESTIONS: usize = 5;

impl Directory {
    /// Builds the index. The order of `societies` is kept: it is the order of every list.
    pub fn new(societies: Vec<Society>) -> Self {
        let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (index, society) in societies.iter().enumerate() {
            let all = std::iter::once(&society.name)
                .chain(&society.aliases)
                .chain(&society.former_names);
            for key in all.map(|name| match_key(name)).filter(|key| !key.is_empty()) {
                names.entry(key).or_default().insert(index);
            }
        }
        let full = societies
            .iter()
            .flat_map(|society| std::iter::once(&society.name).chain(&society.former_names))
            .map(|name| match_key(name))
            .collect();
        Self {
            societies,
            names,
            full,
        }
    }

    /// All societies in roster order.
    pub fn societies(&self) -> &[Society] {
        &self.societies
    }

    /// The society with this code.
    pub fn get(&self, code: &SocietyCode) -> Option<&Society> {
        self.societies.iter().find(|society| society.code == *code)
    }

    /// Societies that list this mail address.
    pub fn registered(&self, address: &str) -> Vec<&Society> {
        self.societies
            .iter()
            .filter(|society| society.is_registered(address))
            .collect()
    }

    /// What a name, written where a society's name is expected, means.
    pub fn identify(&self, name: &str) -> Identified<'_> {
        let key = match_key(name);
        if key.is_empty() {
            return Identified::Unknown;
        }
        for candidate in spellings(&key) {
            if let Some(found) = self.names.get(candidate) {
                return match self.resolve(found).as_slice() {
                    [one] => Identified::Certain(one),
                    several => Identified::Several(several.to_vec()),
                };
            }
        }
        let similar = self.similar(&key);
        if similar.is_empty() {
            Identified::Unknown
        } else {
            Identified::Similar(similar)
        }
    }

    /// Societies whose full name, alias or former name stands in a free text (subject, file name, signature).
    ///
    /// The longest name wins where names overlap. A short name that continues a Chinese word to its left is part of
    /// some other name and does not count.
    pub fn mentioned(&self, text: &str) -> Vec<&Society> {
        let characters: Vec<char> = match_key(text).chars().collect();
        let mut found = BTreeSet::new();
        let mut position = 0;
        while position < characters.len() {
            match self.longest_name_at(&characters, position) {
                Some((length, societies)) => {
                    found.extend(societies.iter().copied());
                    position += length;
                }
                None => position += 1,
            }
        }
        self.resolve(&found)
    }

    fn longest_name_at(&self, text: &[char], start: usize) -> Option<(usize, &BTreeSet<usize>)> {
        let rest = text.get(start..)?;
        let left = start.checked_sub(1).and_then(|before| text.get(before)).copied();
        let first = rest.first()?.to_string();
        self.names
            .range(first.clone()..)
            .take_while(|(name, _)| name.starts_with(&first))
            .filter(|(name, _)| begins_with(rest, name))
            .filter(|(name, _)| {
                let right = rest.get(name.chars().count()).copied();
                self.stands_alone(name, left, right)
            })
            .map(|(name, owners)| (name.chars().count(), owners))
            .max_by_key(|(length, _)| *length)
    }

    fn stands_alone(&self, name: &str, left: Option<char>, right: Option<char>) -> bool {
        let first_is_han = name.chars().next().is_some_and(is_han);
        if !first_is_han {
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            return !is_word(left) && !is_word(right);
        }
        !left.is_some_and(is_han) || self.full.contains(name)
    }

    fn resolve(&self, indices: &BTreeSet<usize>) -> Vec<&Society> {
        indices
            .iter()
            .filter_map(|index| self.societies.get(*index))
            .collect()
    }

    fn similar(&self, key: &str) -> Vec<&Society> {
        let key = spellings(key).last().unwrap_or(key);
        let mut ranked: Vec<(u32, usize)> = Vec::new();
        let wanted = pairs(key);
        for (name, owners) in &self.names {
            let score = similarity(&wanted, &pairs(name));
            if score >= 50 {
                ranked.extend(owners.iter().map(|index| (score, *index)));
            }
        }
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = BTreeSet::new();
        ranked
            .into_iter()
            .filter(|(_, index)| seen.insert(*index))
            .filter_map(|(_, index)| self.societies.get(index))
            .take(SUGGESTIONS)
            .collect()
    }
}

/// The name itself, then with 中共 in front and party or office endings taken off one after the other.
fn spellings(key: &str) -> impl Iterator<Item = &str> {
    let stripped = key
        .strip_prefix("中共")
        .or_else(|| key.strip_prefix("中国共产党"));
    let base = stripped.unwrap_or(key);
    std::iter::once(key).chain(std::iter::successors(Some(base), |name| {
        SUFFIXES
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .filter(|rest| rest.chars().count() > 2)
    }))
}

fn begins_with(text: &[char], name: &str) -> bool {
    let mut characters = text.iter();
    name.chars().all(|expected| characters.next() == Some(&expected))
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}

/// Dice coefficient of character pairs, in percent.
fn similarity(left: &BTreeSet<(char, char)>, right: &BTreeSet<(char, char)>) -> u32 {
    let total = left.len() + right.len();
    let shared = left.intersection(right).count();
    u32::try_from(200 * shared / total.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn society(code: &str, name: &str, aliases: &[&str], former: &[&str]) -> Society {
        Society {
            code: SocietyCode::parse(code).unwrap(),
            name: name.into(),
            category: "理科".into(),
            aliases: aliases.iter().map(ToString::to_string).collect(),
            former_names: former.iter().map(ToString::to_string).collect(),
            addresses: vec![format!("office@{}.example", code.to_lowercase())],
            contacts: Vec::new(),
            phones: Vec::new(),
            further: Vec::new(),
        }
    }

    fn directory() -> Directory {
        Directory::new(vec![
            society("A-01", "华夏光学学会", &["光学学会", "HXOS"], &[]),
            society("B-01", "华夏光学工程学会", &["光学工程学会"], &[]),
            society("B-02", "华夏大坝工程学会", &[], &["华夏大坝协会"]),
            society("A-02", "华夏海洋学会", &[], &[]),
            society("A-03", "华夏海洋湖沼学会", &["海洋湖沼学会"], &[]),
        ])
    }

    fn certain(name: &str) -> Option<String> {
        match directory().identify(name) {
            Identified::Certain(society) => Some(society.code.to_string()),
            Identified::Several(_) | Identified::Similar(_) | Identified::Unknown => None,
        }
    }

    #[test]
    fn a_society_is_known_by_every_name_it_goes_by() {
        for name in [
            "华夏光学学会",
            "华夏 光学　学会",
            "光学学会",
            "hxos",
            "华夏光学学会党委",
            "中共华夏光学学会委员会",
            "华夏光学学会理事会党委",
            "华夏光学学会秘书处",
            "华夏光学学会（盖章）",
        ] {
            assert_eq!(certain(name).as_deref(), Some("A-01"), "{name}");
        }
        assert_eq!(certain("华夏大坝协会").as_deref(), Some("B-02"));
    }

    #[test]
    fn a_similar_name_is_suggested_and_never_taken() {
        let directory = directory();
        let Identified::Similar(found) = directory.identify("华夏光学研究会") else {
            panic!("a similar name must not be certain");
        };
        assert!(found.iter().any(|society| society.code.as_str() == "A-01"));
        assert_eq!(directory.identify("某某公司"), Identified::Unknown);
    }

    #[test]
    fn the_longest_name_in_a_text_wins() {
        let directory = directory();
        let codes = |text: &str| {
            directory
                .mentioned(text)
                .iter()
                .map(|society| society.code.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(codes("报送：华夏光学工程学会统计表"), ["B-01"]);
        assert_eq!(codes("华夏海洋湖沼学会党委"), ["A-03"]);
        assert_eq!(codes("应用光学学会来信"), Vec::<String>::new());
        assert_eq!(codes("HXOS材料"), ["A-01"]);
        assert_eq!(codes("XHXOSX"), Vec::<String>::new());
        assert_eq!(codes("华夏光学学会、华夏海洋学会"), ["A-01", "A-02"]);
    }
}
