//! The office's own workbook, filled in: its header row says what goes where, everything else of it stays.
//!
//! The parts of the package are edited as they stand, since no library writes back all that a workbook may hold
//! (conditional formats, validations, pictures, theme): what is not a row of the list keeps its formats.

mod elsewhere;
mod field;
mod formats;
mod further;
mod header;
mod parse;
mod press;
mod record;
mod reference;
mod room;
mod rows;
mod settle;

use self::field::RowPer;
use self::parse::Book;
use self::record::Records;
use self::reference::Area;
use crate::blank::package::Parts;
use crate::view::View;
use crate::{Links, ReportError, Snapshot};

pub use field::RowPer as FilledPer;

/// Why a template cannot be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// No .xlsx workbook, or one that cannot be read.
    #[error("the template is no .xlsx workbook that can be read")]
    NotAWorkbook,
    /// No row with at least two titles that are known.
    #[error("no row of the template has two column titles that are known")]
    NoHeader,
    /// More rows or columns than a sheet holds.
    #[error("there is more to fill in than a sheet of the template holds")]
    TooMuch,
    /// No format for dates can be added to those that it has.
    #[error("the formats of the template cannot be read")]
    Formats,
}

/// A template that was filled in, and what was decided on the way.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Name of the sheet with the header row.
    pub sheet: String,
    /// Number of the header row, from 1.
    pub header_row: usize,
    /// What one row stands for.
    pub per: RowPer,
    /// Rows that were filled in.
    pub rows: usize,
    /// Titles that were recognised, each with what was filled in under it.
    pub matched: Vec<(String, String)>,
    /// Titles under which nothing was filled in.
    pub unmatched: Vec<String>,
    /// What names cells that moved and could not be changed accordingly.
    pub unmoved: Vec<String>,
}

impl Filled {
    /// What was decided, in words for the office.
    pub fn sentences(&self) -> Vec<String> {
        let matched: Vec<String> = self
            .matched
            .iter()
            .map(|(title, meaning)| {
                if title == meaning {
                    title.clone()
                } else {
                    format!("{title}（填{meaning}）")
                }
            })
            .collect();
        let mut sentences = vec![
            format!(
                "以工作表“{}”第{}行为表头，按{}填写，共{}行。",
                self.sheet,
                self.header_row,
                self.per.words(),
                self.rows
            ),
            format!("已填写的列：{}。", matched.join("、")),
        ];
        if !self.unmatched.is_empty() {
            sentences.push(format!("未能识别、未填写的列：{}。", self.unmatched.join("、")));
        }
        if !self.unmoved.is_empty() {
            sentences.push(format!(
                "列表加行后，下列内容未能随之调整，请逐一核对：{}。",
                self.unmoved.join("；")
            ));
        }
        sentences
    }
}

/// The template as [`fill_and_tell`] fills it in.
pub fn fill_template(snapshot: &Snapshot, template: &[u8]) -> Result<Vec<u8>, ReportError> {
    fill_and_tell(snapshot, template).map(|filled| filled.bytes)
}

/// Fills in the office's own .xlsx: the row with most known column titles is its header, and below it comes one row per
/// piece, person or society, whatever the titles ask for. Rows below the list move down; what is too long for a cell
/// continues in further columns.
pub fn fill_and_tell(snapshot: &Snapshot, template: &[u8]) -> Result<Filled, ReportError> {
    let mut parts = Parts::open(template).ok_or(TemplateFault::NotAWorkbook)?;
    let book = Book::read(&parts).ok_or(TemplateFault::NotAWorkbook)?;
    let header = header::find(&book, &snapshot.ledger.notice).ok_or(TemplateFault::NoHeader)?;
    let sheet = book.sheets.get(header.sheet).ok_or(TemplateFault::NoHeader)?;
    let links = Links::default();
    let view = View::new(snapshot, &links);
    let records = Records::of(&view, header.per);
    let styles = formats::Formats::read(&parts);
    let bounds = sheet
        .parts_of("table")
        .filter_map(|table| table_area(parts.text(table)?));
    let bound = bounds
        .filter(|area| area.first.0 == header.row)
        .map(|area| area.last.0)
        .max();
    let written = rows::write(&sheet.xml, &header, bound, &records, styles, &sheet.name)?;
    parts.put(&sheet.part, written.xml);
    if let Some((name, content)) = written.styles {
        parts.put(&name, content);
    }
    let mut unmoved = settle::settle(&mut parts, &book, sheet, written.shift);
    if written.has_unread_rules {
        unmoved.push(format!("工作表“{}”的条件格式和数据验证公式", sheet.name));
    }
    Ok(Filled {
        sheet: sheet.name.clone(),
        header_row: header.row,
        per: header.per,
        rows: records.len(),
        matched: header.told(&snapshot.ledger.notice),
        unmatched: header.unmatched.clone(),
        unmoved,
        bytes: parts.pack()?,
    })
}

/// The cells of a table, with its header.
fn table_area(table: &str) -> Option<Area> {
    let (_, rest) = table.split_once(" ref=\"")?;
    Area::parse(rest.split('"').next()?)
}
