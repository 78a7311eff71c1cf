//! RFC 5322 bytes to [`ParsedMail`]: pure, without I/O, and it never fails.
//!
//! The MIME tree, the charsets and the file names are read here and not by `mail-parser`, which (0.11.9)
//! replaces Chinese text by U+FFFD in headers without declared charset and in words split inside a
//! character, finds boundaries within lines, and takes a truncated message for a whole one.
//! `mail-parser` reads the dates.
#![warn(missing_docs)]

mod addresses;
mod alternatives;
mod attached;
pub mod authentication;
mod bodies;
mod charset;
mod dates;
pub mod delivery;
mod envelope;
mod file_name;
mod flowed;
mod header;
mod html;
mod identity;
mod links;
pub mod machine;
mod mapi;
mod model;
mod multipart;
mod outlook;
mod params;
mod part;
mod quoted;
mod read;
mod seven_bit;
mod tnef;
mod transfer;
mod words;

use std::borrow::Cow;

pub use identity::identity;
pub use model::{
    Address, AuthenticationField, Defect, Inline, Integrity, Link, MachineSign, MailFile, Name, ParsedMail,
    ReceivedLine, TextBody,
};
pub use quoted::{passed_on_text, quoted_senders, quoted_text, strip_quoted};

/// Reads a message. Whatever cannot be read is named in [`ParsedMail::defects`].
pub fn parse(raw: &[u8]) -> ParsedMail {
    read(raw, read::Scope::Whole)
}

/// Reads a message as far as its header and its [`identity()`] need: texts are not decoded, Outlook's envelopes stay
/// closed, links are not looked for. For the program that receives; documents are opened elsewhere.
pub fn outline(raw: &[u8]) -> ParsedMail {
    read(raw, read::Scope::Outline)
}

fn read(raw: &[u8], scope: read::Scope) -> ParsedMail {
    std::panic::catch_unwind(|| read::message(raw, scope)).unwrap_or_else(|_| ParsedMail {
        defects: vec![Defect::ParserFailed],
        ..ParsedMail::default()
    })
}

/// What a person reads: [`ParsedMail::text`], else the HTML as text; quoted originals removed. Looked for once.
pub fn visible_text(mail: &ParsedMail) -> &str {
    mail.visible.get_or_init(|| strip_quoted(&whole_text(mail)))
}

/// [`ParsedMail::text`], else the HTML as text, with what is quoted in it.
fn whole_text(mail: &ParsedMail) -> Cow<'_, str> {
    match (&mail.text, &mail.html) {
        (Some(body), _) => Cow::Borrowed(&body.text),
        (None, Some(html)) => Cow::Owned(html::text(html)),
        (None, None) => Cow::Borrowed(""),
    }
}
