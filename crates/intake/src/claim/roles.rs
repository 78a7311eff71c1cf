//! Which population a person belongs to, by offices and status: the weakest evidence for an item.

use domain::notice::CollectionItem;
use domain::person::Person;

/// Populations that notices address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Population {
    /// Those who lead a society or sit in the congress.
    Leaders,
    /// Young scientists.
    Youth,
}

const LEADERS: &[&str] = &[
    "理事长",
    "会长",
    "书记",
    "理事",
    "秘书长",
    "监事",
    "党委委员",
    "二十大代表",
    "党代表",
    "主任委员",
];
const YOUTH: &[&str] = &["青年", "青托", "40岁以下", "35岁以下", "40周岁以下", "35周岁以下"];

/// Among `candidates`, the items that address the population of the person. Empty when the person belongs to none or to
/// several, or no candidate addresses it.
pub(super) fn fitting<'a>(person: &Person, candidates: &[&'a CollectionItem]) -> Vec<&'a CollectionItem> {
    let words: Vec<&String> = person.positions.iter().chain(&person.tags).collect();
    let has = |list: &[&str]| {
        words
            .iter()
            .any(|word| list.iter().any(|known| word.contains(known)))
    };
    let population = match (has(LEADERS), has(YOUTH)) {
        (true, false) => Population::Leaders,
        (false, true) => Population::Youth,
        (true, true) | (false, false) => return Vec::new(),
    };
    let list = match population {
        Population::Leaders => LEADERS,
        Population::Youth => YOUTH,
    };
    // An audience may name both populations (青年 among delegates); the title then says whom it means.
    let addresses = |item: &CollectionItem| {
        let other = if population == Population::Leaders {
            YOUTH
        } else {
            LEADERS
        };
        let audience = |list: &[&str]| list.iter().any(|word| item.audience.contains(word));
        let title = |list: &[&str]| list.iter().any(|word| item.title.contains(word));
        title(list) || (audience(list) && !title(other))
    };
    candidates
        .iter()
        .copied()
        .filter(|item| addresses(item))
        .collect()
}
