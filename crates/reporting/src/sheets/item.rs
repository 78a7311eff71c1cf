//! One sheet per item: every piece that counts, one per row.

use domain::notice::CollectionItem;
use domain::person::Person;
use domain::submission::{Attachment, AttachmentKind, Standing, Submission};

use super::society_columns;
use crate::labels;
use crate::layout::exceeds_row;
use crate::table::{Cell, Column, Name, Row, Rows, Sheet, Tone};
use crate::view::View;

/// Width of 正文, in digits.
const TEXT: u16 = 60;
/// Places of 备注, the last column that is printed, and of 来件号.
pub(super) const REMARKS: usize = 17;
const ARRIVAL: u16 = 19;
const NOTE: &str = "说明：打印范围至“备注”列，其后各列供电子查阅；单元格行高有上限，打印时显示不全的正文在“备注”列注明，\
    全文见电子表格单元格；“版次”大于1的为更新后的版本。";

pub(super) fn sheet<'v>(view: &'v View<'_>, item: &'v CollectionItem) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend(piece_columns());
    Sheet {
        name: Name::From(item.title.clone()),
        title: format!("{}汇总表", item.title),
        notes: vec![NOTE.to_owned()],
        columns,
        sums: 0,
        rows: Rows::made(move || {
            let pieces = view.pieces(Standing::Current);
            let rows = pieces.filter(|piece| piece.item == item.id).zip(1..);
            rows.map(|(piece, number)| {
                let row = row(view, number, piece);
                row.linked(ARRIVAL, view.original(piece.id.arrival))
            })
        }),
        frozen_columns: 3,
        printed_columns: u16::try_from(REMARKS + 1).ok(),
        remarks: Some(REMARKS),
    }
}

/// The columns of a piece after those of its society.
pub(super) fn piece_columns() -> Vec<Column> {
    let yes = &[("是", Tone::Late)];
    let status = &[
        ("待补充", Tone::Incomplete),
        ("已退回", Tone::SentBack),
        ("已撤回", Tone::Nothing),
    ];
    vec![
        Column::short("姓名", 9),
        Column::long("单位", 12),
        Column::long("职务", 10),
        Column::long("身份", 9),
        Column::long("题目", 13),
        Column::short("字数", 6),
        Column::prose("正文", TEXT),
        Column::short("照片", 5),
        Column::short("视频", 5),
        Column::long("附件", 12),
        Column::short("状态", 7).toned(status),
        Column::short("是否\n迟报", 5).toned(yes),
        Column::short("采用", 5).toned(&[("是", Tone::Done)]),
        Column::long("备注", 14),
        Column::short("版次", 5),
        Column::short("来件号", 7),
        Column::short("收到时间", 18),
        // Wide, since they are not printed: they would make rows high that are.
        Column::long("来源文件", 36),
        Column::long("出处", 48),
    ]
}

/// A piece in one row.
pub(super) fn row<'v>(view: &View<'v>, number: usize, piece: &'v Submission) -> Row<'v> {
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&piece.society));
    cells.extend(person_cells(piece.person.as_ref()));
    let place = &piece.source.origin.place;
    cells.extend([
        Cell::optional(piece.title.as_deref()),
        Cell::figure(piece.characters),
        Cell::text(&piece.text),
        Cell::some(count(piece, AttachmentKind::Photo)),
        Cell::some(count(piece, AttachmentKind::Video)),
        Cell::text(attachments(&piece.attachments)),
        Cell::text(labels::status(piece.status)),
        Cell::text(labels::lateness(piece.timeliness)),
        if view.ledger.chosen.contains(&piece.id) {
            Cell::text("是")
        } else {
            Cell::Blank
        },
        Cell::Blank,
        Cell::figure(piece.revision),
        Cell::arrival(piece.id.arrival),
        view.received_cell(piece.id.arrival),
        Cell::text(labels::source(&piece.source)),
        place
            .as_ref()
            .map_or(Cell::Blank, |place| Cell::text(place.to_string())),
    ]);
    let mut row = Row::plain(cells);
    row.notes.extend(completion(view, piece));
    if exceeds_row(&piece.text, TEXT) {
        row.notes.push("正文打印显示不全。".to_owned());
    }
    row
}

/// How many attachments of a kind a piece has.
pub(crate) fn count(piece: &Submission, kind: AttachmentKind) -> usize {
    piece.attachments.iter().filter(|file| file.kind == kind).count()
}

/// 姓名, 单位, 职务, 身份; empty for a piece of the society as a whole.
pub(super) fn person_cells(person: Option<&Person>) -> [Cell<'_>; 4] {
    match person {
        Some(person) => [
            Cell::text(&person.name),
            Cell::optional(person.affiliation.as_deref()),
            Cell::list(&person.positions),
            Cell::list(&person.tags),
        ],
        None => [Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank],
    }
}

pub(crate) fn attachments(attachments: &[Attachment]) -> String {
    let line = |file: &Attachment| format!("{}：{}", labels::attachment(file.kind), file.name);
    attachments.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn completion(view: &View<'_>, piece: &Submission) -> Option<String> {
    let arrival = piece.completed_by.filter(|by| *by != piece.id.arrival)?;
    Some(match view.received(arrival) {
        Some(at) => format!(
            "所缺材料由来件{arrival}补充（{}）。",
            view.local(at).format("%m-%d %H:%M")
        ),
        None => format!("所缺材料由来件{arrival}补充。"),
    })
}
