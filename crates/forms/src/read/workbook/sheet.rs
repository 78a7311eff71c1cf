//! One sheet between its file format and the document.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr;

use crate::document::{Block, Cell, Paragraph, Row, Table};
use crate::read::limits::{Allowance, Refusal};

/// Wider than this, gaps are left out instead of filled with empty cells; a stray blank far right costs nothing then.
const FILL_WIDTH: u32 = 64;
/// Columns of a plain grid.
const GRID_WIDTH: u32 = 1_024;
/// Merged areas of one sheet. They may overlap in hostile files only, and cost time by rows.
const MERGES: usize = 10_000;
/// Rows looked at for covered texts, over all merged areas.
const COVERED_ROWS: usize = 5_000_000;

/// Texts by row and column from 0, and merged areas.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    cells: BTreeMap<u32, BTreeMap<u32, String>>,
    merges: Vec<Area>,
    pub(super) shown: Vec<Shown>,
}

/// A picture of a sheet.
pub(super) struct Shown {
    /// First and last row over which it lies, from 0.
    pub(super) first: u32,
    pub(super) last: u32,
    /// Its part in the package, or the id by which a cell names it.
    pub(super) picture: String,
}

/// A merged area, both ends inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Area {
    /// From one cell to another, each by row and column.
    pub(super) fn between((top, left): (u32, u32), (bottom, right): (u32, u32)) -> Self {
        Self {
            top,
            left,
            bottom,
            right,
        }
    }

    /// False for an area whose end stands before its beginning.
    pub(super) fn is_upright(&self) -> bool {
        self.top <= self.bottom && self.left <= self.right
    }

    fn contains(self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

impl Sheet {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Counts the cell; keeps it when there is text in it.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        allowance: &mut Allowance<'_>,
    ) -> Result<(), Refusal> {
        allowance.spend_cells(1)?;
        allowance.spend_text(text)?;
        // Pictures inside cells (WPS) leave the formula that draws them.
        let text = text.trim_matches(['\r', '\n', ' ']);
        if let Some(id) = picture_id(text) {
            self.shown.push(Shown {
                first: row,
                last: row,
                picture: id.to_owned(),
            });
        } else if !text.is_empty() {
            let text = if memchr(b'\r', text.as_bytes()).is_some() {
                text.replace("\r\n", "\n")
            } else {
                text.to_owned()
            };
            self.cells.entry(row).or_default().insert(column, text);
        }
        Ok(())
    }

    pub(super) fn merge(&mut self, area: Area, allowance: &mut Allowance<'_>) -> Result<(), Refusal> {
        allowance.spend_cells(1)?;
        if self.merges.len() >= MERGES {
            return Err(Refusal::Unsafe);
        }
        if area.is_upright() {
            self.merges.push(area);
        }
        Ok(())
    }

    /// Rows with text only, without what merged areas hide.
    pub(super) fn into_grid(mut self) -> Vec<Vec<String>> {
        self.hide_covered();
        let rows = self.cells.into_values().filter(|row| !row.is_empty());
        rows.map(|mut row| {
            let last = row.keys().next_back().copied().unwrap_or(0).min(GRID_WIDTH);
            (0..=last)
                .map(|column| row.remove(&column).unwrap_or_default())
                .collect()
        })
        .collect()
    }

    /// Rows with text only; inside them also empty cells, so that a label and the blank beside it stay together.
    pub(super) fn into_table(mut self) -> Table {
        self.hide_covered();
        self.cells.retain(|_, row| !row.is_empty());
        let columns = self.cells.values().flat_map(BTreeMap::keys).copied();
        let (left, right) = columns.fold((u32::MAX, 0), |(left, right), column| {
            (left.min(column), right.max(column))
        });
        let kept: BTreeSet<u32> = self.cells.keys().copied().collect();
        let mut merges: Vec<Area> = self.merges.clone();
        merges.sort_by_key(|area| (area.top, area.left));
        let filled = left <= right && right - left < FILL_WIDTH;
        let mut rows = Vec::with_capacity(self.cells.len());
        // By left column: valid areas do not overlap.
        let mut active: BTreeMap<u32, Area> = BTreeMap::new();
        let mut waiting = merges.into_iter().peekable();
        for (row, mut texts) in self.cells {
            while let Some(area) = waiting.next_if(|area| area.top <= row) {
                active.insert(area.left, area);
            }
            active.retain(|_, area| area.bottom >= row);
            let places: Vec<u32> = if filled {
                (left..=right).collect()
            } else {
                texts.keys().copied().collect()
            };
            let cells = places.into_iter().filter_map(|column| {
                let text = texts.remove(&column).unwrap_or_default();
                cell(row, column, text, &active, &kept)
            });
            rows.push(Row {
                cells: cells.collect(),
            });
        }
        Table {
            sheet: Some(self.name),
            rows,
            row_numbers: kept.into_iter().map(|row| row.saturating_add(1)).collect(),
        }
    }

    /// Takes texts away that merged areas cover, as nobody sees them. Only when the first cell is empty, the next text
    /// moves there: it is what other programs show.
    fn hide_covered(&mut self) {
        let mut looked_at = 0;
        for area in &self.merges {
            let rows: Vec<u32> = self
                .cells
                .range(area.top..=area.bottom)
                .map(|(row, _)| *row)
                .collect();
            looked_at += rows.len();
            if looked_at > COVERED_ROWS {
                return;
            }
            let mut first = None;
            for row in rows {
                let Some(texts) = self.cells.get_mut(&row) else {
                    continue;
                };
                let columns: Vec<u32> = texts
                    .range(area.left..=area.right)
                    .map(|(column, _)| *column)
                    .collect();
                for column in columns {
                    let text = texts.remove(&column);
                    first = first.or(text);
                }
            }
            if let Some(text) = first {
                self.cells.entry(area.top).or_default().insert(area.left, text);
            }
        }
    }
}

/// The id in `=DISPIMG("ID_…",1)`, the formula with which WPS draws a picture in a cell.
fn picture_id(text: &str) -> Option<&str> {
    let formula = text.strip_prefix('=')?;
    let formula = formula.strip_prefix("_xlfn.").unwrap_or(formula);
    let arguments = formula.strip_prefix("DISPIMG(")?;
    Some(
        arguments
            .trim_start_matches('"')
            .split(['"', ',', ')'])
            .next()
            .unwrap_or_default(),
    )
}

/// The cell that begins here; `None` inside a merged area that began before.
fn cell(
    row: u32,
    column: u32,
    text: String,
    active: &BTreeMap<u32, Area>,
    kept: &BTreeSet<u32>,
) -> Option<Cell> {
    let left = active.range(..=column).next_back().map(|(_, area)| *area);
    let area = left.filter(|area| area.contains(row, column));
    let area = area.unwrap_or(Area {
        top: row,
        left: column,
        bottom: row,
        right: column,
    });
    // Empty rows are left out, so the area begins in the first row that is there.
    let first_row = kept.range(area.top..=area.bottom).next().copied().unwrap_or(row);
    if (first_row, area.left) != (row, column) {
        return None;
    }
    let row_span = u32::try_from(kept.range(area.top..=area.bottom).count()).unwrap_or(u32::MAX);
    let paragraph = Paragraph {
        text,
        ..Paragraph::default()
    };
    let column_span = (area.right - area.left).saturating_add(1);
    Some(Cell {
        column,
        column_span,
        row_span,
        blocks: vec![Block::Paragraph(paragraph)],
    })
}
