//! 核验结果 — what became of an arrival.

use crate::deadline::Timeliness;
use crate::finding::Finding;
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::submission::SubmissionStatus;

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
    /// `Accepted`, or `Incomplete` when a required part is missing in any piece.
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
