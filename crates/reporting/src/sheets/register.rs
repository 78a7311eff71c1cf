//! 来件登记 — every arrival, in archive order, with what identifies its original.

use domain::arrival::Arrival;
use domain::ledger::ArrivalRecord;

use super::reasons;
use crate::labels;
use crate::table::{Cell, Column, Row, Sheet, Tone};
use crate::view::View;

pub(super) fn sheet(view: &View<'_>) -> Sheet {
    let columns = vec![
        Column::short("来件号", 9),
        Column::short("渠道", 10),
        Column::short("收到时间", 18),
        Column::short("收到时间依据", 14),
        Column::short("邮箱", 14),
        Column::long("发件人", 22),
        Column::long("主题", 30),
        Column::short("核验结果", 12),
        Column::long("学会", 26),
        Column::long("原因", 40),
        Column::code("SHA-256", 34),
        Column::short("大小（字节）", 14),
    ];
    let rows = view
        .ledger
        .arrivals
        .iter()
        .map(|record| row(view, record))
        .collect();
    Sheet::new("来件登记", "来件登记簿".to_owned(), columns, rows)
}

fn row(view: &View<'_>, record: &ArrivalRecord) -> Row {
    let arrival = &record.arrival;
    let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
    let society = verdict.and_then(|verdict| verdict.society());
    let basis = arrival
        .received
        .map_or("缺少可信时间", |received| labels::basis(received.by));
    Row::plain(vec![
        Cell::arrival(arrival.id),
        Cell::text(labels::door(arrival.door)),
        received_cell(view, arrival),
        Cell::text(basis),
        Cell::lines(&mailboxes(arrival)),
        Cell::optional(arrival.sender.as_deref()),
        Cell::text(&arrival.subject),
        verdict.map_or_else(
            || Cell::State(Tone::Incomplete, "待核验".to_owned()),
            |verdict| Cell::text(verdict.label()),
        ),
        society.map_or(Cell::Blank, |code| Cell::Text(view.society_line(code))),
        Cell::Text(reasons(record)),
        Cell::text(&arrival.original),
        Cell::Number(arrival.bytes),
    ])
}

pub(super) fn mailboxes(arrival: &Arrival) -> Vec<String> {
    arrival.mailboxes.iter().map(ToString::to_string).collect()
}

pub(super) fn received_cell(view: &View<'_>, arrival: &Arrival) -> Cell {
    arrival.received.map_or_else(
        || Cell::text("未能确定"),
        |received| view.moment_cell(received.at),
    )
}
