//! How wide columns and how high rows must be. Spreadsheet programs disagree about finding heights on opening, so
//! every height is written.

use crate::style::BODY_SIZE;
use crate::table::{Cell, Column, ColumnKind, Emphasis, Row};
use crate::text::{line_width, width};

/// Excel's greatest row height, in points. A text that needs more is complete in its cell but not on paper.
const HIGHEST: u32 = 409;
/// Digits that fit beside each other on A4 landscape in full size.
const PAGE: u16 = 140;
/// Points of a line of [`BODY_SIZE`] text.
const LINE: u32 = 14;

/// Finds the width of each column while rows go by: wide enough for the longest line, within what the column allows.
#[derive(Debug)]
pub(super) struct Widths {
    found: Vec<(u16, u16)>,
}

impl Widths {
    pub(super) fn new(columns: &[Column]) -> Self {
        let found = columns
            .iter()
            .map(|column| (narrow(width(&column.title) + 2).min(column.widest), column.widest));
        Self {
            found: found.collect(),
        }
    }

    /// Totals may be wider than their column: they name it or wrap.
    pub(super) fn see(&mut self, row: &Row<'_>) {
        if row.emphasis != Emphasis::Plain {
            return;
        }
        for ((found, widest), cell) in self.found.iter_mut().zip(&row.cells) {
            if *found < *widest {
                *found = (*found).max(narrow(cell_width(cell))).min(*widest);
            }
        }
    }

    /// A cell that is filled in only when the row is written.
    pub(super) fn see_notes(&mut self, column: usize, notes: &[String]) {
        let widest = notes.iter().map(|note| width(note) + 2).max();
        if let (Some((found, limit)), Some(widest)) = (self.found.get_mut(column), widest) {
            *found = (*found).max(narrow(widest)).min(*limit);
        }
    }

    /// The widths; what is left of a page goes to the columns with longer texts.
    pub(super) fn finish(self, columns: &[Column]) -> Vec<u16> {
        let mut widths: Vec<u16> = self.found.into_iter().map(|(found, _)| found).collect();
        let left = PAGE.saturating_sub(widths.iter().fold(0, |sum, width| sum.saturating_add(*width)));
        let is_long = |column: &Column| matches!(column.kind, ColumnKind::Long | ColumnKind::Prose);
        let long = narrow(columns.iter().filter(|column| is_long(column)).count());
        for (column, width) in columns.iter().zip(&mut widths) {
            if is_long(column) {
                *width += left / long.max(1);
            }
        }
        widths
    }
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

fn cell_width(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => width(text) + 2,
        Cell::Number(number) => number.to_string().len() + 2,
        Cell::Rate(_) => 8,
        Cell::Moment(_) => 20,
    }
}

/// Height of a row of body text, in points.
pub(super) fn row_height(cells: &[Cell<'_>], widths: &[u16]) -> u32 {
    let lines = |(cell, width): (&Cell<'_>, &u16)| match cell {
        Cell::Text(text) => lines(text, BODY_SIZE, usize::from(*width)),
        Cell::Blank | Cell::Number(_) | Cell::Rate(_) | Cell::Moment(_) => 1,
    };
    let most = cells.iter().zip(widths).map(lines).max().unwrap_or(1);
    (LINE.saturating_mul(most) + 2).min(HIGHEST)
}

/// Whether a body text in a column of this width needs more than Excel's greatest row height.
pub(crate) fn exceeds_row(text: &str, width: u16) -> bool {
    LINE.saturating_mul(lines(text, BODY_SIZE, usize::from(width))) + 2 > HIGHEST
}

/// Height of a text of `size` points that runs over all columns.
pub(super) fn merged_height(text: &str, size: u32, widths: &[u16]) -> u32 {
    let room = widths.iter().copied().map(usize::from).sum();
    let line = LINE * size / BODY_SIZE + 2;
    line.saturating_mul(lines(text, size, room)).min(HIGHEST)
}

/// Lines that a text takes in `room` digits of the standard font. Such a digit is 7 pixels wide, half a Chinese
/// character of `size` points `size` × 2⁄3; one digit is lost where a line must not begin with a mark.
fn lines(text: &str, size: u32, room: usize) -> u32 {
    let half = usize::try_from(size).unwrap_or(usize::MAX).saturating_mul(2);
    let room = room.saturating_sub(1).max(1) * 7 * 3;
    let taken = |line: &str| line_width(line).saturating_mul(half).div_ceil(room).max(1);
    u32::try_from(text.split('\n').map(taken).sum::<usize>()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_cell_and_never_higher_than_excel_allows() {
        let cells = [
            Cell::Number(1),
            Cell::text("一二三四五六七八九十"),
            Cell::text("一\n二\n三"),
        ];
        assert_eq!(row_height(&cells, &[5, 11, 5]), 3 * LINE + 2);
        assert_eq!(row_height(&[Cell::text("字".repeat(9_000))], &[50]), HIGHEST);
    }
}
