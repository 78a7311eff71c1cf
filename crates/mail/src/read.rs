//! Walks the MIME tree and collects texts, files and messages.

use std::borrow::Cow;

use crate::attached::Attached;
use crate::bodies::Bodies;
use crate::header::{self, Header};
use crate::identity::{sha256, sha256_of_lines};
use crate::model::{Defect, Inline, MachineSign, ParsedMail, TextBody};
use crate::part::{End, Part, Place, with_lf};
use crate::transfer::Content;
use crate::{charset, envelope, file_name, flowed, identity, links, multipart};

/// Parts of a message and all messages inside it.
const MOST_PARTS: usize = 1000;
/// Bytes of all texts of a message and of all messages inside it. Reading costs several times as much memory, and what
/// is longer than this no reading has room for.
const LONGEST_TEXTS: usize = 8 << 20;
/// Multiparts within one another.
const DEEPEST_MULTIPART: usize = 20;
/// Messages within one another.
pub(crate) const DEEPEST_MESSAGE: usize = 5;

/// How much of a message is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything.
    Whole,
    /// What tells which message it is: its header and the hashes of its leaves. Texts are not decoded, Outlook's envelopes
    /// stay closed, links are not looked for.
    Outline,
}

/// What a message and all messages inside it may still have.
pub(crate) struct Left {
    pub(crate) parts: usize,
    /// In bytes.
    texts: usize,
}

impl Left {
    /// Whether a text of so many bytes is read. A shorter one behind it may be.
    fn takes_text(&mut self, bytes: usize) -> bool {
        let left = self.texts.checked_sub(bytes);
        self.texts = left.unwrap_or(self.texts);
        left.is_some()
    }
}

/// Reads a message; may panic only by a mistake of ours.
pub(crate) fn message(raw: &[u8], scope: Scope) -> ParsedMail {
    let mut left = Left {
        parts: MOST_PARTS,
        texts: LONGEST_TEXTS,
    };
    nested(raw, End::Unknown, scope, 0, &mut left)
}

fn nested(raw: &[u8], end: End, scope: Scope, message_depth: usize, left: &mut Left) -> ParsedMail {
    let raw = header::with_line_feeds(header::without_mbox_line(raw));
    let (header, body) = Header::split(&raw);
    let mail = envelope::read(&header);
    let place = Place {
        end,
        ..Place::default()
    };
    let part = Part::new(header, body, place);
    let mut reading = Reading::begin(mail, scope, message_depth, left);
    reading.is_report = matches!(part.mime(), "multipart/report" | "message/delivery-status");
    reading.part(&part);
    reading.finish()
}

pub(crate) struct Reading<'b> {
    pub(crate) mail: ParsedMail,
    pub(crate) scope: Scope,
    bodies: Bodies,
    /// Whether the outermost part says that this is a report.
    is_report: bool,
    /// A text that ends where the message does, before its end.
    cut_text: Option<TextKind>,
    /// Plain text and HTML of an envelope, for a letter that has no text of its own.
    pub(crate) spare_texts: Option<(Option<String>, Option<String>)>,
    pub(crate) message_depth: usize,
    pub(crate) left: &'b mut Left,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Plain,
    Html,
}

