//! Names of columns in two rows, and columns of those who send.

use super::{Column, column};
use crate::document::{Cell, Row};
use crate::interpret::labels::Titles;
use crate::interpret::lines::joined;

/// Columns whose head begins in a row above the head and reaches down into it: the names of columns in two rows.
pub(super) fn heads_from_above(rows: &[Row], head: usize, items: &Titles<'_>) -> Vec<(u32, Column)> {
    let reaching = rows.iter().take(head).enumerate().flat_map(|(at, row)| {
        let reaches = move |cell: &&Cell| cell.row_span as usize > head - at;
        row.cells.iter().filter(reaches)
    });
    reaching
        .filter_map(|cell| Some((cell.column, column(&joined(cell), items)?)))
        .collect()
}

/// Who is meant where no column is called 姓名.
const SENDERS: [&str; 12] = [
    "理事姓名",
    "会员姓名",
    "代表姓名",
    "人员姓名",
    "报送人",
    "参与人",
    "署名",
    "人员",
    "理事",
    "会员",
    "提交人",
    "建议人",
];

/// 报送人 names the persons where there is no column 姓名.
pub(super) fn with_senders(row: &Row, columns: &mut Vec<(u32, Column)>) {
    if columns.iter().any(|(_, column)| *column == Column::Name) {
        return;
    }
    let mut cells = row.cells.iter();
    if let Some(cell) = cells.find(|cell| SENDERS.contains(&joined(cell).as_ref())) {
        columns.retain(|(column, _)| *column != cell.column);
        columns.push((cell.column, Column::Name));
    }
}
