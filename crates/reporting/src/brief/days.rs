//! Arrivals by day.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::verdict::Verdict;

use super::figures::came;

/// Columns that can be told apart in a chart of half a page's width.
const MOST: usize = 12;

/// One column: a day, or all days up to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) name: String,
    pub(super) count: usize,
}

/// Arrivals that were registered, by the day on which they came, up to the day on which the ledger was drawn, or up to
/// the last that came when that is long ago. What came before the last days is one column.
pub(super) fn of(ledger: &Ledger) -> Vec<Day> {
    let day = |at: DateTime<Utc>| at.with_timezone(&ledger.notice.zone).date_naive();
    let is_registered = |record: &&ArrivalRecord| {
        let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
        matches!(verdict, Some(Verdict::Accepted { .. }))
    };
    let mut counts: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for record in ledger.arrivals.iter().filter(is_registered) {
        *counts.entry(day(came(&record.arrival))).or_default() += 1;
    }
    columns(&counts, last_day(&counts, day(ledger.taken_at)))
}

fn last_day(counts: &BTreeMap<NaiveDate, usize>, today: NaiveDate) -> NaiveDate {
    let Some(latest) = counts.keys().next_back().copied() else {
        return today;
    };
    let quiet = usize::try_from((today - latest).num_days()).unwrap_or(0);
    if quiet < MOST { today.max(latest) } else { latest }
}

fn columns(counts: &BTreeMap<NaiveDate, usize>, last: NaiveDate) -> Vec<Day> {
    let back = |days: usize| {
        last.checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0)))
            .unwrap_or(last)
    };
    let first = counts.keys().next().copied().unwrap_or_else(|| back(6)).min(last);
    let shown = if back(MOST - 1) <= first {
        first
    } else {
        back(MOST - 2)
    };
    let mut days = Vec::new();
    if shown > first {
        let before = counts.range(..shown).map(|(_, count)| *count).sum();
        let until = shown.pred_opt().unwrap_or(shown);
        days.push(Day {
            name: format!("{}及以前", name(until)),
            count: before,
        });
    }
    for day in shown.iter_days().take_while(|day| *day <= last) {
        days.push(Day {
            name: name(day),
            count: counts.get(&day).copied().unwrap_or(0),
        });
    }
    days
}

fn name(day: NaiveDate) -> String {
    format!("{}.{}", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 10, day).unwrap()
    }

    #[test]
    fn days_without_anything_are_there_and_early_ones_are_one_column() {
        let counts = BTreeMap::from([(day(1), 3), (day(2), 4), (day(20), 5), (day(24), 1)]);
        let found = columns(&counts, day(25));
        assert_eq!(found.len(), MOST);
        assert_eq!(
            found[0],
            Day {
                name: "10.14及以前".into(),
                count: 7
            }
        );
        assert_eq!(found[6].count, 5);
        assert_eq!(
            found[11],
            Day {
                name: "10.25".into(),
                count: 0
            }
        );
        assert_eq!(found.iter().map(|day| day.count).sum::<usize>(), 13);
    }

    #[test]
    fn long_after_the_last_arrival_the_chart_ends_with_it() {
        let counts = BTreeMap::from([(day(1), 3), (day(4), 1)]);
        assert_eq!(last_day(&counts, day(15)), day(15));
        assert_eq!(last_day(&counts, day(16)), day(4));
        assert_eq!(last_day(&counts, day(2)), day(4), "a clock that goes behind");
        assert_eq!(last_day(&BTreeMap::new(), day(16)), day(16));
    }

    #[test]
    fn a_few_days_are_shown_one_by_one_and_nothing_as_a_week_of_nothing() {
        let found = columns(&BTreeMap::from([(day(14), 2)]), day(25));
        assert_eq!((found.len(), found[0].name.as_str()), (12, "10.14"));
        let nothing = columns(&BTreeMap::new(), day(25));
        assert_eq!((nothing.len(), nothing[0].name.as_str()), (7, "10.19"));
    }
}
