//! 报送提醒 — who is reminded when, of what. Pure: the same ledger, calendar and moment give the same answer.
//!
//! A *round* is a day on which societies are written to: each deadline plus each offset of the notice's policy, moved to
//! a working day where the policy asks for that (earlier before the deadline, later after it). A society gets at most one
//! letter in a round, and it lists everything that is missing at that moment.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::deadline::Extension;
use crate::ids::{ItemId, SocietyCode};
use crate::ledger::{ItemState, Ledger, LedgerRow};
use crate::letter::{LetterCause, LetterKind, LetterState};
use crate::notice::{CollectionItem, Notice, ReminderPolicy};
use crate::workdays::WorkCalendar;

/// A round that was missed, for example because the system was down, is made up for within this many days.
const MADE_UP_WITHIN: u64 = 3;

/// 延期 by society and item.
pub type Extensions = BTreeMap<(SocietyCode, ItemId), Extension>;

/// What a society still owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingItem {
    /// The item.
    pub item: ItemId,
    /// Why it is missing.
    pub lack: Lack,
    /// The first moment that is too late for this society; `None` for 及时 and the like, which are never overdue.
    pub ends: Option<DateTime<Utc>>,
    /// Whether that moment has passed.
    pub overdue: bool,
}

/// Why an item is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// 未报.
    Nothing,
    /// 待补充.
    Incomplete,
    /// 已退回.
    SentBack,
}

impl Lack {
    /// The word in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Incomplete => "incomplete",
            Self::SentBack => "sent_back",
        }
    }

    /// Reads the word of [`Lack::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Nothing, Self::Incomplete, Self::SentBack]
            .into_iter()
            .find(|lack| lack.as_str() == text)
    }
}

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
    /// 延期.
    pub extensions: &'a Extensions,
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
        let missing = self.missing(notice, row);
        let written: Vec<_> = rounds_written(ledger, &row.society.code).collect();
        let Some(day) = self.round(notice, &missing) else {
            return Decision::NotDue;
        };
        if written.iter().any(|(earlier, _)| *earlier >= day) {
            return Decision::NotDue;
        }
        let reached = written
            .iter()
            .filter(|(_, state)| *state != LetterState::Cancelled)
            .count();
        if reached >= usize::try_from(notice.reminders.cap).unwrap_or(usize::MAX) {
            return Decision::PassedOver(Reason::Capped);
        }
        if ledger.possible_answers(&row.society.code).next().is_some() {
            return Decision::PassedOver(Reason::AnswerHeld);
        }
        if row.society.addresses.is_empty() {
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
    pub fn missing(&self, notice: &Notice, row: &LedgerRow) -> Vec<MissingItem> {
        let items = notice.items.iter().zip(&row.states);
        items
            .filter(|(item, state)| state.owes(item))
            .map(|(item, state)| {
                let ends = self.ends(notice, &row.society.code, item);
                MissingItem {
                    item: item.id.clone(),
                    lack: match state {
                        ItemState::Incomplete { .. } => Lack::Incomplete,
                        ItemState::SentBack => Lack::SentBack,
                        ItemState::NotExpected
                        | ItemState::Outstanding
                        | ItemState::Submitted { .. }
                        | ItemState::Nil
                        | ItemState::Exempt => Lack::Nothing,
                    },
                    ends,
                    overdue: ends.is_some_and(|ends| self.now >= ends + notice.grace),
                }
            })
            .collect()
    }

    fn ends(&self, notice: &Notice, society: &SocietyCode, item: &CollectionItem) -> Option<DateTime<Utc>> {
        let key = (society.clone(), item.id.clone());
        let extension = self.extensions.get(&key).copied();
        item.deadline.extended(notice.zone, self.now, extension)
    }

    /// The latest round that has come and still makes sense: before a deadline only until it has passed, after a
    /// deadline only when something is overdue by it.
    fn round(&self, notice: &Notice, missing: &[MissingItem]) -> Option<NaiveDate> {
        let today = self.now.with_timezone(&notice.zone).date_naive();
        let policy = &notice.reminders;
        let rounds = missing.iter().flat_map(|missing| {
            let ends = missing.ends;
            policy.offsets.iter().filter_map(move |offset| {
                let ends = ends?;
                let sensible = if *offset > 0 {
                    missing.overdue
                } else {
                    self.now < ends
                };
                let day = self.round_of(policy, last_day(ends, notice.zone), *offset)?;
                sensible.then_some(day)
            })
        });
        let latest = rounds.filter(|day| *day <= today).max()?;
        let made_up_until = latest.checked_add_days(Days::new(MADE_UP_WITHIN))?;
        (today <= made_up_until).then_some(latest)
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
}

/// The day whose end is the deadline.
fn last_day(ends: DateTime<Utc>, zone: Tz) -> NaiveDate {
    (ends - Duration::seconds(1)).with_timezone(&zone).date_naive()
}

/// The rounds in which a letter to this society was written. A cancelled one is not written again, but does not count
/// towards the cap.
fn rounds_written<'a>(
    ledger: &'a Ledger,
    society: &'a SocietyCode,
) -> impl Iterator<Item = (NaiveDate, LetterState)> + 'a {
    let letters = ledger
        .letters
        .iter()
        .filter(|record| record.letter.society == *society);
    letters.filter_map(|record| match &record.letter.key.cause {
        LetterCause::Round { day, .. } => Some((*day, record.state)),
        LetterCause::Arrival { .. } => None,
    })
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
