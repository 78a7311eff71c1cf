//! 附件目录 — every file that belongs to a piece, with a link to it where the workbook is part of an archive.

use domain::submission::{Attachment, Standing, Submission};

use super::society_columns;
use crate::labels;
use crate::table::{Cell, Column, Row, Rows, Sheet, Tone};
use crate::view::View;

/// Places of 文件名 and 来件号.
const NAME: u16 = 8;
const ARRIVAL: u16 = 12;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::long("征集项", 18),
        Column::short("姓名", 9),
        Column::long("题目", 20),
        Column::short("类型", 8),
        Column::long("文件名", 30),
        Column::short("大小（字节）", 13),
        Column::code("SHA-256", 34),
        Column::short("版本", 7).toned(&[
            ("已替代", Tone::Nothing),
            ("已退回", Tone::Nothing),
            ("已撤回", Tone::Nothing),
        ]),
        Column::short("来件号", 8),
        Column::short("收到时间", 18),
    ]);
    let mut sheet = Sheet::new("附件目录", "附件目录", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let pieces = [Standing::Current, Standing::Superseded].into_iter();
        let pieces = pieces.flat_map(move |standing| view.pieces(standing));
        let files = pieces.flat_map(|piece| piece.attachments.iter().map(move |file| (piece, file)));
        files
            .zip(1..)
            .map(|((piece, file), number)| row(view, number, piece, file))
    });
    sheet.notes.push(
        "说明：在归档包内打开本表时，点击文件名或来件号可打开对应文件；单独使用本表时，按SHA-256查找原件。"
            .to_owned(),
    );
    sheet.frozen_columns = 3;
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, piece: &'v Submission, file: &'v Attachment) -> Row<'v> {
    let arrivals = std::iter::once(piece.id.arrival).chain(piece.completed_by);
    let found = arrivals
        .clone()
        .find_map(|arrival| Some((arrival, view.file(arrival, &file.sha256)?)));
    // What the archive does not say is in the arrival that brought the text, unless a later one completed it.
    let arrival = found.map_or(piece.id.arrival, |(arrival, _)| arrival);
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&piece.society));
    cells.extend([
        Cell::text(view.item_title(&piece.item)),
        piece
            .person
            .as_ref()
            .map_or(Cell::Blank, |person| Cell::text(&person.name)),
        Cell::optional(piece.title.as_deref()),
        Cell::text(labels::attachment(file.kind)),
        Cell::text(&file.name),
        Cell::Number(file.bytes),
        Cell::text(&file.sha256),
        Cell::text(version(piece)),
        Cell::arrival(arrival),
        view.received_cell(arrival),
    ]);
    Row::plain(cells)
        .linked(NAME, found.map(|(_, path)| path))
        .linked(ARRIVAL, view.original(arrival))
}

/// Whether the file counts: a current version that was sent back or withdrawn does not.
fn version(piece: &Submission) -> &'static str {
    match piece.standing {
        Standing::Current if !piece.status.counts() => labels::status(piece.status),
        standing => labels::standing(standing),
    }
}
