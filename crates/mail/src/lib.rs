//! RFC 5322 bytes to [`ParsedMail`]: pure, without I/O, and it never fails.
//!
//! The MIME tree, the charsets and the file names are read here and not by `mail-parser`, which (0.11.9)
//! replaces Chinese text by U+FFFD in headers without declared charset and in words split inside a
//! character, finds boundaries within lines, and takes a truncated message for a whole one.
//! `mail-parser` reads the dates.
#![warn(missing_docs)]

mod model;

pub use model::{
    Address, Defect, Inline, MachineSign, MailFile, Name, ParsedMail, ReceivedLine, TextBody,
};

/// Reads a message. Whatever cannot be read is named in [`ParsedMail::defects`].
pub fn parse(raw: &[u8]) -> ParsedMail {
    let _ = raw;
    ParsedMail::default()
}

/// What a person reads: the plain text, else the HTML as text, without quoted originals.
pub fn visible_text(mail: &ParsedMail) -> String {
    mail.text.as_ref().map(|t| t.text.clone()).unwrap_or_default()
}

/// The text without quoted originals.
pub fn strip_quoted(text: &str) -> String {
    text.to_owned()
}

/// Lower-case hex SHA-256 that is the same for all copies of a message.
pub fn identity(mail: &ParsedMail) -> String {
    mail.leaf_hashes.concat()
}

/// Whether a machine wrote a letter.
pub mod machine {
    use crate::ParsedMail;

    /// What kind of machine wrote a letter.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Machine {
        /// A letter could not be delivered.
        Bounce,
        /// A vacation notice or another answer without a person.
        AutomaticReply,
        /// Sent through a mailing list.
        MailingList,
        /// Our own letter coming back.
        OwnLetter,
        /// A read receipt.
        ReadReceipt,
        /// An invitation.
        Calendar,
    }

    /// The machine that wrote this, or `None` for a person.
    pub fn classify(_mail: &ParsedMail, _own_addresses: &[&str]) -> Option<Machine> {
        None
    }

    /// Whether an automatic answer is forbidden.
    pub fn answer_forbidden(mail: &ParsedMail) -> bool {
        !mail.machine_signs.is_empty()
    }
}
