//! Which item each piece is for: label in the piece, file name, subject, form row, mailbox, role. Never a guess.

use std::collections::BTreeSet;

use domain::finding::{Finding, FindingCode};
use domain::grounds::ItemGround;
use domain::ids::ItemId;
use domain::notice::{CollectionItem, Notice, Per, RowContent};
use domain::submission::Source;
use domain::text::name_key;
use forms::interpret::{Prepared, Vocabulary};

use super::content::{Content, Found};
use super::corrections::{self, Corrected, Entry};
use super::{ClaimedPiece, Evidence, attached, roles};

pub(super) struct Routed<'a> {
    /// What clerks corrected, its pieces taken out.
    pub corrected: Corrected<'a>,
    pub pieces: Vec<ClaimedPiece>,
    /// One for each place whose pieces no item could be found for. They hold the arrival when nothing else is certain.
    pub unclear: Vec<Finding>,
    /// One for each row of a form whose 见附件 nothing came for.
    pub missing: Vec<Finding>,
}

/// Words that tell kinds of text apart where no label stands.
const KINDS: &[&[&str]] = &[
    &["感悟", "体会", "心得"],
    &["建言", "建议", "提案"],
    &["谋划", "设想", "规划"],
];

pub(super) fn route<'a>(
    evidence: Evidence<'a>,
    notice: &Notice,
    content: &Content,
    ruled: Option<&ItemId>,
) -> Routed<'a> {
    let words = Prepared::new(Vocabulary {
        template: None,
        items: &notice.items,
    });
    let subject = words.item_label(&evidence.arrival.subject);
    let item = |found: &Found| {
        let attached = attached::row_of(&content.attached, found);
        item_of(evidence, notice, found, attached, subject.as_ref(), &words)
    };
    let items: Vec<Option<(ItemId, ItemGround)>> = content.found.iter().map(item).collect();
    let recognised = content.found.iter().zip(&items);
    let missing = attached::missing(
        &content.attached,
        recognised.map(|(found, item)| (found, item.as_ref().map(|(item, _)| item))),
    );
    let ruled = ruled.filter(|item| notice.item(item).is_some());
    // A clerk's word goes before every sign when it can only mean all pieces; among pieces of several items it speaks
    // of those that no item was found for.
    let certain: BTreeSet<&ItemId> = items.iter().flatten().map(|(item, _)| item).collect();
    let for_all = certain.len() <= 1;
    let ruled = || ruled.map(|item| (item.clone(), ItemGround::Clerk));
    let mut entries: Vec<Entry> = Vec::new();
    for (found, item) in content.found.iter().zip(items) {
        let item = if for_all {
            ruled().or(item)
        } else {
            item.or_else(ruled)
        };
        let entry = (found, item.as_ref().map(|(item, _)| item));
        if !entries.iter().any(|known| same(known, entry)) {
            entries.push(Entry {
                found: found.clone(),
                item,
            });
        }
    }
    let reroute = |found: &Found| {
        if for_all {
            ruled().or(item(found))
        } else {
            item(found)
        }
    };
    let mut corrected = corrections::apply(evidence.rulings, entries, reroute);
    let entries = std::mem::take(&mut corrected.entries);
    let mut routed = Routed {
        corrected,
        pieces: Vec::new(),
        unclear: Vec::new(),
        missing,
    };
    for Entry { found, item } in entries {
        match item {
            Some((item, ground)) => routed.pieces.push(claimed(found, item, ground)),
            None => routed.no_item(&found),
        }
    }
    routed
}

impl Routed<'_> {
    fn no_item(&mut self, found: &Found) {
        let place = found
            .file
            .clone()
            .or_else(|| found.piece.person.as_ref().map(|person| person.name.clone()));
        let unclear = place.map_or(Finding::new(FindingCode::AmbiguousItem), |place| {
            Finding::at(FindingCode::AmbiguousItem, place)
        });
        if !self.unclear.contains(&unclear) {
            self.unclear.push(unclear);
        }
    }
}

fn claimed(found: Found, item: ItemId, ground: ItemGround) -> ClaimedPiece {
    let mut origin = found.origin;
    origin.grounds.item = Some(ground);
    ClaimedPiece {
        item,
        person: found.piece.person,
        title: found.piece.title,
        text: found.piece.text,
        source: Source {
            attachment: found.file,
            part: found.part,
            origin,
        },
        attachments: found.pictures,
    }
}

