//! 迟报名单 — pieces that came after the deadline, and by how much.

use chrono::{DateTime, TimeDelta, Utc};
use domain::deadline::Timeliness;
use domain::submission::{Standing, Submission};

use super::{contact_cells, contact_columns, society_columns};
use crate::labels;
use crate::table::{Cell, Column, Row, Rows, Sheet};
use crate::view::View;

/// Place of 来件号.
const ARRIVAL: u16 = 11;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::long("征集项", 24),
        Column::short("姓名", 9),
        Column::long("题目", 24),
        Column::short("状态", 8),
        Column::short("截止时间", 18),
        Column::short("收到时间", 18),
        Column::short("迟报时长", 14),
        Column::short("来件号", 8),
    ]);
    columns.extend(contact_columns());
    let mut sheet = Sheet::new("迟报名单", "迟报名单", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let late = view.pieces(Standing::Current);
        let late = late.filter(|piece| piece.timeliness == Timeliness::Late).zip(1..);
        late.map(|(piece, number)| row(view, number, piece))
    });
    sheet.notes.push(
        "说明：按材料逐篇列出；所缺材料在截止后补齐的，以补齐时间为收到时间；经批准延期的学会以批准的时间为准，迟报时长按通知的截止时间计算。"
            .to_owned(),
    );
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, piece: &'v Submission) -> Row<'v> {
    let arrival = piece.completed_by.unwrap_or(piece.id.arrival);
    let received = view.received(arrival);
    let ends = received.and_then(|received| ends(view, piece, received));
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&piece.society));
    cells.extend([
        Cell::text(view.item_title(&piece.item)),
        piece
            .person
            .as_ref()
            .map_or(Cell::Blank, |person| Cell::text(&person.name)),
        Cell::optional(piece.title.as_deref()),
        Cell::text(labels::status(piece.status)),
        // The day that a notice names ends with its last second.
        ends.map_or(Cell::Blank, |ends| view.moment_cell(ends - TimeDelta::seconds(1))),
        view.received_cell(arrival),
        received
            .zip(ends)
            .and_then(|(received, ends)| lateness(received - ends))
            .map_or(Cell::Blank, Cell::text),
        Cell::arrival(arrival),
    ]);
    match view.society(&piece.society) {
        Some(society) => cells.extend(contact_cells(society)),
        None => cells.extend([Cell::Blank, Cell::Blank]),
    }
    Row::plain(cells).linked(ARRIVAL, view.original(arrival))
}

/// The end that holds for the society, grace included.
fn ends(view: &View<'_>, piece: &Submission, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let notice = &view.ledger.notice;
    let ends = notice.ends(notice.item(&piece.item)?, &piece.society, received)?;
    Some(ends + notice.grace)
}

/// How much later, rounded up to minutes.
fn lateness(by: TimeDelta) -> Option<String> {
    let minutes = (by.num_seconds() + 60) / 60;
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    match (days, hours) {
        _ if minutes <= 0 => None,
        (0, 0) => Some(format!("{minutes}分钟")),
        (0, hours) => Some(format!("{hours}小时{}分钟", minutes % 60)),
        (days, hours) => Some(format!("{days}天{hours}小时")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_is_late_by_a_minute_at_least() {
        let by = |seconds| lateness(TimeDelta::seconds(seconds));
        assert_eq!(by(-60), None);
        assert_eq!(by(0).as_deref(), Some("1分钟"));
        assert_eq!(by(59 * 60).as_deref(), Some("1小时0分钟"));
        assert_eq!(by(8 * 3600 + 60).as_deref(), Some("8小时2分钟"));
        assert_eq!(by(50 * 3600).as_deref(), Some("2天2小时"));
    }
}
