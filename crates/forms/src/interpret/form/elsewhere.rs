//! Items that more than one row collects.

use domain::ids::ItemId;
use domain::notice::{FormRow, FormTemplate, RowContent};

use crate::interpret::FoundForm;

/// True when another row with an answer collects one of the items of this row: 无 there is no report of nothing.
pub(super) fn is_answered_elsewhere(row: &str, form: &FoundForm, template: &FormTemplate) -> bool {
    let items = |row: &FormRow| match &row.content {
        RowContent::Pieces(items) => items.clone(),
        RowContent::Delegates => Vec::new(),
    };
    let own: Vec<ItemId> = template
        .rows
        .iter()
        .filter(|other| other.field == row)
        .flat_map(items)
        .collect();
    let answered = |other: &FormRow| {
        let pieces = form
            .pieces
            .iter()
            .any(|piece| piece.row.as_ref() == Some(&other.field));
        pieces || form.attached_rows.contains(&other.field)
    };
    template
        .rows
        .iter()
        .filter(|other| other.field != row && answered(other))
        .any(|other| items(other).iter().any(|item| own.contains(item)))
}
