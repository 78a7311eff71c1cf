//! What has to be known of a message in order to archive it.

use mail::ParsedMail;
use serde::{Deserialize, Serialize};

/// What has to be known of a message in order to archive it: what makes it this message and no other, and when it came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Equal for all copies of one message, whatever their route; `None` when it could not be taken apart.
    pub identity: Option<String>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Address of the first author.
    pub sender: Option<String>,
    /// Subject, decoded.
    pub subject: String,
    /// `Received` lines, topmost first.
    pub received: Vec<mail::ReceivedLine>,
}

impl Envelope {
    /// Takes a whole message apart; large ones belong into a reader process.
    pub fn read(raw: &[u8]) -> Self {
        Self::of(mail::outline(raw))
    }

    fn of(parsed: ParsedMail) -> Self {
        let is_apart = !parsed.defects.contains(&mail::Defect::ParserFailed);
        Self {
            identity: is_apart.then(|| mail::identity(&parsed)),
            message_id: parsed.message_id,
            sender: parsed.from.into_iter().next().map(|from| from.address),
            subject: parsed.subject,
            received: parsed.received,
        }
    }
}
