//! Why a letter is written, as its row says it: what it answers, or the occasion that may have one letter only.

use std::borrow::Cow;

use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::{LetterCause, LetterEvent};

use crate::entity::letters::Model;
use crate::error::StoreError;
use crate::values::RowName;

/// Stand in the column of events for letters that answer no arrival.
const ROUND: &str = "round";
const EXTENSION: &str = "extension";
const INVITATION: &str = "invitation";

/// The columns that make a letter unique: arrival and event with its kind, or notice and society with these.
pub(crate) struct Columns {
    pub(crate) arrival: Option<i64>,
    pub(crate) event: Cow<'static, str>,
    /// In the column `round`: a day, a decision about an extension, or the invitation.
    pub(crate) occasion: Option<String>,
    pub(crate) trial: bool,
}

impl Columns {
    pub(crate) fn of(cause: &LetterCause) -> Self {
        let occasion = |event: &'static str, occasion, trial| Self {
            arrival: None,
            event: Cow::Borrowed(event),
            occasion: Some(occasion),
            trial,
        };
        match cause {
            LetterCause::Arrival { arrival, event } => Self {
                arrival: Some(arrival.number()),
                event: Cow::Owned(event.to_string()),
                occasion: None,
                trial: false,
            },
            LetterCause::Round { day, trial, .. } => occasion(ROUND, day.to_string(), *trial),
            LetterCause::Extension { decision, .. } => {
                occasion(EXTENSION, format!("{EXTENSION}-{decision}"), false)
            }
            LetterCause::Invitation { trial, .. } => occasion(INVITATION, INVITATION.to_owned(), *trial),
        }
    }

    /// What stands for the cause in a Message-ID.
    pub(crate) fn number_or_occasion(&self) -> String {
        match (&self.arrival, &self.occasion) {
            (Some(arrival), _) => arrival.to_string(),
            (None, Some(occasion)) => occasion.clone(),
            (None, None) => String::new(),
        }
    }
}

/// What the letter of a row is written for.
pub(crate) fn of_row(
    row: &Model,
    name: &RowName,
    notice: &NoticeId,
    society: &SocietyCode,
) -> Result<LetterCause, StoreError> {
    let (notice, society, trial) = (notice.clone(), society.clone(), row.trial);
    match (row.arrival, &row.round) {
        (Some(arrival), _) => Ok(LetterCause::Arrival {
            arrival: ArrivalId::new(arrival),
            event: name.word("event", &row.event, LetterEvent::parse)?,
        }),
        (None, Some(_)) if row.event == INVITATION => Ok(LetterCause::Invitation {
            notice,
            society,
            trial,
        }),
        (None, Some(occasion)) if row.event == EXTENSION => Ok(LetterCause::Extension {
            notice,
            society,
            decision: name.word("round", occasion, |occasion| {
                occasion.strip_prefix(EXTENSION)?.strip_prefix('-')?.parse().ok()
            })?,
        }),
        (None, Some(day)) => Ok(LetterCause::Round {
            notice,
            society,
            day: name.word("round", day, |day| day.parse().ok())?,
            trial,
        }),
        (None, None) => Err(StoreError::corrupt(
            "letters",
            &row.id,
            "neither arrival nor round",
        )),
    }
}
