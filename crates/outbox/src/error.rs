//! What can go wrong on the way out, as far as a caller acts on it.

use std::fmt;

use domain::returned::ReturnReason;
use store::{CameTo, StoreError};

use crate::deliver::Delivered;
use crate::templates::TemplateProblem;
use crate::text::cut;

/// Why letters were not delivered.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The configuration is wrong; no letter was touched.
    #[error("the outbox is configured wrongly: {what}")]
    Settings {
        /// What is wrong.
        what: &'static str,
    },
    /// This letter can never be sent as it is.
    #[error("the letter cannot be sent: {what}")]
    Unsendable {
        /// What is wrong.
        what: &'static str,
    },
    /// The notice's own template cannot word this letter; it waits until the template is mended.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// The mail server or the folder could not be used; the letters stay queued.
    #[error("letters cannot be delivered now ({} sent in this round); they stay queued", .so_far.sent)]
    Interrupted {
        /// What was done before.
        so_far: Delivered,
        /// What happened.
        source: Trouble,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a mail server or a folder said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stage}: {reason}")]
pub struct Trouble {
    /// How far it came.
    pub stage: Stage,
    /// The server's reply code, if it replied.
    pub code: Option<u16>,
    /// What was said, one line, without addresses.
    pub reason: String,
}

/// How a server begins that says no more than that a mailbox is of no use.
const UNAVAILABLE: &str = "550 mailbox unavailable";

/// How far a delivery came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the certificate file, name resolution, TCP, TLS, greeting.
    Connection,
    /// Sign-in.
    SignIn,
    /// Naming the sender.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Asking to hand the letter over; nothing of it was sent.
    Announcement,
    /// Handing over the letter.
    Content,
    /// Writing the file.
    Folder,
}

impl Trouble {
    pub(crate) fn new(stage: Stage, code: Option<u16>, reason: &str) -> Self {
        let words = reason.split_whitespace();
        let without: Vec<&str> = words
            .map(|word| if word.contains('@') { "…" } else { word })
            .collect();
        Self {
            stage,
            code,
            reason: cut(&without.join(" "), 200),
        }
    }

    /// Why nothing gets to the recipient, when the server says so: another address may do.
    pub(crate) fn no_way_there(&self) -> Option<ReturnReason> {
        let is_status = |word: &&str| {
            let parts: Vec<&str> = word.split('.').collect();
            parts.len() == 3 && parts.iter().all(|part| part.parse::<u16>().is_ok())
        };
        let status = self.reason.split_whitespace().find(is_status);
        match (self.stage, ReturnReason::of(status, &self.reason)) {
            (
                Stage::Recipient | Stage::Content,
                reason @ (ReturnReason::NoSuchAddress | ReturnReason::MailboxFull),
            ) => Some(reason),
            // RFC 5321's own words for 550, which some use for whatever ails the mailbox.
            (Stage::Recipient, reason) if self.reason.to_lowercase().starts_with(UNAVAILABLE) => Some(reason),
            _ => None,
        }
    }

    /// Whether the letter may have been taken over: it was handed over, and no reply came.
    pub(crate) const fn came_to(&self) -> CameTo {
        match (self.stage, self.code) {
            (Stage::Content, None) => CameTo::NobodyKnows,
            (
                Stage::Connection
                | Stage::SignIn
                | Stage::Sender
                | Stage::Recipient
                | Stage::Announcement
                | Stage::Content
                | Stage::Folder,
                _,
            ) => CameTo::Nothing,
        }
    }
}

impl Stage {
    /// The word in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::SignIn => "sign-in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Announcement => "announcement",
            Self::Content => "content",
            Self::Folder => "folder",
        }
    }

    /// Whether it fails for all letters alike.
    pub const fn concerns_all(self) -> bool {
        match self {
            Self::Connection | Self::SignIn | Self::Sender | Self::Folder => true,
            Self::Recipient | Self::Announcement | Self::Content => false,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
