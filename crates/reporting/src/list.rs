//! 清单 — rows from anywhere as one sheet, written as the workbook writes its own.

use std::borrow::Cow;
use std::io::Write;

use chrono::NaiveDateTime;
use rust_xlsxwriter::Workbook;

use crate::ReportError;
use crate::layout::{self, Limits};
use crate::page::Page;
use crate::table::{Cell, Column, Row, Rows, Sheet};

/// One cell of a list.
#[derive(Debug, Clone)]
pub enum ListCell<'a> {
    /// A text; never a formula.
    Text(Cow<'a, str>),
    /// A count.
    Number(u64),
    /// A moment in the reader's zone.
    Moment(NaiveDateTime),
}

/// Rows that are made each time anew: a list is gone through twice, and only some of its rows are ever in memory.
pub type ListRows<'a> = Box<dyn Fn() -> Box<dyn Iterator<Item = Vec<ListCell<'a>>> + 'a> + 'a>;

/// Writes one sheet with a title, a header and rows; columns have a title and a greatest width in digits of the
/// standard font. What has no room on the sheet or in a cell continues as in [`crate::workbook`].
pub fn write_list(
    title: &str,
    columns: &[(&str, u16)],
    rows: ListRows<'_>,
    out: &mut impl Write,
) -> Result<(), ReportError> {
    let columns = columns.iter().map(|(title, widest)| Column::long(title, *widest));
    let mut sheet = Sheet::new("清单", title, columns.collect(), Vec::new());
    sheet.rows = Rows::Made(Box::new(move || Box::new(rows().map(row))));
    layout::print(Workbook::new(), vec![sheet], &Page::default(), Limits::EXCEL, out)
}

fn row(cells: Vec<ListCell<'_>>) -> Row<'_> {
    Row::plain(cells.into_iter().map(Cell::from).collect())
}

impl<'a> From<ListCell<'a>> for Cell<'a> {
    fn from(cell: ListCell<'a>) -> Self {
        match cell {
            ListCell::Text(text) => Self::Text(text),
            ListCell::Number(number) => Self::Number(number),
            ListCell::Moment(moment) => Self::Moment(moment),
        }
    }
}
