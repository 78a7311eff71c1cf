//! Rounds of reminders: who is due is decided in `domain`, written into the outbox here, and decided once more before
//! a letter leaves, so that nobody is reminded of what came in between.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use domain::ids::NoticeId;
use domain::ledger::Ledger;
use domain::letter::{Letter, LetterCause, LetterKey, LetterRecord};
use domain::reminder::{Decision, Extensions, Moment, Reason, Reminder};
use domain::society::Society;
use domain::workdays::WorkCalendar;
use store::{LetterMode, Store};

use crate::error::OutboxError;

/// How long a letter waits before it is looked at again, for the office to decide about what may be the society's answer
/// or to mend the roster.
const UNTIL_DECIDED: Duration = Duration::minutes(10);
/// How long it waits for arrivals that nobody has judged yet.
const UNTIL_JUDGED: Duration = Duration::minutes(1);

/// By what rounds are found.
#[derive(Debug, Clone, Copy)]
pub struct Schedule<'a> {
    /// Working days.
    pub calendar: &'a WorkCalendar,
    /// Whether letters go to the office itself, for a trial.
    pub trial: bool,
}

/// What a round of a notice asks for at a moment.
#[derive(Debug)]
pub struct Round {
    /// The ledger that it rests on.
    pub ledger: Ledger,
    /// Letters that are due, in roster order.
    pub due: Vec<Letter>,
    /// Letters that only wait for the hour, and when they will be due if nothing comes in between.
    pub waiting: Vec<(DateTime<Utc>, Letter)>,
    /// Societies that are passed over, and why.
    pub passed_over: Vec<(Society, Reason)>,
    /// Years whose holidays would have to be known.
    pub unknown_years: BTreeSet<i32>,
}

/// Finds the letters of the round that has come, without writing anything.
pub async fn due(
    store: &Store,
    notice: &NoticeId,
    schedule: Schedule<'_>,
    now: DateTime<Utc>,
) -> Result<Round, OutboxError> {
    let ledger = store.ledger(notice, now).await?;
    let extensions = Extensions::new();
    let moment = schedule.at(now, &extensions);
    let mut due = Vec::new();
    let mut waiting = Vec::new();
    let mut passed_over = Vec::new();
    for (row, decision) in moment.decisions(&ledger) {
        match decision {
            Decision::NotDue => {}
            // What is said then may be other than what would be said now, or nothing.
            Decision::Wait { until } => match schedule.at(until, &extensions).decide(&ledger, row) {
                Decision::Due(reminder) => {
                    waiting.extend(
                        letter(&ledger, &row.society, schedule, reminder).map(|letter| (until, letter)),
                    );
                }
                Decision::NotDue | Decision::Wait { .. } | Decision::PassedOver(_) => {}
            },
            Decision::PassedOver(reason) => passed_over.push((row.society.clone(), reason)),
            Decision::Due(reminder) => due.extend(letter(&ledger, &row.society, schedule, reminder)),
        }
    }
    let unknown_years = moment.unknown_years(&ledger.notice);
    Ok(Round {
        ledger,
        due,
        waiting,
        passed_over,
        unknown_years,
    })
}

/// Years of whose holidays the calendar knows nothing although reminders may fall into them.
pub async fn unknown_years(
    store: &Store,
    calendar: &WorkCalendar,
    now: DateTime<Utc>,
) -> Result<BTreeSet<i32>, OutboxError> {
    let schedule = Schedule {
        calendar,
        trial: false,
    };
    let extensions = Extensions::new();
    let moment = schedule.at(now, &extensions);
    let notices = store.notices().await?;
    let years = notices.iter().flat_map(|notice| moment.unknown_years(notice));
    Ok(years.collect())
}

