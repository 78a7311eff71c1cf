//! Rounds of reminders: who is due is decided in `domain`, written into the outbox here, and decided once more before
//! a letter leaves, so that nobody is reminded of what came in between.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::ids::{ItemId, NoticeId};
use domain::ledger::{ItemState, Ledger};
use domain::letter::{Enclosed, Letter, LetterCause, LetterEvent, LetterKey, LetterRecord};
use domain::reminder::{Decision, MissingItem, Moment, Reason, Reminder};
use domain::society::Society;
use domain::workdays::WorkCalendar;
use store::{LetterModes, OVERTAKEN, Store};

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
    let moment = schedule.at(now);
    let mut due = Vec::new();
    let mut waiting = Vec::new();
    let mut passed_over = Vec::new();
    for (row, decision) in moment.decisions(&ledger) {
        match decision {
            Decision::NotDue => {}
            // What is said then may be other than what would be said now, or nothing.
            Decision::Wait { until } => match schedule.at(until).decide(&ledger, row) {
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
    for letter in due.iter_mut().chain(waiting.iter_mut().map(|(_, letter)| letter)) {
        letter.enclosed.link = own_link(store, &ledger.letters, letter, schedule.trial).await?;
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
    let moment = schedule.at(now);
    let notices = store.notices().await?;
    let years = notices.iter().flat_map(|notice| moment.unknown_years(notice));
    Ok(years.collect())
}

impl<'a> Schedule<'a> {
    const fn at(self, now: DateTime<Utc>) -> Moment<'a> {
        Moment {
            calendar: self.calendar,
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
    modes: LetterModes,
    letter_domain: &str,
    now: DateTime<Utc>,
) -> Result<u64, OutboxError> {
    let mut fresh = 0;
    let moment = schedule.at(now);
    let notices = store.notices().await?;
    for notice in notices.iter().filter(|notice| moment.may_be_due(notice)) {
        let round = due(store, &notice.id, schedule, now).await?;
        fresh += store
            .enqueue_letters(&round.due, modes, letter_domain, now)
            .await?;
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
        sent_by: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: reminder.missing,
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    })
}

/// The link that the society was told in its invitation, unless it was revoked; in a trial, in that of the trial. Of
/// other links nobody knows more than how to recognise them.
pub(crate) async fn own_link(
    store: &Store,
    letters: &[LetterRecord],
    letter: &Letter,
    in_trial: bool,
) -> Result<Option<String>, OutboxError> {
    let told = letters
        .iter()
        .rev()
        .find_map(|record| match record.letter.key.cause {
            LetterCause::Invitation { trial, .. }
                if trial == in_trial && record.letter.society == letter.society =>
            {
                record.letter.enclosed.link.as_ref()
            }
            _ => None,
        });
    let Some(link) = told else { return Ok(None) };
    let is_own = store
        .link_at(link)
        .await?
        .is_some_and(|page| page.notice == letter.notice && page.society == letter.society);
    Ok(is_own.then(|| link.clone()))
}

/// What is to be done with a letter that is about to leave.
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
    let (LetterCause::Round { trial, .. } | LetterCause::Invitation { trial, .. }) = &letter.key.cause else {
        return None;
    };
    match (trial, schedule.trial) {
        (true, false) => Some(Still::Over {
            why: "试运行已结束"
        }),
        (false, true) => Some(Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "试运行期间不向学会发送",
        }),
        (true, true) | (false, false) => None,
    }
}

/// Whether what an extension's letter says is still the last word, and lies ahead.
async fn still_granted(
    store: &Store,
    letter: &Letter,
    (notice, decision): (&NoticeId, i64),
    now: DateTime<Utc>,
) -> Result<Still, OutboxError> {
    let decisions = store.extension_decisions(notice).await?;
    let later = decisions
        .iter()
        .filter(|other| other.id > decision && other.society == letter.society);
    let overtaken = |item: &ItemId| {
        let mut later = later.clone();
        later.any(|other| other.item.as_ref().is_none_or(|only| only == item))
    };
    let missing: Vec<MissingItem> = letter
        .missing
        .iter()
        .filter(|missing| !overtaken(&missing.item))
        .cloned()
        .collect();
    if missing.is_empty() {
        return Ok(Still::Over {
            why: "延期已撤销或另有决定",
        });
    }
    let notices = store.notices().await?;
    let notice = notices.iter().find(|known| known.id == *notice);
    let grace = notice.map_or(Duration::zero(), |notice| notice.grace);
    let is_ahead = |missing: &MissingItem| missing.ends.is_none_or(|ends| now < ends + grace);
    let missing: Vec<MissingItem> = missing.into_iter().filter(is_ahead).collect();
    if missing.is_empty() {
        return Ok(Still::Over {
            why: "延长后的时间已过，不再告知；如仍须告知，请电话联系",
        });
    }
    Ok(Still::Due(Box::new(Letter {
        missing: still_to_come(store, letter, missing, now).await?,
        ..letter.clone()
    })))
}

/// Of items that were put off those of which something is still to come; all of them if that holds for none, since the
/// office means to tell something.
async fn still_to_come(
    store: &Store,
    letter: &Letter,
    put_off: Vec<MissingItem>,
    now: DateTime<Utc>,
) -> Result<Vec<MissingItem>, OutboxError> {
    let ledger = store.society_ledger(&letter.notice, &letter.society, now).await?;
    let states = ledger.rows.iter().flat_map(|row| &row.states);
    let complete: BTreeSet<&ItemId> = ledger
        .notice
        .items
        .iter()
        .zip(states)
        .filter(|(_, state)| {
            matches!(
                state,
                ItemState::Submitted { .. } | ItemState::Nil | ItemState::Exempt
            )
        })
        .map(|(item, _)| &item.id)
        .collect();
    let to_come = put_off.iter().filter(|missing| !complete.contains(&missing.item));
    let to_come: Vec<MissingItem> = to_come.cloned().collect();
    Ok(if to_come.is_empty() { put_off } else { to_come })
}

/// Looks again at what a letter says before it leaves.
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
    match &letter.key.cause {
        LetterCause::Arrival { event, .. } => {
            let is_decision = matches!(event, LetterEvent::Ruling(_));
            // What may have left goes out once more as it was; the sending that is under way is counted.
            let is_first = record.attempts <= record.refused + 1;
            if is_decision && is_first && !letter.is_unplaced() {
                let known = store.of_society(&letter.notice, &letter.society).await?;
                if letter.is_repeated(&known.pieces, &known.letters, schedule.trial) {
                    return Ok(Still::Over { why: OVERTAKEN });
                }
            }
            Ok(Still::Due(Box::new(letter.clone())))
        }
        LetterCause::Invitation { .. } => Ok(Still::Due(Box::new(letter.clone()))),
        LetterCause::Extension { notice, decision, .. } => {
            still_granted(store, letter, (notice, *decision), now).await
        }
        LetterCause::Round { day, .. } => round_still_due(store, letter, *day, schedule, now).await,
    }
}

