//! Words in a grid → table, and tables that go on over pages.

use super::flow::{self, Measure, TextLine};
use super::grid::{Grid, Region};
use super::words::Word;
use crate::document::{Cell, Row, Table, lines_of};
use crate::read::limits::{Allowance, Refusal};

/// Edges nearer than this are the same on both pages, in points.
const SAME: f64 = 6.0;
/// Widest distance of a cell's text from its edge, in points; Word's own is 5.4.
const PADDING: f64 = 8.0;

/// A table with its words, before lines are joined to paragraphs.
pub(super) struct Draft {
    pub(super) last_page: usize,
    columns: Vec<f64>,
    rows: usize,
    cells: Vec<DraftCell>,
}

struct DraftCell {
    place: Region,
    left: f64,
    right: f64,
    lines: Vec<TextLine>,
}

impl Draft {
    /// Fills a grid; `words` are those inside it.
    pub(super) fn new(
        grid: &Grid,
        words: Vec<Word>,
        page: usize,
        allowance: &mut Allowance<'_>,
    ) -> Result<Self, Refusal> {
        allowance.spend_cells(grid.cells.len())?;
        let mut texts: Vec<Vec<Word>> = grid.cells.iter().map(|_| Vec::new()).collect();
        for word in words {
            if let Some(text) = grid.cell_at(word.middle()).and_then(|cell| texts.get_mut(cell)) {
                text.push(word);
            }
        }
        let edge = |index: usize| grid.columns.get(index).copied().unwrap_or_default();
        let cells = grid.cells.iter().zip(texts).map(|(place, words)| DraftCell {
            place: *place,
            left: edge(place.column),
            right: edge(place.column + place.columns),
            lines: flow::lines(words, page),
        });
        Ok(Self {
            last_page: page,
            rows: grid.rows.len().saturating_sub(1),
            cells: cells.collect(),
            columns: grid.columns.clone(),
        })
    }

    /// Whether a table at the top of the next page may be the rest of this one: it is as wide.
    pub(super) fn is_continued_by(&self, next: &Self) -> bool {
        let near = |one: Option<&f64>, other: Option<&f64>| {
            one.zip(other)
                .is_some_and(|(one, other)| (one - other).abs() < SAME)
        };
        next.last_page == self.last_page + 1
            && near(self.columns.first(), next.columns.first())
            && near(self.columns.last(), next.columns.last())
    }

    /// Adds the rest of the table from the next page.
    pub(super) fn append(&mut self, mut next: Self) {
        if self.heads_again(&next) {
            next.cells.retain(|cell| cell.place.row > 0);
            for cell in &mut next.cells {
                cell.place.row -= 1;
            }
            next.rows = next.rows.saturating_sub(1);
        }
        self.share_columns(&mut next);
        let split = self.row_goes_on(&next);
        let base = self.rows - usize::from(split);
        for mut cell in next.cells {
            cell.place.row += base;
            let goes_on =
                cell.place.row < self.rows || (cell.lines.is_empty() && cell.place.row == self.rows);
            if goes_on && let Some(above) = self.above(cell.place) {
                let rows = (cell.place.row + cell.place.rows).saturating_sub(above.place.row);
                above.place.rows = above.place.rows.max(rows);
                above.lines.extend(cell.lines);
            } else {
                self.cells.push(cell);
            }
        }
        self.rows = base + next.rows;
        self.last_page = next.last_page;
    }

    /// Whether the first row there is the heading repeated on every page.
    fn heads_again(&self, next: &Self) -> bool {
        let head = |draft: &Self| -> Vec<String> {
            let cells = draft.cells.iter().filter(|cell| cell.place.row == 0);
            cells
                .flat_map(|cell| cell.lines.iter().map(|line| line.text.clone()))
                .collect()
        };
        let (here, there) = (head(self), head(next));
        !here.is_empty() && here == there && next.rows > 1
    }

    /// Whether the first row there is the rest of the last row here: its label stands here only.
    fn row_goes_on(&self, next: &Self) -> bool {
        let first = next.cells.iter().filter(|cell| cell.place.row == 0);
        let Some(label) = first.min_by_key(|cell| cell.place.column) else {
            return false;
        };
        let above = self.cells.iter().find(|cell| {
            cell.place.column == label.place.column && cell.place.row + cell.place.rows == self.rows
        });
        label.lines.is_empty()
            && above.is_some_and(|above| !above.lines.is_empty() && above.place.row + 1 == self.rows)
            && next.cells.iter().filter(|cell| cell.place.row == 0).all(|cell| {
                self.cells
                    .iter()
                    .any(|above| is_above(above, cell.place, self.rows))
            })
    }

    fn above(&mut self, place: Region) -> Option<&mut DraftCell> {
        let rows = self.rows;
        self.cells.iter_mut().find(|above| is_above(above, place, rows))
    }

    /// Counts the columns of both parts by all edges of either.
    fn share_columns(&mut self, next: &mut Self) {
        let mut edges = [self.columns.as_slice(), next.columns.as_slice()].concat();
        edges.sort_by(f64::total_cmp);
        edges.dedup_by(|one, other| (*one - *other).abs() < SAME);
        for draft in [self, next] {
            for cell in &mut draft.cells {
                let (first, last) = (nearest(&edges, cell.left), nearest(&edges, cell.right));
                cell.place.column = first;
                cell.place.columns = last.saturating_sub(first).max(1);
            }
            draft.columns.clone_from(&edges);
        }
    }

    pub(super) fn finish(mut self) -> Table {
        self.cells.sort_by_key(|cell| (cell.place.row, cell.place.column));
        let mut rows: Vec<Row> = (0..self.rows).map(|_| Row::default()).collect();
        for cell in self.cells {
            if let Some(row) = rows.get_mut(cell.place.row) {
                row.cells.push(cell.finish());
            }
        }
        Table {
            rows,
            ..Table::default()
        }
    }
}

impl DraftCell {
    fn finish(self) -> Cell {
        let text_left = self
            .lines
            .iter()
            .map(|line| line.left)
            .fold(f64::INFINITY, f64::min);
        let text_right = self
            .lines
            .iter()
            .map(|line| line.right)
            .fold(f64::NEG_INFINITY, f64::max);
        let padding = (text_left - self.left).clamp(1.0, PADDING);
        let measure = Measure {
            left: text_left,
            right: text_right.max(self.right - padding),
            middle: None,
            em: None,
        };
        let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Cell {
            column: count(self.place.column),
            column_span: count(self.place.columns),
            row_span: count(self.place.rows),
            blocks: flow::paragraphs(&self.lines, measure),
        }
    }
}

/// Whether a cell reaches the last of `rows` rows at the same columns.
fn is_above(above: &DraftCell, place: Region, rows: usize) -> bool {
    above.place.column == place.column
        && above.place.columns == place.columns
        && above.place.row + above.place.rows == rows
}

fn nearest(edges: &[f64], at: f64) -> usize {
    let distance = |index: &usize| edges.get(*index).map_or(f64::INFINITY, |edge| (edge - at).abs());
    (0..edges.len())
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))
        .unwrap_or_default()
}

/// Whether a table says anything.
pub(super) fn has_text(table: &Table) -> bool {
    let mut cells = table.rows.iter().flat_map(|row| &row.cells);
    cells.any(|cell| lines_of(&cell.blocks).iter().any(|line| !line.trim().is_empty()))
}
