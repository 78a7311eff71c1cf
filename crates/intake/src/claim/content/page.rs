//! A form or summary that was typed into an HTML letter as a table.

use domain::text::squash;
use forms::document::{Document, lines_of};
use forms::interpret::{Interpretation, NamedBy};

/// Cuts a page where the quoted original begins: after the longest row of blocks whose text has no quotation in it.
pub(super) fn without_quotation(mut page: Document) -> Document {
    let is_new = |count: usize| {
        let text = lines_of(page.blocks.get(..count).unwrap_or_default()).join("\n");
        squash(&mail::strip_quoted(&text)) == squash(&text)
    };
    let (mut new, mut quoted) = (0, page.blocks.len() + 1);
    while new + 1 < quoted {
        let middle = usize::midpoint(new, quoted);
        if is_new(middle) {
            new = middle;
        } else {
            quoted = middle;
        }
    }
    page.blocks.truncate(new);
    page
}

pub(super) fn has_filled_form(interpretation: &Interpretation) -> bool {
    interpretation
        .forms
        .iter()
        .any(|form| !form.empty && !form.pieces.is_empty())
}

/// Whether somebody is named in another cell than the text: a summary table.
pub(super) fn has_rows(interpretation: &Interpretation) -> bool {
    let mut pieces = interpretation.pieces.iter();
    pieces.any(|piece| piece.named_by == Some(NamedBy::Row))
}
