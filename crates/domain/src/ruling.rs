//! 人工处理意见 — what a clerk decided; an input of judging, never an edit of its result.

use chrono::{DateTime, Utc};

use crate::correction::Correction;
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
    /// One of its pieces was not recognised as it should be.
    Correct(Box<Correction>),
}
