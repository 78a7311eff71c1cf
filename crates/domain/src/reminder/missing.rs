//! What a society still owes, and what exactly lacks.

use chrono::{DateTime, Utc};

use crate::ids::ItemId;
use crate::ledger::{ItemState, Ledger, LedgerRow};
use crate::notice::CollectionItem;
use crate::submission::{Standing, Submission, SubmissionStatus};

/// What a society still owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingItem {
    /// The item.
    pub item: ItemId,
    /// Why it is missing.
    pub lack: Lack,
    /// What lacks of what came, in reading order; empty where that is not known.
    pub gaps: Vec<Gap>,
    /// The first moment that is too late for this society; `None` for 及时 and the like, which are never overdue.
    pub ends: Option<DateTime<Utc>>,
    /// Whether that moment was put off for this society.
    pub extended: bool,
    /// Whether that moment has passed.
    pub overdue: bool,
    /// Whether that moment, being granted, takes the place of another that was granted before and may have been told.
    pub replaces: bool,
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
    /// 已撤回, at the society's own wish.
    Withdrawn,
}

/// What lacks of what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The text of a piece, of this person if it is one's.
    Text(Option<String>),
    /// A photo or whatever else the item asks for, likewise.
    Media(Option<String>),
    /// Further pieces.
    Pieces {
        /// Pieces that came.
        have: u32,
        /// Pieces that are asked for at least.
        need: u32,
    },
}

impl Lack {
    /// The word in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Incomplete => "incomplete",
            Self::SentBack => "sent_back",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word of [`Lack::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Nothing, Self::Incomplete, Self::SentBack, Self::Withdrawn]
            .into_iter()
            .find(|lack| lack.as_str() == text)
    }

    /// Why a society in this state still owes the item.
    pub(super) fn of(ledger: &Ledger, row: &LedgerRow, item: &CollectionItem, state: ItemState) -> Self {
        match state {
            ItemState::Incomplete { .. } => Self::Incomplete,
            ItemState::SentBack => Self::SentBack,
            ItemState::Outstanding if has_withdrawn(ledger, row, item) => Self::Withdrawn,
            ItemState::Outstanding
            | ItemState::NotExpected
            | ItemState::Submitted { .. }
            | ItemState::Nil
            | ItemState::Exempt => Self::Nothing,
        }
    }
}

fn has_withdrawn(ledger: &Ledger, row: &LedgerRow, item: &CollectionItem) -> bool {
    ledger.submissions.iter().any(|piece| {
        piece.society == row.society.code
            && piece.item == item.id
            && piece.standing == Standing::Current
            && piece.status == SubmissionStatus::Withdrawn
    })
}

/// What lacks of what this society sent for an item.
pub(super) fn gaps(ledger: &Ledger, row: &LedgerRow, item: &CollectionItem, state: ItemState) -> Vec<Gap> {
    let ItemState::Incomplete { pieces } = state else {
        return Vec::new();
    };
    let incomplete = ledger.submissions.iter().filter(|piece| {
        piece.society == row.society.code
            && piece.item == item.id
            && piece.standing == Standing::Current
            && piece.status == SubmissionStatus::Incomplete
    });
    let mut gaps: Vec<Gap> = incomplete.flat_map(|piece| gaps_of(item, piece)).collect();
    let need = item.entries.min.unwrap_or(1).max(1);
    if pieces < need {
        gaps.push(Gap::Pieces { have: pieces, need });
    }
    gaps
}

fn gaps_of(item: &CollectionItem, piece: &Submission) -> impl Iterator<Item = Gap> {
    let person = piece.person.as_ref().map(|person| person.name.clone());
    let text = piece.lacks_text(item).then(|| Gap::Text(person.clone()));
    let media = piece.lacks_media(item).then_some(Gap::Media(person));
    text.into_iter().chain(media)
}
