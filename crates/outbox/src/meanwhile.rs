//! What has come while a letter waited: it asks for nothing that another mail has brought, and names the society's own
//! page.

use domain::letter::{Before, Known, Letter, LetterKind, Meanwhile};
use domain::notice::Notice;
use domain::society::Society;
use store::Store;

use crate::error::OutboxError;
use crate::remind::own_link;

/// Whether a letter of this kind says anything by it. Reminders are decided as a whole when they leave, and invitations
/// carry their link.
pub(crate) const fn matters(kind: LetterKind) -> bool {
    match kind {
        LetterKind::Receipt
        | LetterKind::CorrectionRequest
        | LetterKind::UnderReview
        | LetterKind::Extension => true,
        LetterKind::Acknowledgement | LetterKind::Reminder | LetterKind::Overdue | LetterKind::Invitation => {
            false
        }
    }
}

/// What is recorded of a society at this moment, for these letters to it that leave as one. The link is its secret: it
/// goes to none but its registered addresses.
pub(crate) async fn find(
    store: &Store,
    letters: &[&Letter],
    (notice, society): (Option<&Notice>, Option<&Society>),
    in_trial: bool,
) -> Result<Meanwhile, OutboxError> {
    let (Some(lead), Some(notice), Some(society)) = (letters.first(), notice, society) else {
        return Ok(Meanwhile::default());
    };
    if lead.is_unplaced() {
        return Ok(Meanwhile::default());
    }
    let known = store.of_society(&lead.notice, &lead.society).await?;
    let link = if society.is_registered(&lead.recipient) {
        own_link(store, &known.letters, lead, in_trial).await?
    } else {
        None
    };
    let recorded = Known {
        notice,
        pieces: &known.pieces,
        forms: &known.forms,
        renamings: &known.renamings,
        order: &known.order,
    };
    let before = letters
        .iter()
        .filter_map(|letter| Before::of(letter, &known.letters, notice, in_trial));
    Ok(Meanwhile {
        link,
        before: before.collect(),
        ..Meanwhile::of(letters, recorded)
    })
}
