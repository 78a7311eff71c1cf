//! Bytes of one file → what it is and what it says. Recognised by content, never by name; never fails.

use serde::{Deserialize, Serialize};

use crate::document::Document;

/// One file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Name as shown to people. Members of an archive: the path inside it (`感悟文章/某某.docx`).
    pub name: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    pub content: Content,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Word, workbook, HTML or text.
    Document { format: Format, document: Document },
    /// A picture, with its size in pixels.
    Photo { width: u32, height: u32 },
    Video,
    /// An archive; its members stand in the same list right after it.
    Archive,
    /// Kept, not understood: for a person to look at.
    Other,
    /// Needs a password.
    Encrypted,
    /// Should be readable, is not: cut off, damaged, or a format without a reader.
    Unreadable,
    /// Refused: beyond the limits or made to do harm.
    Unsafe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Docx,
    Xlsx,
    Xls,
    Ods,
    Html,
    Text,
}
