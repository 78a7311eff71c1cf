//! Which item each piece is for: label in the piece, file name, subject, form row, mailbox, role. Never a guess.

use std::collections::BTreeSet;

use domain::finding::{Finding, FindingCode};
use domain::ids::ItemId;
use domain::notice::{CollectionItem, Notice, Per, RowContent};
use domain::submission::Source;
use domain::text::{name_key, squash};
use forms::interpret::{Prepared, Vocabulary};

use super::content::{Content, Found};
use super::{ClaimedPiece, Evidence, roles};

pub(super) struct Routed {
    pub pieces: Vec<ClaimedPiece>,
    /// One for each place whose pieces no item could be found for. They hold the arrival when nothing else is certain.
    pub unclear: Vec<Finding>,
}

/// Words that tell kinds of text apart where no label stands.
const KINDS: &[&[&str]] = &[
    &["感悟", "体会", "心得"],
    &["建言", "建议", "提案"],
    &["谋划", "设想", "规划"],
];

pub(super) fn route(
    evidence: Evidence<'_>,
    notice: &Notice,
    content: &Content,
    ruled: Option<&ItemId>,
) -> Routed {
    let words = Prepared::new(Vocabulary {
        template: None,
        items: &notice.items,
    });
    let subject = words.item_label(&evidence.arrival.subject);
    let mut routed = Routed {
        pieces: Vec::new(),
        unclear: Vec::new(),
    };
    let items: Vec<Option<ItemId>> = content
        .found
        .iter()
        .map(|found| item_of(evidence, notice, found, subject.as_ref(), &words))
        .collect();
    let ruled = ruled.filter(|item| notice.item(item).is_some());
    // A clerk's word goes before every sign when it can only mean all pieces; among pieces of several items it speaks
    // of those that no item was found for.
    let for_all = items.iter().flatten().collect::<BTreeSet<_>>().len() <= 1;
    for (found, item) in content.found.iter().zip(items) {
        let item = if for_all {
            ruled.cloned().or(item)
        } else {
            item.or_else(|| ruled.cloned())
        };
        if let Some(item) = item {
            let piece = claimed(found, item);
            if !routed.pieces.iter().any(|known| same(known, &piece)) {
                routed.pieces.push(piece);
            }
            continue;
        }
        let place = found
            .file
            .clone()
            .or_else(|| found.piece.person.as_ref().map(|person| person.name.clone()));
        let unclear = place.map_or(Finding::new(FindingCode::AmbiguousItem), |place| {
            Finding::at(FindingCode::AmbiguousItem, place)
        });
        if !routed.unclear.contains(&unclear) {
            routed.unclear.push(unclear);
        }
    }
    routed
}

fn claimed(found: &Found, item: ItemId) -> ClaimedPiece {
    ClaimedPiece {
        item,
        person: found.piece.person.clone(),
        title: found.piece.title.clone(),
        text: found.piece.text.clone(),
        source: Source {
            attachment: found.file.clone(),
            part: found.part,
        },
        attachments: found.pictures.clone(),
    }
}

/// The same piece twice in one arrival (attached and pasted, or saved in two formats) counts once.
fn same(one: &ClaimedPiece, other: &ClaimedPiece) -> bool {
    let name = |piece: &ClaimedPiece| piece.person.as_ref().map(|person| name_key(&person.name));
    one.item == other.item && name(one) == name(other) && squash(&one.text) == squash(&other.text)
}

