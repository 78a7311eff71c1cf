//! 代表名单 — the persons whom the return forms that count name as delegates.

use domain::person::Person;
use domain::return_form::ReturnForm;
use domain::submission::Standing;

use super::item::person_cells;
use super::{forms, lists, society_columns};
use crate::table::{Cell, Column, Row, Rows, Sheet};
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
    let forms = forms(view, Standing::Current);
    let mut sheet = Sheet::new("代表名单", "代表名单", columns, Vec::new());
    if forms.iter().any(|form| form.delegates_from.is_some()) {
        sheet.notes.push(
            "说明：新版统计表未填代表名单的，仍列此前来件登记的名单，来件号、收到时间为名单所在的来件。"
                .to_owned(),
        );
    }
    sheet.rows = Rows::made(move || {
        let lists = forms.clone().into_iter().flat_map(|form| lists(view, form));
        let persons =
            lists.flat_map(|form| form.delegates.persons().iter().map(move |person| (form, person)));
        persons
            .zip(1..)
            .map(|((form, person), number)| row(view, number, form, person))
    });
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, form: &'v ReturnForm, person: &'v Person) -> Row<'v> {
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&form.society));
    cells.extend(person_cells(Some(person)));
    cells.extend([Cell::arrival(form.arrival), view.received_cell(form.arrival)]);
    Row::plain(cells).linked(8, view.original(form.arrival))
}
