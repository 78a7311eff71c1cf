//! Walks the MIME tree and collects texts, files and messages.

use crate::bodies::Bodies;
use crate::header::{self, Header};
use crate::identity::sha256;
use crate::model::{Defect, Inline, MachineSign, MailFile, Name, ParsedMail};
use crate::part::{Part, Place, with_lf};
use crate::transfer::Content;
use crate::{charset, envelope, file_name, identity, multipart};

/// Parts of a message and all messages inside it.
const MOST_PARTS: usize = 1000;
/// Multiparts within one another.
const DEEPEST_MULTIPART: usize = 20;
/// Messages within one another.
const DEEPEST_MESSAGE: usize = 5;

/// Reads a message; may panic only by a mistake of ours.
pub(crate) fn message(raw: &[u8]) -> ParsedMail {
    let mut parts_left = MOST_PARTS;
    nested(raw, 0, &mut parts_left)
}

fn nested(raw: &[u8], message_depth: usize, parts_left: &mut usize) -> ParsedMail {
    let (header, body) = Header::split(header::without_mbox_line(raw));
    let mail = envelope::read(&header);
    let part = Part::new(header, body, Place::default());
    let is_report = matches!(part.mime(), "multipart/report" | "message/delivery-status");
    let mut reading = Reading {
        mail,
        bodies: Bodies::default(),
        is_report,
        message_depth,
        parts_left,
    };
    reading.part(&part);
    reading.finish()
}

struct Reading<'b> {
    mail: ParsedMail,
    bodies: Bodies,
    /// Whether the outermost part says that this is a report.
    is_report: bool,
    message_depth: usize,
    parts_left: &'b mut usize,
}

impl Reading<'_> {
    fn part(&mut self, part: &Part<'_>) {
        let Some(left) = self.parts_left.checked_sub(1) else {
            return self.defect(Defect::TooManyParts);
        };
        *self.parts_left = left;
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
            "text/plain" | "text/html" if given.is_none() => self.text(part),
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
        if found.parts.is_empty() {
            self.defect(Defect::BoundaryMissing);
            let guessed = multipart::guess_boundary(part.body);
            found = guessed
                .map(|boundary| multipart::split(part.body, boundary))
                .unwrap_or_default();
        }
        if found.parts.is_empty() {
            return self.text(part);
        }
        if !found.is_closed {
            self.defect(Defect::Truncated);
        }
        let mut place = part.place;
        place.depth += 1;
        place.is_in_digest = part.mime() == "multipart/digest";
        if part.mime() == "multipart/alternative" && place.block.is_none() {
            place.block = Some(self.bodies.open());
        }
        for raw in found.parts {
            let (header, body) = Header::split(raw);
            if header.is_malformed {
                self.defect(Defect::MalformedHeader);
            }
            self.part(&Part::new(header, body, place));
        }
    }

    fn text(&mut self, part: &Part<'_>) {
        let content = self.sound(part.content());
        self.mail
            .leaf_hashes
            .push(sha256(with_lf(&content).trim_ascii_end()));
        let decoded = charset::decode(&content, part.charset().as_deref());
        if decoded.is_lossy() {
            self.defect(Defect::UndecodableText);
        }
        let block = part.place.block.unwrap_or_else(|| self.bodies.open());
        let charset = decoded.charset;
        // One copy less at a time: a text may be as large as a message.
        drop(content);
        let text = one_line_end(decoded.text);
        let text = charset::nfc(&text);
        if part.mime() == "text/html" {
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
        let content = with_lf(&self.sound(part.content()));
        self.mail.leaf_hashes.push(sha256(content.trim_ascii_end()));
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
        self.inner(&bytes);
    }

    fn inner(&mut self, bytes: &[u8]) {
        let inner = nested(bytes, self.message_depth + 1, self.parts_left);
        self.mail.leaf_hashes.push(identity::identity(&inner));
        self.mail.nested.push(inner);
    }

    /// A file, or an `.eml` that pretends to be one.
    fn document(&mut self, part: &Part<'_>, given: Option<String>) {
        if part.mime() == "text/calendar" {
            self.sign(MachineSign::Calendar);
        }
        let content = part.content();
        let is_eml = given
            .as_ref()
            .is_some_and(|name| name.to_lowercase().ends_with(".eml"));
        let may_be_message = is_eml || given.is_none() && part.mime() == "application/octet-stream";
        let is_message = may_be_message && header::looks_like_message(&content.bytes);
        if is_message && self.message_depth < DEEPEST_MESSAGE {
            let bytes = self.sound(content);
            return self.inner(&bytes);
        }
        if is_message {
            self.defect(Defect::TooDeep);
        }
        self.file(part, content, given);
    }

    fn file(&mut self, part: &Part<'_>, content: Content, given: Option<String>) {
        let mut bytes = self.sound(content);
        if part.is_line_oriented() {
            let same_for_all_routes = with_lf(&bytes);
            self.mail.leaf_hashes.push(sha256(&same_for_all_routes));
            if part.mime().starts_with("text/") || part.mime().starts_with("message/") {
                bytes = same_for_all_routes;
            }
        } else {
            self.mail.leaf_hashes.push(sha256(&bytes));
        }
        if given.as_ref().is_some_and(|name| name.contains('\u{FFFD}')) {
            self.defect(Defect::UndecodableFileName);
        }
        let named = if given.is_some() { Name::Given } else { Name::Made };
        let place = self.mail.files.len() + 1;
        let is_inline = part.disposition.value == "inline";
        self.mail.files.push(MailFile {
            name: given.unwrap_or_else(|| file_name::made(place, part.mime(), &bytes)),
            named,
            content_type: part.mime().to_owned(),
            content_id: part
                .header
                .first("content-id")
                .and_then(|id| crate::addresses::ids(id).into_iter().next()),
            inline: if is_inline {
                Inline::Inline
            } else {
                Inline::Attachment
            },
            sha256: sha256(&bytes),
            size: bytes.len() as u64,
            bytes,
        });
    }

    fn sound(&mut self, content: Content) -> Vec<u8> {
        if content.is_broken {
            self.defect(Defect::EncodingProblem);
        }
        content.bytes
    }

    fn defect(&mut self, defect: Defect) {
        if !self.mail.defects.contains(&defect) {
            self.mail.defects.push(defect);
        }
    }

    fn sign(&mut self, sign: MachineSign) {
        if !self.mail.machine_signs.contains(&sign) {
            self.mail.machine_signs.push(sign);
        }
    }

    fn finish(mut self) -> ParsedMail {
        (self.mail.text, self.mail.html) = self.bodies.finish();
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
