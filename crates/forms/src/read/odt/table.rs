//! Tables with merged cells resolved.

use std::collections::BTreeMap;

use super::body::{Story, number};
use crate::document::{Block, Cell, Row, Table, lines_of};
use crate::read::limits::Refusal;
use crate::read::xml::Node;

/// Far more than a text can show; more is nonsense and must not overflow.
const COLUMN_CAP: u32 = 10_000;

/// A table while it is read.
#[derive(Default)]
struct Grid {
    table: Table,
    /// Merged cells by the column where they begin: row and place in it.
    merged: BTreeMap<u32, (usize, usize)>,
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
                "table:table-row" => {
                    for _ in 0..number(node, "table:number-rows-repeated").unwrap_or(1).max(1) {
                        self.row(node, grid)?;
                    }
                }
                "table:table-rows" | "table:table-header-rows" | "table:table-row-group" => {
                    self.rows(node, grid)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, node: Node<'_>, grid: &mut Grid) -> Result<(), Refusal> {
        // A row counts as a cell, so that rows without any have an end.
        self.allowance.spend_cells(1)?;
        let mut row = Row::default();
        let mut column: u32 = 0;
        for cell in node.children() {
            let is_covered = match cell.name() {
                "table:table-cell" => false,
                "table:covered-table-cell" => true,
                _ => continue,
            };
            for _ in 0..number(cell, "table:number-columns-repeated").unwrap_or(1).max(1) {
                self.allowance.spend_cells(1)?;
                let blocks = self.blocks(cell)?;
                if is_covered {
                    grid.append(column, &mut row, blocks);
                } else {
                    grid.put(column, &mut row, cell, blocks);
                }
                column = column.saturating_add(1);
            }
        }
        grid.table.rows.push(row);
        Ok(())
    }
}

impl Grid {
    fn put(&mut self, column: u32, row: &mut Row, node: Node<'_>, blocks: Vec<Block>) {
        let span = |name| number(node, name).unwrap_or(1).clamp(1, COLUMN_CAP);
        let column_span = span("table:number-columns-spanned");
        let row_span = span("table:number-rows-spanned");
        if column_span > 1 || row_span > 1 {
            self.merged
                .insert(column, (self.table.rows.len(), row.cells.len()));
        }
        row.cells.push(Cell {
            column,
            column_span,
            row_span,
            blocks,
        });
    }

    /// What stands in a covered cell is hidden but kept by programs: it is not to be lost.
    fn append(&mut self, column: u32, row: &mut Row, blocks: Vec<Block>) {
        if lines_of(&blocks).iter().all(|line| line.trim().is_empty()) {
            return;
        }
        let place = self.merged.range(..=column).next_back().map(|(_, place)| *place);
        let here = self.table.rows.len();
        let cell = place.and_then(|(line, place)| {
            let of = if line == here {
                &mut *row
            } else {
                self.table.rows.get_mut(line)?
            };
            of.cells.get_mut(place)
        });
        match cell {
            Some(cell) => cell.blocks.extend(blocks),
            None => row.cells.push(Cell {
                column,
                column_span: 1,
                row_span: 1,
                blocks,
            }),
        }
    }
}
