//! Which item each piece is for: label in the piece, file name, subject, form row, mailbox, role. Never a guess.

use std::collections::BTreeSet;

use domain::finding::{Finding, FindingCode};
use domain::grounds::ItemGround;
use domain::ids::ItemId;
use domain::notice::{CollectionItem, Notice, Per, RowContent};
use domain::person::Person;
use domain::submission::Source;
use domain::text::{match_key, name_key};
use forms::interpret::Prepared;

use super::content::{Content, Found};
use super::corrections::{self, Corrected, Entry};
use super::versions::{self, Versions};
use super::{ClaimedPiece, Evidence, attached, media, roles};

pub(super) struct Routed<'a> {
    /// What clerks corrected, its pieces taken out.
    pub corrected: Corrected<'a>,
    pub pieces: Vec<ClaimedPiece>,
    /// One for each place whose pieces no item could be found for. They hold the arrival when nothing else is certain.
    pub unclear: Vec<Finding>,
    /// One for each row of a form whose 见附件 nothing came for.
    pub missing: Vec<Finding>,
    /// One for each piece of several authors that nobody was chosen for.
    pub several: Vec<Finding>,
    /// What is said of several versions of one text.
    pub versions: Versions,
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
    words: &Prepared<'_>,
    content: &Content,
    ruled: Option<&ItemId>,
) -> Routed<'a> {
    let subject = words.item_label(&evidence.arrival.subject);
    let item = |found: &Found| {
        let attached = attached::row_of(&content.attached, found);
        item_of(evidence, notice, found, attached, subject.as_ref(), words)
    };
    let items: Vec<Option<(ItemId, ItemGround)>> = content.found.iter().map(item).collect();
    let recognised = content.found.iter().zip(&items);
    let missing = attached::missing(
        &content.attached,
        &recognised.map(|(found, item)| (found, item.as_ref().map(|(item, _)| item))),
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
                dismissal: None,
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
    let mut entries = std::mem::take(&mut corrected.entries);
    let versions = versions::choose(&mut entries);
    let mut routed = Routed {
        corrected,
        pieces: Vec::new(),
        unclear: Vec::new(),
        missing,
        several: Vec::new(),
        versions,
    };
    for mut entry in entries {
        routed.several.extend(of_several(&entry.found));
        match entry.item.take() {
            Some(item) => routed.pieces.push(claimed(evidence, entry, item)),
            None => routed.no_item(&entry.found),
        }
    }
    routed
}

/// What is said of a text of several authors, unless a clerk has said whose it is.
fn of_several(found: &Found) -> Option<Finding> {
    let authors = found.piece.authors.as_ref()?;
    let nobody = found.piece.person.is_none();
    nobody.then(|| Finding::at(FindingCode::SeveralAuthors, authors))
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

fn claimed(evidence: Evidence<'_>, entry: Entry, (item, ground): (ItemId, ItemGround)) -> ClaimedPiece {
    let Entry { found, dismissal, .. } = entry;
    let mut origin = found.origin;
    origin.grounds.item = Some(ground);
    origin.message_id.clone_from(&evidence.arrival.message_id);
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
        dismissal,
    }
}

/// The same piece twice in one arrival (attached and pasted, or saved in two formats) counts once.
fn same(known: &Entry, (found, item): (&Found, Option<&ItemId>)) -> bool {
    let name = |found: &Found| found.piece.person.as_ref().map(|person| name_key(&person.name));
    let known_item = known.item.as_ref().map(|(item, _)| item);
    let alike = || {
        // A list that a letter repeats counts its entries in another way: 1、 and 1.
        let other = found.part != known.found.part;
        other
            && forms::interpret::bare_words(&found.piece.text)
                == forms::interpret::bare_words(&known.found.piece.text)
    };
    item.is_some()
        && item == known_item
        && name(found) == name(&known.found)
        && (found.origin.fingerprint == known.found.origin.fingerprint || alike())
}

