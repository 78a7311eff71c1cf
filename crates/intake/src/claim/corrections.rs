//! What clerks made of single pieces. A correction is found its piece by place and words; one whose piece is no longer
//! there holds the arrival, since nobody can say what the clerk would make of what is recognised now.

use std::collections::BTreeSet;

use domain::correction::{Change, Correction, Dismissal, PieceMark, Values};
use domain::finding::{Finding, FindingCode};
use domain::grounds::{ItemGround, PersonGround};
use domain::ids::ItemId;
use domain::person::Person;
use domain::ruling::{Decision, Ruling};
use forms::interpret::{NamedBy, headed};

use super::ClaimedPiece;
use super::content::Found;
use super::media::MediaFile;

/// A piece on its way to its item.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub found: Found,
    pub item: Option<(ItemId, ItemGround)>,
    pub dismissal: Option<Dismissal>,
}

/// The pieces as clerks made them.
#[derive(Debug, Default)]
pub(super) struct Corrected<'a> {
    pub entries: Vec<Entry>,
    /// Pieces with the SHA-256 of a photo or video that is theirs.
    photos: Vec<(&'a PieceMark, &'a str)>,
    /// Corrections whose piece is not there, or is not as the clerk saw it.
    lost: BTreeSet<&'a PieceMark>,
}

/// A place in reading order: a piece, or nothing where a clerk dropped or joined one.
#[derive(Debug)]
struct Slot {
    mark: PieceMark,
    entry: Option<Entry>,
}

struct Desk<'a, R> {
    slots: Vec<Slot>,
    done: Corrected<'a>,
    /// Gives the item of a piece whose values changed.
    route: R,
}

/// Makes of the recognised pieces what clerks made of them, one correction after the other as they were decided.
pub(super) fn apply(
    rulings: &[Ruling],
    entries: Vec<Entry>,
    route: impl Fn(&Found) -> Option<(ItemId, ItemGround)>,
) -> Corrected<'_> {
    let corrections = in_force(rulings);
    if corrections.is_empty() {
        return Corrected {
            entries,
            ..Corrected::default()
        };
    }
    let slots = entries.into_iter().map(Slot::from).collect();
    let mut desk = Desk {
        slots,
        done: Corrected::default(),
        route,
    };
    for Correction { mark, change } in corrections {
        if desk.correct(mark, change).is_none() {
            desk.done.lost.insert(mark);
        }
    }
    Corrected {
        entries: desk.slots.into_iter().filter_map(|slot| slot.entry).collect(),
        ..desk.done
    }
}

/// All corrections that were not taken back, oldest first.
fn in_force(rulings: &[Ruling]) -> Vec<&Correction> {
    let mut corrections: Vec<&Correction> = Vec::new();
    for ruling in rulings {
        if let Decision::Correct(correction) = &ruling.decision {
            match correction.change {
                Change::Restore => corrections.retain(|known| !is_of(&known.mark, &correction.mark)),
                Change::Values(_)
                | Change::Item(_)
                | Change::Split(_)
                | Change::Join(_)
                | Change::Drop
                | Change::Dismiss(_)
                | Change::Photo(_) => corrections.push(correction),
            }
        }
    }
    corrections
}

impl<'a, R: Fn(&Found) -> Option<(ItemId, ItemGround)>> Desk<'a, R> {
    /// `None` when there is no such piece, or nothing can be done with it as the clerk decided.
    fn correct(&mut self, mark: &'a PieceMark, change: &'a Change) -> Option<()> {
        let mut found = matching(mark, &self.slots).into_iter();
        let (first, others) = (found.next()?, found.collect::<Vec<_>>());
        match change {
            Change::Values(values) => {
                for at in others.into_iter().chain([first]) {
                    let entry = self.slots.get_mut(at)?.entry.as_mut()?;
                    entry.found.set(values);
                    let by_clerk = matches!(entry.item, Some((_, ItemGround::Clerk)));
                    if !by_clerk {
                        entry.item = (self.route)(&entry.found).or(entry.item.take());
                    }
                }
            }
            Change::Item(item) => {
                for at in others.into_iter().chain([first]) {
                    let entry = self.slots.get_mut(at)?.entry.as_mut()?;
                    entry.item = Some((item.clone(), ItemGround::Clerk));
                    entry.found.origin.corrected = true;
                }
            }
            Change::Drop => {
                for at in others.into_iter().chain([first]) {
                    self.slots.get_mut(at)?.entry = None;
                }
            }
            Change::Dismiss(dismissal) => {
                for at in others.into_iter().chain([first]) {
                    self.slots.get_mut(at)?.entry.as_mut()?.dismissal = Some(dismissal.clone());
                }
            }
            Change::Split(at) => self.split(first, at)?,
            Change::Join(other) => self.join(first, other)?,
            Change::Photo(sha256) => self.done.photos.push((mark, sha256)),
            Change::Restore => {}
        }
        Some(())
    }

    fn split(&mut self, at: usize, characters: &[u32]) -> Option<()> {
        let whole = self.slots.get(at)?.entry.as_ref()?;
        let (item, dismissal) = (whole.item.clone(), whole.dismissal.clone());
        let shares = whole.found.split(characters)?.into_iter().map(|found| {
            Slot::from(Entry {
                found,
                item: item.clone(),
                dismissal: dismissal.clone(),
            })
        });
        let shares: Vec<Slot> = shares.collect();
        self.slots.splice(at..=at, shares);
        Some(())
    }

    fn join(&mut self, at: usize, other: &PieceMark) -> Option<()> {
        let next = matching(other, &self.slots).into_iter().find(|next| *next > at)?;
        let taken = self.slots.get_mut(next)?.entry.take()?;
        self.slots.get_mut(at)?.entry.as_mut()?.found.join(taken.found);
        Some(())
    }
}

