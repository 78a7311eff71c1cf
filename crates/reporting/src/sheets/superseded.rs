//! 历次版本 — pieces that a later version replaced, and those of items that the notice no longer has, so that nothing
//! that was sent is missing from the workbook.

use domain::submission::{Standing, Submission};

use super::item::{REMARKS, piece_columns, row};
use super::society_columns;
use crate::labels;
use crate::table::{Cell, Column, Row, Rows, Sheet, Tone};
use crate::view::View;

/// Place of 征集项, and of 来件号 behind it.
const ITEM: usize = 4;
const ARRIVAL: u16 = 21;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::long("征集项", 14),
        Column::short("版本", 7).toned(&[("已替代", Tone::Nothing)]),
    ]);
    columns.extend(piece_columns());
    let mut sheet = Sheet::new("历次版本", "历次版本材料", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let current = view.pieces(Standing::Current);
        let unknown = current.filter(|piece| view.ledger.notice.item(&piece.item).is_none());
        let pieces = view.pieces(Standing::Superseded).chain(unknown);
        pieces.zip(1..).map(|(piece, number)| line(view, number, piece))
    });
    sheet.notes.push(
        "说明：已由后来版本替代的材料、征集项已从通知中删去的材料列于此表备查，不计入各项统计；打印范围至“备注”列，其后各列供电子查阅。".to_owned(),
    );
    sheet.frozen_columns = 3;
    sheet.remarks = Some(REMARKS + 2);
    sheet.printed_columns = u16::try_from(REMARKS + 3).ok();
    sheet
}

fn line<'v>(view: &View<'v>, number: usize, piece: &'v Submission) -> Row<'v> {
    let mut row = row(view, number, piece);
    let inserted = [
        Cell::text(view.item_title(&piece.item)),
        Cell::text(labels::standing(piece.standing)),
    ];
    row.cells.splice(ITEM..ITEM, inserted);
    row.linked(ARRIVAL, view.original(piece.id.arrival))
}
