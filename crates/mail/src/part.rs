//! One part of a message before it is read: header, body and what it declares itself to be.

use crate::bodies::Block;
use crate::header::Header;
use crate::model::Integrity;
use crate::params::Parameterised;
use crate::transfer::{self, Content};

/// What stands behind a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// The end of the message, and nothing that would have been missed.
    #[default]
    Unknown,
    /// A boundary.
    Closed,
    /// The end of the message, where a boundary should be.
    Missing,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) end: End,
    pub(crate) depth: usize,
    /// The alternatives that the part belongs to.
    pub(crate) block: Option<Block>,
    pub(crate) is_in_digest: bool,
}

/// A part, undecoded.
pub(crate) struct Part<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    pub(crate) content_type: Parameterised,
    pub(crate) disposition: Parameterised,
    pub(crate) place: Place,
}

impl<'a> Part<'a> {
    pub(crate) fn new(header: Header, body: &'a [u8], place: Place) -> Self {
        let parameterised = |name| header.first(name).map(Parameterised::parse).unwrap_or_default();
        let mut content_type = parameterised("content-type");
        let disposition = parameterised("content-disposition");
        if !content_type.value.contains('/') {
            let default = if place.is_in_digest {
                "message/rfc822"
            } else {
                "text/plain"
            };
            let is_other = !content_type.value.is_empty() && content_type.value != "text";
            let value = if is_other {
                "application/octet-stream"
            } else {
                default
            };
            value.clone_into(&mut content_type.value);
        }
        Self {
            header,
            body,
            content_type,
            disposition,
            place,
        }
    }

    pub(crate) fn mime(&self) -> &str {
        &self.content_type.value
    }

    /// Of several fields that disagree the one that says that something was encoded.
    fn encoding(&self) -> Encoding {
        let mut said = self.header.all("content-transfer-encoding").map(Encoding::parse);
        let first = said.next().unwrap_or(Encoding::Lines);
        let is_none = |encoding: &Encoding| matches!(encoding, Encoding::Lines | Encoding::Binary);
        if is_none(&first) {
            said.find(|encoding| !is_none(encoding)).unwrap_or(first)
        } else {
            first
        }
    }

    pub(crate) fn content(&self) -> Content<'a> {
        let encoding = self.encoding();
        match encoding {
            Encoding::Base64 => transfer::base64(self.body),
            Encoding::QuotedPrintable => transfer::quoted_printable(self.body),
            Encoding::Lines | Encoding::Binary | Encoding::Foreign => Content {
                bytes: self.body.into(),
                is_broken: encoding == Encoding::Foreign,
                is_ended: false,
                is_cut: false,
            },
        }
    }

    /// Whether the content is encoded in a way that nobody here knows.
    pub(crate) fn is_undecoded(&self) -> bool {
        self.encoding() == Encoding::Foreign
    }

    /// Whether the content is in another message, or nowhere in any.
    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self.mime(), "message/partial" | "message/external-body")
    }

    /// Whether the content is what was sent.
    pub(crate) fn integrity(&self, content: &Content<'_>) -> Integrity {
        if self.is_elsewhere() || self.place.end == End::Missing && !content.is_ended {
            Integrity::CutOff
        } else if content.is_broken && self.encoding() != Encoding::QuotedPrintable {
            Integrity::Garbled
        } else {
            Integrity::Whole
        }
    }

    /// Whether line ends are the transport's and not the content's.
    pub(crate) fn is_line_oriented(&self) -> bool {
        !matches!(self.encoding(), Encoding::Base64 | Encoding::Binary)
    }

    /// Whether the sender's program broke the lines (RFC 3676), and whether the space at the break is none of the text's.
    pub(crate) fn flowed(&self) -> Option<bool> {
        let says = |name, value: &str| {
            let said = self.content_type.ascii(name);
            said.is_some_and(|said| said.eq_ignore_ascii_case(value))
        };
        says("format", "flowed").then(|| says("delsp", "yes"))
    }

    pub(crate) fn charset(&self) -> Option<String> {
        self.content_type
            .ascii("charset")
            .filter(|label| !label.is_empty())
    }
}

/// Content-Transfer-Encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// None: 7bit, 8bit, or a word that is no encoding, which programs write that do not know better.
    Lines,
    /// None, and the line ends are the content's.
    Binary,
    Base64,
    QuotedPrintable,
    /// Uuencode and other private ones.
    Foreign,
}

impl Encoding {
    fn parse(raw: &[u8]) -> Self {
        let token = raw
            .split(|b| matches!(b, b' ' | b';' | b'\t'))
            .next()
            .unwrap_or_default();
        let letters = token.iter().filter(|b| b.is_ascii_alphanumeric());
        let word: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
        match word.as_slice() {
            b"base64" => Self::Base64,
            b"quotedprintable" => Self::QuotedPrintable,
            b"binary" => Self::Binary,
            word if word.starts_with(b"x") || word.starts_with(b"uu") => Self::Foreign,
            _ => Self::Lines,
        }
    }
}

/// Bytes with CRLF as LF: what is the same for all routes that a line-oriented part may take.
pub(crate) fn with_lf(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(content) => kept.extend(content.iter().chain(b"\n")),
            None => kept.extend_from_slice(line),
        }
    }
    kept
}
