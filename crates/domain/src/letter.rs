//! 通知邮件 — letters as meaning; `outbox` turns them into words.

use chrono::{DateTime, Utc};

use crate::deadline::Timeliness;
use crate::finding::Finding;
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::submission::SubmissionStatus;

/// What makes a letter unique: at most one for each arrival, event and kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetterKey {
    /// The arrival that it answers.
    pub arrival: ArrivalId,
    /// What happened.
    pub event: LetterEvent,
    /// Which kind of letter.
    pub kind: LetterKind,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterEvent {
    /// The first verdict.
    FirstVerdict,
    /// A clerk's ruling.
    Ruling,
    /// A later arrival completed the piece.
    Completion,
}

/// Which kind of letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// 回执.
    Receipt,
    /// 退回补充.
    CorrectionRequest,
    /// 收悉 — tells an address that is not registered that its mail came, and nothing of what is in it.
    Acknowledgement,
}

/// 通知邮件 — everything that a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Identity.
    pub key: LetterKey,
    /// About which notice.
    pub notice: NoticeId,
    /// To which society.
    pub society: SocietyCode,
    /// Address that it goes to.
    pub recipient: String,
    /// Message-ID of the mail that it answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// When the arrival was received.
    pub received_at: Option<DateTime<Utc>>,
    /// SHA-256 of the original, so that both sides can show what was received.
    pub original: String,
    /// What was registered, in reading order.
    pub lines: Vec<LetterLine>,
    /// What should be mended.
    pub corrections: Vec<Finding>,
}

/// A letter and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRecord {
    /// What it says.
    pub letter: Letter,
    /// Where it stands.
    pub state: LetterState,
    /// Its Message-ID without angle brackets.
    pub message_id: String,
    /// How often sending was begun.
    pub attempts: u32,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// SHA-256 of the bytes that were sent.
    pub sent_original: Option<String>,
    /// What the last failure said.
    pub last_error: Option<String>,
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// 待审核: a clerk must approve it.
    AwaitingApproval,
    /// 待发送.
    Queued,
    /// 已发送.
    Sent,
    /// 发送失败: given up.
    Failed,
}

impl LetterState {
    /// The word in the table and in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// Reads the word of [`LetterState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AwaitingApproval, Self::Queued, Self::Sent, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// The letter of ours that a mail answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// To which society it went.
    pub society: SocietyCode,
    /// About which notice.
    pub notice: NoticeId,
    /// What it asked for.
    pub asked: Asked,
}

/// What a letter asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Something should be mended or added: an answer replaces what was wrong.
    Correction,
    /// Nothing.
    Nothing,
}

/// One registered piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// For which item.
    pub item: ItemId,
    /// Name of the person, if any.
    pub person: Option<String>,
    /// 题目.
    pub title: Option<String>,
    /// 字数.
    pub characters: u32,
    /// Number of attachments.
    pub attachments: u32,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// Whether it came in time.
    pub timeliness: Timeliness,
}

impl Letter {
    /// What it asks its reader for.
    pub fn asked(&self) -> Asked {
        match self.key.kind {
            LetterKind::Receipt if self.corrections.is_empty() => Asked::Nothing,
            LetterKind::Acknowledgement => Asked::Nothing,
            LetterKind::Receipt | LetterKind::CorrectionRequest => Asked::Correction,
        }
    }
}

impl LetterEvent {
    /// The word in keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstVerdict => "first_verdict",
            Self::Ruling => "ruling",
            Self::Completion => "completion",
        }
    }

    /// Reads the word of [`LetterEvent::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::FirstVerdict, Self::Ruling, Self::Completion]
            .into_iter()
            .find(|event| event.as_str() == text)
    }
}

impl LetterKind {
    /// The word in keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::CorrectionRequest => "correction_request",
            Self::Acknowledgement => "acknowledgement",
        }
    }

    /// Reads the word of [`LetterKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Receipt, Self::CorrectionRequest, Self::Acknowledgement]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
