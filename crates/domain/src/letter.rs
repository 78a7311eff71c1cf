//! 通知邮件 — letters as meaning; `outbox` turns them into words.

mod before;
mod cancelled;
mod key;
mod meanwhile;
mod repeated;
mod together;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::deadline::Timeliness;
use crate::finding::{Finding, FindingCode};
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::reminder::MissingItem;
use crate::submission::{SubmissionId, SubmissionStatus};

pub use before::{Before, News, Told as ToldBefore};
pub use cancelled::{CANCELLED_BY_OPERATOR, cancelled_by};
pub use meanwhile::{
    Known, Lacking, Meanwhile, Mended, Overtaken, Overtaking, ReceiptOrder, Renamed, still_asked,
};
pub use together::{Fate, Told, in_order, is_for_society};

/// What makes a letter unique: at most one for each arrival, event and kind, and one for each society and round, a
/// trial's round apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetterKey {
    /// Why it is written.
    pub cause: LetterCause,
    /// Which kind of letter.
    pub kind: LetterKind,
}

/// Why a letter is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterCause {
    /// Something happened to an arrival.
    Arrival {
        /// The arrival that it answers.
        arrival: ArrivalId,
        /// What happened.
        event: LetterEvent,
    },
    /// A round of reminders came.
    Round {
        /// Of which notice.
        notice: NoticeId,
        /// To whom.
        society: SocietyCode,
        /// The round's day.
        day: NaiveDate,
        /// Whether it is written for a trial, in which letters go to the office itself: the society's own round is
        /// another one.
        trial: bool,
    },
    /// The office put a deadline off.
    Extension {
        /// Of which notice.
        notice: NoticeId,
        /// For whom.
        society: SocietyCode,
        /// The decision's number.
        decision: i64,
    },
    /// The office invites to answer a notice.
    Invitation {
        /// Which notice.
        notice: NoticeId,
        /// Whom.
        society: SocietyCode,
        /// Whether it is written for a trial: the society's own invitation is another one.
        trial: bool,
    },
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterEvent {
    /// The first verdict.
    FirstVerdict,
    /// A clerk's ruling: which one of those that change what the society is told, from 1.
    Ruling(u32),
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
    /// 收到待核 — tells a society that its mail came and waits for a person.
    UnderReview,
    /// 报送提醒 — before a deadline.
    Reminder,
    /// 逾期提醒 — something required did not come in time.
    Overdue,
    /// 延期通知 — a deadline was put off.
    Extension,
    /// 通知函 — what is asked for, by when, and how to send it.
    Invitation,
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
    /// Who sent it, when that was not the recipient.
    pub sent_by: Option<SentBy>,
    /// Address of the mailbox to which that mail came.
    pub reply_to: Option<String>,
    /// When the arrival was received.
    pub received_at: Option<DateTime<Utc>>,
    /// SHA-256 of the original, so that both sides can show what was received; empty when it answers none.
    pub original: String,
    /// What was registered, in reading order.
    pub lines: Vec<LetterLine>,
    /// 零报告 — items for which the society says that there is nothing.
    pub nil_items: Vec<ItemId>,
    /// What should be mended.
    pub corrections: Vec<Finding>,
    /// What a reminder reminds of; of an extension, the items that were put off.
    pub missing: Vec<MissingItem>,
    /// What goes with it.
    pub enclosed: Enclosed,
}

/// By what a society knows mail that came for it from an address that is not registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBy {
    /// Address of the sender.
    pub address: String,
    /// Subject of the mail.
    pub subject: String,
}

/// What goes with a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enclosed {
    /// 填报链接 — the society's own page.
    pub link: Option<String>,
    /// Files.
    pub files: Vec<EnclosedFile>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnclosedFile {
    /// Its name, for example 空白表.docx.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes, which are kept among the originals.
    pub sha256: String,
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
    /// How many of these are known to have come to nothing, because a server refused the letter.
    pub refused: u32,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, while it is queued.
    pub due_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// SHA-256 of the bytes that were sent.
    pub sent_original: Option<String>,
    /// 主题 as it was sent.
    pub subject: Option<String>,
    /// Where it really went, in a trial; the recipient did not get it.
    pub redirected_to: Option<String>,
    /// Message-ID of the letter with which it left, when several receipts left as one.
    pub sent_with: Option<String>,
    /// How often it came back.
    pub returned: u32,
    /// What the last failure said.
    pub last_error: Option<String>,
    /// When the sending began that may have come through, or is under way: whoever repeats it words it as of then, so
    /// that the same letter goes out.
    pub worded_at: Option<DateTime<Utc>>,
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
    /// 已取消: by a person, or because nothing was missing any more. It never left.
    Cancelled,
    /// 可能已发出: it is not sent again, and how an earlier sending ended is not known.
    InDoubt,
    /// 退信: it came back, and there is no other address to which it could go.
    Returned,
}

