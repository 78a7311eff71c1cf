//! 核验结果 — what became of an arrival.

use crate::deadline::Timeliness;
use crate::finding::{Finding, FindingCode};
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::notice::Notice;
use crate::submission::{Standing, Submission, SubmissionStatus};

/// 核验结果 of one arrival: the verdict and all that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The arrival.
    pub arrival: ArrivalId,
    /// What became of it.
    pub verdict: Verdict,
    /// All that was found, the reasons of a hold among it.
    pub findings: Vec<Finding>,
}

/// Whether the text of somebody that was sent back, or withdrawn, has come in another version since.
pub(crate) fn has_come_anew(finding: &Finding, notice: &Notice, submissions: &[Submission]) -> bool {
    stands(finding, notice, submissions, SubmissionStatus::counts)
}

/// Whether there are current pieces of the name that a finding names, and all of them stand so.
pub(crate) fn stands(
    finding: &Finding,
    notice: &Notice,
    submissions: &[Submission],
    so: impl Fn(SubmissionStatus) -> bool,
) -> bool {
    let is_it = |one: &&Submission| {
        let item = notice.item(&one.item);
        one.standing == Standing::Current
            && item.is_some_and(|item| finding.place.as_deref() == Some(one.place(item)))
    };
    let mut current = submissions.iter().filter(is_it).peekable();
    current.peek().is_some() && current.all(|one| so(one.status))
}

/// What a held arrival seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldAs {
    /// Perhaps a return: somebody must decide, and until then its society may have answered.
    PossibleReturn,
    /// 来信 that brings no return: somebody may answer it, and its society has sent nothing by it.
    Correspondence,
}

impl Judgement {
    /// As people should read it now: other arrivals may have completed since what this one brought, and nobody is asked
    /// for what has come.
    #[must_use]
    pub fn as_it_stands(&self, notice: &Notice, submissions: &[Submission]) -> Self {
        let own = || submissions.iter().filter(|one| one.id.arrival == self.arrival);
        let is_done = |finding: &Finding| {
            let done = |one: &Submission, item: &_| {
                let has_come = finding.code == FindingCode::MissingMedia && !one.lacks_media(item);
                let is_old = finding.code == FindingCode::SentBack && one.standing == Standing::Superseded;
                has_come || is_old
            };
            if finding.code.is_about_dismissed_text() {
                return has_come_anew(finding, notice, submissions);
            }
            let pieces = own().filter_map(|one| Some((one, notice.item(&one.item)?)));
            let mut about = pieces
                .filter(|(one, item)| finding.place.as_deref() == Some(one.place(item)))
                .peekable();
            about.peek().is_some() && about.all(|(one, item)| done(one, item))
        };
        let is_complete = |item: &ItemId| {
            let mut pieces = own().filter(|one| one.item == *item).peekable();
            pieces.peek().is_some() && pieces.all(|one| one.status == SubmissionStatus::Accepted)
        };
        let mut now = self.clone();
        now.findings.retain(|finding| !is_done(finding));
        if let Verdict::Accepted { outcomes, .. } = &mut now.verdict {
            let incomplete = |outcome: &&mut Outcome| outcome.status == SubmissionStatus::Incomplete;
            for outcome in outcomes.iter_mut().filter(incomplete) {
                if is_complete(&outcome.item) {
                    outcome.status = SubmissionStatus::Accepted;
                }
            }
        }
        now
    }

    /// What the arrival seems to be while it is held; `None` when it is not.
    pub fn held_as(&self) -> Option<HeldAs> {
        match self.verdict {
            Verdict::Held { .. } => {}
            Verdict::Accepted { .. } | Verdict::Ignored | Verdict::Duplicate { .. } => return None,
        }
        let mut codes = self.findings.iter().map(|finding| finding.code);
        Some(if codes.any(FindingCode::is_correspondence) {
            HeldAs::Correspondence
        } else {
            HeldAs::PossibleReturn
        })
    }
}

/// Exactly one of these is in force for each arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 已登记: society and notice are certain and something in it is usable.
    Accepted {
        /// Which notice.
        notice: NoticeId,
        /// Which society.
        society: SocietyCode,
        /// One for each item; empty for a form with only its first row answered.
        outcomes: Vec<Outcome>,
    },
    /// 待人工核对: nothing of it counts, nothing of it is lost.
    Held {
        /// The notice, when certain.
        notice: Option<NoticeId>,
        /// The society, when certain.
        society: Option<SocietyCode>,
        /// Societies that it might be, likeliest first.
        suggestions: Vec<SocietyCode>,
    },
    /// Written by a machine: kept, never answered.
    Ignored,
    /// Everything in it equals what is current.
    Duplicate {
        /// Which notice.
        notice: NoticeId,
        /// Which society.
        society: SocietyCode,
    },
}

/// What an arrival means for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The item.
    pub item: ItemId,
    /// `Incomplete` when a required part is missing in any piece, `SentBack` when any was sent back, `Withdrawn` when all
    /// were; else `Accepted`.
    pub status: SubmissionStatus,
    /// Whether it came in time.
    pub timeliness: Timeliness,
}

impl Verdict {
    /// The word in exports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Held { .. } => "held",
            Self::Ignored => "ignored",
            Self::Duplicate { .. } => "duplicate",
        }
    }

    /// The word that people read.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "已登记",
            Self::Held { .. } => "待人工核对",
            Self::Ignored => "不予登记",
            Self::Duplicate { .. } => "重复报送",
        }
    }

    /// The society, when certain.
    pub const fn society(&self) -> Option<&SocietyCode> {
        match self {
            Self::Accepted { society, .. } | Self::Duplicate { society, .. } => Some(society),
            Self::Held { society, .. } => society.as_ref(),
            Self::Ignored => None,
        }
    }

    /// The notice, when certain.
    pub const fn notice(&self) -> Option<&NoticeId> {
        match self {
            Self::Accepted { notice, .. } | Self::Duplicate { notice, .. } => Some(notice),
            Self::Held { notice, .. } => notice.as_ref(),
            Self::Ignored => None,
        }
    }

    /// What it means for each item.
    pub fn outcomes(&self) -> &[Outcome] {
        match self {
            Self::Accepted { outcomes, .. } => outcomes,
            Self::Held { .. } | Self::Ignored | Self::Duplicate { .. } => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_held_and_is_no_possible_return() {
        let judgement = |verdict, codes: &[FindingCode]| Judgement {
            arrival: ArrivalId::new(1),
            verdict,
            findings: codes.iter().copied().map(Finding::new).collect(),
        };
        let held = || Verdict::Held {
            notice: None,
            society: None,
            suggestions: Vec::new(),
        };
        let unknown = FindingCode::UnknownSociety;
        for code in [
            FindingCode::QuestionOnly,
            FindingCode::Unrelated,
            FindingCode::Advertisement,
        ] {
            let held_as = judgement(held(), &[unknown, code]).held_as();
            assert_eq!(held_as, Some(HeldAs::Correspondence), "{code:?}");
        }
        let announced = judgement(held(), &[unknown, FindingCode::NoContent]);
        assert_eq!(announced.held_as(), Some(HeldAs::PossibleReturn));
        assert_eq!(judgement(Verdict::Ignored, &[]).held_as(), None);
    }
}
