//! 填报情况 — who filled in the return forms, and what they say about delegates.

use domain::ids::ItemId;
use domain::return_form::{Delegates, ReturnForm};

use super::{current_forms, society_columns};
use crate::table::{Cell, Column, Row, Sheet, Tone};
use crate::view::View;

pub(super) fn sheet(view: &View<'_>) -> Sheet {
    let mut columns = society_columns();
    columns.extend([
        Column::short("填表人", 16),
        Column::code("联系方式", 30),
        Column::short("代表人数", 10),
        Column::short("代表填报", 12),
        Column::long("零报告项目", 30),
        Column::short("来件号", 9),
        Column::short("收到时间", 18),
    ]);
    let rows = current_forms(view)
        .into_iter()
        .zip(1..)
        .map(|(form, number)| row(view, number, form))
        .collect();
    Sheet::new("填报情况", "统计表填报情况".to_owned(), columns, rows)
}

fn row(view: &View<'_>, number: usize, form: &ReturnForm) -> Row {
    let (count, answer) = match &form.delegates {
        Delegates::Persons(persons) => (Cell::count(persons.len()), Cell::text("已填报")),
        Delegates::Nil => (Cell::Number(0), Cell::State(Tone::Nil, "零报告".to_owned())),
        Delegates::NotAnswered => (Cell::Blank, Cell::State(Tone::Incomplete, "未填写".to_owned())),
    };
    let nil: Vec<String> = form.nil_items.iter().map(|item| title(view, item)).collect();
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&form.society));
    cells.extend([
        Cell::optional(form.filled_by.as_deref()),
        Cell::optional(form.contact.as_deref()),
        count,
        answer,
        Cell::lines(&nil),
        Cell::arrival(form.arrival),
        view.received_cell(form.arrival),
    ]);
    Row::plain(cells)
}

fn title(view: &View<'_>, item: &ItemId) -> String {
    let known = view.ledger.notice.item(item);
    known.map_or_else(|| item.to_string(), |item| item.title.clone())
}
