//! The files that pieces came with: each once, with all that its name may say.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{ArrivalId, ItemId, SocietyCode};
use domain::ledger::Ledger;
use domain::notice::CollectionItem;
use domain::submission::{AttachmentKind, Standing, Submission};

use super::pattern::{NameField, NamePattern};
use super::safe_name::stem_and_ending;
use crate::labels;
use crate::snapshot::Snapshot;
use crate::view::View;

/// A file of one arrival and the pieces that it belongs to.
#[derive(Debug)]
pub(super) struct AttachedFile<'a> {
    /// SHA-256 of its bytes.
    pub(super) sha256: &'a str,
    /// Its name as it was sent; a path where it came inside an archive.
    pub(super) name: &'a str,
    /// `None` for the document that a text came from.
    pub(super) kind: Option<AttachmentKind>,
    /// Size in bytes; `None` where the ledger does not say.
    pub(super) bytes: Option<u64>,
    /// The pieces with their running numbers; never empty.
    pub(super) pieces: Vec<(usize, &'a Submission)>,
}

/// All files of the ledger's pieces: those of current pieces first, in the order of items and roster.
pub(super) fn files(ledger: &Ledger) -> Vec<AttachedFile<'_>> {
    let mut files: Vec<AttachedFile<'_>> = Vec::new();
    let mut known: BTreeMap<(ArrivalId, &str), usize> = BTreeMap::new();
    for (number, piece) in ordered(ledger).into_iter().enumerate() {
        for file in files_of(piece) {
            let place = *known
                .entry((piece.id.arrival, file.sha256))
                .or_insert(files.len());
            match files.get_mut(place) {
                Some(known) => known.join(number + 1, piece, &file),
                None => files.push(AttachedFile {
                    pieces: vec![(number + 1, piece)],
                    ..file
                }),
            }
        }
    }
    files
}

/// Current pieces before superseded ones, by item; within an item as the ledger has them.
fn ordered(ledger: &Ledger) -> Vec<&Submission> {
    let places: BTreeMap<&ItemId, usize> = ledger
        .notice
        .items
        .iter()
        .enumerate()
        .map(|(place, item)| (&item.id, place))
        .collect();
    let place = |piece: &Submission| places.get(&piece.item).copied().unwrap_or(usize::MAX);
    let mut pieces: Vec<&Submission> = ledger.submissions.iter().collect();
    pieces.sort_by_key(|piece| (piece.standing != Standing::Current, place(piece)));
    pieces
}

/// The document of a piece and its attachments.
fn files_of(piece: &Submission) -> impl Iterator<Item = AttachedFile<'_>> {
    let source = &piece.source;
    let document = source.attachment.as_ref().map(|name| AttachedFile {
        sha256: &source.origin.sha256,
        name,
        kind: None,
        bytes: None,
        pieces: Vec::new(),
    });
    let others = piece.attachments.iter().map(|attachment| AttachedFile {
        sha256: &attachment.sha256,
        name: &attachment.name,
        kind: Some(attachment.kind),
        bytes: Some(attachment.bytes),
        pieces: Vec::new(),
    });
    document.into_iter().chain(others)
}

impl<'a> AttachedFile<'a> {
    fn join(&mut self, number: usize, piece: &'a Submission, same: &AttachedFile<'a>) {
        if self.pieces.last().is_none_or(|(last, _)| *last != number) {
            self.pieces.push((number, piece));
        }
        self.bytes = self.bytes.or(same.bytes);
    }

    /// The first of its pieces.
    pub(super) fn first(&self) -> Option<&'a Submission> {
        self.pieces.first().map(|(_, piece)| *piece)
    }

    /// True when every piece that it belongs to was replaced by a later one.
    pub(super) fn is_superseded(&self) -> bool {
        self.pieces
            .iter()
            .all(|(_, piece)| piece.standing == Standing::Superseded)
    }

    /// True for a photo or video.
    pub(super) fn is_media(&self) -> bool {
        matches!(self.kind, Some(AttachmentKind::Photo | AttachmentKind::Video))
    }

    /// The arrivals that surely or likely brought it: that of the text, then those that completed its pieces.
    pub(super) fn bringers(&self) -> Vec<ArrivalId> {
        let text = self.first().map(|first| first.id.arrival);
        let completing = self.pieces.iter().filter_map(|(_, piece)| piece.completed_by);
        let mut seen = BTreeSet::new();
        text.into_iter()
            .chain(completing)
            .filter(|arrival| seen.insert(*arrival))
            .collect()
    }

    /// A piece of it of which any other arrival of its society may have brought the file.
    pub(super) fn of_others(&self) -> Option<&'a Submission> {
        let mut pieces = self.pieces.iter().map(|(_, piece)| *piece);
        pieces.find(|piece| self.is_media() && piece.has_files_of_others())
    }
}