/// Looks again at what a reminder reminds of.
async fn round_still_due(
    store: &Store,
    letter: &Letter,
    round: NaiveDate,
    schedule: Schedule<'_>,
    now: DateTime<Utc>,
) -> Result<Still, OutboxError> {
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
    let moment = schedule.at(now);
    let Some(row) = ledger.rows.first() else {
        return Ok(Still::Over {
            why: "学会已不在名录中",
        });
    };
    let link = own_link(store, &ledger.letters, letter, schedule.trial).await?;
    Ok(match moment.decide(&ledger, row) {
        Decision::Due(reminder) if reminder.day == round => Still::Due(Box::new(Letter {
            key: LetterKey {
                kind: reminder.kind,
                ..letter.key.clone()
            },
            recipient: row.society.addresses.first().unwrap_or(&letter.recipient).clone(),
            missing: reminder.missing,
            enclosed: Enclosed {
                link,
                ..letter.enclosed.clone()
            },
            ..letter.clone()
        })),
        Decision::Wait { until } => Still::Waits {
            until,
            why: "不在发送时段",
        },
        Decision::PassedOver(Reason::AnswerHeld) => Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "有待人工核对的来件，可能是该学会的报送",
        },
        Decision::PassedOver(Reason::Capped) => Still::Over {
            why: "已达提醒次数上限",
        },
        Decision::PassedOver(Reason::NoAddress) => Still::Waits {
            until: now + UNTIL_DECIDED,
            why: "缺少地址：名录中没有该学会的邮箱",
        },
        Decision::Due(_) | Decision::NotDue => Still::Over {
            why: "已报送，或本次提醒已过时",
        },
    })
}
