//! 延期 — a later end that the office granted to a society.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::deadline::Extension;
use crate::ids::{ItemId, SocietyCode};
use crate::notice::CollectionItem;

/// 延期 in force, by society and item.
pub type Extensions = BTreeMap<(SocietyCode, ItemId), Extension>;

/// What the office decided about a society's deadline. Nothing is ever changed: a later decision goes before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionDecision {
    /// Its number, in the order in which they were taken.
    pub id: i64,
    /// For whom.
    pub society: SocietyCode,
    /// For which item; `None`: for all.
    pub item: Option<ItemId>,
    /// The new last day, inclusive, in the notice's zone; `None`: what was granted is revoked.
    pub until: Option<NaiveDate>,
    /// Why, for the office; societies are not told.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is in force after these decisions, the oldest first: for each item the last decision about it or about all.
pub fn in_force(decisions: &[ExtensionDecision], items: &[CollectionItem]) -> Extensions {
    let mut found = Extensions::new();
    for decision in decisions {
        let about = |item: &&CollectionItem| decision.item.as_ref().is_none_or(|only| *only == item.id);
        for item in items.iter().filter(about) {
            let key = (decision.society.clone(), item.id.clone());
            match decision.until {
                Some(until) => drop(found.insert(key, Extension { until })),
                None => drop(found.remove(&key)),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::Per;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 10, number).unwrap()
    }

    #[test]
    fn the_last_word_counts_for_each_item() {
        let items =
            ["essay", "news"].map(|id| CollectionItem::new(ItemId::parse(id).unwrap(), id, Per::Person));
        let society = SocietyCode::parse("A-01").unwrap();
        let decision = |id, item: Option<&str>, until| ExtensionDecision {
            id,
            society: society.clone(),
            item: item.map(|item| ItemId::parse(item).unwrap()),
            until,
            reason: String::new(),
            by: String::new(),
            at: DateTime::UNIX_EPOCH,
        };
        let mut decisions = vec![
            decision(1, None, Some(day(28))),
            decision(2, Some("news"), Some(day(30))),
        ];
        let until = |decisions: &[ExtensionDecision], item: &str| {
            let key = (society.clone(), ItemId::parse(item).unwrap());
            in_force(decisions, &items).get(&key).map(|found| found.until)
        };
        assert_eq!(until(&decisions, "essay"), Some(day(28)));
        assert_eq!(until(&decisions, "news"), Some(day(30)));
        decisions.push(decision(3, Some("essay"), None));
        assert_eq!(until(&decisions, "essay"), None);
        assert_eq!(until(&decisions, "news"), Some(day(30)));
        decisions.push(decision(4, None, Some(day(29))));
        assert_eq!(
            until(&decisions, "news"),
            Some(day(29)),
            "the later one, also if shorter"
        );
    }
}
