//! Texts over several columns: below one wide head, or below 感悟（上） and 感悟（下）.

use std::borrow::Cow;
use std::ops::Range;

use domain::text::match_key;

use super::{Column, column};
use crate::document::{Cell, Row};
use crate::interpret::labels::Titles;
use crate::interpret::lines::joined;

/// What stands behind a head that goes on in the next column.
const PARTS: [&str; 10] = ["上", "中", "下", "一", "二", "三", "续", "1", "2", "3"];

/// The rows, with the cells below every text that takes several columns made one; `head` is the row of heads.
pub(super) fn whole_texts<'r>(rows: &'r [Row], head: usize, items: &Titles<'_>) -> Cow<'r, [Row]> {
    let ranges = ranges(rows, head, items);
    if ranges.is_empty() {
        return Cow::Borrowed(rows);
    }
    let row = |(at, row): (usize, &Row)| {
        if at < head {
            row.clone()
        } else {
            one_cell_each(row, &ranges, at == head)
        }
    };
    Cow::Owned(rows.iter().enumerate().map(row).collect())
}

fn ranges(rows: &[Row], head: usize, items: &Titles<'_>) -> Vec<Range<u32>> {
    let Some(heads) = rows.get(head).map(|row| row.cells.as_slice()) else {
        return Vec::new();
    };
    let mut ranges: Vec<Range<u32>> = Vec::new();
    let mut last: Option<(String, usize)> = None;
    for cell in heads {
        let text = joined(cell);
        let base = matches!(column(&text, items), Some(Column::Text(_))).then(|| part_of(&text));
        let end = cell.column.saturating_add(cell.column_span.max(1));
        match (base.flatten(), &last) {
            (Some(base), Some((known, at))) if base == *known => {
                if let Some(range) = ranges.get_mut(*at) {
                    range.end = end;
                }
            }
            (base, _) => {
                last = base.map(|base| (base, ranges.len()));
                let text = matches!(column(&text, items), Some(Column::Text(_)));
                if text {
                    ranges.push(cell.column..end);
                }
            }
        }
    }
    let below = rows.get(head + 1).map_or(&[][..], |row| row.cells.as_slice());
    let headed = |range: &Range<u32>| {
        let mut cells = below.iter().filter(|cell| range.contains(&cell.column));
        cells.any(|cell| column(&joined(cell), items).is_some())
    };
    ranges.retain(|range| range.len() > 1 && !headed(range));
    ranges
}

/// 感悟 of 感悟（上）.
fn part_of(head: &str) -> Option<String> {
    let key = match_key(head);
    let (base, part) = key.strip_suffix(')')?.rsplit_once('(')?;
    PARTS.contains(&part).then(|| base.to_owned())
}

fn one_cell_each(row: &Row, ranges: &[Range<u32>], head: bool) -> Row {
    let mut cells: Vec<Cell> = Vec::with_capacity(row.cells.len());
    for cell in &row.cells {
        let range = ranges.iter().find(|range| range.contains(&cell.column));
        match (range, cells.last_mut()) {
            (Some(range), Some(first)) if range.contains(&first.column) => {
                if !head {
                    first.blocks.extend(cell.blocks.iter().cloned());
                }
                first.column_span = first.column_span.saturating_add(cell.column_span.max(1));
            }
            (_, _) => cells.push(cell.clone()),
        }
    }
    Row { cells }
}
