//! Tables with merged cells resolved.

use std::collections::BTreeMap;

use super::body::{Story, choice, is_deleted};
use crate::document::{Block, Cell, Row, Table, lines_of};
use crate::read::limits::Refusal;
use crate::read::xml::Node;

/// Word allows 63 columns; more is nonsense and must not overflow.
const COLUMN_CAP: u32 = 10_000;

/// A table while it is read.
#[derive(Default)]
struct Grid {
    table: Table,
    /// Cells that a continuing cell in the next row would belong to: column → row and place in it.
    merges: BTreeMap<u32, (usize, usize)>,
}

/// A row while it is read.
#[derive(Default)]
struct Line {
    row: Row,
    column: u32,
    merges: BTreeMap<u32, (usize, usize)>,
}

impl Story<'_, '_, '_> {
    pub(super) fn table(&mut self, node: Node<'_>) -> Result<Table, Refusal> {
        let mut grid = Grid::default();
        self.rows(node, &mut grid)?;
        Ok(grid.table)
    }

    fn rows(&mut self, container: Node<'_>, grid: &mut Grid) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "w:tr" => self.row(node, grid)?,
                "w:ins" | "w:moveTo" | "w:customXml" => self.rows(node, grid)?,
                "w:sdt" => self.inside_control(node, |story, content| story.rows(content, grid))?,
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(node) {
                        self.rows(choice, grid)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, node: Node<'_>, grid: &mut Grid) -> Result<(), Refusal> {
        let properties = node.child("w:trPr");
        if properties.is_some_and(is_deleted) {
            return Ok(());
        }
        let before = properties
            .and_then(|properties| number(properties, "w:gridBefore"))
            .unwrap_or(0);
        let mut line = Line {
            column: before.min(COLUMN_CAP),
            ..Line::default()
        };
        self.cells(node, grid, &mut line)?;
        grid.merges = line.merges;
        grid.table.rows.push(line.row);
        Ok(())
    }

    fn cells(&mut self, container: Node<'_>, grid: &mut Grid, line: &mut Line) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "w:tc" => self.cell(node, grid, line)?,
                "w:ins" | "w:moveTo" | "w:customXml" => self.cells(node, grid, line)?,
                "w:sdt" => self.inside_control(node, |story, content| story.cells(content, grid, line))?,
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(node) {
                        self.cells(choice, grid, line)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, node: Node<'_>, grid: &mut Grid, line: &mut Line) -> Result<(), Refusal> {
        self.allowance.spend_cells(1)?;
        let properties = node.child("w:tcPr");
        if properties.is_some_and(|properties| properties.child("w:cellDel").is_some()) {
            return Ok(());
        }
        let span = properties
            .and_then(|properties| number(properties, "w:gridSpan"))
            .unwrap_or(1);
        let span = span.clamp(1, COLUMN_CAP);
        let column = line.column;
        line.column = column.saturating_add(span);
        let blocks = self.blocks(node)?;
        let down = properties.and_then(|properties| merge(properties, "w:vMerge"));
        let across = properties.and_then(|properties| merge(properties, "w:hMerge"));
        if across == Some(Merge::Continue)
            && let Some(left) = line
                .row
                .cells
                .last_mut()
                .filter(|left| left.column + left.column_span == column)
        {
            left.column_span = left.column_span.saturating_add(span);
            append(left, blocks);
            return Ok(());
        }
        if down == Some(Merge::Continue)
            && let Some(&place) = grid.merges.get(&column)
            && let Some(above) = grid
                .table
                .rows
                .get_mut(place.0)
                .and_then(|row| row.cells.get_mut(place.1))
        {
            above.row_span = above.row_span.saturating_add(1);
            append(above, blocks);
            line.merges.insert(column, place);
            return Ok(());
        }
        if down.is_some() {
            line.merges
                .insert(column, (grid.table.rows.len(), line.row.cells.len()));
        }
        line.row.cells.push(Cell {
            column,
            column_span: span,
            row_span: 1,
            blocks,
        });
        Ok(())
    }
}

/// Word hides the text of a continuing cell but keeps it, and other programs show it: it is not to be lost.
fn append(cell: &mut Cell, blocks: Vec<Block>) {
    if lines_of(&blocks).iter().any(|line| !line.trim().is_empty()) {
        cell.blocks.extend(blocks);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    Restart,
    Continue,
}

/// Without a value the cell continues.
fn merge(properties: Node<'_>, name: &str) -> Option<Merge> {
    let node = properties.child(name)?;
    Some(if node.attribute("w:val") == Some("restart") {
        Merge::Restart
    } else {
        Merge::Continue
    })
}

fn number(properties: Node<'_>, name: &str) -> Option<u32> {
    properties.child(name)?.attribute("w:val")?.parse().ok()
}
