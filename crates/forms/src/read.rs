//! Bytes of one file → what it is and what it says. Recognised by content, never by name; never fails.

mod archive;
mod compound;
mod convert;
mod converted;
mod docx;
mod flat;
mod frame;
mod html;
mod limits;
mod member_name;
mod odt;
mod office;
mod package;
mod pdf;
mod plain;
mod properties;
mod recognition;
mod separated;
mod seven_zip;
mod sniff;
mod volumes;
mod web_archive;
mod workbook;
mod wrapped;
mod xml;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::compound::Compound;
pub use self::convert::{Conversion, Convert, NoConverters, NotConverted};
pub use self::frame::Frame;
pub use self::html::html;
pub use self::limits::Limits;
use self::limits::{Allowance, Refusal};
pub use self::plain::text;
pub use self::recognition::is_paper;
use self::sniff::Kind;
pub use self::sniff::is_accessory;
pub use self::workbook::workbook_rows;
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
    /// What optical recognition (光学识别) read from the picture of a paper: a proposal for a person, part of no piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<String>,
    /// How much of a photo or video is there.
    #[serde(default, skip_serializing_if = "Frame::is_whole")]
    pub frame: Frame,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Word, workbook, PDF with text, HTML or text.
    Document {
        format: Format,
        document: Document,
    },
    /// A picture, with its size in pixels.
    Photo {
        width: u32,
        height: u32,
    },
    Video,
    /// A document that is only pictures of pages: for a person to read.
    Scan,
    /// An archive; its members stand in the same list right after it.
    Archive,
    /// A rar archive, or one piece of an archive that was cut into several files: not opened.
    ClosedArchive,
    /// A letter in a file that could not be taken apart, or stands where letters are not: winmail.dat, .msg, .eml.
    ClosedLetter,
    /// Kept, not understood: for a person to look at.
    Other,
    /// Needs a password.
    Encrypted,
    /// Should be readable, is not: cut off, damaged, or a format without a reader.
    Unreadable,
    /// A format that only a program can convert, and the program is not there or ran out of its time.
    Unconverted,
    /// Refused: beyond the limits or made to do harm.
    Unsafe,
}

