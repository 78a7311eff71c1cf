//! The outbox: letters that wait, were sent or failed.

use chrono::{DateTime, Utc};
use domain::letter::Letter;

/// A letter and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLetter {
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
