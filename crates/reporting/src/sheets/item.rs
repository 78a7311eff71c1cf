//! One sheet per item: every piece that counts, one per row.

use domain::notice::CollectionItem;
use domain::person::Person;
use domain::submission::{Attachment, Standing, Submission};

use super::society_columns;
use crate::labels;
use crate::layout::exceeds_row;
use crate::table::{Cell, Column, Name, Row, Sheet};
use crate::view::View;

/// Width of 正文, in digits.
const TEXT: u16 = 60;
const NOTE: &str = "说明：“版次”大于1的为更新后的版本；单元格行高有上限，打印时显示不全的正文在“备注”列注明，全文见电子表格单元格。";

pub(super) fn sheet(view: &View<'_>, item: &CollectionItem) -> Sheet {
    let mut columns = society_columns();
    columns.extend([
        Column::short("姓名", 9),
        Column::long("单位", 12),
        Column::long("职务", 11),
        Column::long("身份", 10),
        Column::long("题目", 15),
        Column::short("字数", 8),
        Column::long("正文", TEXT),
        Column::long("附件", 12),
        Column::short("状态", 7),
        Column::short("是否迟报", 6),
        Column::short("版次", 5),
        Column::short("收到时间", 18),
        Column::long("来源文件", 12),
    ]);
    let rows = pieces(view, item)
        .into_iter()
        .zip(1..)
        .map(|(piece, number)| row(view, number, piece))
        .collect();
    Sheet {
        name: Name::From(item.title.clone()),
        title: format!("{}汇总表", item.title),
        notes: vec![NOTE.to_owned()],
        columns,
        summary: Vec::new(),
        rows,
        frozen_columns: 3,
    }
}

/// Current pieces in roster order; those of a society that left the roster come last, never nowhere.
fn pieces<'a>(view: &View<'a>, item: &CollectionItem) -> Vec<&'a Submission> {
    let mut pieces: Vec<_> = view
        .ledger
        .submissions
        .iter()
        .filter(|piece| piece.item == item.id && piece.standing == Standing::Current)
        .collect();
    pieces.sort_by_key(|piece| view.place(&piece.society));
    pieces
}

fn row(view: &View<'_>, number: usize, piece: &Submission) -> Row {
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&piece.society));
    cells.extend(person_cells(piece.person.as_ref()));
    cells.extend([
        Cell::optional(piece.title.as_deref()),
        Cell::Number(u64::from(piece.characters)),
        Cell::text(&piece.text),
        Cell::Text(attachments(&piece.attachments)),
        Cell::text(labels::status(piece.status)),
        Cell::text(labels::lateness(piece.timeliness)),
        Cell::Number(u64::from(piece.revision)),
        view.received_cell(piece.id.arrival),
        Cell::Text(labels::source(&piece.source)),
    ]);
    let mut row = Row::plain(cells);
    row.notes.extend(completion(view, piece));
    if exceeds_row(&piece.text, TEXT) {
        row.notes.push("正文打印显示不全。".to_owned());
    }
    row
}

/// 姓名, 单位, 职务, 身份; empty for a piece of the society as a whole.
pub(super) fn person_cells(person: Option<&Person>) -> [Cell; 4] {
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

fn attachments(attachments: &[Attachment]) -> String {
    let line = |file: &Attachment| format!("{}：{}", labels::attachment(file.kind), file.name);
    attachments.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn completion(view: &View<'_>, piece: &Submission) -> Option<String> {
    let arrival = piece.completed_by?;
    Some(match view.received(arrival) {
        Some(at) => format!(
            "所缺材料由来件{arrival}补充（{}）。",
            view.local(at).format("%m-%d %H:%M")
        ),
        None => format!("所缺材料由来件{arrival}补充。"),
    })
}