impl Letter {
    /// Whether nobody knows yet which notice the mail answers that it is about: its notice is that of the mailbox, in
    /// whose name it is written, and it does not say so.
    pub fn notice_is_open(&self) -> bool {
        let mut reasons = self.corrections.iter();
        reasons.any(|finding| finding.code == FindingCode::AmbiguousNotice)
    }

    /// Whether the mail that it is about belongs to no society or no notice yet, so that nothing can be concluded from an
    /// answer to it.
    pub fn is_unplaced(&self) -> bool {
        self.society.is_nobodys() || self.notice_is_open()
    }
}

impl LetterRecord {
    /// Whether it may have reached its recipient although nobody could note it: a sending was begun, and no answer is
    /// known. True also while it is on its way.
    pub const fn may_have_left(&self) -> bool {
        match self.state {
            LetterState::AwaitingApproval | LetterState::Queued | LetterState::InDoubt => {
                self.attempts > self.refused
            }
            LetterState::Sent | LetterState::Failed | LetterState::Cancelled | LetterState::Returned => false,
        }
    }
}

impl LetterState {
    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "待审核",
            Self::Queued => "待发送",
            Self::Sent => "已发送",
            Self::Failed => "发送失败",
            Self::Cancelled => "已取消",
            Self::InDoubt => "可能已发出",
            Self::Returned => "已退信",
        }
    }

    /// The word in the table and in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::InDoubt => "in_doubt",
            Self::Returned => "returned",
        }
    }

    const ALL: [Self; 7] = [
        Self::AwaitingApproval,
        Self::Queued,
        Self::Sent,
        Self::Failed,
        Self::Cancelled,
        Self::InDoubt,
        Self::Returned,
    ];

    /// Reads the word of [`LetterState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Reads the word of [`LetterState::label`].
    pub fn by_label(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.label() == text)
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
    /// Which one it is; unknown in letters that were written before this was kept.
    pub submission: Option<SubmissionId>,
    /// The version in whose place it came with this arrival.
    pub replaces: Option<SubmissionId>,
}

impl LetterLine {
    /// What findings call it: by its person, else by its item.
    pub fn is_called(&self, place: &str, item_title: Option<&str>) -> bool {
        self.person.as_deref().or(item_title) == Some(place)
    }
}

impl Letter {
    /// What it asks its reader for.
    pub fn asked(&self) -> Asked {
        match self.key.kind {
            LetterKind::Receipt if !self.corrections.iter().any(is_for_society) => Asked::Nothing,
            LetterKind::Acknowledgement
            | LetterKind::UnderReview
            | LetterKind::Reminder
            | LetterKind::Overdue
            | LetterKind::Extension
            | LetterKind::Invitation => Asked::Nothing,
            LetterKind::Receipt | LetterKind::CorrectionRequest => Asked::Correction,
        }
    }
}

impl LetterEvent {
    /// What happened, whichever time: as templates call it, and not its key, which `Display` writes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstVerdict => "first_verdict",
            Self::Ruling(_) => "ruling",
            Self::Completion => "completion",
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "first_verdict" => Some(Self::FirstVerdict),
            "ruling" => Some(Self::Ruling(1)),
            "completion" => Some(Self::Completion),
            _ => {
                let number: u32 = text.strip_prefix("ruling-")?.parse().ok()?;
                let event = Self::Ruling(number);
                (event.to_string() == text).then_some(event)
            }
        }
    }
}

impl fmt::Display for LetterEvent {
    /// The word in keys: `first_verdict`, `completion`, `ruling`, and `ruling-2` for the second one.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ruling(number) if *number > 1 => write!(formatter, "ruling-{number}"),
            Self::FirstVerdict | Self::Ruling(_) | Self::Completion => formatter.write_str(self.word()),
        }
    }
}

impl LetterKind {
    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Receipt => "回执",
            Self::CorrectionRequest => "退回补充",
            Self::Acknowledgement => "收悉",
            Self::UnderReview => "收到待核",
            Self::Reminder => "报送提醒",
            Self::Overdue => "逾期提醒",
            Self::Extension => "延期通知",
            Self::Invitation => "通知函",
        }
    }

    /// The word in keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::CorrectionRequest => "correction_request",
            Self::Acknowledgement => "acknowledgement",
            Self::UnderReview => "under_review",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Extension => "extension",
            Self::Invitation => "invitation",
        }
    }

    /// Reads the word of [`LetterKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Receipt,
            Self::CorrectionRequest,
            Self::Acknowledgement,
            Self::UnderReview,
            Self::Reminder,
            Self::Overdue,
            Self::Extension,
            Self::Invitation,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
    }
}
