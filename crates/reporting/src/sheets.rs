//! The sheets, in the order in which an office leafs through them.

mod delegates;
mod held;
mod item;
mod outstanding;
mod progress;
mod register;
mod returned_forms;

use domain::finding::{Finding, Severity};
use domain::ledger::ArrivalRecord;
use domain::return_form::ReturnForm;
use domain::society::Society;
use domain::submission::Standing;

use crate::table::{Cell, Column, Sheet};
use crate::view::View;

/// All sheets of a workbook.
pub(crate) fn all(view: &View<'_>) -> Vec<Sheet> {
    let mut sheets = vec![progress::sheet(view)];
    sheets.extend(
        view.ledger
            .notice
            .items
            .iter()
            .map(|asked| item::sheet(view, asked)),
    );
    sheets.extend([
        delegates::sheet(view),
        returned_forms::sheet(view),
        outstanding::sheet(view),
        held::sheet(view),
        held::correspondence(view),
        register::sheet(view),
    ]);
    for sheet in &mut sheets {
        sheet.notes.insert(0, view.heading());
    }
    sheets
}

/// 序号, 编号, 学会名称, 类别: how every list of societies begins.
fn society_columns() -> Vec<Column> {
    vec![
        Column::short("序号", 6),
        Column::code("编号", 10),
        Column::long("学会名称", 20),
        Column::short("类别", 10),
    ]
}

/// 联系人 and 电话.
fn contact_columns() -> [Column; 2] {
    [Column::short("联系人", 10), Column::code("电话", 16)]
}

fn contact_cells(society: &Society) -> [Cell; 2] {
    [Cell::list(&society.contacts), Cell::lines(&society.phones)]
}

/// Return forms that count, in roster order.
fn current_forms<'a>(view: &View<'a>) -> Vec<&'a ReturnForm> {
    let mut forms: Vec<_> = view
        .ledger
        .return_forms
        .iter()
        .filter(|form| form.standing == Standing::Current)
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

/// What was found in an arrival, the weightiest first, one sentence below the other.
pub(crate) fn reasons(record: &ArrivalRecord) -> String {
    let findings = record
        .judgement
        .as_ref()
        .map_or(&[][..], |judgement| &judgement.findings);
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