impl<'a> Schedule<'a> {
    const fn at(self, now: DateTime<Utc>, extensions: &'a Extensions) -> Moment<'a> {
        Moment {
            calendar: self.calendar,
            extensions,
            trial: self.trial,
            now,
        }
    }
}

/// Puts the letters of the rounds that have come into the outbox; returns how many are new. Safe to repeat and to do in
/// several processes at once.
pub async fn remind(
    store: &Store,
    schedule: Schedule<'_>,
    mode: LetterMode,
    letter_domain: &str,
    now: DateTime<Utc>,
) -> Result<u64, OutboxError> {
    let mut fresh = 0;
    for notice in store.notices().await? {
        let round = due(store, &notice.id, schedule, now).await?;
        fresh += store.enqueue_rounds(&round.due, mode, letter_domain, now).await?;
    }
    Ok(fresh)
}

fn letter(ledger: &Ledger, society: &Society, schedule: Schedule<'_>, reminder: Reminder) -> Option<Letter> {
    let notice = ledger.notice.id.clone();
    Some(Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: notice.clone(),
                society: society.code.clone(),
                day: reminder.day,
                trial: schedule.trial,
            },
            kind: reminder.kind,
        },
        notice,
        society: society.code.clone(),
        recipient: society.addresses.first()?.clone(),
        in_reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: reminder.missing,
    })
}

/// What is to be done with a letter of a round that is about to leave.
#[derive(Debug)]
pub(crate) enum Still {
    /// It leaves, listing what is missing now.
    Due(Box<Letter>),
    /// It waits.
    Waits { until: DateTime<Utc>, why: &'static str },
    /// It is not sent at all.
    Over { why: &'static str },
}

/// What becomes of a trial's letter once the trial is over, and of a society's own during a trial.
fn in_another_mode(letter: &Letter, schedule: Schedule<'_>, now: DateTime<Utc>) -> Option<Still> {
    let LetterCause::Round { trial, .. } = &letter.key.cause else {
        return None;
    };
    match (trial, schedule.trial) {
        (true, false) => Some(Still::Over {
            why: "试运行已结束"
        }),
        (false, true) => Some(Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "试运行期间不向学会发送提醒",
        }),
        (true, true) | (false, false) => None,
    }
}

/// Looks again at what a letter of a round says.
pub(crate) async fn still_due(
    store: &Store,
    record: &LetterRecord,
    schedule: Schedule<'_>,
    now: DateTime<Utc>,
) -> Result<Still, OutboxError> {
    let letter = &record.letter;
    if let Some(still) = in_another_mode(letter, schedule, now) {
        return Ok(still);
    }
    if store.pending().await? > 0 {
        return Ok(Still::Waits {
            until: now + UNTIL_JUDGED,
            why: "尚有来件等待核验",
        });
    }
    let mut ledger = store.society_ledger(&letter.notice, &letter.society, now).await?;
    ledger
        .letters
        .retain(|other| other.letter.key.cause != letter.key.cause);
    let extensions = Extensions::new();
    let moment = schedule.at(now, &extensions);
    let Some(row) = ledger.rows.first() else {
        return Ok(Still::Over {
            why: "学会已不在名录中",
        });
    };
    Ok(match (moment.decide(&ledger, row), &letter.key.cause) {
        (Decision::Due(reminder), LetterCause::Round { day, .. }) if reminder.day == *day => {
            Still::Due(Box::new(Letter {
                key: LetterKey {
                    kind: reminder.kind,
                    ..letter.key.clone()
                },
                recipient: row.society.addresses.first().unwrap_or(&letter.recipient).clone(),
                missing: reminder.missing,
                ..letter.clone()
            }))
        }
        (Decision::Wait { until }, _) => Still::Waits {
            until,
            why: "不在发送时段",
        },
        (Decision::PassedOver(Reason::AnswerHeld), _) => Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "有待人工核对的来件，可能是该学会的报送",
        },
        (Decision::PassedOver(Reason::Capped), _) => Still::Over {
            why: "已达提醒次数上限",
        },
        (Decision::PassedOver(Reason::NoAddress), _) => Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "缺少地址：名录中没有该学会的邮箱",
        },
        (Decision::Due(_) | Decision::NotDue, _) => Still::Over {
            why: "已报送，或本次提醒已过时",
        },
    })
}
