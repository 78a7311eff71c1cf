//! 截止时间 — when a return is due, in all the ways in which notices say it.

use chrono::{DateTime, Datelike as _, Days, Duration, Months, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

/// So many months before and after a moment are looked at for what recurs: more than any reminder reaches.
const MONTHS_AROUND: u32 = 2;

/// 截止时间 — what the notice says, and its original wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The meaning.
    pub due: Due,
    /// The original wording of the notice.
    pub phrase: Option<String>,
}

/// The kinds of deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A day, inclusive to its end.
    Date(NaiveDate),
    /// A moment in the notice's zone; what arrives at or after it is late.
    At(NaiveDateTime),
    /// From one day to another, both inclusive. Earlier returns are welcome.
    Window {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// 及时: never overdue by itself.
    Prompt,
    /// Before a named event; overdue only once its day is known.
    BeforeEvent {
        /// Name of the event.
        event: String,
        /// Its day, when known.
        on: Option<NaiveDate>,
    },
    /// Within some days after a named event.
    AfterEvent {
        /// Name of the event.
        event: String,
        /// Its day, when known.
        on: Option<NaiveDate>,
        /// Days granted after it.
        days: u32,
    },
    /// Every month, inclusive to the end of that day (or of the month, when it is shorter).
    Recurring {
        /// Day of the month, 1 to 31.
        day_of_month: u32,
    },
    /// 长期: always open.
    Rolling,
    /// Several stages, for example 电子 and 纸质; the first one decides whether a return by this system is on time, and
    /// each has its reminders for those who have sent nothing yet.
    Stages(Vec<Stage>),
}

/// One stage of a staged deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Name, for example 电子版.
    pub name: String,
    /// Last day, inclusive.
    pub date: NaiveDate,
}

/// 按时 / 迟报 / no fixed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timeliness {
    /// 按时.
    OnTime,
    /// 迟报.
    Late,
    /// The deadline names no time that could be missed.
    Undated,
}

/// 延期 — a later end granted to a society, in the notice's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The new last day, inclusive.
    pub until: NaiveDate,
}

impl Deadline {
    /// The first moment that is too late for something received at `received`, grace not included; `None` when no
    /// fixed time is set.
    pub fn ends(&self, zone: Tz, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match &self.due {
            Due::Date(date) | Due::Window { to: date, .. } => end_of(*date, zone),
            Due::At(moment) => instant(*moment, zone),
            Due::Prompt | Due::Rolling => None,
            Due::BeforeEvent { on, .. } => on.and_then(|day| midnight(day, zone)),
            Due::AfterEvent { on, days, .. } => on
                .and_then(|day| day.checked_add_days(Days::new(u64::from(*days))))
                .and_then(|day| end_of(day, zone)),
            Due::Recurring { day_of_month } => {
                let day = received.with_timezone(&zone).date_naive();
                end_of(day_of(day, *day_of_month), zone)
            }
            Due::Stages(stages) => stages
                .iter()
                .map(|stage| stage.date)
                .min()
                .and_then(|day| end_of(day, zone)),
        }
    }

    /// [`Deadline::ends`] with an extension, which never brings the end forward.
    pub fn extended(
        &self,
        zone: Tz,
        received: DateTime<Utc>,
        extension: Option<Extension>,
    ) -> Option<DateTime<Utc>> {
        let ends = self.ends(zone, received);
        let extended = extension.and_then(|extension| end_of(extension.until, zone));
        ends.max(ends.and(extended))
    }

    /// Whether an extension puts anything off: one to a day that is not after the deadline does not, nor does one of what
    /// has no fixed time.
    pub fn is_put_off_by(&self, zone: Tz, extension: Extension) -> bool {
        // Any moment does: what recurs has ended before every extension that is granted now.
        let moment = DateTime::UNIX_EPOCH;
        self.extended(zone, moment, Some(extension)) > self.ends(zone, moment)
    }

    /// The stages with the first moment that is too late for each, in the notice's order; none where there is one end. An
    /// extension puts off those that end before it.
    pub fn stages(&self, zone: Tz, extension: Option<Extension>) -> Vec<(&Stage, DateTime<Utc>)> {
        let Due::Stages(stages) = &self.due else {
            return Vec::new();
        };
        let extended = extension.and_then(|extension| end_of(extension.until, zone));
        let ends = stages
            .iter()
            .filter_map(|stage| Some((stage, end_of(stage.date, zone).max(extended)?)));
        ends.collect()
    }

