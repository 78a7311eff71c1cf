//! 来件登记 — every arrival, in archive order, with what identifies its original.

use domain::arrival::Arrival;
use domain::ids::MailboxName;
use domain::ledger::ArrivalRecord;

use super::reasons;
use crate::labels;
use crate::table::{Cell, Column, Row, Rows, Sheet, Tone};
use crate::view::View;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let columns = vec![
        Column::short("来件号", 9),
        Column::short("渠道", 10),
        Column::short("收到时间", 18),
        Column::short("收到时间\n依据", 12),
        Column::short("邮箱", 14),
        Column::long("发件人", 22),
        Column::long("主题", 26),
        Column::short("核验结果", 12).toned(&[
            ("待核验", Tone::Incomplete),
            ("待人工核对", Tone::Incomplete),
            ("重复", Tone::Nothing),
            ("不予登记", Tone::Nothing),
        ]),
        Column::long("学会", 20),
        Column::long("原因", 34),
        Column::code("SHA-256", 34),
        Column::short("大小（字节）", 14),
        // Wide, since they are not printed: they would make rows high that are.
        Column::long("邮件标识", 60),
        Column::long("存放位置", 60),
    ];
    let mut sheet = Sheet::new("来件登记", "来件登记簿", columns, Vec::new());
    sheet.rows = Rows::made(move || view.ledger.arrivals.iter().map(|record| row(view, record)));
    sheet.printed_columns = Some(12);
    sheet
        .notes
        .push("说明：“原因”列为本表生成时的情况，此后来件已补齐的不再列出；打印范围至“大小（字节）”列，其后各列供电子查阅。".to_owned());
    sheet
}

fn row<'v>(view: &View<'v>, record: &'v ArrivalRecord) -> Row<'v> {
    let arrival = &record.arrival;
    let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
    let standing = record
        .judgement
        .as_ref()
        .map(|judgement| view.standing(judgement));
    let society = verdict.and_then(|verdict| verdict.society());
    let basis = arrival
        .received
        .map_or("缺少可信时间", |received| labels::basis(received.by));
    Row::plain(vec![
        Cell::arrival(arrival.id),
        Cell::text(labels::door(arrival.door)),
        received_cell(view, arrival),
        Cell::text(basis),
        Cell::text(mailboxes(arrival)),
        Cell::optional(arrival.sender.as_deref()),
        Cell::text(&arrival.subject),
        Cell::text(verdict.map_or("待核验", |verdict| verdict.label())),
        society.map_or(Cell::Blank, |code| Cell::text(view.society_line(code))),
        Cell::text(reasons(standing.as_ref())),
        Cell::text(&arrival.original),
        Cell::Number(arrival.bytes),
        Cell::optional(arrival.message_id.as_deref()),
        Cell::lines(&arrival.files),
    ])
    .linked(0, view.original(arrival.id))
}

/// One below the other.
pub(super) fn mailboxes(arrival: &Arrival) -> String {
    let names: Vec<&str> = arrival.mailboxes.iter().map(MailboxName::as_str).collect();
    names.join("\n")
}

pub(super) fn received_cell(view: &View<'_>, arrival: &Arrival) -> Cell<'static> {
    arrival.received.map_or_else(
        || Cell::text("未能确定"),
        |received| view.moment_cell(received.at),
    )
}