/// What names of files are made from.
pub(super) struct Naming<'a> {
    view: View<'a>,
    pattern: &'a NamePattern,
    /// Digits of a running number.
    digits: usize,
}

impl<'a> Naming<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, pattern: &'a NamePattern) -> Self {
        Self {
            view: View::unlinked(snapshot),
            pattern,
            digits: snapshot.ledger.submissions.len().to_string().len().max(4),
        }
    }

    /// Stem and ending of a file.
    pub(super) fn name(&self, file: &AttachedFile<'_>) -> (String, String) {
        let (stem, ending) = stem_and_ending(file.name);
        let name = self.pattern.fill(|field| self.value(field, file, &stem));
        (name, ending)
    }

    fn value(&self, field: NameField, file: &AttachedFile<'_>, stem: &str) -> String {
        let Some(first) = file.first() else {
            return String::new();
        };
        match field {
            NameField::Number => self.number(file),
            NameField::Society => self.society(&first.society),
            NameField::SocietyCode => first.society.to_string(),
            NameField::Category => self
                .view
                .society(&first.society)
                .map_or_else(String::new, |society| society.category.clone()),
            NameField::Item => shared(file, |piece| self.item(&piece.item)).unwrap_or_default(),
            NameField::Person => persons(file),
            NameField::Affiliation => shared(file, |piece| {
                piece
                    .person
                    .as_ref()
                    .and_then(|person| person.affiliation.clone())
            })
            .unwrap_or_default(),
            NameField::Position => shared(file, |piece| {
                piece
                    .person
                    .as_ref()
                    .and_then(|person| person.positions.first().cloned())
            })
            .unwrap_or_default(),
            // A file that holds several pieces has no title of theirs: the name that its sender gave says what it is.
            NameField::Title => shared(file, |piece| piece.title.clone())
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| stem.to_owned()),
            NameField::FileName => stem.to_owned(),
            NameField::Kind => file.kind.map_or("文档", labels::attachment).to_owned(),
            NameField::Arrival => first.id.arrival.to_string(),
            NameField::Received => self
                .view
                .received(first.id.arrival)
                .map_or_else(String::new, |at| self.view.local(at).format("%Y%m%d").to_string()),
        }
    }

    /// The numbers of a file's first and last piece.
    fn number(&self, file: &AttachedFile<'_>) -> String {
        let digits = self.digits;
        let of = |piece: Option<&(usize, &Submission)>| piece.map_or(0, |(number, _)| *number);
        match (of(file.pieces.first()), of(file.pieces.last())) {
            (first, last) if first == last => format!("{first:0digits$}"),
            (first, last) => format!("{first:0digits$}～{last:0digits$}"),
        }
    }

    pub(super) fn society(&self, code: &SocietyCode) -> String {
        let society = self.view.society(code);
        society.map_or_else(|| code.to_string(), |society| society.name.clone())
    }

    /// Title of an item of the notice.
    pub(super) fn item(&self, id: &ItemId) -> Option<String> {
        self.view
            .ledger
            .notice
            .item(id)
            .map(|item: &CollectionItem| item.title.clone())
    }
}

/// What all pieces of a file say; `None` when they differ.
fn shared(file: &AttachedFile<'_>, value: impl Fn(&Submission) -> Option<String>) -> Option<String> {
    let mut values = file.pieces.iter().map(|(_, piece)| value(piece));
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)?
}

/// 张三, or 张三等3人.
fn persons(file: &AttachedFile<'_>) -> String {
    let persons = file.pieces.iter().filter_map(|(_, piece)| piece.person.as_ref());
    let names: Vec<&str> = persons.map(|person| person.name.as_str()).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    match names.as_slice() {
        [] => String::new(),
        [first, ..] if distinct.len() == 1 => (*first).to_owned(),
        [first, ..] => format!("{first}等{}人", distinct.len()),
    }
}
