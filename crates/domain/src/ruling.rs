//! 人工处理意见 — what a clerk decided; an input of judging, never an edit of its result.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::correction::{Change, Correction};
use crate::finding::FindingCode;
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};

/// 人工处理意见.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// About which arrival.
    pub arrival: ArrivalId,
    /// What was decided.
    pub decision: Decision,
    /// 工作人员 — the account that decided.
    pub clerk: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// What a clerk can decide. A later decision of the same kind replaces the earlier one; corrections are made one after the
/// other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is of this society.
    AssignSociety(SocietyCode),
    /// It answers this notice.
    AssignNotice(NoticeId),
    /// All its pieces without a certain item belong to this one.
    AssignItem(ItemId),
    /// It was received at this time, on the clerk's evidence.
    ReceivedAt(DateTime<Utc>),
    /// Accept what is readable although something asked for a person.
    Accept,
    /// It is no submission.
    Ignore,
    /// 核对完毕: what these say, beside what is registered, is decided.
    Noted(Vec<FindingCode>),
    /// One of its pieces was not recognised as it should be.
    Correct(Box<Correction>),
}

impl Ruling {
    /// Whether it says where the arrival belongs, or that it belongs nowhere.
    pub const fn places(&self) -> bool {
        match self.decision {
            Decision::AssignSociety(_) | Decision::AssignNotice(_) | Decision::Ignore => true,
            Decision::AssignItem(_)
            | Decision::ReceivedAt(_)
            | Decision::Accept
            | Decision::Noted(_)
            | Decision::Correct(_) => false,
        }
    }
}

/// How many of the decisions about an arrival, oldest first, may change what its society was told. What the office merely
/// recognised wrongly and put right concerns nobody outside, unless its receipt may have named it so.
pub fn told(rulings: &[Ruling]) -> usize {
    let mut changed = Vec::new();
    let mut told = 0;
    for ruling in rulings {
        let is_told = match &ruling.decision {
            Decision::Correct(correction) => match correction.change {
                // What its receipt named is no material any more, or has another name.
                Change::Dismiss(_) | Change::Drop | Change::Values(_) => {
                    changed.push(correction.mark.whole());
                    true
                }
                Change::Restore => {
                    let before = changed.len();
                    changed.retain(|mark| *mark != correction.mark.whole());
                    changed.len() < before
                }
                // Of what was said of pieces that were changed something may hold no longer.
                Change::Join(_) => !changed.is_empty(),
                Change::Item(_) | Change::Split(_) | Change::Photo(_) => false,
            },
            Decision::AssignSociety(_)
            | Decision::AssignNotice(_)
            | Decision::AssignItem(_)
            | Decision::ReceivedAt(_)
            | Decision::Accept
            | Decision::Ignore => true,
            Decision::Noted(_) => false,
        };
        told += usize::from(is_told);
    }
    told
}

/// What clerks have decided of that which stands open beside what is registered, each once.
pub fn noted(rulings: &[Ruling]) -> BTreeSet<FindingCode> {
    let decisions = rulings.iter().map(|ruling| &ruling.decision);
    let noted = decisions.filter_map(|decision| match decision {
        Decision::Noted(codes) => Some(codes),
        Decision::AssignSociety(_)
        | Decision::AssignNotice(_)
        | Decision::AssignItem(_)
        | Decision::ReceivedAt(_)
        | Decision::Accept
        | Decision::Ignore
        | Decision::Correct(_) => None,
    });
    noted.flatten().copied().collect()
}

/// Whether a clerk has found, of a piece of an arrival, that it is no material, and has not taken that back.
pub fn has_dropped(rulings: &[Ruling]) -> bool {
    let mut dropped = Vec::new();
    for ruling in rulings {
        let Decision::Correct(correction) = &ruling.decision else {
            continue;
        };
        match correction.change {
            Change::Drop => dropped.push(correction.mark.whole()),
            Change::Restore => dropped.retain(|mark| *mark != correction.mark.whole()),
            Change::Dismiss(_)
            | Change::Join(_)
            | Change::Values(_)
            | Change::Item(_)
            | Change::Split(_)
            | Change::Photo(_) => {}
        }
    }
    !dropped.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correction::{Dismissal, PieceMark};

    fn ruling(decision: Decision) -> Ruling {
        Ruling {
            arrival: ArrivalId::new(1),
            decision,
            clerk: "wang".to_owned(),
            decided_at: DateTime::UNIX_EPOCH,
        }
    }

    fn correct(change: Change) -> Ruling {
        let mark = PieceMark {
            sha256: "ab".to_owned(),
            file: None,
            place: None,
            fingerprint: "cd".to_owned(),
            share: 0,
        };
        ruling(Decision::Correct(Box::new(Correction { mark, change })))
    }

    #[test]
    fn a_society_is_told_what_counts_no_more_and_what_counts_again() {
        let back = || correct(Change::Dismiss(Dismissal::Withdrawn));
        let undone = [correct(Change::Drop), correct(Change::Restore)];
        assert_eq!(told(&undone), 2, "its receipt may have named it");
        assert!(has_dropped(&undone[..1]) && !has_dropped(&undone));
        assert_eq!(told(&[ruling(Decision::Accept)]), 1);
        assert_eq!(told(&[back(), correct(Change::Restore), back()]), 3);
        let twice = [back(), correct(Change::Restore), correct(Change::Restore)];
        assert_eq!(told(&twice), 2, "nothing is taken back twice");
        assert_eq!(told(&[back(), correct(Change::Drop)]), 2);
    }
}
