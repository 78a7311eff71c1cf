//! 待办 — what waits for a person: arrivals that are held, and registered ones of which a part could not be used.

use std::collections::BTreeSet;

use crate::finding::{Finding, FindingCode, Severity};
use crate::ledger::Ledger;
use crate::verdict::{HeldAs, Judgement, Verdict};

/// Why an arrival waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// It may be a return, of which nothing counts until somebody decided.
    Decide,
    /// A person's letter that brings no return: somebody may answer it.
    Answer,
    /// What is usable of it counts, the rest needs somebody: to ask for it again, to say what it is, to answer it.
    Follow,
}

/// What a person has to do about an arrival, if anything. That it is registered by a ruling decides nothing of the rest.
pub fn task(judgement: &Judgement) -> Option<Task> {
    match judgement.verdict {
        Verdict::Held { .. } => judgement.held_as().map(|held_as| match held_as {
            HeldAs::PossibleReturn => Task::Decide,
            HeldAs::Correspondence => Task::Answer,
        }),
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => {
            (!open(judgement).is_empty()).then_some(Task::Follow)
        }
        Verdict::Ignored => None,
    }
}

/// What nobody has decided of that which stands beside what is registered, each code once.
pub fn open(judgement: &Judgement) -> BTreeSet<FindingCode> {
    let findings = || judgement.findings.iter();
    let noted: BTreeSet<FindingCode> = findings().filter_map(Finding::is_noted_as).collect();
    let codes = findings().map(|finding| finding.code);
    codes
        .filter(|code| is_unusable(*code) && !noted.contains(code))
        .collect()
}

/// How many arrivals have this task.
pub fn count(ledger: &Ledger, wanted: Task) -> usize {
    let judgements = ledger
        .arrivals
        .iter()
        .filter_map(|record| record.judgement.as_ref());
    judgements
        .filter(|judgement| task(judgement) == Some(wanted))
        .count()
}

/// Whether a finding means that a part of the arrival was not used, or that only a person can answer what it asks or tell
/// whether it counts where it does. The other corrections are the society's to mend, by letter, and count as 待补充 in the ledger.
fn is_unusable(code: FindingCode) -> bool {
    let is_loose = matches!(
        code,
        FindingCode::UnassignedMedia
            | FindingCode::SameText
            | FindingCode::UnregisteredText
            | FindingCode::NotRestated
            | FindingCode::NameStated
            | FindingCode::AnotherMedia
            | FindingCode::RemovalStated
            | FindingCode::LeftOut
            | FindingCode::DelegatesLeftOut
            | FindingCode::SenderNamedOtherwise
            | FindingCode::SignedForAnother
            | FindingCode::SentByBranch
            | FindingCode::AlsoQuestion
            | FindingCode::AlsoWithdrawal
    );
    code.severity() == Severity::Hold || code.is_unread_file() || is_loose
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::ids::{ArrivalId, NoticeId, SocietyCode};

    fn accepted(codes: &[FindingCode]) -> Judgement {
        Judgement {
            arrival: ArrivalId::new(1),
            verdict: Verdict::Accepted {
                notice: NoticeId::parse("hx-2022-1").unwrap(),
                society: SocietyCode::parse("A-01").unwrap(),
                outcomes: Vec::new(),
            },
            findings: codes.iter().map(|code| Finding::new(*code)).collect(),
        }
    }

    #[test]
    fn an_unusable_part_is_a_task_until_a_clerk_decided_it() {
        assert_eq!(task(&accepted(&[])), None);
        assert_eq!(
            task(&accepted(&[FindingCode::MissingMedia, FindingCode::Late])),
            None
        );
        for code in [
            FindingCode::EncryptedFile,
            FindingCode::UnassignedMedia,
            FindingCode::SameText,
            FindingCode::UnregisteredText,
            FindingCode::NotRestated,
            FindingCode::NameStated,
            FindingCode::AnotherMedia,
            FindingCode::RemovalStated,
            FindingCode::LeftOut,
            FindingCode::DelegatesLeftOut,
            FindingCode::SenderNamedOtherwise,
            FindingCode::SignedForAnother,
            FindingCode::SentByBranch,
            FindingCode::AlsoQuestion,
            FindingCode::AlsoWithdrawal,
            FindingCode::EmptyFile,
            FindingCode::ExternalLink,
            FindingCode::AmbiguousItem,
        ] {
            assert_eq!(task(&accepted(&[code])), Some(Task::Follow), "{code:?}");
            // That it is registered decides nothing of it.
            let mut registered = accepted(&[code, FindingCode::AssignedByClerk]);
            assert_eq!(task(&registered), Some(Task::Follow), "{code:?}");
            registered.findings.push(Finding::noted(FindingCode::Late));
            assert_eq!(open(&registered), BTreeSet::from([code]));
            registered.findings.push(Finding::noted(code));
            assert_eq!(task(&registered), None, "{code:?}");
        }
    }

    #[test]
    fn what_is_held_waits_for_a_decision_and_what_is_ignored_for_nothing() {
        let (suggestions, findings) = (Vec::new(), vec![Finding::new(FindingCode::EncryptedFile)]);
        let held = Verdict::Held {
            notice: None,
            society: None,
            suggestions,
        };
        let judgement = |verdict| Judgement {
            arrival: ArrivalId::new(1),
            verdict,
            findings: findings.clone(),
        };
        assert_eq!(task(&judgement(held.clone())), Some(Task::Decide));
        let question = Judgement {
            findings: vec![Finding::new(FindingCode::QuestionOnly)],
            ..judgement(held)
        };
        assert_eq!(task(&question), Some(Task::Answer));
        assert_eq!(task(&judgement(Verdict::Ignored)), None);
    }
}