impl Corrected<'_> {
    /// Gives photos and videos to the pieces that clerks named.
    pub(super) fn give_photos(&mut self, pieces: &mut [ClaimedPiece], media: &mut Vec<MediaFile>) {
        let marks: Vec<PieceMark> = pieces.iter().map(|piece| PieceMark::of(&piece.source)).collect();
        for (mark, sha256) in &self.photos {
            let at = |own: &PieceMark| is_at(mark, own);
            let owner = marks
                .iter()
                .position(|own| at(own) && own.file == mark.file)
                .or_else(|| marks.iter().position(at));
            let file = media.iter().position(|file| file.attachment.sha256 == **sha256);
            if let (Some(piece), Some(file)) = (owner.and_then(|at| pieces.get_mut(at)), file) {
                piece.attachments.push(media.remove(file).attachment);
            } else {
                self.lost.insert(mark);
            }
        }
    }

    /// One for each piece whose corrections could not be applied.
    pub(super) fn stale(&self) -> impl Iterator<Item = Finding> {
        self.lost
            .iter()
            .map(|mark| Finding::at(FindingCode::RulingStale, mark.to_string()))
    }
}

impl From<Entry> for Slot {
    fn from(entry: Entry) -> Self {
        Self {
            mark: entry.found.mark(),
            entry: Some(entry),
        }
    }
}

impl Found {
    pub(super) fn mark(&self) -> PieceMark {
        PieceMark {
            sha256: self.origin.sha256.clone(),
            file: self.file.clone(),
            place: self.origin.place.clone(),
            fingerprint: self.origin.fingerprint.clone(),
            share: self.origin.share,
        }
    }

    fn set(&mut self, values: &Values) {
        self.origin.corrected = true;
        let before = self.piece.person.take();
        let tags = before.as_ref().map(|person| person.tags.clone());
        self.piece.person = values.person.clone().map(|person| Person {
            tags: tags.unwrap_or_default(),
            ..person
        });
        // Who corrects the text alone says nothing about the signature.
        if self.piece.person != before {
            self.origin.grounds.person = self.piece.person.as_ref().map(|_| PersonGround::Clerk);
        }
        self.piece.title.clone_from(&values.title);
        if let Some(text) = &values.text {
            self.piece.text.clone_from(text);
        }
    }

    fn join(&mut self, other: Self) {
        self.origin.corrected = true;
        self.piece.text = format!("{}\n{}", self.piece.text, other.piece.text);
        self.pictures.extend(other.pictures);
    }

    /// Its text in parts, each beginning at one of these characters; `None` when they do not lie in it. The first keeps
    /// person, title and pictures; whoever is named at the head of another one is its person. Whose name stood at the end
    /// of the whole is the person of the last one.
    fn split(&self, at: &[u32]) -> Option<Vec<Self>> {
        let characters: Vec<char> = self.piece.text.chars().collect();
        let ends = at.iter().skip(1).map(|at| *at as usize).chain([characters.len()]);
        let mut from = 0;
        let mut shares = Vec::new();
        let first = at.first().map(|at| *at as usize)?;
        for to in std::iter::once(first).chain(ends) {
            let text: String = characters.get(from..to)?.iter().collect();
            let text = text.trim().to_owned();
            if text.is_empty() {
                return None;
            }
            shares.push(self.share(shares.len(), text));
            from = to;
        }
        if self.piece.named_by == Some(NamedBy::Signature)
            && let [first, .., last] = shares.as_mut_slice()
        {
            let signed = (first.piece.person.take(), first.origin.grounds.person.take());
            if last.piece.person.is_none() {
                (last.piece.person, last.origin.grounds.person) = signed;
            }
        }
        Some(shares)
    }

    fn share(&self, before: usize, text: String) -> Self {
        let mut share = self.clone();
        share.origin.share = u32::try_from(before + 1).unwrap_or(u32::MAX);
        share.origin.corrected = true;
        share.piece.text = text;
        if before > 0 {
            share.piece.title = None;
            share.pictures.clear();
            let head = headed(&share.piece.text);
            share.origin.grounds.person = head.as_ref().map(|_| PersonGround::Heading);
            share.piece.person = head.map(|(person, text)| {
                share.piece.text = text;
                person
            });
        }
        share
    }
}

/// Where the piece of a mark is: at its place, else the only one of the same file that has the same words. Files with
/// the same bytes under two names are two pieces.
fn matching(mark: &PieceMark, slots: &[Slot]) -> Vec<usize> {
    let positions = |is: &dyn Fn(&PieceMark) -> bool| -> Vec<usize> {
        let found = slots.iter().enumerate().filter(|(_, slot)| is(&slot.mark));
        found.map(|(index, _)| index).collect()
    };
    let own = positions(&|other| is_at(mark, other) && other.file == mark.file);
    if !own.is_empty() {
        return own;
    }
    let exact = positions(&|other| is_at(mark, other));
    if !exact.is_empty() {
        return exact;
    }
    let elsewhere = positions(&|other| mark.is_same_words(other));
    if elsewhere.len() == 1 {
        elsewhere
    } else {
        Vec::new()
    }
}

fn is_at(one: &PieceMark, other: &PieceMark) -> bool {
    one.is_same_words(other) && one.place == other.place
}

/// Whether `known` is `mark` or one of its parts.
fn is_of(known: &PieceMark, mark: &PieceMark) -> bool {
    is_at(known, mark) || (mark.share == 0 && is_at(&known.whole(), mark))
}
