//! Versions of one text in one arrival: 感悟初稿.docx beside 感悟定稿.docx. There is one text, and one of them counts.

use std::collections::BTreeSet;

use domain::correction::PieceMark;
use domain::finding::{Finding, FindingCode};
use domain::person::Person;
use domain::submission::SourcePart;
use domain::text::name_key;
use forms::interpret::bare_words;

use super::content::Found;
use super::corrections::Entry;

/// Words of names of files that are not the last word.
const DRAFTS: [&str; 7] = ["初稿", "草稿", "未定稿", "征求意见稿", "原稿", "旧版", "初版"];
/// Words of names of files that are.
const FINALS: [&str; 13] = [
    "最终版",
    "最终稿",
    "最终",
    "终稿",
    "定稿",
    "终版",
    "修改稿",
    "修改版",
    "修订稿",
    "修订版",
    "更正版",
    "正式版",
    "新版",
];
/// More files of one person for one item are no versions of each other, and comparing them all takes long.
const MOST: usize = 20;
/// Letters of the shortest text that is compared.
const SHORTEST: usize = 30;

/// One of several texts of an arrival that may be drafts of one: which counts a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// By which it is found again.
    pub mark: PieceMark,
    /// Its file.
    pub file: Option<String>,
    /// Whose it is.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文.
    pub text: String,
}

/// What is said of several versions of one text.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// One for each that is left out for a better one.
    pub chosen: Vec<Finding>,
    /// One for each two of which nobody knows which is the better one.
    pub unclear: Vec<Finding>,
    /// These, in groups of drafts of one text.
    pub drafts: Vec<Vec<Draft>>,
}

/// Two texts of the same person for the same item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// Two texts.
    Apart,
    /// The first is the better version of the other.
    First,
    /// The second is.
    Second,
    /// Versions of one text, nobody knows which is better.
    Unclear,
}

/// Leaves out versions of which a better one came in the same arrival.
pub(super) fn choose(entries: &mut Vec<Entry>) -> Versions {
    let mut versions = Versions::default();
    let mut groups: Vec<BTreeSet<usize>> = Vec::new();
    let mut left_out: BTreeSet<usize> = BTreeSet::new();
    for (at, one) in entries.iter().enumerate() {
        let peers = entries.iter().enumerate().skip(at + 1);
        let peers: Vec<(usize, &Entry)> = peers.filter(|(_, other)| is_peer(one, other)).collect();
        if peers.len() > MOST {
            continue;
        }
        for (other_at, other) in peers {
            if left_out.contains(&at) || left_out.contains(&other_at) {
                continue;
            }
            let (first, second) = (name_of(&one.found), name_of(&other.found));
            let chosen = |kept: &str, left: &str| {
                Finding::at(FindingCode::SeveralVersions, format!("{kept}（未登记：{left}）"))
            };
            match relation(&one.found, &other.found) {
                Relation::Apart => {}
                Relation::First => {
                    left_out.insert(other_at);
                    versions.chosen.push(chosen(first, second));
                }
                Relation::Second => {
                    left_out.insert(at);
                    versions.chosen.push(chosen(second, first));
                }
                Relation::Unclear => {
                    join(&mut groups, at, other_at);
                    let place = format!("{first}、{second}");
                    versions
                        .unclear
                        .push(Finding::at(FindingCode::UnclearVersion, place));
                }
            }
        }
    }
    let draft = |at: usize| entries.get(at).map(Draft::of);
    versions.drafts = groups
        .into_iter()
        .map(|group| group.into_iter().filter_map(draft).collect())
        .collect();
    let mut at = 0;
    entries.retain(|_| {
        at += 1;
        !left_out.contains(&(at - 1))
    });
    versions
}

impl Draft {
    fn of(entry: &Entry) -> Self {
        let piece = &entry.found.piece;
        Self {
            mark: entry.found.mark(),
            file: entry.found.file.clone(),
            person: piece.person.clone(),
            title: piece.title.clone(),
            text: piece.text.clone(),
        }
    }
}

/// Puts two into one group, with what is in a group with either.
fn join(groups: &mut Vec<BTreeSet<usize>>, one: usize, other: usize) {
    let mut joined = BTreeSet::from([one, other]);
    groups.retain(|group| {
        let is_met = group.contains(&one) || group.contains(&other);
        if is_met {
            joined.extend(group);
        }
        !is_met
    });
    groups.push(joined);
}

/// Whether these are documents of the same owner for the same item that nobody corrected. Texts of nobody are told apart
/// by nothing but their names.
fn is_peer(one: &Entry, other: &Entry) -> bool {
    let item = |entry: &Entry| entry.item.as_ref().map(|(item, _)| item.clone());
    let owner = |found: &Found| found.piece.person.as_ref().map(|person| name_key(&person.name));
    let is_own = |found: &Found| found.part == SourcePart::Document && !found.origin.corrected;
    is_own(&one.found)
        && is_own(&other.found)
        && one.found.file != other.found.file
        && item(one).is_some()
        && item(one) == item(other)
        && owner(&one.found) == owner(&other.found)
}

fn relation(one: &Found, other: &Found) -> Relation {
    let (first, second) = (Name::of(name_of(one)), Name::of(name_of(other)));
    let is_renamed = first.bare == second.bare && first.rank != second.rank;
    let nobody = one.piece.person.is_none();
    let shared = if is_renamed || nobody {
        0
    } else {
        shared_percent(&one.piece.text, &other.piece.text)
    };
    let is_saved_twice = first.bare == second.bare && first.ending != second.ending && shared >= 90;
    if is_renamed || shared >= 60 && first.rank != second.rank {
        if first.rank > second.rank {
            Relation::First
        } else {
            Relation::Second
        }
    } else if is_saved_twice {
        // What a paper is printed to is not what it is written in.
        if first.ending == "pdf" {
            Relation::Second
        } else {
            Relation::First
        }
    } else if shared >= 80 {
        Relation::Unclear
    } else {
        Relation::Apart
    }
}

/// A file's name as far as it tells versions apart.
struct Name {
    /// Without ending and words of versions.
    bare: String,
    ending: String,
    /// Grows with how final it is called.
    rank: u8,
}

impl Name {
    fn of(path: &str) -> Self {
        let file = path.rsplit('/').next().unwrap_or_default();
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let has = |words: &[&str]| words.iter().any(|word| stem.contains(word));
        let rank = match (has(&DRAFTS), has(&FINALS)) {
            (true, false) => 0,
            (false, true) => 2,
            _ => 1,
        };
        let mut bare = stem.to_owned();
        for word in DRAFTS.iter().chain(&FINALS) {
            bare = bare.replace(word, "");
        }
        bare.retain(char::is_alphanumeric);
        Self {
            bare,
            ending: ending.to_lowercase(),
            rank,
        }
    }
}

fn name_of(found: &Found) -> &str {
    found.file.as_deref().unwrap_or_default()
}

/// How much of the shorter text, in its pairs of neighbouring letters, the other has.
pub(crate) fn shared_percent(one: &str, other: &str) -> usize {
    let pairs = |text: &str| -> BTreeSet<(char, char)> {
        let words = bare_words(text);
        words.chars().zip(words.chars().skip(1)).collect()
    };
    let (one, other) = (pairs(one), pairs(other));
    let shorter = one.len().min(other.len());
    if shorter < SHORTEST || one.len().max(other.len()) > 2 * shorter {
        return 0;
    }
    one.intersection(&other).count() * 100 / shorter
}
