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

    fn encoding(&self) -> String {
        let raw = self.header.first("content-transfer-encoding").unwrap_or_default();
        let token = raw
            .split(|b| matches!(b, b' ' | b';' | b'\t'))
            .next()
            .unwrap_or_default();
        String::from_utf8_lossy(token)
            .trim_matches('"')
            .to_ascii_lowercase()
    }

    pub(crate) fn content(&self) -> Content<'a> {
        match self.encoding().as_str() {
            "base64" => transfer::base64(self.body),
            "quoted-printable" => transfer::quoted_printable(self.body),
            _ => Content {
                bytes: self.body.into(),
                is_broken: false,
                is_ended: false,
            },
        }
    }

    /// Whether the content is what was sent.
    pub(crate) fn integrity(&self, content: &Content<'_>) -> Integrity {
        if self.place.end == End::Missing && !content.is_ended {
            Integrity::CutOff
        } else if content.is_broken && self.encoding() == "base64" {
            Integrity::Garbled
        } else {
            Integrity::Whole
        }
    }

    /// Whether line ends are the transport's and not the content's.
    pub(crate) fn is_line_oriented(&self) -> bool {
        !matches!(self.encoding().as_str(), "base64" | "binary")
    }

    pub(crate) fn charset(&self) -> Option<String> {
        self.content_type
            .ascii("charset")
            .filter(|label| !label.is_empty())
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
