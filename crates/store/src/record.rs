//! Writes what came of a judging, in one transaction, on facts that still hold.

use chrono::{DateTime, Utc};
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::Letter;
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use domain::verdict::Judgement;

/// What came of a judging.
#[derive(Debug, Clone)]
pub struct Record {
    /// The arrival that was claimed and its revision when its facts were read; `None` for a replay.
    pub claimed: Option<(ArrivalId, i64)>,
    /// Among whose versions the claimed arrival counts; `None` clears it.
    pub placed: Option<(NoticeId, SocietyCode)>,
    /// Every society whose records may change.
    pub societies: Vec<SocietyRecord>,
    /// The judgement of a claimed arrival that is placed nowhere.
    pub lone: Option<Judgement>,
    /// Letters to write; those whose key exists already are left as they are.
    pub letters: Vec<Letter>,
    /// What happens to letters.
    pub letter_mode: LetterMode,
    /// Host part of the Message-IDs of letters.
    pub letter_domain: String,
    /// Now.
    pub now: DateTime<Utc>,
}

/// All that is to be recorded for one society and notice.
#[derive(Debug, Clone)]
pub struct SocietyRecord {
    /// Which notice.
    pub notice: NoticeId,
    /// Which society.
    pub society: SocietyCode,
    /// The version of the facts on which this rests.
    pub version: i64,
    /// Judgements of all arrivals placed there.
    pub judgements: Vec<Judgement>,
    /// All its submissions; others are removed.
    pub submissions: Vec<Submission>,
    /// All its return forms; others are removed.
    pub return_forms: Vec<ReturnForm>,
}

/// What happens to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterMode {
    /// None are written.
    Off,
    /// They wait for a clerk.
    Approve,
    /// They go out by themselves.
    Auto,
}

/// Whether it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Yes.
    Done,
    /// Nothing was written: another recording came between. Read the facts and judge again.
    FactsChanged,
}