    /// The first moment at which nothing can be sent in time any more: the end of the last stage, else
    /// [`Deadline::extended`].
    pub fn closes(
        &self,
        zone: Tz,
        received: DateTime<Utc>,
        extension: Option<Extension>,
    ) -> Option<DateTime<Utc>> {
        let last = self.stages(zone, extension).into_iter().map(|(_, ends)| ends);
        last.max().or_else(|| self.extended(zone, received, extension))
    }

    /// Every end that matters around a moment, in their order: the only one there is, or those of the months before and
    /// after whose last day is not before `first`.
    pub fn ends_around(
        &self,
        zone: Tz,
        moment: DateTime<Utc>,
        first: NaiveDate,
        extension: Option<Extension>,
    ) -> Vec<DateTime<Utc>> {
        let Due::Recurring { day_of_month } = &self.due else {
            return self.extended(zone, moment, extension).into_iter().collect();
        };
        let today = moment.with_timezone(&zone).date_naive();
        let begin = today.checked_sub_months(Months::new(MONTHS_AROUND));
        let months =
            (0..=2 * MONTHS_AROUND).filter_map(|number| begin?.checked_add_months(Months::new(number)));
        let extended = extension.and_then(|extension| end_of(extension.until, zone));
        let mut ends: Vec<_> = months
            .map(|month| day_of(month, *day_of_month))
            .filter(|day| *day >= first)
            .filter_map(|day| end_of(day, zone).map(|end| extended.map_or(end, |extended| end.max(extended))))
            .collect();
        ends.dedup();
        ends
    }

    /// Every end around a moment by which something is asked for, in their order: those of the stages, else
    /// [`Deadline::ends_around`].
    pub fn every_end(
        &self,
        zone: Tz,
        moment: DateTime<Utc>,
        first: NaiveDate,
        extension: Option<Extension>,
    ) -> Vec<DateTime<Utc>> {
        let stages = self.stages(zone, extension).into_iter().map(|(_, ends)| ends);
        let mut ends: Vec<_> = stages.collect();
        if ends.is_empty() {
            return self.ends_around(zone, moment, first, extension);
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Whether something received at `received` is on time. `grace` is added to the end. Of the ends of a recurring
    /// deadline those count whose day is not before `first`, the day of the notice.
    pub fn judge(
        &self,
        received: DateTime<Utc>,
        zone: Tz,
        grace: Duration,
        extension: Option<Extension>,
        first: NaiveDate,
    ) -> Timeliness {
        match self.extended(zone, self.month_that_counts(received, zone, first), extension) {
            None => Timeliness::Undated,
            Some(end) if received < end + grace => Timeliness::OnTime,
            Some(_) => Timeliness::Late,
        }
    }

    /// A moment of the month whose end counts for something received at `received`: that moment itself, or one of the
    /// first month whose end is not before `first`.
    fn month_that_counts(&self, received: DateTime<Utc>, zone: Tz, first: NaiveDate) -> DateTime<Utc> {
        let Due::Recurring { day_of_month } = &self.due else {
            return received;
        };
        let is_asked_for = |day: &NaiveDate| day_of(*day, *day_of_month) >= first;
        let months = [Some(first), first.checked_add_months(Months::new(1))];
        let month = months.into_iter().flatten().find(is_asked_for);
        let earliest = month.and_then(|day| midnight(day.with_day(1)?, zone));
        earliest.map_or(received, |earliest| received.max(earliest))
    }
}

impl Timeliness {
    /// The word in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::Undated => "undated",
        }
    }

    /// Reads the word of [`Timeliness::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::OnTime, Self::Late, Self::Undated]
            .into_iter()
            .find(|value| value.as_str() == text)
    }
}

/// The day of that number in the month of `day`; its last day when the month is shorter.
fn day_of(day: NaiveDate, day_of_month: u32) -> NaiveDate {
    (1..=day_of_month)
        .rev()
        .find_map(|number| day.with_day(number))
        .unwrap_or(day)
}

fn end_of(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    date.succ_opt().and_then(|next| midnight(next, zone))
}

fn midnight(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    date.and_hms_opt(0, 0, 0).and_then(|moment| instant(moment, zone))
}

