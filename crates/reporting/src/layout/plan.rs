//! What has to be known of a sheet before its first row can be written.

use super::measure::Widths;
use super::overflow::Further;
use super::{Limits, head_rows};
use crate::sheet_name::SheetNames;
use crate::style::Look;
use crate::table::{Cell, Name, Row, Sheet};
use crate::text::part_count;

/// A sheet, measured.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// With all its columns; those of `further` come last.
    pub(super) sheet: Sheet<'a>,
    pub(super) further: Further,
    pub(super) widths: Vec<u16>,
    /// On how many sheets of the workbook its rows stand.
    pub(super) parts: Vec<Part<'a>>,
    /// Whether there is anything to list.
    pub(super) is_empty: bool,
}

/// What stands on one sheet of the workbook.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// On its tab.
    pub(super) name: String,
    /// How many of the rows.
    pub(super) rows: usize,
    /// Files to which its cells lead: place of the row in this part, column, path.
    pub(super) links: Vec<(usize, u16, &'a str)>,
}

/// Looks that occur, by [`Look::index`].
pub(super) type Looks = [Option<Look>; Look::COUNT];

impl<'a> Plan<'a> {
    /// Goes through all rows once.
    pub(super) fn of(
        mut sheet: Sheet<'a>,
        limits: Limits,
        names: &mut SheetNames,
        looks: &mut Looks,
    ) -> Self {
        let mut counts = vec![0_usize; sheet.columns.len()];
        let mut widths = Widths::new(&sheet.columns);
        let mut has_notes = false;
        let mut parts = vec![Part::named(match &sheet.name {
            Name::Fixed(name) => (*name).to_owned(),
            Name::From(text) => names.give(text),
        })];
        let room = limits.rows.saturating_sub(head_rows(&sheet)).max(1);
        let mut is_empty = true;
        for row in sheet.rows.iter() {
            is_empty = false;
            for (most, cell) in counts.iter_mut().zip(&row.cells) {
                if let Cell::Text(text) = cell {
                    *most = (*most).max(part_count(text, limits.units) - 1);
                }
            }
            has_notes |= !row.notes.is_empty();
            widths.see(&row);
            if let Some(own) = sheet.remarks {
                widths.see_notes(own, &row.notes);
            }
            see_looks(looks, &sheet, &row);
            if parts
                .last()
                .is_none_or(|part| part.is_full(&row, room, limits.links))
            {
                let name = parts.first().map_or_else(String::new, |part| part.name.clone());
                parts.push(Part::named(names.continued(&name, parts.len())));
            }
            if let Some(part) = parts.last_mut() {
                let place = part.rows;
                part.links
                    .extend(row.links.iter().map(|(column, path)| (place, *column, *path)));
                part.rows += 1;
            }
        }
        let mut widths = widths.finish(&sheet.columns);
        let further = Further::new(&sheet, counts, has_notes, limits.units);
        let columns = further.columns();
        widths.extend(columns.iter().map(|column| column.widest));
        sheet.columns.extend(columns);
        see_further_looks(looks, &sheet);
        Self {
            sheet,
            further,
            widths,
            parts,
            is_empty,
        }
    }
}

impl Part<'_> {
    fn named(name: String) -> Self {
        Self {
            name,
            rows: 0,
            links: Vec::new(),
        }
    }

    fn is_full(&self, next: &Row<'_>, room: usize, links: usize) -> bool {
        self.rows >= room || (self.rows > 0 && self.links.len() + next.links.len() > links)
    }
}

fn see_looks(looks: &mut Looks, sheet: &Sheet<'_>, row: &Row<'_>) {
    for ((place, column), cell) in (0..).zip(&sheet.columns).zip(&row.cells) {
        let is_link = row.is_link(place);
        see(looks, Look::of(cell, column.kind, row.emphasis, is_link));
    }
}

/// What the further columns may hold, and an empty sheet: any text, in any kind of row.
fn see_further_looks(looks: &mut Looks, sheet: &Sheet<'_>) {
    use crate::table::Emphasis::{Plain, Subtotal, Total};
    for column in &sheet.columns {
        for emphasis in [Plain, Subtotal, Total] {
            for cell in [Cell::Blank, Cell::text("=")] {
                see(looks, Look::of(&cell, column.kind, emphasis, false));
            }
        }
    }
}

fn see(looks: &mut Looks, look: Look) {
    if let Some(seen) = looks.get_mut(look.index()) {
        *seen = Some(look);
    }
}
