//! 代表名单 — the persons whom the return forms that count name as delegates.

use domain::submission::Standing;

use super::item::person_cells;
use super::{forms, society_columns};
use crate::table::{Cell, Column, Row, Sheet};
use crate::view::View;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let mut columns = society_columns();
    columns.extend([
        Column::short("姓名", 16),
        Column::long("单位", 30),
        Column::long("职务", 30),
        Column::long("身份", 20),
        Column::short("来件号", 9),
        Column::short("收到时间", 18),
    ]);
    let persons = forms(view, Standing::Current)
        .into_iter()
        .flat_map(|form| form.delegates.persons().iter().map(move |person| (form, person)));
    let rows = persons
        .zip(1..)
        .map(|((form, person), number)| {
            let mut cells = vec![Cell::count(number)];
            cells.extend(view.society_cells(&form.society));
            cells.extend(person_cells(Some(person)));
            cells.extend([Cell::arrival(form.arrival), view.received_cell(form.arrival)]);
            Row::plain(cells).linked(8, view.original(form.arrival))
        })
        .collect();
    Sheet::new("代表名单", "代表名单", columns, rows)
}
