//! Rounds of reminders: who is due is decided in `domain`, written into the outbox here, and decided once more before
//! a letter leaves, so that nobody is reminded of what came in between.

use chrono::{DateTime, Duration, Utc};
use domain::ids::NoticeId;
use domain::ledger::Ledger;
use domain::letter::{Letter, LetterCause, LetterKey, LetterRecord};
use domain::reminder::{Decision, Extensions, Moment, Reason, Reminder};
use domain::society::Society;
use domain::workdays::WorkCalendar;
use store::{LetterMode, Store};

use crate::error::OutboxError;

/// How long a letter waits for the office to decide about what may be the society's answer.
const UNTIL_DECIDED: Duration = Duration::minutes(10);
/// How long it waits for arrivals that nobody has judged yet.
const UNTIL_JUDGED: Duration = Duration::minutes(1);

/// What a round of a notice asks for at a moment.
#[derive(Debug)]
pub struct Round {
    /// The ledger that it rests on.
    pub ledger: Ledger,
    /// Letters that are due, in roster order.
    pub due: Vec<Letter>,
    /// Societies that are passed over, and why.
    pub passed_over: Vec<(Society, Reason)>,
    /// When letters go out again, if some are only waiting for the hour.
    pub waits_until: Option<DateTime<Utc>>,
}

/// Finds the letters of the round that has come, without writing anything.
pub async fn due(
    store: &Store,
    notice: &NoticeId,
    calendar: &WorkCalendar,
    now: DateTime<Utc>,
) -> Result<Round, OutboxError> {
    let ledger = store.ledger(notice, now).await?;
    let extensions = Extensions::new();
    let moment = Moment {
        calendar,
        extensions: &extensions,
        now,
    };
    let mut due = Vec::new();
    let mut passed_over = Vec::new();
    let mut waits_until = None;
    for (row, decision) in moment.decisions(&ledger) {
        match decision {
            Decision::NotDue => {}
            Decision::Wait { until } => waits_until = Some(until),
            Decision::PassedOver(reason) => passed_over.push((row.society.clone(), reason)),
            Decision::Due(reminder) => due.extend(letter(&ledger, &row.society, reminder)),
        }
    }
    Ok(Round {
        ledger,
        due,
        passed_over,
        waits_until,
    })
}

/// Puts the letters of the rounds that have come into the outbox; returns how many are new. Safe to repeat and to do in
/// several processes at once.
pub async fn remind(
    store: &Store,
    calendar: &WorkCalendar,
    mode: LetterMode,
    letter_domain: &str,
    now: DateTime<Utc>,
) -> Result<u64, OutboxError> {
    let mut fresh = 0;
    for notice in store.notices().await? {
        let round = due(store, &notice.id, calendar, now).await?;
        fresh += store.enqueue_rounds(&round.due, mode, letter_domain, now).await?;
    }
    Ok(fresh)
}

fn letter(ledger: &Ledger, society: &Society, reminder: Reminder) -> Option<Letter> {
    let notice = ledger.notice.id.clone();
    Some(Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: notice.clone(),
                society: society.code.clone(),
                day: reminder.day,
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

/// Looks again at what a letter of a round says.
pub(crate) async fn still_due(
    store: &Store,
    record: &LetterRecord,
    calendar: &WorkCalendar,
    now: DateTime<Utc>,
) -> Result<Still, OutboxError> {
    let letter = &record.letter;
    if store.pending().await? > 0 {
        return Ok(Still::Waits {
            until: now + UNTIL_JUDGED,
            why: "尚有来件等待核验",
        });
    }
    let mut ledger = store.society_ledger(&letter.notice, &letter.society, now).await?;
    ledger.letters.retain(|other| other.letter.key != letter.key);
    let extensions = Extensions::new();
    let moment = Moment {
        calendar,
        extensions: &extensions,
        now,
    };
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
        (Decision::PassedOver(Reason::NoAddress), _) => Still::Over {
            why: "名录中已无邮箱",
        },
        (Decision::Due(_) | Decision::NotDue, _) => Still::Over {
            why: "已报送，或本次提醒已过时",
        },
    })
}
