//! `[form]`: the labels of the return form and what each row collects.

use domain::ids::ItemId;
use domain::notice::{FormHeader, FormRow, FormTemplate, HeaderField, RowContent};

use super::table::Table;

/// Reads the template of the return form.
pub(super) fn form(table: &Table<'_>, known: &[ItemId]) -> Option<FormTemplate> {
    let title = table.required_text("title");
    // The empty form that societies download; it lies beside the notice file and says nothing that is not here.
    let _ = table.text("template");
    let headers: Vec<_> = table.tables("header").iter().map(header).collect();
    let rows: Vec<_> = table
        .tables("row")
        .iter()
        .map(|row| form_row(row, known))
        .collect();
    if rows.is_empty() {
        table.problem("row", "is missing; a form has at least one [[form.row]]");
    }
    table.close();
    Some(FormTemplate {
        title: title?,
        headers: headers.into_iter().collect::<Option<_>>()?,
        rows: rows.into_iter().collect::<Option<_>>()?,
    })
}

fn header(table: &Table<'_>) -> Option<FormHeader> {
    let (label, field) = (table.required_text("label"), table.required_text("field"));
    table.close();
    let field = match field?.as_str() {
        "society" => HeaderField::Society,
        "filled_by" => HeaderField::FilledBy,
        "contact" => HeaderField::Contact,
        other => HeaderField::Further(other.to_owned()),
    };
    Some(FormHeader { label: label?, field })
}

fn form_row(table: &Table<'_>, known: &[ItemId]) -> Option<FormRow> {
    let (label, field) = (table.required_text("label"), table.required_text("field"));
    let prompts = table.texts("prompts");
    let content = if field.as_deref() == Some("delegates") {
        if !table.texts("items").is_empty() {
            table.problem(
                "items",
                "must be empty: the row \"delegates\" collects persons, not pieces",
            );
        }
        RowContent::Delegates
    } else {
        RowContent::Pieces(table.required_items("items", known))
    };
    table.close();
    Some(FormRow {
        label: label?,
        field: field?,
        content,
        prompts,
    })
}
