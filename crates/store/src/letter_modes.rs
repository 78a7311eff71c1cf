//! Whether letters wait for a person, kind by kind.

use domain::letter::{LetterKind, LetterState};

/// What happens to letters of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterMode {
    /// None are written.
    Off,
    /// They wait for a clerk.
    Approve,
    /// They go out by themselves.
    Auto,
}

/// What happens to letters of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterModes {
    /// 回执.
    pub receipt: LetterMode,
    /// 退回补充.
    pub correction_request: LetterMode,
    /// 收悉.
    pub acknowledgement: LetterMode,
    /// 收到待核.
    pub under_review: LetterMode,
    /// 报送提醒.
    pub reminder: LetterMode,
    /// 逾期提醒.
    pub overdue: LetterMode,
    /// 延期通知.
    pub extension: LetterMode,
    /// 通知函.
    pub invitation: LetterMode,
}

impl LetterMode {
    /// Where a letter begins that is written now; `None`: it is not written.
    pub(crate) const fn first_state(self) -> Option<LetterState> {
        match self {
            Self::Off => None,
            Self::Approve => Some(LetterState::AwaitingApproval),
            Self::Auto => Some(LetterState::Queued),
        }
    }
}

impl LetterModes {
    /// The same for all kinds.
    pub const fn all(mode: LetterMode) -> Self {
        Self {
            receipt: mode,
            correction_request: mode,
            acknowledgement: mode,
            under_review: mode,
            reminder: mode,
            overdue: mode,
            extension: mode,
            invitation: mode,
        }
    }

    /// What happens to letters of this kind.
    pub const fn of(&self, kind: LetterKind) -> LetterMode {
        match kind {
            LetterKind::Receipt => self.receipt,
            LetterKind::CorrectionRequest => self.correction_request,
            LetterKind::Acknowledgement => self.acknowledgement,
            LetterKind::UnderReview => self.under_review,
            LetterKind::Reminder => self.reminder,
            LetterKind::Overdue => self.overdue,
            LetterKind::Extension => self.extension,
            LetterKind::Invitation => self.invitation,
        }
    }
}
