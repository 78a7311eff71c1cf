//! Texts that are longer than a cell continue in further columns, and 备注 says where.

use std::borrow::Cow;

use crate::table::{Cell, Column, Row, Sheet};
use crate::text::{clean, parts};

/// Widest 备注 and continued columns, in digits.
const NOTE: u16 = 24;
const CONTINUED: u16 = 50;

/// The columns that a sheet has beyond its own.
#[derive(Debug)]
pub(super) struct Further {
    /// The sheet's own titles.
    titles: Vec<String>,
    /// For each of them how many columns continue it.
    counts: Vec<usize>,
    /// Where remarks go.
    remarks: Remarks,
    /// UTF-16 units of a cell.
    limit: usize,
}

/// Where remarks go.
#[derive(Debug, Clone, Copy)]
enum Remarks {
    /// Nothing is remarked.
    Nowhere,
    /// Into a column of the sheet's own.
    Into(usize),
    /// Into a column after those.
    Added,
}

impl Further {
    /// `counts` are for each column the most parts beyond the first that a row has.
    pub(super) fn new(sheet: &Sheet<'_>, counts: Vec<usize>, has_notes: bool, limit: usize) -> Self {
        let remarks = match sheet.remarks {
            Some(own) => Remarks::Into(own),
            None if has_notes || counts.iter().any(|count| *count > 0) => Remarks::Added,
            None => Remarks::Nowhere,
        };
        Self {
            titles: sheet.columns.iter().map(|column| column.title.clone()).collect(),
            counts,
            remarks,
            limit,
        }
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        let mut columns = match self.remarks {
            Remarks::Added => vec![Column::long("备注", NOTE)],
            Remarks::Nowhere | Remarks::Into(_) => Vec::new(),
        };
        for (title, count) in self.titles.iter().zip(&self.counts) {
            let continued = |number| Column::long(&continued_title(title, number), CONTINUED);
            columns.extend((1..=*count).map(continued));
        }
        columns
    }

    /// The row with every text cleaned, and what has no room in its cell in the further columns.
    pub(super) fn spread<'a>(&self, mut row: Row<'a>) -> Row<'a> {
        let mut continued = Vec::new();
        for ((cell, title), count) in row.cells.iter_mut().zip(&self.titles).zip(&self.counts) {
            let rest = shorten(cell, self.limit);
            if !rest.is_empty() {
                row.notes.push(remark(title, rest.len()));
            }
            let blanks = count.saturating_sub(rest.len());
            continued.extend(rest.into_iter().map(Cell::text));
            continued.extend(std::iter::repeat_n(Cell::Blank, blanks));
        }
        match self.remarks {
            Remarks::Nowhere => {}
            Remarks::Into(own) => {
                if let Some(cell) = row.cells.get_mut(own) {
                    *cell = remarks(&row.notes, self.limit);
                }
            }
            Remarks::Added => row.cells.push(remarks(&row.notes, self.limit)),
        }
        row.cells.extend(continued);
        row
    }
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

/// Remarks are ours and short; should there be very many, their cell says what fits.
fn remarks(notes: &[String], limit: usize) -> Cell<'static> {
    if notes.is_empty() {
        return Cell::Blank;
    }
    let joined = notes.join("\n");
    let shown = parts(&clean(&joined), limit)
        .first()
        .map(|part| (*part).to_owned());
    shown.map_or(Cell::Blank, Cell::text)
}

/// Cleans the cell, leaves the first part in it and returns the others.
fn shorten(cell: &mut Cell<'_>, limit: usize) -> Vec<String> {
    let Cell::Text(text) = cell else {
        return Vec::new();
    };
    *text = clean(std::mem::take(text));
    if text.len() <= limit {
        return Vec::new();
    }
    let mut all = parts(text, limit).into_iter().map(str::to_owned);
    let first = all.next().unwrap_or_default();
    let rest = all.collect();
    *text = Cow::Owned(first);
    rest
}
