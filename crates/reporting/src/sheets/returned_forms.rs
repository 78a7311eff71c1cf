//! 填报情况 — who filled in the return forms, and what they say about delegates.

use domain::return_form::{Delegates, ReturnForm};
use domain::submission::Standing;

use super::{count_delegates, forms, society_columns};
use crate::labels;
use crate::table::{Cell, Column, Row, Sheet, Tone};
use crate::view::View;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::short("填表人", 16),
        Column::code("联系方式", 30),
        Column::short("代表人数", 10),
        Column::short("代表填报", 12).toned(&[("零报告", Tone::Nil), ("未填写", Tone::Incomplete)]),
        Column::long("零报告项目", 30),
        Column::short("来件号", 9),
        Column::short("收到时间", 18),
        Column::short("版本", 8).toned(&[("已替代", Tone::Nothing)]),
    ]);
    let rows = forms(view, Standing::Current)
        .into_iter()
        .chain(forms(view, Standing::Superseded))
        .zip(1..)
        .map(|(form, number)| row(view, number, form))
        .collect();
    Sheet::new("填报情况", "统计表填报情况", columns, rows)
}

fn row<'v>(view: &View<'v>, number: usize, form: &'v ReturnForm) -> Row<'v> {
    let (count, answer) = match &form.delegates {
        Delegates::Persons(persons) => (Cell::count(persons.len()), Cell::text("已填报")),
        Delegates::Nil => (Cell::Number(0), Cell::text("零报告")),
        Delegates::NotAnswered => match form.delegates_from {
            Some(arrival) => (
                Cell::count(count_delegates(view, form)),
                Cell::text(format!("沿用来件{arrival}")),
            ),
            None => (Cell::Blank, Cell::text("未填写")),
        },
    };
    let nil: Vec<&str> = form.nil_items.iter().map(|item| view.item_title(item)).collect();
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&form.society));
    cells.extend([
        Cell::optional(form.filled_by.as_deref()),
        Cell::optional(form.contact.as_deref()),
        count,
        answer,
        Cell::text(nil.join("\n")),
        Cell::arrival(form.arrival),
        view.received_cell(form.arrival),
        Cell::text(labels::standing(form.standing)),
    ]);
    Row::plain(cells).linked(9, view.original(form.arrival))
}
