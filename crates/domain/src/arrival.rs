//! 来件 — one message or one upload, however often it was seen.

use chrono::{DateTime, Utc};

use crate::ids::{ArrivalId, MailboxName};
use crate::ruling::{Decision, Ruling};

/// Through which door an arrival came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Mail.
    Mail,
    /// Files uploaded on the society's page.
    Upload,
    /// The form filled in on the society's page.
    Form,
    /// Registered by a clerk (paper, in person, by telephone).
    Manual,
}

/// What the time of receipt rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceivedBy {
    /// The topmost trusted `Received` line.
    ReceivedHeader,
    /// INTERNALDATE of the IMAP server.
    InternalDate,
    /// Our own clock, when the request's head arrived.
    ServerClock,
    /// What a clerk entered.
    Clerk,
}

/// The trusted time of receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedAt {
    /// When.
    pub at: DateTime<Utc>,
    /// On what this rests.
    pub by: ReceivedBy,
}

/// 来件.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Number in archive order.
    pub id: ArrivalId,
    /// Through which door it came.
    pub door: Door,
    /// SHA-256 of the original that is read, lower-case hexadecimal.
    pub original: String,
    /// Size of that original in bytes.
    pub bytes: u64,
    /// The earliest trusted time over all sightings.
    pub received: Option<ReceivedAt>,
    /// When we first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Address of the sender (mail) or of nobody.
    pub sender: Option<String>,
    /// Subject, decoded; empty for uploads.
    pub subject: String,
    /// Mailboxes in which it was seen, sorted.
    pub mailboxes: Vec<MailboxName>,
    /// Paths of all copies given to `ingest`, in the order seen.
    pub files: Vec<String>,
}

impl Arrival {
    /// The arrival as clerks have ruled: a time of receipt that one of them entered goes before every other.
    #[must_use]
    pub fn as_ruled(&self, rulings: &[Ruling]) -> Self {
        let ruled = rulings.iter().rev().find_map(|ruling| match ruling.decision {
            Decision::ReceivedAt(at) => Some(ReceivedAt {
                at,
                by: ReceivedBy::Clerk,
            }),
            Decision::AssignSociety(_)
            | Decision::AssignNotice(_)
            | Decision::AssignItem(_)
            | Decision::Accept
            | Decision::Ignore
            | Decision::Noted(_)
            | Decision::Correct(_) => None,
        });
        Self {
            received: ruled.or(self.received),
            ..self.clone()
        }
    }

    /// What versions are ordered by. Without a trusted time an arrival comes after all others.
    pub fn order(&self) -> (DateTime<Utc>, ArrivalId) {
        (
            self.received
                .map_or(DateTime::<Utc>::MAX_UTC, |received| received.at),
            self.id,
        )
    }
}

/// What the servers that took a mail in say of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderStanding {
    /// It comes from whom it says.
    Passed,
    /// They say nothing.
    Unknown,
    /// It claims a sender that its way does not bear out.
    Failed,
}

impl SenderStanding {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

impl Door {
    /// The word in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Upload => "upload",
            Self::Form => "form",
            Self::Manual => "manual",
        }
    }

    /// Reads the word of [`Door::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Mail, Self::Upload, Self::Form, Self::Manual]
            .into_iter()
            .find(|door| door.as_str() == text)
    }
}

impl ReceivedBy {
    /// The word in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReceivedHeader => "received_header",
            Self::InternalDate => "internaldate",
            Self::ServerClock => "server_clock",
            Self::Clerk => "clerk",
        }
    }

    /// Reads the word of [`ReceivedBy::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::ReceivedHeader,
            Self::InternalDate,
            Self::ServerClock,
            Self::Clerk,
        ]
        .into_iter()
        .find(|by| by.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_time_that_a_clerk_entered_goes_before_every_other() {
        let at = |text| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let (header, first, last) = (
            at("2022-10-20T08:00:00Z"),
            at("2022-10-21T08:00:00Z"),
            at("2022-10-22T08:00:00Z"),
        );
        let arrival = Arrival {
            id: ArrivalId::new(1),
            door: Door::Mail,
            original: String::new(),
            bytes: 0,
            received: Some(ReceivedAt {
                at: header,
                by: ReceivedBy::ReceivedHeader,
            }),
            first_seen_at: header,
            message_id: None,
            sender: None,
            subject: String::new(),
            mailboxes: Vec::new(),
            files: Vec::new(),
        };
        let ruling = |decision| Ruling {
            arrival: arrival.id,
            decision,
            clerk: "clerk".into(),
            decided_at: last,
        };
        let rulings = [
            ruling(Decision::ReceivedAt(first)),
            ruling(Decision::ReceivedAt(last)),
            ruling(Decision::Accept),
        ];
        assert_eq!(arrival.as_ruled(&[]), arrival);
        let ruled = arrival.as_ruled(&rulings).received.unwrap();
        assert_eq!((ruled.at, ruled.by), (last, ReceivedBy::Clerk));
    }
}
