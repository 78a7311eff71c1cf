//! Checks of one arrival against the notice's rules.

use chrono::{DateTime, Utc};
use domain::arrival::{Door, ReceivedBy};
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::notice::{CollectionItem, LatePolicy, Notice};
use domain::submission::{Submission, SubmissionStatus};

use super::Member;
use super::pieces::{Planned, Target};
use crate::claim::{Placed, Trust};

/// Reasons of time for which a person must look.
pub(super) fn holds(notice: &Notice, member: Member<'_>) -> Vec<Finding> {
    let mut holds = Vec::new();
    if member.placed.accepted_by_clerk {
        return holds;
    }
    let Some(received) = member.arrival.received else {
        return holds;
    };
    let items: Vec<&CollectionItem> = member
        .placed
        .pieces
        .iter()
        .filter_map(|piece| notice.item(&piece.item))
        .collect();
    let at = |item: &CollectionItem, moment| notice.timeliness(item, &member.placed.society, moment);
    let refused = notice.late == LatePolicy::Refuse && member.arrival.door == Door::Mail;
    if refused && items.iter().any(|item| at(item, received.at) == Timeliness::Late) {
        holds.push(Finding::new(FindingCode::Late));
    }
    // Copies come later, into other mailboxes and folders: the first time that the server noted is meant.
    let disagree = |item: &&CollectionItem| {
        member
            .internal_dates
            .iter()
            .min()
            .is_some_and(|date| at(item, *date) != at(item, received.at))
    };
    if received.by != ReceivedBy::Clerk && items.iter().any(disagree) {
        holds.push(Finding::new(FindingCode::ClockDisagreement));
    }
    holds
}

/// The time that lateness is counted from. Where two clocks disagree about a deadline the earlier one counts, once a
/// clerk has accepted the arrival without entering a time.
pub(super) fn counted_time(member: Member<'_>) -> Option<DateTime<Utc>> {
    let received = member.arrival.received?;
    if received.by == ReceivedBy::Clerk || !member.placed.accepted_by_clerk {
        return Some(received.at);
    }
    member.internal_dates.iter().copied().chain([received.at]).min()
}

/// An unverified sender may add, never replace.
pub(super) fn replaces_unverified(placed: &Placed, planned: &[Planned]) -> bool {
    placed.trust == Trust::MayAdd
        && !placed.accepted_by_clerk
        && planned.iter().any(|plan| {
            matches!(plan.target, Target::Revision(_) | Target::Restated(_)) || !plan.misnamed.is_empty()
        })
}

/// Where a piece stands by what its item requires.
pub(super) fn status(item: &CollectionItem, submission: &Submission) -> SubmissionStatus {
    if submission.lacks_text(item) || submission.lacks_media(item) {
        SubmissionStatus::Incomplete
    } else {
        SubmissionStatus::Accepted
    }
}
