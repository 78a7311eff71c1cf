//! Where in the template the list goes, and whose formats its rows get.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::header::Header;
use super::parse::{CellXml, RowXml, SheetXml};
use super::reference::{Area, Shift};

/// Where the list goes.
pub(super) struct Room<'x> {
    pub(super) first: usize,
    /// Rows that the template has for the list.
    pub(super) blanks: BTreeMap<usize, &'x RowXml>,
    /// Rows up to what stands below the list.
    capacity: usize,
    /// The first row below the list.
    pub(super) footer: Option<usize>,
}

impl<'x> Room<'x> {
    /// `bound` is the last row of a table that stands under the header.
    pub(super) fn of(sheet: &'x SheetXml, header: &Header, bound: Option<usize>) -> Self {
        let numbers: BTreeSet<u16> = header
            .columns
            .iter()
            .filter(|(_, _, field)| *field == Field::Number)
            .map(|(column, ..)| *column)
            .collect();
        let below = || sheet.rows.iter().filter(|row| row.number >= header.first);
        let formulas: BTreeSet<u16> = below()
            .take(1)
            .flat_map(|row| {
                row.cells
                    .iter()
                    .filter(|cell| cell.formula.is_some())
                    .map(|cell| cell.column)
            })
            .collect();
        let is_blank = |row: &RowXml| {
            row.cells.iter().all(|cell| match cell.formula {
                Some(_) => formulas.contains(&cell.column),
                None => {
                    cell.text.trim().is_empty()
                        || (numbers.contains(&cell.column) && is_running_number(&cell.text))
                }
            })
        };
        let footer = below().find(|row| !is_blank(row)).map(|row| row.number);
        let bound = bound.filter(|last| *last >= header.first);
        // What stands below a table is not of the list, be it empty: rows come into the table.
        let footer = match bound {
            Some(last) => Some(footer.map_or(last + 1, |footer| footer.min(last + 1))),
            None => footer,
        };
        let is_above = |row: &&RowXml| footer.is_none_or(|footer| row.number < footer);
        let blanks: BTreeMap<usize, &RowXml> =
            below().filter(is_above).map(|row| (row.number, row)).collect();
        let last = blanks.keys().next_back().copied();
        let end = footer.or_else(|| last.map(|last| last + 1));
        Self {
            first: header.first,
            capacity: end.map_or(0, |end| end - header.first),
            blanks,
            footer,
        }
    }

    pub(super) fn shift(&self, count: usize) -> Shift {
        let below = self.first + self.capacity;
        match (self.capacity, self.footer) {
            (0, None) => Shift::default(),
            (0, Some(footer)) => Shift {
                from: footer,
                by: count,
                only: 0,
                below,
            },
            (capacity, _) => Shift {
                from: below - 1,
                by: count.saturating_sub(capacity),
                only: if capacity == 1 && count > 1 { self.first } else { 0 },
                below,
            },
        }
    }

    /// The formula of a cell of the pattern and the row for which it reads; one that is shared stands in another row.
    pub(super) fn formula<'c>(&'c self, cell: &'c CellXml, row: usize) -> Option<(usize, &'c str)> {
        let own = cell.formula.as_deref()?;
        if !own.is_empty() {
            return Some((row, own));
        }
        self.blanks.iter().find_map(|(row, other)| {
            let shared = other.cells.iter().find(|other| other.column == cell.column)?;
            let formula = shared.formula.as_deref().filter(|formula| !formula.is_empty())?;
            Some((*row, formula))
        })
    }

    /// The row whose formats this row of the list gets.
    pub(super) fn pattern(&self, number: usize) -> Option<&'x RowXml> {
        let own = self.blanks.get(&number);
        own.or_else(|| self.blanks.values().next()).copied()
    }
}

/// Whether it only counts rows, or says that they go on: 3, 3., ……; 合计 and 填表说明 stand below the list.
fn is_running_number(text: &str) -> bool {
    text.trim()
        .chars()
        .all(|character| character.is_numeric() || matches!(character, '.' | '、' | '．' | '…' | '⋯'))
}

/// What is merged inside the pattern, for the rows that the template does not have.
pub(super) fn merges(sheet: &SheetXml, room: &Room<'_>, shift: Shift, count: usize) -> Vec<Area> {
    if room.capacity == 0 || shift.by == 0 {
        return Vec::new();
    }
    let inside = sheet
        .merges
        .iter()
        .filter(|merge| merge.first.0 == room.first && merge.last.0 == room.first);
    // The last row of the template moved to the end of the list; between stand the new ones.
    let new = room.first + room.capacity - 1..room.first + count - 1;
    inside
        .flat_map(|merge| {
            new.clone().map(|row| Area {
                first: (row, merge.first.1),
                last: (row, merge.last.1),
            })
        })
        .collect()
}
