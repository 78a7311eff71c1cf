//! 零报告 — who says that there is nothing to report, and for what.

use domain::return_form::{Delegates, ReturnForm};
use domain::submission::Standing;

use super::{contact_cells, contact_columns, forms, society_columns};
use crate::table::{Cell, Column, Row, Sheet};
use crate::view::View;

/// Place of 来件号.
const ARRIVAL: u16 = 7;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::long("零报告内容", 40),
        Column::short("填表人", 12),
        Column::code("联系方式", 24),
        Column::short("来件号", 8),
        Column::short("收到时间", 18),
    ]);
    columns.extend(contact_columns());
    let said = forms(view, Standing::Current).into_iter();
    let said = said.flat_map(|form| {
        contents(view, form)
            .into_iter()
            .map(move |content| (form, content))
    });
    let rows = said
        .zip(1..)
        .map(|((form, content), number)| row(view, number, form, content))
        .collect();
    let mut sheet = Sheet::new("零报告", "零报告情况", columns, rows);
    sheet.notes.push(
        "说明：填写“无”“暂无”等明确表示没有的，为零报告；未填写的不算零报告，见“填报情况”。".to_owned(),
    );
    sheet
}

/// For what the form says that there is nothing.
fn contents<'v>(view: &View<'v>, form: &'v ReturnForm) -> Vec<&'v str> {
    let delegates = (form.delegates == Delegates::Nil).then_some("代表名单");
    let items = form.nil_items.iter().map(|item| view.item_title(item));
    delegates.into_iter().chain(items).collect()
}

fn row<'v>(view: &View<'v>, number: usize, form: &'v ReturnForm, content: &'v str) -> Row<'v> {
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&form.society));
    cells.extend([
        Cell::text(content),
        Cell::optional(form.filled_by.as_deref()),
        Cell::optional(form.contact.as_deref()),
        Cell::arrival(form.arrival),
        view.received_cell(form.arrival),
    ]);
    match view.society(&form.society) {
        Some(society) => cells.extend(contact_cells(society)),
        None => cells.extend([Cell::Blank, Cell::Blank]),
    }
    Row::plain(cells).linked(ARRIVAL, view.original(form.arrival))
}
