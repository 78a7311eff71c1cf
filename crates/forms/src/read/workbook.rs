//! Workbooks: xlsx, xlsb, xls and ods, as tables and as plain grids.

mod drawing;
mod number;
mod ods;
mod pictures;
mod sheet;
mod texts;
mod xls;
mod xlsb;
mod xlsx;

use std::io::{Read, Seek};
use std::mem::take;

use calamine::{Reader, SheetType, SheetVisible};

pub(super) use self::ods::refuse_encrypted;
use self::pictures::Named;
use self::sheet::{Sheet, Shown};
use super::compound::{self, Compound};
use super::convert::NoConverters;
use super::limits::{Allowance, Limits, Refusal};
use super::office::{self, Office};
use super::package::Package;
use super::properties;
use super::sniff::{self, Kind};
use crate::document::{Block, Document, Table};

/// Visible sheets of a workbook (xlsx, xlsb, xls or ods) as rows of cell texts, as a person sees them. Empty rows are left
/// out; every row begins with column A. `None` when the bytes are no workbook that can be read.
pub fn workbook_rows(bytes: &[u8]) -> Option<Vec<(String, Vec<Vec<String>>)>> {
    let limits = Limits::default();
    let sheets = sheets(bytes, &mut Allowance::new(&limits, &NoConverters)).ok()?;
    Some(
        sheets
            .into_iter()
            .map(|sheet| (sheet.name.clone(), sheet.into_grid()))
            .collect(),
    )
}

fn sheets(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    match sniff::recognise(bytes) {
        Kind::Zip => {
            let mut package = Package::open(bytes, allowance)?;
            match office::recognise(&mut package, allowance)? {
                Office::Workbook => xlsx::sheets(bytes, &mut package, allowance),
                Office::BinaryWorkbook => xlsb::sheets(bytes, &mut package, allowance),
                Office::Ods => ods::sheets(&mut package, allowance),
                Office::Word(_) | Office::Odt | Office::Closed | Office::None => Err(Refusal::Unreadable),
            }
        }
        Kind::Compound if compound::recognise(bytes) == Compound::Workbook => xls::sheets(bytes, allowance),
        Kind::Compound
        | Kind::Photo
        | Kind::Video
        | Kind::Html(_)
        | Kind::WebArchive
        | Kind::Text(_)
        | Kind::Flat(_)
        | Kind::Convertible(_)
        | Kind::Pdf
        | Kind::Closed
        | Kind::SevenZip
        | Kind::Rar
        | Kind::Letter
        | Kind::Unknown => Err(Refusal::Unreadable),
    }
}

pub(super) fn xlsx(
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Document, Refusal> {
    let mut sheets = xlsx::sheets(bytes, package, allowance)?;
    drawing::place(&mut sheets, package, allowance)?;
    with_properties(sheets, package, allowance)
}

pub(super) fn xlsb(
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Document, Refusal> {
    let sheets = xlsb::sheets(bytes, package, allowance)?;
    with_properties(sheets, package, allowance)
}

/// The sheets of a package with its pictures and properties.
fn with_properties(
    sheets: Vec<Sheet>,
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Document, Refusal> {
    let pictures = pictures::read(package, "xl/media/", allowance)?;
    let title_property = super::docx::title(package, allowance)?;
    Ok(Document {
        title_property,
        form_code: properties::ooxml(package, allowance)?,
        ..document(sheets, pictures)
    })
}

pub(super) fn ods(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<Document, Refusal> {
    let sheets = ods::sheets(package, allowance)?;
    let pictures = pictures::read(package, "pictures/", allowance)?;
    Ok(Document {
        form_code: properties::open_document(package, allowance)?.form_code,
        ..document(sheets, pictures)
    })
}

pub(super) fn xls(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Document, Refusal> {
    Ok(Document {
        form_code: properties::compound(bytes),
        ..document(xls::sheets(bytes, allowance)?, Vec::new())
    })
}

/// Names of the worksheets that a person is shown, in order.
fn visible<S: Read + Seek>(book: &impl Reader<S>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter();
    let visible =
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    visible.map(|sheet| sheet.name.clone()).collect()
}

fn document(mut sheets: Vec<Sheet>, pictures: Vec<Named>) -> Document {
    let shown: Vec<Vec<Shown>> = sheets.iter_mut().map(|sheet| take(&mut sheet.shown)).collect();
    let tables: Vec<Table> = sheets.into_iter().map(Sheet::into_table).collect();
    let pictures = pictures::placed(pictures, &shown, &tables);
    let blocks = tables.into_iter().map(Block::Table).collect();
    Document {
        blocks,
        pictures,
        ..Document::default()
    }
}