fn item_of(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    subject: Option<&ItemId>,
    words: &Prepared<'_>,
) -> Option<ItemId> {
    let row: Option<&[ItemId]> = found.piece.row.as_ref().and_then(|field| {
        notice
            .form
            .iter()
            .flat_map(|form| &form.rows)
            .find(|row| row.field == *field)
            .and_then(|row| match &row.content {
                RowContent::Pieces(items) => Some(items.as_slice()),
                RowContent::Delegates => None,
            })
    });
    let allowed = |item: &&ItemId| row.is_none_or(|row| row.contains(item));
    if let Some([only]) = row {
        return Some(only.clone());
    }
    let file = found.file.as_deref().and_then(|name| words.item_label(name));
    let title = found
        .piece
        .title
        .as_deref()
        .and_then(|title| words.item_label(title));
    let labels = [
        found.given_item.as_ref(),
        found.piece.label.as_ref(),
        file.as_ref(),
        subject,
        title.as_ref(),
    ];
    if let Some(item) = labels.into_iter().flatten().find(allowed) {
        return Some(item.clone());
    }
    by_mailbox(evidence, notice, found, row)
}

/// The items that the mailboxes serve and the row allows; then the kind of text; then the person's role.
fn by_mailbox(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    row: Option<&[ItemId]>,
) -> Option<ItemId> {
    let served: Vec<&ItemId> = evidence
        .arrival
        .mailboxes
        .iter()
        .flat_map(|mailbox| notice.items_of(mailbox))
        .collect();
    let mut candidates: Vec<&CollectionItem> = notice
        .items
        .iter()
        .filter(|item| served.is_empty() || served.contains(&&item.id))
        .filter(|item| row.is_none_or(|row| row.contains(&item.id)))
        .collect();
    if candidates.is_empty() {
        candidates = notice
            .items
            .iter()
            .filter(|item| row.is_none_or(|row| row.contains(&item.id)))
            .collect();
    }
    let words = [
        Some(evidence.arrival.subject.as_str()),
        found.file.as_deref(),
        found.piece.title.as_deref(),
    ];
    // A text of nobody outside a form may be anything, a programme or a newsletter: that no person is named there does
    // not make it the society's answer. Only what it is called tells it, or a mailbox that collects one such thing.
    let of_nobody = row.is_none() && found.piece.person.is_none();
    if of_nobody && of_kind(&words, &candidates).is_empty() {
        return match candidates.as_slice() {
            [one] if one.per != Per::Person => Some(one.id.clone()),
            _ => None,
        };
    }
    narrow(&mut candidates, |candidates| of_owner(found, candidates));
    narrow(&mut candidates, |candidates| of_kind(&words, candidates));
    if let Some(person) = &found.piece.person {
        narrow(&mut candidates, |candidates| roles::fitting(person, candidates));
    }
    match candidates.as_slice() {
        [one] => Some(one.id.clone()),
        _ => None,
    }
}

fn narrow<'a>(
    candidates: &mut Vec<&'a CollectionItem>,
    fitting: impl Fn(&[&'a CollectionItem]) -> Vec<&'a CollectionItem>,
) {
    if candidates.len() > 1 {
        let narrower = fitting(candidates);
        if !narrower.is_empty() {
            *candidates = narrower;
        }
    }
}

/// A person's piece is not the society's, and the other way round.
fn of_owner<'a>(found: &Found, candidates: &[&'a CollectionItem]) -> Vec<&'a CollectionItem> {
    let other = if found.piece.person.is_some() {
        Per::Society
    } else {
        Per::Person
    };
    candidates
        .iter()
        .copied()
        .filter(|item| item.per != other)
        .collect()
}

fn of_kind<'a>(words: &[Option<&str>], candidates: &[&'a CollectionItem]) -> Vec<&'a CollectionItem> {
    let says = |kind: &&&[&str]| {
        words
            .iter()
            .flatten()
            .any(|text| kind.iter().any(|word| text.contains(word)))
    };
    let mut said = KINDS.iter().filter(says);
    let (Some(kind), None) = (said.next(), said.next()) else {
        return Vec::new();
    };
    let names = |item: &CollectionItem| {
        std::iter::once(&item.title)
            .chain(&item.aliases)
            .any(|name| kind.iter().any(|word| name.contains(word)))
    };
    candidates.iter().copied().filter(|item| names(item)).collect()
}
