//! What clerks decided of an arrival as a whole.

use domain::finding::{Finding, FindingCode};
use domain::ids::{ItemId, NoticeId, SocietyCode};
use domain::ruling::{self, Decision, Ruling};

use super::{ClaimedPiece, Evidence};

/// Whether what holds an arrival with these pieces is not mended by accepting it.
fn stays(code: FindingCode, pieces: &[ClaimedPiece]) -> bool {
    match code {
        FindingCode::NoTrustedTime
        | FindingCode::RulingStale
        | FindingCode::TooManyPieces
        // Which of two drafts counts nobody has said by that.
        | FindingCode::UnclearVersion => true,
        FindingCode::AmbiguousItem => pieces.is_empty(),
        _ => false,
    }
}

/// The decisions in force, one of each kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Decided<'a> {
    pub(super) society: Option<&'a SocietyCode>,
    pub(super) notice: Option<&'a NoticeId>,
    pub(super) item: Option<&'a ItemId>,
    pub(super) received_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(super) accept: bool,
    pub(super) ignore: bool,
}

impl<'a> Decided<'a> {
    pub(super) fn from(rulings: &'a [Ruling]) -> Self {
        let mut decided = Self::default();
        for ruling in rulings {
            match &ruling.decision {
                Decision::AssignSociety(society) => decided.society = Some(society),
                Decision::AssignNotice(notice) => decided.notice = Some(notice),
                Decision::AssignItem(item) => decided.item = Some(item),
                Decision::ReceivedAt(at) => decided.received_at = Some(*at),
                Decision::Accept => (decided.accept, decided.ignore) = (true, false),
                Decision::Ignore => (decided.accept, decided.ignore) = (false, true),
                Decision::Noted(_) | Decision::Correct(_) => {}
            }
        }
        decided
    }

    /// Takes away what is decided of why a person must look, and says what is decided and what is not.
    pub(super) fn apply(
        self,
        evidence: Evidence<'_>,
        (brings_nothing, pieces): (&[Finding], &[ClaimedPiece]),
        holds: &mut Vec<Finding>,
        findings: &mut Vec<Finding>,
    ) {
        if self.accept {
            // That it is registered says nothing of what is to be withdrawn.
            let asking = holds.iter();
            let asking = asking.filter(|hold| hold.code == FindingCode::WithdrawalBeside);
            findings.extend(asking.map(|hold| Finding {
                code: FindingCode::AlsoWithdrawal,
                ..hold.clone()
            }));
            // Also a clerk cannot accept what brings nothing: why it brings nothing stays true.
            holds.retain(|hold| brings_nothing.contains(hold) || stays(hold.code, pieces));
            findings.push(Finding::new(FindingCode::AssignedByClerk));
        }
        findings.extend(ruling::noted(evidence.rulings).into_iter().map(Finding::noted));
    }
}
