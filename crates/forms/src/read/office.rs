//! Which office program a zip file belongs to.

use super::docx::Relations;
use super::limits::{Allowance, Refusal};
use super::package::{Bound, Package};
use super::{Content, Format, converted, docx, odt, workbook};

/// A zip file by what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Office {
    /// The main document part.
    Word(String),
    Workbook,
    /// A workbook whose parts are binary records.
    BinaryWorkbook,
    Ods,
    Odt,
    /// An office package without a reader: slides, OFD, what Pages, Numbers and Keynote save.
    Closed,
    /// No office package.
    None,
}

/// Parts that tell of an office package without a reader: of OFD, and of Apple's programs. A preview picture in such a
/// package is nobody's photo.
const CLOSED: [&str; 5] = [
    "OFD.xml",
    "Index/Document.iwa",
    "Document.iwa",
    "Metadata/BuildVersionHistory.plist",
    "buildVersionHistory.plist",
];

pub(super) fn recognise(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<Office, Refusal> {
    let usual = usual_part(package);
    if usual.is_some() || package.has("[content_types].xml") {
        let main = Relations::read(package, "", "", allowance)?.target_of_type("/officeDocument");
        let part = main.filter(|part| package.has(part)).or(usual);
        return Ok(part.map_or(Office::Closed, of_part));
    }
    if let Some(kind) = package.part("mimetype", Bound::Ratio, allowance) {
        let kind = kind?;
        if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Office::Ods);
        }
        if kind.starts_with(b"application/vnd.oasis.opendocument.text") {
            return Ok(Office::Odt);
        }
        if kind.starts_with(b"application/vnd.oasis.opendocument") {
            return Ok(Office::Closed);
        }
    }
    Ok(if CLOSED.iter().any(|part| package.has(part)) {
        Office::Closed
    } else {
        Office::None
    })
}

/// For packages whose content types or root relations are missing.
fn usual_part(package: &Package<'_>) -> Option<String> {
    ["word/document.xml", "xl/workbook.xml", "xl/workbook.bin"]
        .into_iter()
        .find(|part| package.has(part))
        .map(str::to_owned)
}

fn of_part(part: String) -> Office {
    let lower = part.to_lowercase();
    let folder = lower.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_xml = lower.rsplit_once('.').is_some_and(|(_, ending)| ending == "xml");
    match folder {
        "xl" if lower.rsplit_once('.').is_some_and(|(_, ending)| ending == "bin") => Office::BinaryWorkbook,
        _ if !is_xml => Office::Closed,
        "word" => Office::Word(part),
        "xl" => Office::Workbook,
        _ => Office::Closed,
    }
}

pub(super) fn read(
    office: &Office,
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Content, Refusal> {
    let (format, document) = match office {
        Office::BinaryWorkbook => return converted::binary_workbook(bytes, package, allowance),
        Office::Word(main) => (Format::Docx, docx::read(package, main, allowance)?),
        Office::Workbook => (Format::Xlsx, workbook::xlsx(bytes, package, allowance)?),
        Office::Ods => (Format::Ods, workbook::ods(package, allowance)?),
        Office::Odt => (Format::Odt, odt::read(package, allowance)?),
        Office::Closed | Office::None => return Err(Refusal::Unreadable),
    };
    Ok(Content::Document { format, document })
}
