//! Documents read by way of a program that converts them.

use super::convert::Conversion;
use super::limits::{Allowance, Refusal};
use super::office::{self, Office};
use super::package::Package;
use super::{Content, Format, compound, workbook};
use crate::document::Document;

/// A text or workbook that only a program can open.
pub(super) fn read(format: Format, bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    let (conversion, whole) = match format {
        Format::Doc => (Conversion::Docx(format), compound::is_whole(bytes)),
        Format::Rtf => (Conversion::Docx(format), is_balanced(bytes)),
        Format::WordXml => (Conversion::Docx(format), true),
        Format::Xls => (Conversion::Xlsx(format), compound::is_whole(bytes)),
        Format::Xlsb | Format::SheetXml => (Conversion::Xlsx(format), true),
        // These are read here.
        Format::Docx
        | Format::Odt
        | Format::FlatOpenDocument
        | Format::Xlsx
        | Format::Ods
        | Format::Pdf
        | Format::Html
        | Format::Text => {
            return Err(Refusal::Unreadable);
        }
    };
    // A program opens what was cut off without a word about what is missing.
    if !whole {
        return Err(Refusal::Unreadable);
    }
    let made = allowance.convert(conversion, bytes)?;
    let mut package = Package::open(&made, allowance)?;
    let office = match office::recognise(&mut package, allowance)? {
        office @ (Office::Word(_) | Office::Workbook) => office,
        Office::BinaryWorkbook | Office::Ods | Office::Odt | Office::Closed | Office::None => {
            return Err(Refusal::Unreadable);
        }
    };
    match office::read(&office, &made, &mut package, allowance)? {
        Content::Document { document, .. } => Ok(Content::Document { format, document }),
        other => Ok(other),
    }
}

/// An Excel 97 workbook: by our reader, and by a program when that one cannot.
pub(super) fn old_workbook(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    let ours = workbook::xls(bytes, allowance);
    or_by_program(ours, Format::Xls, bytes, allowance)
}

/// The same for a workbook of binary records.
pub(super) fn binary_workbook(
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Content, Refusal> {
    let ours = workbook::xlsb(bytes, package, allowance);
    or_by_program(ours, Format::Xlsb, bytes, allowance)
}

fn or_by_program(
    ours: Result<Document, Refusal>,
    format: Format,
    bytes: &[u8],
    allowance: &mut Allowance<'_>,
) -> Result<Content, Refusal> {
    match ours {
        Ok(document) => Ok(Content::Document { format, document }),
        Err(Refusal::Unreadable) => read(format, bytes, allowance).map_err(|refusal| match refusal {
            // Our reader knows this format: that no program is there is not what is wrong with the file.
            Refusal::Unconverted => Refusal::Unreadable,
            other @ (Refusal::Unreadable | Refusal::Unsafe | Refusal::Encrypted) => other,
        }),
        Err(refusal) => Err(refusal),
    }
}

/// Whether every group of an RTF file is closed. Binary data (`\bin`) may hold any byte: then the end alone decides.
fn is_balanced(bytes: &[u8]) -> bool {
    let end = bytes
        .iter()
        .rev()
        .find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    if end != Some(&b'}') {
        return false;
    }
    if bytes.windows(4).any(|window| window == b"\\bin") {
        return true;
    }
    let mut depth = 0_i64;
    let mut escaped = false;
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth <= 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rtf_file_that_was_cut_off_is_not_balanced() {
        assert!(is_balanced(br"{\rtf1{\b x\} y}}"));
        assert!(!is_balanced(br"{\rtf1{\b x}"));
        assert!(!is_balanced(br"{\rtf1{\b x} and more"));
        assert!(is_balanced(b"{\\rtf1\\bin2 {{}\r\n\0"));
    }
}