/// The same piece twice in one arrival (attached and pasted, or saved in two formats) counts once.
fn same(known: &Entry, (found, item): (&Found, Option<&ItemId>)) -> bool {
    let name = |found: &Found| found.piece.person.as_ref().map(|person| name_key(&person.name));
    let known_item = known.item.as_ref().map(|(item, _)| item);
    item.is_some()
        && item == known_item
        && found.origin.fingerprint == known.found.origin.fingerprint
        && name(found) == name(&known.found)
}

fn item_of(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    attached: Option<&[ItemId]>,
    subject: Option<&ItemId>,
    words: &Prepared<'_>,
) -> Option<(ItemId, ItemGround)> {
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
        return Some((only.clone(), ItemGround::Row));
    }
    let file = found.file.as_deref().and_then(|name| words.item_label(name));
    let title = found
        .piece
        .title
        .as_deref()
        .and_then(|title| words.item_label(title));
    let labels = [
        (found.given_item.as_ref(), ItemGround::Page),
        (found.piece.label.as_ref(), ItemGround::Label),
        (file.as_ref(), ItemGround::FileName),
        (subject, ItemGround::Subject),
        (title.as_ref(), ItemGround::Title),
    ];
    let mut labels = labels
        .into_iter()
        .filter_map(|(item, ground)| Some((item?, ground)));
    if let Some((item, ground)) = labels.find(|(item, _)| allowed(item)) {
        return Some((item.clone(), ground));
    }
    let attached = attached.filter(|items| is_of_kind(notice, found, items));
    if let Some([only]) = attached {
        return Some((only.clone(), ItemGround::Row));
    }
    by_mailbox(evidence, notice, found, row.or(attached))
}

/// False for a file called a kind of text that none of these items asks for: it is not what a row says is attached.
fn is_of_kind(notice: &Notice, found: &Found, items: &[ItemId]) -> bool {
    let all: Vec<&CollectionItem> = notice.items.iter().collect();
    let called = of_kind(&[found.file.as_deref(), found.piece.title.as_deref()], &all);
    called.is_empty() || called.iter().any(|item| items.contains(&item.id))
}

/// The items that the mailboxes serve and the row allows; then the kind of text; then the person's role.
fn by_mailbox(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    row: Option<&[ItemId]>,
) -> Option<(ItemId, ItemGround)> {
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
    let of_row = |item: &&CollectionItem| row.is_none_or(|row| row.contains(&item.id));
    let all: Vec<&CollectionItem> = notice.items.iter().filter(of_row).collect();
    let contradicted = match (row, candidates.as_slice()) {
        (Some(_), [only]) => is_somebody_elses(found, only, &all),
        _ => false,
    };
    if candidates.is_empty() || contradicted {
        candidates = all;
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
            [one] if one.per != Per::Person => Some((one.id.clone(), ItemGround::Mailbox)),
            _ => None,
        };
    }
    // The last sign that was needed is the one that is named.
    let mut ground = ItemGround::Mailbox;
    // What it is called goes before whose it is: a 感悟 whose author was not read is still no advice.
    narrow(&mut candidates, (&mut ground, ItemGround::Kind), |candidates| {
        of_kind(&words, candidates)
    });
    narrow(&mut candidates, (&mut ground, ItemGround::Owner), |candidates| {
        of_owner(found, candidates)
    });
    if let Some(person) = &found.piece.person {
        narrow(&mut candidates, (&mut ground, ItemGround::Role), |candidates| {
            roles::fitting(person, candidates)
        });
    }
    match candidates.as_slice() {
        [one] => Some((one.id.clone(), ground)),
        _ => None,
    }
}

/// True when the only item of the row that the mailbox collects is not for this person, and another one of the row is.
/// A form goes to several mailboxes at once: what it says stays the same in each.
fn is_somebody_elses(found: &Found, only: &CollectionItem, of_row: &[&CollectionItem]) -> bool {
    let Some(person) = &found.piece.person else {
        return false;
    };
    let fitting = roles::fitting(person, of_row);
    only.per == Per::Society || !fitting.is_empty() && fitting.iter().all(|item| item.id != only.id)
}

fn narrow<'a>(
    candidates: &mut Vec<&'a CollectionItem>,
    (ground, by): (&mut ItemGround, ItemGround),
    fitting: impl Fn(&[&'a CollectionItem]) -> Vec<&'a CollectionItem>,
) {
    if candidates.len() > 1 {
        let narrower = fitting(candidates);
        if !narrower.is_empty() {
            if narrower.len() < candidates.len() {
                *ground = by;
            }
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