impl<'b> Reading<'b> {
    pub(crate) fn begin(mail: ParsedMail, scope: Scope, message_depth: usize, left: &'b mut Left) -> Self {
        Self {
            mail,
            scope,
            bodies: Bodies::default(),
            is_report: false,
            cut_text: None,
            spare_texts: None,
            message_depth,
            left,
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        let Some(left) = self.left.parts.checked_sub(1) else {
            return self.defect(Defect::TooManyParts);
        };
        self.left.parts = left;
        let given = file_name::given(&part.disposition, &part.content_type);
        match part.mime() {
            mime if mime.starts_with("multipart/") => {
                if part.place.depth < DEEPEST_MULTIPART {
                    return self.multipart(part);
                }
                self.defect(Defect::TooDeep);
                let content = part.content();
                self.file(part, content, given);
            }
            "message/rfc822" | "message/global" | "message/news" => self.whole_message(part, given),
            "message/delivery-status"
            | "message/global-delivery-status"
            | "message/disposition-notification"
            | "text/rfc822-headers" => self.report(part),
            "text/plain" | "text/html" if given.is_none() && !part.is_undecoded() => self.text(part),
            _ => self.document(part, given),
        }
    }

    fn multipart(&mut self, part: &Part<'_>) {
        let named = part
            .content_type
            .bytes("boundary")
            .map(<[u8]>::trim_ascii)
            .filter(|b| !b.is_empty());
        let mut found = named
            .map(|boundary| multipart::split(part.body, boundary))
            .unwrap_or_default();
        if found.entities.is_empty() {
            self.defect(Defect::BoundaryMissing);
            let guessed = multipart::guess_boundary(part.body);
            found = guessed
                .map(|boundary| multipart::split(part.body, boundary))
                .unwrap_or_default();
        }
        if found.entities.is_empty() {
            return match file_name::given(&part.disposition, &part.content_type) {
                // A saved page (.mht) goes by the type that stands inside it.
                Some(name) => self.file(part, part.content(), Some(name)),
                None => self.text(part),
            };
        }
        let end = part.place.end;
        if !found.is_closed {
            self.defect(match end {
                End::Closed => Defect::BoundaryMissing,
                End::Unknown | End::Missing => Defect::Truncated,
            });
        }
        let mut place = part.place;
        place.depth += 1;
        place.is_in_digest = part.mime() == "multipart/digest";
        if part.mime() == "multipart/alternative" && place.block.is_none() {
            place.block = Some(self.bodies.open());
        }
        let last = found.entities.len();
        for (number, raw) in (1..).zip(found.entities) {
            place.end = if number == last && found.last_is_open && end != End::Closed {
                End::Missing
            } else {
                End::Closed
            };
            let (header, body) = Header::split(raw);
            if header.is_malformed {
                self.defect(Defect::MalformedHeader);
            }
            self.part(&Part::new(header, body, place));
        }
    }

    fn text(&mut self, part: &Part<'_>) {
        let content = part.content();
        let is_cut = content.is_cut || part.place.end == End::Missing;
        let content = self.sound(content);
        self.mail
            .leaf_hashes
            .push(sha256_of_lines(content.trim_ascii_end()));
        if self.scope == Scope::Outline {
            return;
        }
        if !self.left.takes_text(content.len()) {
            return self.defect(Defect::TextTooLong);
        }
        let decoded = charset::decode(&content, part.charset().as_deref());
        if decoded.is_lossy() {
            self.defect(Defect::UndecodableText);
        }
        let is_html = part.mime() == "text/html";
        if is_cut {
            self.cut_text = Some(if is_html { TextKind::Html } else { TextKind::Plain });
        }
        let block = part.place.block.unwrap_or_else(|| self.bodies.open());
        let charset = decoded.charset;
        // One copy less at a time: a text may be as large as a message.
        drop(content);
        let mut text = one_line_end(decoded.text);
        if let Some(delsp) = part.flowed().filter(|_| !is_html) {
            text = flowed::unbroken(&text, delsp);
        }
        let text = charset::nfc(&text);
        if is_html {
            self.bodies.add_html(block, &text);
        } else {
            self.bodies.add_plain(block, &text, charset);
        }
    }

    /// The kind of report is told with the outermost part: a bounce that somebody passes on is none.
    fn report(&mut self, part: &Part<'_>) {
        match part.mime() {
            "message/disposition-notification" if self.is_report => self.sign(MachineSign::DispositionReport),
            "message/delivery-status" | "message/global-delivery-status" if self.is_report => {
                self.sign(MachineSign::DeliveryReport);
            }
            "message/delivery-status" => self.sign(MachineSign::DeliveryStatusPart),
            _ => {}
        }
        let content = self.sound(part.content());
        self.mail
            .leaf_hashes
            .push(sha256_of_lines(content.trim_ascii_end()));
        if !self.left.takes_text(content.len()) {
            return self.defect(Defect::TextTooLong);
        }
        let content = with_lf(&content);
        self.mail.reports.push(charset::nfc(
            &charset::decode(&content, part.charset().as_deref()).text,
        ));
    }

    fn whole_message(&mut self, part: &Part<'_>, given: Option<String>) {
        let content = part.content();
        if self.message_depth >= DEEPEST_MESSAGE {
            self.defect(Defect::TooDeep);
            return self.file(part, content, given);
        }
        let bytes = self.sound(content);
        self.inner(&bytes, part.place.end);
        self.count_inner();
    }

    pub(crate) fn inner(&mut self, bytes: &[u8], end: End) {
        let inner = nested(bytes, end, self.scope, self.message_depth + 1, self.left);
        self.mail.nested.push(inner);
    }

    /// What stands for a message in this one's identity: its own, which the line ends of its transport do not change.
    fn count_inner(&mut self) {
        let identity = self.mail.nested.last().map(identity::identity);
        self.mail.leaf_hashes.extend(identity);
    }

    /// A file, or a letter that pretends to be one.
    fn document(&mut self, part: &Part<'_>, given: Option<String>) {
        if part.mime() == "text/calendar" {
            self.sign(MachineSign::Calendar);
        }
        if part.is_elsewhere() {
            self.defect(Defect::Truncated);
        }
        let content = part.content();
        self.file(part, content, given);
    }

    fn file(&mut self, part: &Part<'_>, content: Content<'_>, given: Option<String>) {
        let integrity = part.integrity(&content);
        let mut bytes = self.sound(content);
        let hash = if is_page(part) {
            // As that of a text, which such a part is to whoever does not look at its name: identities stay.
            sha256_of_lines(bytes.trim_ascii_end())
        } else if part.is_line_oriented() {
            sha256_of_lines(&bytes)
        } else {
            sha256(&bytes)
        };
        let is_text = part.mime().starts_with("text/") || part.mime().starts_with("message/");
        if is_text && part.is_line_oriented() {
            bytes = with_lf(&bytes).into();
        }
        let attached = Attached {
            name: given,
            content_type: if is_page(part) {
                "application/octet-stream".to_owned()
            } else {
                part.mime().to_owned()
            },
            content_id: part
                .header
                .first("content-id")
                .and_then(|id| crate::addresses::ids(id).into_iter().next()),
            inline: if part.disposition.value == "inline" {
                Inline::Inline
            } else {
                Inline::Attachment
            },
            integrity,
            envelopes: 0,
            bytes,
        };
        if attached.is_message() && self.message_depth < DEEPEST_MESSAGE {
            self.attached(attached);
            return self.count_inner();
        }
        self.mail.leaf_hashes.push(hash);
        if is_resource_fork(&attached) {
            return;
        }
        self.attached(attached);
    }

    fn sound<'c>(&mut self, content: Content<'c>) -> Cow<'c, [u8]> {
        if content.is_broken {
            self.defect(Defect::EncodingProblem);
        }
        content.bytes
    }

    pub(crate) fn defect(&mut self, defect: Defect) {
        if !self.mail.defects.contains(&defect) {
            self.mail.defects.push(defect);
        }
    }

    fn sign(&mut self, sign: MachineSign) {
        if !self.mail.machine_signs.contains(&sign) {
            self.mail.machine_signs.push(sign);
        }
    }

    pub(crate) fn finish(mut self) -> ParsedMail {
        let bodies = std::mem::take(&mut self.bodies).finish();
        let is_cut = match self.cut_text {
            Some(TextKind::Plain) => true,
            Some(TextKind::Html) => bodies.ends_with_html,
            None => false,
        };
        (self.mail.text, self.mail.html) = (bodies.text, bodies.html);
        self.mail.other_text = bodies.other;
        if is_cut {
            self.defect(Defect::TextCutOff);
        }
        self.take_spare_texts();
        if self.scope == Scope::Whole {
            self.mail.links = links::links(&self.mail);
        }
        let shown = self
            .mail
            .html
            .as_deref()
            .map(crate::bodies::shown_ids)
            .unwrap_or_default();
        for file in &mut self.mail.files {
            if file
                .content_id
                .as_ref()
                .is_some_and(|id| shown.contains(&id.to_lowercase()))
            {
                file.inline = Inline::ReferencedByHtml;
            }
        }
        self.mail
    }

    fn take_spare_texts(&mut self) {
        let has_text = self
            .mail
            .text
            .as_ref()
            .is_some_and(|body| !body.text.trim().is_empty());
        let Some((plain, html)) = self
            .spare_texts
            .take()
            .filter(|_| !has_text && self.mail.html.is_none())
        else {
            return;
        };
        if let Some(text) = plain {
            self.mail.text = Some(TextBody {
                text,
                charset: "UTF-8".to_owned(),
            });
        }
        self.mail.html = html;
    }
}

/// A multipart that is a file, and none of those that are too deep to be taken apart.
fn is_page(part: &Part<'_>) -> bool {
    part.mime().starts_with("multipart/") && part.place.depth < DEEPEST_MULTIPART
}

/// What a Mac sends beside a file (AppleDouble, RFC 1740): icon and window position; nobody's document.
fn is_resource_fork(attached: &Attached<'_>) -> bool {
    attached.content_type == "application/applefile" && attached.bytes.starts_with(&[0x00, 0x05, 0x16, 0x07])
}

/// CRLF and CR as LF.
fn one_line_end(text: String) -> String {
    let mut text = text;
    for end in ["\r\n", "\r"] {
        if text.contains(end) {
            text = text.replace(end, "\n");
        }
    }
    text
}