/// A local time as an instant. Where a clock change makes it happen twice, the later one counts, in favour of the
/// sender; where it never happens (Asia/Shanghai 1986–1991), an hour later does.
fn instant(moment: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&moment)
        .latest()
        .or_else(|| zone.from_local_datetime(&(moment + Duration::hours(1))).latest())
        .map(|found| found.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    fn judge(due: Due, received: &str) -> Timeliness {
        Deadline { due, phrase: None }.judge(at(received), Shanghai, Duration::zero(), None, day(2022, 1, 1))
    }

    #[test]
    fn a_day_lasts_until_its_last_millisecond() {
        let due = Due::Date(day(2022, 10, 24));
        assert_eq!(
            judge(due.clone(), "2022-10-24T23:59:59.999+08:00"),
            Timeliness::OnTime
        );
        assert_eq!(judge(due.clone(), "2022-10-25T00:00:00+08:00"), Timeliness::Late);
        assert_eq!(judge(due, "2022-10-24T16:00:00Z"), Timeliness::Late);
    }

    #[test]
    fn grace_and_extension_move_the_end_and_never_forward_it() {
        let deadline = Deadline {
            due: Due::Date(day(2022, 10, 24)),
            phrase: None,
        };
        let received = at("2022-10-25T00:20:00+08:00");
        let judge = |grace, until| {
            deadline.judge(
                received,
                Shanghai,
                Duration::minutes(grace),
                Some(Extension { until }),
                day(2022, 1, 1),
            )
        };
        assert_eq!(judge(0, day(2022, 10, 20)), Timeliness::Late);
        assert_eq!(judge(30, day(2022, 10, 20)), Timeliness::OnTime);
        assert_eq!(judge(0, day(2022, 10, 26)), Timeliness::OnTime);
    }

    #[test]
    fn a_month_whose_end_was_before_the_notice_is_not_asked_for() {
        let monthly = Deadline {
            due: Due::Recurring { day_of_month: 5 },
            phrase: None,
        };
        let judge = |issued, received| monthly.judge(at(received), Shanghai, Duration::zero(), None, issued);
        let issued = day(2022, 11, 7);
        assert_eq!(judge(issued, "2022-11-22T10:00:00+08:00"), Timeliness::OnTime);
        assert_eq!(judge(issued, "2022-12-05T23:00:00+08:00"), Timeliness::OnTime);
        assert_eq!(judge(issued, "2022-12-06T00:00:00+08:00"), Timeliness::Late);
        assert_eq!(
            judge(day(2022, 11, 5), "2022-11-22T10:00:00+08:00"),
            Timeliness::Late
        );
    }

    #[test]
    fn what_names_no_time_is_never_late() {
        for due in [
            Due::Prompt,
            Due::Rolling,
            Due::BeforeEvent {
                event: "大会".into(),
                on: None,
            },
        ] {
            assert_eq!(judge(due, "2099-01-01T00:00:00Z"), Timeliness::Undated);
        }
    }

    #[test]
    fn events_months_and_stages_have_their_ends() {
        let event = Due::BeforeEvent {
            event: "大会".into(),
            on: Some(day(2022, 10, 16)),
        };
        assert_eq!(judge(event, "2022-10-16T00:00:00+08:00"), Timeliness::Late);
        let after = Due::AfterEvent {
            event: "会议".into(),
            on: Some(day(2022, 10, 16)),
            days: 2,
        };
        assert_eq!(judge(after, "2022-10-18T23:00:00+08:00"), Timeliness::OnTime);
        let monthly = Due::Recurring { day_of_month: 31 };
        assert_eq!(judge(monthly, "2023-02-28T20:00:00+08:00"), Timeliness::OnTime);
        let stages = Due::Stages(vec![
            Stage {
                name: "纸质".into(),
                date: day(2022, 11, 25),
            },
            Stage {
                name: "网报".into(),
                date: day(2022, 11, 22),
            },
        ]);
        assert_eq!(
            judge(stages.clone(), "2022-11-23T08:00:00+08:00"),
            Timeliness::Late
        );
        let deadline = Deadline {
            due: stages,
            phrase: None,
        };
        let is_put_off = |due: Due, number| {
            let extension = Extension {
                until: day(2022, 11, number),
            };
            Deadline { due, phrase: None }.is_put_off_by(Shanghai, extension)
        };
        assert!(is_put_off(deadline.due.clone(), 23), "the first of them");
        assert!(!is_put_off(deadline.due.clone(), 22));
        assert!(is_put_off(Due::Date(day(2022, 11, 22)), 23));
        assert!(!is_put_off(Due::Date(day(2022, 11, 22)), 22));
        assert!(!is_put_off(Due::Prompt, 23));
        assert!(is_put_off(Due::Recurring { day_of_month: 25 }, 23));
        let closes = |until: Option<u32>| {
            let until = until.map(|number| Extension {
                until: day(2022, 11, number),
            });
            deadline.closes(Shanghai, at("2022-11-23T08:00:00+08:00"), until)
        };
        assert_eq!(closes(None), Some(at("2022-11-26T00:00:00+08:00")));
        assert_eq!(closes(Some(24)), Some(at("2022-11-26T00:00:00+08:00")));
        assert_eq!(closes(Some(28)), Some(at("2022-11-29T00:00:00+08:00")));
    }
}
