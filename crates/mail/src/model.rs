//! What a letter is once it has been read.
//!
//! Everything here crosses a process boundary as JSON; only [`MailFile::bytes`] does not.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// One message, read as far as it could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedMail {
    /// `Message-ID` without angle brackets. Neither unique nor always there.
    pub message_id: Option<String>,
    /// The ids of `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// The ids of `References`, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// `X-CM-Original-Message-ID` or `X-Microsoft-Original-Message-ID`: the id before a server rewrote it,
    /// or the id of the letter that a Coremail bounce is about.
    pub original_message_id: Option<String>,
    /// `From`, in order.
    pub from: Vec<Address>,
    /// `Sender`, when it is there.
    pub sender: Option<Address>,
    /// `Reply-To`, in order.
    pub reply_to: Vec<Address>,
    /// `To`, in order.
    pub to: Vec<Address>,
    /// `Cc`, in order.
    pub cc: Vec<Address>,
    /// Decoded, unfolded, NFC; empty when there is none.
    pub subject: String,
    /// The sender's `Date` as RFC 3339. `None` when absent, impossible, or without a numeric offset.
    pub date: Option<String>,
    /// The text of the `Date` header as it was sent.
    pub date_raw: Option<String>,
    /// `Received` lines, topmost (latest) first.
    pub received: Vec<ReceivedLine>,
    /// Topmost `Return-Path` without angle brackets; empty for the null sender `<>`.
    pub return_path: Option<String>,
    /// `Delivered-To` values, topmost first. 163 is known to double them.
    pub delivered_to: Vec<String>,
    /// `Authentication-Results` fields, topmost first.
    pub authentication_results: Vec<AuthenticationField>,
    /// `Resent-From`: who passed the letter on as it was, latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resent_from: Vec<Address>,
    /// Signs that a machine wrote this, of the outer message only.
    pub machine_signs: Vec<MachineSign>,
    /// The text: of each piece the plain form, or the text of its HTML where that says more; `None` when only HTML (or
    /// nothing) is there.
    pub text: Option<TextBody>,
    /// What the form that was not read says beyond `text`, where a sender wrote two different ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_text: Option<String>,
    /// The HTML bodies, decoded, unsanitised; never show it as it is.
    pub html: Option<String>,
    /// Texts of delivery and disposition reports and of `text/rfc822-headers`.
    pub reports: Vec<String>,
    /// Non-text leaves, named text leaves and texts that are neither plain nor HTML, in order.
    pub files: Vec<MailFile>,
    /// Links in the text and the HTML, quoted originals left out, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Messages inside this one; their files are theirs only.
    pub nested: Vec<ParsedMail>,
    /// SHA-256 of each decoded leaf in order, the texts included; for a nested message its identity.
    pub leaf_hashes: Vec<String>,
    /// What went wrong while reading, each kind once.
    pub defects: Vec<Defect>,
    /// What [`visible_text`](crate::visible_text) found.
    #[serde(skip)]
    pub visible: Visible,
}

/// The writer's own words, once somebody asked for them. They follow from the text and make no two letters different.
#[derive(Debug, Clone, Default)]
pub struct Visible(OnceLock<String>);

impl Visible {
    pub(crate) fn get_or_init(&self, find: impl FnOnce() -> String) -> &str {
        self.0.get_or_init(find)
    }
}

impl PartialEq for Visible {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Visible {}

/// A mailbox in a header.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// Display name, decoded, NFC; empty when there is none.
    pub name: String,
    /// `local@domain`, lower-case; empty when the header held a name only.
    pub address: String,
}

/// One `Received` line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// Host after `by`, lower-case.
    pub by: Option<String>,
    /// RFC 3339, by the numeric offset; a comment such as `(CST)` is ignored.
    pub date: Option<String>,
    /// The protocol after `with`, lower-case, where it certainly is the host's own word: what a sender calls himself
    /// stands in the same line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

impl ReceivedLine {
    /// Whether the letter was handed over by LMTP (RFC 2033), which only a server inside speaks.
    pub fn is_handed_on(&self) -> bool {
        let with = self.with.as_deref();
        with.is_some_and(|with| ["lmtp", "utf8lmtp"].iter().any(|name| with.starts_with(name)))
    }
}

