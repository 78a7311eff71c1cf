//! 报送提醒 — who is reminded when, of what. Pure: the same ledger, calendar and moment give the same answer.
//!
//! A *round* is a day on which societies are written to: each deadline, each stage of a deadline, plus each offset of the
//! notice's policy, moved to a working day where the policy asks for that (earlier before the end, later after it). A society gets at most one
//! letter in a round, and it lists everything that is missing at that moment.

mod missing;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::deadline::Extension;
use crate::ids::SocietyCode;
use crate::ledger::{Ledger, LedgerRow};
use crate::letter::{LetterCause, LetterKind, LetterState};
use crate::notice::{CollectionItem, Notice, Obligation, ReminderPolicy};
use crate::workdays::WorkCalendar;

pub use missing::{Gap, Lack, MissingItem};

/// A round that was missed, for example because the system was down, is made up for within this many days.
const MADE_UP_WITHIN: u64 = 3;

/// A letter that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// To whom.
    pub society: SocietyCode,
    /// [`LetterKind::Reminder`], or [`LetterKind::Overdue`] when something is overdue.
    pub kind: LetterKind,
    /// The round.
    pub day: NaiveDate,
    /// All that is missing, in the notice's order.
    pub missing: Vec<MissingItem>,
}

/// What is to be done about a society at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing required is missing, no round has come, or its letter was written.
    NotDue,
    /// A round has come, but no letter goes out at this hour or on this day.
    Wait {
        /// When letters go out again.
        until: DateTime<Utc>,
    },
    /// A round has come, and still nothing is sent.
    PassedOver(Reason),
    /// A letter is due now.
    Due(Reminder),
}

/// Why a society is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Something that may be its answer waits for a decision of the office.
    AnswerHeld,
    /// It got as many reminders as the notice allows.
    Capped,
    /// The roster has no address of it.
    NoAddress,
}