impl Content {
    /// The document, when it is one that could be read.
    pub const fn document(&self) -> Option<&Document> {
        match self {
            Self::Document { document, .. } => Some(document),
            Self::Photo { .. }
            | Self::Video
            | Self::Scan
            | Self::Archive
            | Self::ClosedArchive
            | Self::ClosedLetter
            | Self::Other
            | Self::Encrypted
            | Self::Unreadable
            | Self::Unconverted
            | Self::Unsafe => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Docx,
    /// Word 97 to 2003, and the .wps of WPS Office.
    Doc,
    Rtf,
    /// The single XML file of Word 2003, or the parts of a .docx in one XML file.
    WordXml,
    Odt,
    /// OpenDocument in a single XML file: .fodt and .fods.
    FlatOpenDocument,
    Xlsx,
    /// The binary form of .xlsx.
    Xlsb,
    /// Excel 97 to 2003, and the .et of WPS Office.
    Xls,
    /// The single XML file of Excel 2003.
    SheetXml,
    Ods,
    Pdf,
    Html,
    Text,
}

/// Reads one file without the help of programs; an archive gives its members after it. `name` is what the sender
/// called it.
pub fn read_file(name: &str, bytes: &[u8], limits: &Limits) -> Vec<ReadFile> {
    read_file_with(name, bytes, limits, &NoConverters)
}

/// The same with programs for the formats that have no reader here.
pub fn read_file_with(name: &str, bytes: &[u8], limits: &Limits, converters: &dyn Convert) -> Vec<ReadFile> {
    let mut files = Vec::new();
    read_into(
        &mut files,
        name,
        bytes,
        0,
        &mut Allowance::new(limits, converters),
    );
    files
}

/// What looks at bytes and their SHA-256, lower-case hexadecimal.
pub type Show<'s> = dyn FnMut(&str, &[u8]) + 's;

/// Shows the bytes behind every [`ReadFile`] and picture that [`read_file_with`] finds with the same limits and
/// converters: the file itself, members of archives, pictures inside documents.
pub fn show_files<'s>(
    name: &str,
    bytes: &[u8],
    limits: &'s Limits,
    converters: &'s dyn Convert,
    show: &'s mut Show<'s>,
) {
    let mut allowance = Allowance::new(limits, converters).showing(show);
    read_into(&mut Vec::new(), name, bytes, 0, &mut allowance);
}

/// Adds the file and what is inside it. `level` is 0 for what was sent, 1 for members of an archive, and so on.
fn read_into(
    files: &mut Vec<ReadFile>,
    name: &str,
    bytes: &[u8],
    level: usize,
    allowance: &mut Allowance<'_>,
) {
    let (content, members) = match sniff::recognise(bytes) {
        Kind::Zip => archive::read(name, bytes, level, allowance),
        Kind::SevenZip => seven_zip::read(name, bytes, level, allowance),
        kind => (
            single(kind, name, bytes, allowance).unwrap_or_else(Content::from),
            Vec::new(),
        ),
    };
    let content = match content {
        Content::Unreadable | Content::Other if volumes::is_piece(name, bytes) => Content::ClosedArchive,
        content => content,
    };
    let sha256 = sha256(bytes);
    allowance.met(&sha256, bytes);
    files.push(ReadFile {
        name: name.to_owned(),
        sha256,
        bytes: bytes.len() as u64,
        recognised: recognition::text(&content, name, bytes, allowance),
        frame: frame::of(&content, bytes),
        content,
    });
    files.extend(members);
}

/// A file that is no package.
fn single(kind: Kind, name: &str, bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    match kind {
        Kind::Photo => {
            let (width, height) = image_size(bytes);
            Ok(Content::Photo { width, height })
        }
        Kind::Video => Ok(Content::Video),
        Kind::Html(source) => {
            allowance.spend_text(&source)?;
            Ok(Content::Document {
                format: Format::Html,
                document: html(&source),
            })
        }
        Kind::Text(source) if sniff::is_for_programs(name, &source) => Ok(Content::Other),
        Kind::Text(source) => {
            allowance.spend_text(&source)?;
            Ok(Content::Document {
                format: Format::Text,
                document: separated::document(&source).unwrap_or_else(|| wrapped::text(&source)),
            })
        }
        Kind::Compound => match compound::recognise(bytes) {
            Compound::Encrypted => Err(Refusal::Encrypted),
            Compound::Workbook => converted::old_workbook(bytes, allowance),
            Compound::Text => converted::read(Format::Doc, bytes, allowance),
            Compound::Letter => Ok(Content::ClosedLetter),
            Compound::Closed => Err(Refusal::Unreadable),
        },
        Kind::Flat(text) => flat::read(&text, allowance),
        Kind::Convertible(format) => converted::read(format, bytes, allowance),
        Kind::Pdf => pdf::read(bytes, allowance),
        Kind::Closed => Err(Refusal::Unreadable),
        Kind::WebArchive => web_archive::read(bytes, allowance),
        Kind::Rar => Ok(Content::ClosedArchive),
        Kind::Letter => Ok(Content::ClosedLetter),
        Kind::Zip | Kind::SevenZip | Kind::Unknown => {
            Ok(if bytes.is_empty() || sniff::promises_content(name) {
                Content::Unreadable
            } else {
                Content::Other
            })
        }
    }
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let digest = Sha256::digest(bytes);
    let digits = digest
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]);
    let mut hexadecimal = String::with_capacity(2 * digest.len());
    hexadecimal.extend(digits.flatten());
    hexadecimal
}

/// Width and height in pixels; zeros when the header does not say.
fn image_size(bytes: &[u8]) -> (u32, u32) {
    let pixels = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    imagesize::blob_size(bytes).map_or((0, 0), |size| (pixels(size.width), pixels(size.height)))
}
