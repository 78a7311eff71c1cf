//! Formats that have no reader here: programs turn them into one that has. Who runs the programs is not known here,
//! because this crate touches nothing outside itself.

use super::Format;

/// What a program is asked to make of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// A text in this format → .docx.
    Docx(Format),
    /// A workbook in this format → .xlsx.
    Xlsx(Format),
    /// PDF → its words with their places, as `pdftotext -bbox-layout` writes them. Pages after this one are left out.
    PdfWords {
        /// The last page wanted, from 1.
        last_page: u32,
    },
    /// PDF → what is drawn on its pages, as SVG by `pdftocairo -svg`.
    PdfDrawing {
        /// The last page wanted, from 1.
        last_page: u32,
    },
    /// PDF of pictures → the text on them by optical recognition, as UTF-8.
    ScanText {
        /// The last page wanted, from 1.
        last_page: u32,
    },
    /// Picture → the text on it by optical recognition, as UTF-8.
    PictureText,
}

/// Why there is no conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotConverted {
    /// The program is not there, or its time is used up: the file may be as good as any.
    Unavailable,
    /// The file needs a password.
    Encrypted,
    /// The program refused the file, or came to grief over it.
    Failed,
}

/// Turns one format into another.
pub trait Convert {
    /// The converted file.
    fn convert(&self, conversion: Conversion, bytes: &[u8]) -> Result<Vec<u8>, NotConverted>;
}

/// No programs at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConverters;

impl Convert for NoConverters {
    fn convert(&self, _: Conversion, _: &[u8]) -> Result<Vec<u8>, NotConverted> {
        Err(NotConverted::Unavailable)
    }
}
