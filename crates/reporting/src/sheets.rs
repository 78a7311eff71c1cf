//! The sheets, in the order in which an office leafs through them.

mod attachments;
mod delegates;
mod held;
mod item;
mod late;
mod letters;
mod nil;
mod outstanding;
mod overview;
mod persons;
mod progress;
mod register;
mod returned_forms;
mod superseded;

use domain::finding::{Finding, Severity};
use domain::return_form::ReturnForm;
use domain::society::Society;
use domain::submission::Standing;
use domain::verdict::Judgement;

use crate::table::{Cell, Column, Sheet};
use crate::view::View;

pub(crate) use item::{attachments as attachment_names, count as attachment_count};
pub(crate) use overview::write as overview;
pub(crate) use persons::{Named, Persons};

/// The sheets after the overview.
pub(crate) fn all<'v>(view: &'v View<'_>, persons: &'v Persons<'_>) -> Vec<Sheet<'v>> {
    let mut sheets = vec![progress::sheet(view)];
    let items = view.ledger.notice.items.iter();
    sheets.extend(items.map(|asked| item::sheet(view, asked)));
    sheets.extend([
        delegates::sheet(view),
        persons::sheet(persons),
        returned_forms::sheet(view),
        outstanding::sheet(view),
        late::sheet(view),
        nil::sheet(view),
        held::sheet(view),
        held::correspondence(view),
        attachments::sheet(view),
        superseded::sheet(view),
        letters::sheet(view),
        register::sheet(view),
    ]);
    for sheet in &mut sheets {
        sheet
            .notes
            .splice(0..0, std::iter::once(view.heading()).chain(view.scope()));
    }
    sheets
}

/// 序号, 编号, 学会名称, 类别: how every list of societies begins.
fn society_columns() -> Vec<Column> {
    vec![
        Column::short("序号", 6),
        Column::code("编号", 9),
        Column::long("学会名称", 18),
        Column::short("类别", 9),
    ]
}

/// 联系人 and 电话.
fn contact_columns() -> [Column; 2] {
    [Column::short("联系人", 10), Column::code("电话", 16)]
}

fn contact_cells(society: &Society) -> [Cell<'_>; 2] {
    [Cell::list(&society.contacts), Cell::lines(&society.phones)]
}

/// Return forms in roster order.
pub(crate) fn forms<'a>(view: &View<'a>, standing: Standing) -> Vec<&'a ReturnForm> {
    let mut forms: Vec<_> = view
        .ledger
        .return_forms
        .iter()
        .filter(|form| form.standing == standing)
        .collect();
    forms.sort_by_key(|form| {
        (
            view.place(&form.society),
            form.society.clone(),
            form.arrival,
            form.ordinal,
        )
    });
    forms
}

/// The forms whose lists of delegates count with a form that counts.
pub(crate) fn lists<'a>(view: &View<'a>, form: &'a ReturnForm) -> impl Iterator<Item = &'a ReturnForm> {
    form.lists_of_delegates(&view.ledger.return_forms)
}

/// How many delegates these name.
pub(crate) fn count_delegates(view: &View<'_>, form: &ReturnForm) -> usize {
    let lists = lists(view, form);
    lists.map(|list| list.delegates.persons().len()).sum()
}

/// What was found in an arrival, the weightiest first, one sentence below the other.
pub(crate) fn reasons(judgement: Option<&Judgement>) -> String {
    let findings = judgement.map_or(&[][..], |judgement| &judgement.findings);
    let weight = |finding: &&Finding| match finding.code.severity() {
        Severity::Hold => 0,
        Severity::Ignore => 1,
        Severity::Correction => 2,
        Severity::Note => 3,
    };
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(weight);
    sorted
        .iter()
        .map(|finding| finding.sentence())
        .collect::<Vec<_>>()
        .join("\n")
}
