//! Texts that are longer than a cell continue in further columns, and 备注 says where.

use crate::table::{Cell, Column, Row, Sheet};
use crate::text::{clean, parts};

/// Widest 备注 and continued columns, in digits.
const NOTE: u16 = 18;
const CONTINUED: u16 = 50;

/// The sheet with every text cleaned and no longer than `limit` units.
pub(super) fn spread(mut sheet: Sheet, limit: usize) -> Sheet {
    let titles: Vec<String> = sheet.columns.iter().map(|column| column.title.clone()).collect();
    let mut further = vec![0_usize; titles.len()];
    let mut rows: Vec<Spread> = sheet.rows.into_iter().map(|row| Spread::of(row, limit)).collect();
    for row in &mut rows {
        for ((most, rest), title) in further.iter_mut().zip(&row.rests).zip(&titles) {
            *most = (*most).max(rest.len());
            if !rest.is_empty() {
                row.row.notes.push(remark(title, rest.len()));
            }
        }
    }
    let remarks = rows.iter().any(|spread| !spread.row.notes.is_empty());
    if remarks {
        sheet.columns.push(Column::long("备注", NOTE));
    }
    for (title, count) in titles.iter().zip(&further) {
        let continued = |number| Column::long(&continued_title(title, number), CONTINUED);
        sheet.columns.extend((1..=*count).map(continued));
    }
    sheet.rows = rows
        .into_iter()
        .map(|spread| spread.joined(&further, remarks, limit))
        .collect();
    let columns = sheet.columns.len();
    for row in &mut sheet.summary {
        row.cells.resize(columns, Cell::Blank);
    }
    sheet
}

fn continued_title(title: &str, number: usize) -> String {
    format!("{title}（续{number}）")
}

fn remark(title: &str, further: usize) -> String {
    let last = continued_title(title, further);
    match further {
        1 => format!("“{title}”超出单元格容量，续见“{last}”列。"),
        _ => format!(
            "“{title}”超出单元格容量，续见“{}”至“{last}”列。",
            continued_title(title, 1)
        ),
    }
}

/// A row whose cells hold the first parts, and for each cell the parts that follow.
struct Spread {
    row: Row,
    rests: Vec<Vec<String>>,
}

impl Spread {
    fn of(mut row: Row, limit: usize) -> Self {
        let rests = row.cells.iter_mut().map(|cell| shorten(cell, limit)).collect();
        Self { row, rests }
    }

    fn joined(self, further: &[usize], remarks: bool, limit: usize) -> Row {
        let Self { mut row, rests } = self;
        if remarks {
            // Remarks are ours and short; should there be very many, their first cell is what fits.
            let remark = parts(clean(&row.notes.join("\n")), limit).into_iter().next();
            row.cells.push(remark.map_or(Cell::Blank, Cell::Text));
        }
        for (rest, count) in rests.into_iter().zip(further) {
            let blanks = count.saturating_sub(rest.len());
            row.cells.extend(rest.into_iter().map(Cell::Text));
            row.cells.extend(std::iter::repeat_n(Cell::Blank, blanks));
        }
        row
    }
}

/// Leaves the first part in the cell and returns the others.
fn shorten(cell: &mut Cell, limit: usize) -> Vec<String> {
    match cell {
        Cell::Text(text) | Cell::State(_, text) => {
            let mut all = parts(clean(text), limit).into_iter();
            *text = all.next().unwrap_or_default();
            all.collect()
        }
        Cell::Blank | Cell::Number(_) | Cell::Rate(_) | Cell::Moment(_) => Vec::new(),
    }
}
