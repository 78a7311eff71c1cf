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
    /// Older than every notice of its mailbox.
    BeforeStart,
    /// The server listed it and does not hand it out; tried again at the next pass.
    NotRetrievable,
}

impl Skip {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BeforeStart => "before_start",
            Self::NotRetrievable => "not_retrievable",
        }
    }

    /// Reads the word of [`Skip::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::BeforeStart, Self::NotRetrievable]
            .into_iter()
            .find(|skip| skip.as_str() == text)
    }
}
