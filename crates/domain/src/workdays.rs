//! 工作日 — which days an office works, with the state's holidays and the days worked in exchange for them.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, Weekday};

/// The longest run of days off that is looked beyond, in days.
const LONGEST_BREAK: usize = 31;

/// Holidays that fall on the same days each year (全国年节及纪念日放假办法, 2024): 元旦, 劳动节, 国庆节. The others follow
/// the moon or the sun.
const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];

/// 放假安排: days off and days worked that differ from the week, for the years that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    years: BTreeSet<i32>,
    off: BTreeSet<NaiveDate>,
    worked: BTreeSet<NaiveDate>,
}

impl WorkCalendar {
    /// `off` are holidays, `worked` are days of a weekend that are worked; both belong to `years`.
    pub fn new(
        years: impl IntoIterator<Item = i32>,
        off: impl IntoIterator<Item = NaiveDate>,
        worked: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self {
            years: years.into_iter().collect(),
            off: off.into_iter().collect(),
            worked: worked.into_iter().collect(),
        }
    }

    /// Whether the holidays of a year are known; otherwise its weekends and the holidays of fixed date count as days off.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether the office works on this day.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let guessed = || !self.knows(day.year()) && FIXED.contains(&(day.month(), day.day()));
        self.worked.contains(&day) || !(weekend || self.off.contains(&day) || guessed())
    }

    /// The day itself or the last working day before it.
    pub fn at_or_before(&self, day: NaiveDate) -> NaiveDate {
        let days = std::iter::successors(Some(day), NaiveDate::pred_opt);
        self.first(days, day)
    }

    /// The day itself or the first working day after it.
    pub fn at_or_after(&self, day: NaiveDate) -> NaiveDate {
        let days = std::iter::successors(Some(day), NaiveDate::succ_opt);
        self.first(days, day)
    }

    fn first(&self, days: impl Iterator<Item = NaiveDate>, otherwise: NaiveDate) -> NaiveDate {
        days.take(LONGEST_BREAK)
            .find(|day| self.is_workday(*day))
            .unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, month, day).unwrap()
    }

    /// National Day of 2022: off from 1 to 7 October, Saturday 8 and Sunday 9 worked.
    fn calendar() -> WorkCalendar {
        WorkCalendar::new(
            [2022],
            (1..=7).map(|number| day(10, number)),
            [day(10, 8), day(10, 9)],
        )
    }

    #[test]
    fn holidays_are_off_and_days_in_exchange_are_worked() {
        let calendar = calendar();
        assert!(calendar.is_workday(day(9, 30)));
        assert!(!calendar.is_workday(day(10, 3)), "a Monday within the holiday");
        assert!(calendar.is_workday(day(10, 8)), "a Saturday in exchange");
        assert!(!calendar.is_workday(day(10, 15)), "a Saturday as any other");
        assert!(calendar.knows(2022) && !calendar.knows(2023));
    }

    #[test]
    fn in_a_year_that_is_missing_the_holidays_of_fixed_date_are_off() {
        let empty = WorkCalendar::default();
        let off = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];
        for (month, number) in off {
            let day = NaiveDate::from_ymd_opt(2030, month, number).unwrap();
            assert!(!empty.is_workday(day), "{day}");
        }
        let day = |number| NaiveDate::from_ymd_opt(2030, 10, number).unwrap();
        assert!(
            empty.is_workday(day(4)) && !empty.is_workday(day(5)),
            "a Friday and a Saturday"
        );
        assert_eq!(
            empty.at_or_before(day(3)),
            NaiveDate::from_ymd_opt(2030, 9, 30).unwrap()
        );
        // Of a year that is known, nothing is guessed.
        let known = WorkCalendar::new([2030], [], []);
        assert!(known.is_workday(day(1)));
    }

    #[test]
    fn a_day_off_moves_to_the_nearest_working_day_on_the_side_asked_for() {
        let calendar = calendar();
        assert_eq!(calendar.at_or_before(day(10, 5)), day(9, 30));
        assert_eq!(calendar.at_or_after(day(10, 5)), day(10, 8));
        assert_eq!(calendar.at_or_before(day(10, 10)), day(10, 10));
    }
}