fn item_of(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    attached: Option<&[ItemId]>,
    subject: Option<&ItemId>,
    words: &Prepared<'_>,
) -> Option<(ItemId, ItemGround)> {
    // What was typed for an item that the notice no longer has is for no other one by itself.
    if found
        .given_item
        .as_ref()
        .is_some_and(|given| notice.item(given).is_none())
    {
        return None;
    }
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

/// The items that the mailboxes serve and the row allows.
fn candidates<'a>(
    evidence: Evidence<'_>,
    notice: &'a Notice,
    found: &Found,
    row: Option<&[ItemId]>,
) -> Vec<&'a CollectionItem> {
    let mailboxes = evidence.arrival.mailboxes.iter();
    let served: Vec<&ItemId> = mailboxes.flat_map(|mailbox| notice.items_of(mailbox)).collect();
    let of_row = |item: &&CollectionItem| row.is_none_or(|row| row.contains(&item.id));
    let all: Vec<&CollectionItem> = notice.items.iter().filter(of_row).collect();
    let is_served = |item: &&CollectionItem| served.is_empty() || served.contains(&&item.id);
    let candidates: Vec<&CollectionItem> = all.iter().copied().filter(is_served).collect();
    match (row, candidates.as_slice()) {
        (_, []) => all,
        (Some(_), [only]) if is_somebody_elses(found, only, &all) => all,
        _ => candidates,
    }
}

/// The items that mailboxes and row leave; then the kind of text; then the person's role.
fn by_mailbox(
    evidence: Evidence<'_>,
    notice: &Notice,
    found: &Found,
    row: Option<&[ItemId]>,
) -> Option<(ItemId, ItemGround)> {
    let mut candidates = candidates(evidence, notice, found, row);
    // What names several items tells no kind, but one of them is meant.
    let subject = evidence.arrival.subject.as_str();
    let texts = [Some(subject), found.file.as_deref(), found.piece.title.as_deref()];
    let words = texts.map(|text| text.filter(|text| named(text, notice).len() < 2));
    let several = named(subject, notice);
    let of_several = row.is_none() && several.len() > 1;
    // A text of nobody outside a form may be anything, a programme or a newsletter: that no person is named there does
    // not make it the society's answer. Only what it is called tells it, or a mailbox that collects one such thing.
    let of_nobody = row.is_none() && found.piece.person.is_none();
    if of_nobody && of_kind(&words, &candidates).is_empty() {
        return match candidates.as_slice() {
            [one] if one.per != Per::Person => Some((one.id.clone(), ItemGround::Mailbox)),
            _ => None,
        };
    }
    if of_several {
        if let Some(item) = found
            .file
            .as_deref()
            .and_then(|file| by_stem(evidence, file, &several))
        {
            return Some((item.id.clone(), ItemGround::FileName));
        }
        candidates = several;
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
    // Leaders and the young advise too: between such items an office is no sign.
    let for_all = of_several && candidates.iter().any(|item| item.per != Per::Person);
    if let Some(person) = found.piece.person.as_ref().filter(|_| !for_all) {
        narrow(&mut candidates, (&mut ground, ItemGround::Role), |candidates| {
            roles::fitting(person, candidates)
        });
    }
    match candidates.as_slice() {
        [one] => Some((one.id.clone(), ground)),
        _ => None,
    }
}

/// The items whose titles or aliases a text holds, not only inside a longer one of another.
fn named<'a>(text: &str, notice: &'a Notice) -> Vec<&'a CollectionItem> {
    let key = match_key(text);
    let names = |item: &CollectionItem| -> Vec<String> {
        let names = std::iter::once(&item.title).chain(&item.aliases);
        names.map(|name| match_key(name)).collect()
    };
    let held: Vec<String> = notice.items.iter().flat_map(names).collect();
    let held: Vec<String> = held
        .into_iter()
        .filter(|name| key.contains(name.as_str()))
        .collect();
    let is_held = |item: &&CollectionItem| {
        let names = names(item);
        names.iter().any(|name| media::holds_name(&key, name, &held))
    };
    if held.len() < 2 {
        return Vec::new();
    }
    notice.items.iter().filter(is_held).collect()
}

/// The one of several items whose population a file's name says: 青年-李国强.docx.
fn by_stem<'a>(
    evidence: Evidence<'_>,
    file: &str,
    several: &[&'a CollectionItem],
) -> Option<&'a CollectionItem> {
    let societies = evidence.directory.mentioned(file);
    let own = societies
        .iter()
        .fold(file.to_owned(), |left, society| left.replace(&society.name, ""));
    let stem = Person {
        tags: vec![own],
        ..Person::default()
    };
    match roles::fitting(&stem, several).as_slice() {
        [one] => Some(one),
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
