//! 待人工核对 — arrivals of which nothing counts until a person has looked; 来信 — those that bring no return.

use domain::ledger::ArrivalRecord;
use domain::verdict::{HeldAs, Judgement, Verdict};

use super::reasons;
use super::register::{mailboxes, received_cell};
use crate::table::{Cell, Column, Row, Sheet};
use crate::view::View;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut sheet = list(view, HeldAs::PossibleReturn, "待人工核对", "待人工核对来件");
    let arrivals = &view.ledger.arrivals;
    let waiting = arrivals
        .iter()
        .filter(|record| record.judgement.is_none())
        .count();
    if waiting > 0 {
        sheet
            .notes
            .push(format!("说明：另有{waiting}件来件尚未核验，见“来件登记”。"));
    }
    sheet
}

/// Questions, thanks and advertisements.
pub(super) fn correspondence<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut sheet = list(view, HeldAs::Correspondence, "来信", "不含报送材料的来信");
    sheet
        .notes
        .push("说明：来信为咨询、答谢或广告，不计入报送，也不影响催报。".to_owned());
    sheet
}

fn list<'v>(view: &'v View<'_>, held_as: HeldAs, name: &'static str, title: &str) -> Sheet<'v> {
    let columns = vec![
        Column::short("来件号", 9),
        Column::short("收到时间", 18),
        Column::short("邮箱", 16),
        Column::long("主题", 36),
        Column::long("发件人", 28),
        Column::long("原因", 56),
        Column::long("可能的学会", 32),
    ];
    let is_listed = |record: &&ArrivalRecord| {
        let judgement = record.judgement.as_ref();
        judgement.and_then(Judgement::held_as) == Some(held_as)
    };
    let rows = view
        .ledger
        .arrivals
        .iter()
        .filter(is_listed)
        .filter_map(|record| row(view, record))
        .collect();
    Sheet::new(name, title, columns, rows)
}

fn row<'v>(view: &View<'v>, record: &'v ArrivalRecord) -> Option<Row<'v>> {
    let Verdict::Held {
        society, suggestions, ..
    } = &record.judgement.as_ref()?.verdict
    else {
        return None;
    };
    let certain = society.iter().map(|code| view.society_line(code));
    let possible = suggestions
        .iter()
        .filter(|code| Some(*code) != society.as_ref())
        .map(|code| view.society_line(code));
    let societies: Vec<String> = certain.chain(possible).collect();
    let arrival = &record.arrival;
    let row = Row::plain(vec![
        Cell::arrival(arrival.id),
        received_cell(view, arrival),
        Cell::text(mailboxes(arrival)),
        Cell::text(&arrival.subject),
        Cell::optional(arrival.sender.as_deref()),
        Cell::text(reasons(record.judgement.as_ref())),
        Cell::text(societies.join("\n")),
    ]);
    Some(row.linked(0, view.original(arrival.id)))
}
