//! 零报告: that there is nothing of an item, said in a row of a form or in a letter.

use domain::finding::{Finding, FindingCode};
use domain::ids::ItemId;
use domain::notice::{NilReport, Notice, RowContent};
use domain::return_form::Delegates;
use forms::interpret::Prepared;

use super::Content;
use crate::claim::{ClaimedForm, ClaimedPiece, Evidence, FormOrigin, correspondence};

/// Adds what documents say (零报告.docx), or a letter that brings nothing else: 我会无推荐人选. Where the notice allows no
/// nil report of one of the items, a person decides.
pub(super) fn add(content: &mut Content, evidence: Evidence<'_>, notice: &Notice, words: &Prepared<'_>) {
    let mut items = std::mem::take(&mut content.denied);
    if let Some(mail) = evidence.reading.mail.as_ref().filter(|_| items.is_empty())
        && content.is_bare()
        && !correspondence::holds_anything(evidence, mail)
    {
        items = words.denied_items(mail::visible_text(mail));
    }
    items.sort();
    items.dedup();
    if items.is_empty() || !items.iter().all(|item| is_allowed(item, notice)) {
        return;
    }
    content.forms.push(of_letter(items));
}

/// Adds what a letter denies beside what it brings: 我会无推荐人选，感悟见附件。 Of what it denies and brings all the same,
/// what it brings counts, and that is said.
pub(in crate::claim) fn beside(
    content: &mut Content,
    evidence: Evidence<'_>,
    notice: &Notice,
    words: &Prepared<'_>,
    pieces: &[ClaimedPiece],
) {
    let Some(mail) = evidence.reading.mail.as_ref().filter(|_| !pieces.is_empty()) else {
        return;
    };
    let denied = words.denied_items_beside(mail::visible_text(mail));
    let is_brought = |item: &ItemId| pieces.iter().any(|piece| piece.item == *item);
    let (brought, nil): (Vec<ItemId>, Vec<ItemId>) = denied.into_iter().partition(is_brought);
    let titles = brought.iter().filter_map(|item| notice.item(item));
    let said = titles.map(|item| Finding::at(FindingCode::NilBesidePiece, &item.title));
    content.findings.extend(said);
    let nil: Vec<ItemId> = nil.into_iter().filter(|item| is_allowed(item, notice)).collect();
    if !nil.is_empty() {
        content.forms.push(of_letter(nil));
    }
}

fn of_letter(nil_items: Vec<ItemId>) -> ClaimedForm {
    ClaimedForm {
        origin: FormOrigin::Letter,
        filled_by: None,
        contact: None,
        delegates: Delegates::NotAnswered,
        nil_items,
    }
}

fn is_allowed(item: &ItemId, notice: &Notice) -> bool {
    let item = notice.item(item);
    item.is_some_and(|item| item.nil_report == NilReport::Allowed)
}

/// The items that rows answered with 无 stand for: those of the row that the mailbox serves and that allow it.
pub(super) fn of_rows(rows: &[String], evidence: Evidence<'_>, notice: &Notice) -> Vec<ItemId> {
    let Some(template) = &notice.form else {
        return Vec::new();
    };
    let served: Vec<&ItemId> = evidence
        .arrival
        .mailboxes
        .iter()
        .flat_map(|mailbox| notice.items_of(mailbox))
        .collect();
    template
        .rows
        .iter()
        .filter(|row| rows.contains(&row.field))
        .flat_map(|row| match &row.content {
            RowContent::Pieces(items) => items.clone(),
            RowContent::Delegates => Vec::new(),
        })
        .filter(|item| served.is_empty() || served.contains(&item))
        .filter(|item| is_allowed(item, notice))
        .collect()
}
