//! Which row is the header, and what its columns ask for.

use domain::notice::Notice;
use domain::text::match_key;

use super::field::{Field, RowPer};
use super::parse::{Book, SheetXml};

/// Rows among which the header is looked for.
const ROWS: usize = 100;
/// Titles that a row needs to be taken for a header.
const FEWEST: usize = 2;

/// The header row.
#[derive(Debug)]
pub(super) struct Header {
    /// Place of its sheet in the workbook.
    pub(super) sheet: usize,
    /// Its number, from 1.
    pub(super) row: usize,
    /// Number of the first row below it that the list may use.
    pub(super) first: usize,
    pub(super) per: RowPer,
    /// Columns that are filled in.
    pub(super) columns: Vec<(u16, String, Field)>,
    /// Titles under which nothing is filled in.
    pub(super) unmatched: Vec<String>,
    /// The rightmost column of the header.
    pub(super) last_column: u16,
}

impl Header {
    /// Titles, each with what is filled in under it.
    pub(super) fn told(&self, notice: &Notice) -> Vec<(String, String)> {
        let columns = self.columns.iter();
        columns
            .map(|(_, title, field)| (title.clone(), field.word(notice)))
            .collect()
    }
}

/// The row with most titles that are known, on a sheet whose tab is shown if any of them has one; of several the first.
pub(super) fn find(book: &Book, notice: &Notice) -> Option<Header> {
    let mut best: Option<((bool, usize), Header)> = None;
    for (sheet, listed) in book.sheets.iter().enumerate() {
        for row in listed.xml.rows.iter().take(ROWS) {
            let header = of(&listed.xml, sheet, row.number, notice);
            let count = header.columns.len();
            let fit = (!listed.is_hidden, count);
            if count >= FEWEST && best.as_ref().is_none_or(|(most, _)| fit > *most) {
                best = Some((fit, header));
            }
        }
    }
    best.map(|(_, header)| header)
}

fn of(xml: &SheetXml, sheet: usize, row: usize, notice: &Notice) -> Header {
    let titles = titles(xml, row);
    let fields: Vec<Field> = titles
        .iter()
        .filter_map(|(_, title)| Field::of(title, notice))
        .collect();
    let per = Field::decide(&fields);
    let (mut columns, mut unmatched) = (Vec::new(), Vec::new());
    for (column, title) in &titles {
        let field = Field::of(title, notice).map(|field| field.in_rows_of(per));
        match field.filter(|field| field.is_of(per)) {
            Some(field) => columns.push((*column, title.clone(), field)),
            None => unmatched.push(title.clone()),
        }
    }
    Header {
        sheet,
        row,
        first: first_free(xml, row),
        per,
        columns,
        unmatched,
        last_column: titles.iter().map(|(column, _)| *column).max().unwrap_or(0),
    }
}

/// What stands in the row, and in cells from rows above that reach into it.
fn titles(xml: &SheetXml, row: usize) -> Vec<(u16, String)> {
    let mut titles = Vec::new();
    for from in &xml.rows {
        for cell in from.cells.iter().filter(|cell| !cell.text.trim().is_empty()) {
            let reaches = from.number == row
                || xml.merges.iter().any(|merge| {
                    merge.first == (from.number, cell.column) && merge.last.0 >= row && from.number < row
                });
            if reaches && from.number <= row {
                titles.push((cell.column, cell.text.trim().replace('\n', "")));
            }
        }
    }
    titles.sort_by_key(|(column, _)| *column);
    titles
}

/// The row below the header: below what is merged with it, and below rows that show how to fill in the list.
fn first_free(xml: &SheetXml, row: usize) -> usize {
    let below = xml
        .merges
        .iter()
        .filter(|merge| merge.first.0 <= row && merge.last.0 >= row)
        .map(|merge| merge.last.0);
    let mut first = below.max().unwrap_or(row).max(row) + 1;
    while xml.rows.iter().any(|row| row.number == first && is_example(row)) {
        first += 1;
    }
    first
}

/// Whether a row says of itself that it is an example.
fn is_example(row: &super::parse::RowXml) -> bool {
    row.cells.iter().any(|cell| {
        let key = match_key(&cell.text);
        [
            "例",
            "(例",
            "示例",
            "(示例",
            "样例",
            "(样例",
            "例如",
            "填写说明",
            "(填写说明",
        ]
        .iter()
        .any(|mark| {
            key == *mark || key.starts_with(&format!("{mark}:")) || key.starts_with(&format!("{mark})"))
        })
    })
}
