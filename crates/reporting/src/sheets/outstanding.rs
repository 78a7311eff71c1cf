//! 未报名单 — whom to call, and about what.

use domain::arrival::Arrival;
use domain::ledger::LedgerRow;
use domain::notice::CollectionItem;

use super::{contact_cells, contact_columns, society_columns};
use crate::table::{Cell, Column, Row, Sheet};
use crate::view::{View, society_cells};

const NOTE: &str = "说明：仅列应报项目，鼓励报送的项目不列入。";

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::long("欠报项目", 60),
        Column::short("欠报数", 9),
        Column::short("待核对来件", 12),
    ]);
    columns.extend(contact_columns());
    columns.extend([Column::long("邮箱", 24), Column::long("通话记录", 24)]);
    let answers = view.ledger.all_possible_answers();
    let rows = view
        .ledger
        .rows
        .iter()
        .map(|row| (row, owed(&view.ledger.notice.items, row)))
        .filter(|(_, owed)| !owed.is_empty())
        .zip(1..)
        .map(|((row, owed), number)| {
            let held = answers.get(&row.society.code).map_or(&[][..], Vec::as_slice);
            line(number, row, &owed, held)
        })
        .collect();
    let mut sheet = Sheet::new("未报名单", "未报名单", columns, rows);
    sheet.notes.push(NOTE.to_owned());
    sheet
}

/// Owed items with the reason, in the notice's order.
fn owed(items: &[CollectionItem], row: &LedgerRow) -> Vec<String> {
    let states = items.iter().zip(&row.states);
    states
        .filter(|(item, state)| state.owes(item))
        .map(|(item, state)| format!("{}（{}）", item.title, state.label()))
        .collect()
}

/// What is held and may be the society's answer is named, so that nobody is pressed for what has come.
fn line<'v>(number: usize, row: &'v LedgerRow, owed: &[String], held: &[&Arrival]) -> Row<'v> {
    let held: Vec<String> = held.iter().map(|arrival| arrival.id.to_string()).collect();
    let mut cells = vec![Cell::count(number)];
    cells.extend(society_cells(&row.society));
    cells.extend([
        Cell::text(owed.join("\n")),
        Cell::count(owed.len()),
        Cell::text(held.join("\n")),
    ]);
    cells.extend(contact_cells(&row.society));
    cells.extend([Cell::lines(&row.society.addresses), Cell::Blank]);
    Row::plain(cells)
}
