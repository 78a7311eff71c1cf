//! What counts for the state of a society with an item, gathered in one pass over everything that came.

use std::collections::BTreeMap;

use super::ItemState;
use crate::deadline::Timeliness;
use crate::ids::{ItemId, SocietyCode};
use crate::notice::CollectionItem;
use crate::return_form::ReturnForm;
use crate::society::Society;
use crate::submission::{Standing, Submission, SubmissionStatus};

/// By society and item. A lookup costs the same however many pieces there are.
pub(super) struct Tallies<'a>(BTreeMap<(&'a SocietyCode, &'a ItemId), Tally>);

/// Of one society and one item.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// Current pieces by status.
    accepted: u32,
    incomplete: u32,
    sent_back: u32,
    /// The best of accepted pieces, superseded ones too: what came in time and was improved later came in time.
    timeliness: Option<Timeliness>,
    /// A current form says that there is nothing to report.
    nil: bool,
}

impl<'a> Tallies<'a> {
    /// Goes through all pieces and forms once.
    pub(super) fn of(submissions: &'a [Submission], return_forms: &'a [ReturnForm]) -> Self {
        let mut tallies: BTreeMap<(&SocietyCode, &ItemId), Tally> = BTreeMap::new();
        for piece in submissions {
            tallies
                .entry((&piece.society, &piece.item))
                .or_default()
                .add(piece);
        }
        let current = |form: &&ReturnForm| form.standing == Standing::Current;
        for form in return_forms.iter().filter(current) {
            for item in &form.nil_items {
                tallies.entry((&form.society, item)).or_default().nil = true;
            }
        }
        Self(tallies)
    }

    /// Where a society stands with an item.
    pub(super) fn state(&self, item: &CollectionItem, society: &Society) -> ItemState {
        let key = (&society.code, &item.id);
        let tally = self.0.get(&key).copied().unwrap_or_default();
        let needed = item.entries.min.unwrap_or(1).max(1);
        let pieces = tally.accepted.saturating_add(tally.incomplete);
        if tally.accepted >= needed {
            ItemState::Submitted {
                pieces: tally.accepted,
                timeliness: tally.timeliness.unwrap_or(Timeliness::Undated),
            }
        } else if pieces > 0 {
            ItemState::Incomplete { pieces }
        } else if tally.nil {
            ItemState::Nil
        } else if tally.sent_back > 0 {
            ItemState::SentBack
        } else if item.expected_of.includes(&society.category) {
            ItemState::Outstanding
        } else {
            ItemState::NotExpected
        }
    }
}

impl Tally {
    fn add(&mut self, piece: &Submission) {
        if piece.status == SubmissionStatus::Accepted {
            let best = self
                .timeliness
                .map_or(piece.timeliness, |known| known.min(piece.timeliness));
            self.timeliness = Some(best);
        }
        if piece.standing == Standing::Superseded {
            return;
        }
        let count = match piece.status {
            SubmissionStatus::Accepted => &mut self.accepted,
            SubmissionStatus::Incomplete => &mut self.incomplete,
            SubmissionStatus::SentBack => &mut self.sent_back,
            SubmissionStatus::Withdrawn => return,
        };
        *count = count.saturating_add(1);
    }
}