/// One `Authentication-Results` field. Anybody may write one; [`crate::authentication`] reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticationField {
    /// Its value, unfolded.
    pub text: String,
    /// Number of `Received` lines above it. A field that stands above a server's `Received` line was not there yet
    /// when that server took the letter in.
    pub received_above: usize,
}

/// Plain text of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBody {
    /// The text, NFC, lines ended by `\n`; quotations are still in it.
    pub text: String,
    /// The charset that the first plain part was decoded with (WHATWG name), not what it declared.
    pub charset: String,
}

/// A file that came with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFile {
    /// File name without path, control and direction characters, NFC; `附件N.ext` when nameless.
    pub name: String,
    /// Where `name` comes from.
    pub named: Name,
    /// Declared type, lower-case; often wrong, the bytes decide.
    pub content_type: String,
    /// `Content-ID` without angle brackets.
    pub content_id: Option<String>,
    /// How the sender's program placed it. No reason to drop it: Apple Mail marks documents inline.
    pub inline: Inline,
    /// Whether the bytes are what was sent, as far as the message itself tells.
    pub integrity: Integrity,
    /// SHA-256 of `bytes`, lower-case hex.
    pub sha256: String,
    /// Number of bytes.
    pub size: u64,
    /// The decoded content; empty after a trip through JSON.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Whether a file came as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// Nothing says otherwise.
    Whole,
    /// The message ends inside it, or could.
    CutOff,
    /// Its base64 holds what is no base64.
    Garbled,
}

/// A link that the writer of a letter put into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address, entities decoded.
    pub url: String,
    /// Name of the file that the words around it give.
    pub name: Option<String>,
    /// Its size as written, for example `3.61M`.
    pub size: Option<String>,
    /// Until when it can be fetched, as written, for example `2022年11月25日 13:35`.
    pub expires: Option<String>,
}

/// Where a file's name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The sender gave it.
    Given,
    /// Made here from its place and its content.
    Made,
}

/// How a file was placed in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// The HTML shows it through `cid:`.
    ReferencedByHtml,
    /// `Content-Disposition: inline`, and no reference.
    Inline,
    /// All others.
    Attachment,
}

/// A sign that a machine wrote, or sent on, a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "sign", content = "value")]
pub enum MachineSign {
    /// `Auto-Submitted` other than `no`; its keyword.
    AutoSubmitted(String),
    /// `Precedence` of bulk, junk, list or auto_reply.
    Precedence(String),
    /// `X-Auto-Response-Suppress`; its value.
    ResponseSuppress(String),
    /// `X-Loop`; its value.
    Loop(String),
    /// A vacation tool's own header; its name.
    AutoReplyMark(String),
    /// A mailing list's header; its name.
    ListHeader(String),
    /// A header with which programs mark what they send for others, and which says nothing of who wrote it; its name.
    SentByProgram(String),
    /// `Return-Path: <>`.
    NullSender,
    /// The message is a delivery report (`multipart/report`).
    DeliveryReport,
    /// A delivery-status part in a message that is not a report itself.
    DeliveryStatusPart,
    /// The message is a disposition report: a read receipt.
    DispositionReport,
    /// A calendar part.
    Calendar,
    /// `X-Zhengji`: a letter of this program.
    OwnMark,
}

/// Something that went wrong while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// A multipart without its closing boundary, and nothing behind it: the end of the message is missing. Or the message
    /// is one of several into which one was cut, or names a file that is elsewhere.
    Truncated,
    /// The text that people read ends where a truncated message does.
    TextCutOff,
    /// A text is longer than is read; the original holds it.
    TextTooLong,
    /// Broken base64 or quoted-printable.
    EncodingProblem,
    /// A multipart without usable boundary; a boundary was guessed, it was taken as one piece, or it ended with the
    /// multipart around it.
    BoundaryMissing,
    /// Lines in a header that are no fields, or fields without end.
    MalformedHeader,
    /// A header that no charset fits; it holds U+FFFD.
    UndecodableHeader,
    /// A text that no charset fits; it holds U+FFFD.
    UndecodableText,
    /// A file name that no charset fits; it holds U+FFFD.
    UndecodableFileName,
    /// A `Date` that cannot be understood.
    UnreadableDate,
    /// More parts than are read; the rest is in the original only.
    TooManyParts,
    /// Deeper than is read; the deeper part is kept as a file.
    TooDeep,
    /// Reading failed altogether; only the original holds the content.
    ParserFailed,
}
