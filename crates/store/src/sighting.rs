//! Sightings: where and when an original was seen.

use chrono::{DateTime, Utc};
use domain::arrival::{Door, ReceivedAt};
use domain::ids::{ArrivalId, MailboxName};

/// The place where an original was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SightingPlace {
    /// A message on an IMAP server.
    Imap {
        /// Mailbox.
        mailbox: MailboxName,
        /// Folder as the server names it.
        folder: String,
        /// UIDVALIDITY of that folder.
        uidvalidity: u64,
        /// UID of the message.
        uid: u32,
    },
    /// A file given to `ingest`.
    File {
        /// The mailbox in whose name it was given.
        mailbox: MailboxName,
        /// Path as given; for one of several messages in a file, with its number.
        path: String,
    },
    /// A request at the HTTP door.
    Http {
        /// Idempotency key of the request.
        identity: String,
    },
}

/// A sighting to be archived. Its original must be durable already (`Store::put_original`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSighting {
    /// Where it was seen.
    pub place: SightingPlace,
    /// Through which door it came.
    pub door: Door,
    /// SHA-256 of the original, lower-case hexadecimal.
    pub original: String,
    /// Size of the original in bytes.
    pub bytes: u64,
    /// What makes it this arrival and no other: for mail a digest of Message-ID and content, for HTTP the idempotency
    /// key. Equal identity, same arrival.
    pub identity: String,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Address of the sender.
    pub sender: Option<String>,
    /// Subject, decoded; empty for uploads.
    pub subject: String,
    /// Trusted time of receipt of this copy.
    pub received: Option<ReceivedAt>,
    /// INTERNALDATE, when the server gave one.
    pub internal_date: Option<DateTime<Utc>>,
    /// The size in bytes by which the server lists it, right or wrong.
    pub listed_size: Option<u64>,
    /// When we saw it.
    pub seen_at: DateTime<Utc>,
}

/// What archiving did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archived {
    /// The arrival that the sighting belongs to.
    pub arrival: ArrivalId,
    /// What was new.
    pub news: News,
}

/// What was new about a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// A new arrival.
    NewArrival,
    /// Another copy of a known arrival, which will be judged again.
    NewSighting,
    /// Nothing: this place was archived before.
    KnownSighting,
}

/// Why something seen is no arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Older than every notice of its mailbox, by this INTERNALDATE; see [`crate::Store::reconsider_skipped`].
    BeforeStart(DateTime<Utc>),
    /// The server listed it and does not hand it out; tried again at the next pass.
    NotRetrievable(Obstacle, ListedAs),
}

/// By what a server lists a message, as far as it tells: under another number it is known again by that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListedAs {
    /// INTERNALDATE.
    pub date: Option<DateTime<Utc>>,
    /// RFC822.SIZE in bytes.
    pub size: Option<u64>,
}

impl Skip {
    pub(crate) const fn kind(self) -> SkipKind {
        match self {
            Self::BeforeStart(_) => SkipKind::BeforeStart,
            Self::NotRetrievable(..) => SkipKind::NotRetrievable,
        }
    }
}

/// [`Skip`] without its data, as the table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipKind {
    /// [`Skip::BeforeStart`].
    BeforeStart,
    /// [`Skip::NotRetrievable`].
    NotRetrievable,
}

impl SkipKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::BeforeStart => "before_start",
            Self::NotRetrievable => "not_retrievable",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::BeforeStart, Self::NotRetrievable]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// What kept a listed message from being fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The server says OK and hands out nothing usable.
    NothingHandedOut,
    /// The server says NO or BAD.
    Declined,
    /// The server's answer cannot be read.
    Unreadable,
    /// The connection ended before the message was complete.
    ConnectionEnded,
    /// No complete answer in time.
    NoAnswer,
}

impl Obstacle {
    const ALL: [Self; 5] = [
        Self::NothingHandedOut,
        Self::Declined,
        Self::Unreadable,
        Self::ConnectionEnded,
        Self::NoAnswer,
    ];

    /// The word in the table and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NothingHandedOut => "nothing_handed_out",
            Self::Declined => "declined",
            Self::Unreadable => "unreadable",
            Self::ConnectionEnded => "connection_ended",
            Self::NoAnswer => "no_answer",
        }
    }

    /// Reads the word of [`Obstacle::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|obstacle| obstacle.as_str() == text)
    }

    /// For the office.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NothingHandedOut => "服务器未给出邮件内容",
            Self::Declined => "服务器拒绝提供",
            Self::Unreadable => "服务器的应答无法识别",
            Self::ConnectionEnded => "读取途中连接中断",
            Self::NoAnswer => "服务器响应超时",
        }
    }
}