/// What decisions rest on, beside the ledger.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Working days.
    pub calendar: &'a WorkCalendar,
    /// Whether letters go to the office itself: a trial has rounds of its own and uses up none of the societies'.
    pub trial: bool,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Moment<'_> {
    /// What is to be done about each society of the ledger, in roster order.
    pub fn decisions<'a>(&self, ledger: &'a Ledger) -> Vec<(&'a LedgerRow, Decision)> {
        ledger
            .rows
            .iter()
            .map(|row| (row, self.decide(ledger, row)))
            .collect()
    }

    /// What is to be done about one society.
    pub fn decide(&self, ledger: &Ledger, row: &LedgerRow) -> Decision {
        let notice = &ledger.notice;
        let missing = self.missing(ledger, row);
        let written: Vec<_> = self.rounds_written(ledger, &row.society.code).collect();
        let nowhere = row.society.addresses.is_empty();
        let Some(day) = self.round(notice, row, &missing) else {
            return Decision::NotDue;
        };
        let mut since = written.iter().filter(|(earlier, _)| *earlier >= day);
        if let Some((_, state)) = since.next() {
            let waits = matches!(state, LetterState::AwaitingApproval | LetterState::Queued);
            return if waits && nowhere {
                Decision::PassedOver(Reason::NoAddress)
            } else {
                Decision::NotDue
            };
        }
        let reached = written
            .iter()
            .filter(|(_, state)| !matches!(state, LetterState::Cancelled | LetterState::Returned))
            .count();
        if reached >= usize::try_from(notice.reminders.cap).unwrap_or(usize::MAX) {
            return Decision::PassedOver(Reason::Capped);
        }
        if ledger.possible_answers(&row.society.code).next().is_some() {
            return Decision::PassedOver(Reason::AnswerHeld);
        }
        if nowhere {
            return Decision::PassedOver(Reason::NoAddress);
        }
        if let Some(until) = self.opens(notice) {
            return Decision::Wait { until };
        }
        let overdue = missing.iter().any(|missing| missing.overdue);
        Decision::Due(Reminder {
            society: row.society.code.clone(),
            kind: if overdue {
                LetterKind::Overdue
            } else {
                LetterKind::Reminder
            },
            day,
            missing,
        })
    }

    /// What a society still owes of the required items, in the notice's order.
    pub fn missing(&self, ledger: &Ledger, row: &LedgerRow) -> Vec<MissingItem> {
        let notice = &ledger.notice;
        let items = notice.items.iter().zip(&row.states);
        items
            .filter(|(item, state)| state.owes(item))
            .map(|(item, state)| {
                let extension = notice.extension(item, &row.society.code);
                let ends = self.ends(notice, item, extension);
                MissingItem {
                    item: item.id.clone(),
                    lack: Lack::of(ledger, row, item, *state),
                    gaps: missing::gaps(ledger, row, item, *state),
                    ends,
                    extended: ends != self.ends(notice, item, None),
                    overdue: ends.is_some_and(|ends| self.is_overdue(notice, ends)),
                    replaces: false,
                }
            })
            .collect()
    }

    /// Years of whose holidays the calendar knows nothing although rounds of this notice that lie ahead, or may still be
    /// made up for, fall into them.
    pub fn unknown_years(&self, notice: &Notice) -> BTreeSet<i32> {
        let policy = &notice.reminders;
        if !policy.workdays_only {
            return BTreeSet::new();
        }
        let today = self.today(notice);
        let chased = notice.items.iter();
        let chased = chased.filter(|item| item.obligation == Obligation::Required);
        let ends = chased.flat_map(|item| self.every_end(notice, item, None));
        let days = ends.flat_map(|ends| {
            let last = last_day(ends, notice.zone);
            policy.offsets.iter().filter_map(move |offset| {
                let day = last.checked_add_signed(Duration::days(i64::from(*offset)))?;
                let made_up_until = day.checked_add_days(Days::new(MADE_UP_WITHIN))?;
                (made_up_until >= today).then_some([day, made_up_until])
            })
        });
        let years = days.flatten().map(|day| day.year());
        years.filter(|year| !self.calendar.knows(*year)).collect()
    }

    fn today(&self, notice: &Notice) -> NaiveDate {
        self.now.with_timezone(&notice.zone).date_naive()
    }

    fn is_overdue(&self, notice: &Notice, ends: DateTime<Utc>) -> bool {
        self.now >= ends + notice.grace
    }

    /// The end that matters now: of stages the first, of what recurs the one whose round came last; before any round, the
    /// next.
    fn ends(
        &self,
        notice: &Notice,
        item: &CollectionItem,
        extension: Option<Extension>,
    ) -> Option<DateTime<Utc>> {
        let (zone, now) = (notice.zone, self.now);
        let all = item.deadline.ends_around(zone, now, notice.issued_on, extension);
        let came = all
            .iter()
            .filter_map(|ends| Some((self.round_before(notice, *ends)?, *ends)));
        came.max()
            .map(|(_, ends)| ends)
            .or_else(|| all.iter().copied().find(|ends| self.now < *ends))
            .or_else(|| all.last().copied())
    }

    /// In their order, those of stages included; what recurs begins with the notice.
    fn every_end(
        &self,
        notice: &Notice,
        item: &CollectionItem,
        extension: Option<Extension>,
    ) -> Vec<DateTime<Utc>> {
        item.deadline
            .every_end(notice.zone, self.now, notice.issued_on, extension)
    }

    /// Whether a letter of any round may be due at this moment, whoever is missing what. Costs no ledger.
    pub fn may_be_due(&self, notice: &Notice) -> bool {
        let own = notice.items.iter().map(|item| (item, None));
        let extended = notice
            .extensions
            .iter()
            .filter_map(|((_, item), extension)| Some((notice.item(item)?, Some(*extension))));
        let may_come = |ends: DateTime<Utc>| {
            let day = self.round_before(notice, ends);
            let made_up_until = day.and_then(|day| day.checked_add_days(Days::new(MADE_UP_WITHIN)));
            made_up_until.is_some_and(|last| self.today(notice) <= last)
        };
        self.opens(notice).is_none()
            && own
                .chain(extended)
                .flat_map(|(item, extension)| self.every_end(notice, item, extension))
                .any(may_come)
    }

    /// The latest round that has come and still makes sense.
    fn round(&self, notice: &Notice, row: &LedgerRow, missing: &[MissingItem]) -> Option<NaiveDate> {
        let items = missing.iter().filter_map(|missing| notice.item(&missing.item));
        let ends = items.flat_map(|item| {
            let extension = notice.extension(item, &row.society.code);
            self.every_end(notice, item, extension)
        });
        let latest = ends.filter_map(|ends| self.round_before(notice, ends)).max()?;
        let made_up_until = latest.checked_add_days(Days::new(MADE_UP_WITHIN))?;
        (self.today(notice) <= made_up_until).then_some(latest)
    }

    /// The latest round about an end that has come: before a deadline it makes sense only until the deadline has passed,
    /// after it only when something is overdue by it.
    fn round_before(&self, notice: &Notice, ends: DateTime<Utc>) -> Option<NaiveDate> {
        let policy = &notice.reminders;
        let rounds = policy.offsets.iter().filter_map(|offset| {
            let sensible = if *offset > 0 {
                self.is_overdue(notice, ends)
            } else {
                self.now < ends
            };
            let day = self.round_of(policy, last_day(ends, notice.zone), *offset)?;
            sensible.then_some(day)
        });
        let today = self.today(notice);
        rounds.filter(|day| *day <= today).max()
    }

    fn round_of(&self, policy: &ReminderPolicy, deadline: NaiveDate, offset: i32) -> Option<NaiveDate> {
        let day = deadline.checked_add_signed(Duration::days(i64::from(offset)))?;
        Some(match (policy.workdays_only, offset > 0) {
            (false, _) => day,
            (true, false) => self.calendar.at_or_before(day),
            (true, true) => self.calendar.at_or_after(day),
        })
    }

    /// When letters go out again; `None` when they do now.
    fn opens(&self, notice: &Notice) -> Option<DateTime<Utc>> {
        let local = self.now.with_timezone(&notice.zone);
        let policy = &notice.reminders;
        let works = |day| !policy.workdays_only || self.calendar.is_workday(day);
        let (today, hour) = (local.date_naive(), local.hour());
        if works(today) && (policy.hour..policy.until).contains(&hour) {
            return None;
        }
        let first = if hour < policy.hour {
            Some(today)
        } else {
            today.succ_opt()
        };
        let day = match first {
            Some(day) if policy.workdays_only => self.calendar.at_or_after(day),
            Some(day) => day,
            None => today,
        };
        let opening = day.and_hms_opt(policy.hour, 0, 0)?;
        let opening = notice.zone.from_local_datetime(&opening).earliest();
        // Where a clock change leaves that hour out, an hour from now is looked again.
        Some(opening.map_or(self.now + Duration::hours(1), |opening| {
            opening.with_timezone(&Utc)
        }))
    }

    /// The rounds in which a letter to this society was written, those of a trial or the others. One that was cancelled
    /// or came back is not written again, but does not count towards the cap.
    fn rounds_written<'l>(
        &self,
        ledger: &'l Ledger,
        society: &'l SocietyCode,
    ) -> impl Iterator<Item = (NaiveDate, LetterState)> + use<'l> {
        let of_trial = self.trial;
        let letters = ledger.letters.iter();
        let letters = letters.filter(move |record| record.letter.society == *society);
        letters.filter_map(move |record| match &record.letter.key.cause {
            LetterCause::Round { day, trial, .. } if *trial == of_trial => Some((*day, record.state)),
            LetterCause::Round { .. }
            | LetterCause::Arrival { .. }
            | LetterCause::Extension { .. }
            | LetterCause::Invitation { .. } => None,
        })
    }
}

/// The day whose end is the deadline.
fn last_day(ends: DateTime<Utc>, zone: Tz) -> NaiveDate {
    (ends - Duration::seconds(1)).with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod staged;
#[cfg(test)]
mod tests;
