//! The books of the societies that a batch of arrivals speaks of, while its arrivals are judged one after the other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use store::{SocietyMark, SocietyStanding};

use super::books::{Books, Held, Place};
use super::context::Context;
use crate::IntakeError;
use crate::reading::READER_VERSION;
use crate::settle::Settlement;

/// Each changed in thought by every judging that concerns it.
#[derive(Debug)]
pub(crate) struct Desk {
    books: BTreeMap<Place, Books>,
    /// The configuration's count without rulings.
    claims: i64,
    /// `None` when the books came from the store only, and do not go back.
    held: Option<Held>,
}

/// Where the books come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// From the shelf or what is recorded of a settlement, where these still hold.
    Trusted,
    /// Everything is read from the store and settled anew.
    Ignored,
}

/// What a batch does to the societies that it speaks of.
#[derive(Debug, Default)]
pub(super) struct Plan {
    joining: BTreeMap<Place, Joining>,
}

/// The arrivals that come to one society.
#[derive(Debug, Default)]
struct Joining {
    /// Order of the first one.
    first: Option<(DateTime<Utc>, ArrivalId)>,
    last: Option<(DateTime<Utc>, ArrivalId)>,
    /// One of them stood there before, leaves, or comes before one that is judged before it.
    anew: bool,
}

impl Plan {
    /// An arrival comes to a society where it did not stand.
    pub(super) fn joins(&mut self, place: Place, order: (DateTime<Utc>, ArrivalId)) {
        let joining = self.joining.entry(place).or_default();
        joining.anew |= joining.last.is_some_and(|last| last >= order);
        joining.first = joining.first.or(Some(order));
        joining.last = Some(order);
    }

    /// An arrival stood at a society, which is settled anew with it or without it.
    pub(super) fn stood(&mut self, place: Place) {
        self.joining.entry(place).or_default().anew = true;
    }

    /// Whether the batch only adds to what was settled up to `latest`.
    fn continues(&self, place: &Place, latest: Option<(DateTime<Utc>, ArrivalId)>) -> bool {
        let joining = self.joining.get(place);
        joining.is_some_and(|joining| !joining.anew && (latest.is_none() || joining.first > latest))
    }
}

impl Desk {
    /// Opens the books of the societies of a plan.
    pub(super) async fn open(
        context: &Context,
        plan: Plan,
        claims: i64,
        memory: Memory,
    ) -> Result<Self, IntakeError> {
        let places: BTreeSet<Place> = plan.joining.keys().cloned().collect();
        let mut unknown: Vec<Place> = places.iter().cloned().collect();
        let held = match memory {
            Memory::Trusted => Some(context.shelf().hold(places).await),
            Memory::Ignored => None,
        };
        let mut books = BTreeMap::new();
        let mut written_otherwise = BTreeSet::new();
        if let Some(held) = &held {
            let marks = context.store().society_marks(&unknown).await?;
            let mut restorable = BTreeMap::new();
            for place in held.places() {
                let (mark, standing) = marks.get(place).copied().unwrap_or_default();
                if standing
                    .is_none_or(|standing| (standing.claims, standing.reader) != (claims, READER_VERSION))
                {
                    written_otherwise.insert(place.clone());
                }
                let kept = held.take(place, claims, mark).filter(|kept| {
                    let settled = kept.settled.as_ref();
                    settled.is_some_and(|settled| plan.continues(place, settled.latest()))
                });
                match kept {
                    Some(kept) => drop(books.insert(place.clone(), kept)),
                    None => restorable.extend(
                        standing
                            .filter(|standing| holds(standing, claims, mark))
                            .filter(|standing| plan.continues(place, standing.latest))
                            .map(|standing| (place.clone(), (mark, standing))),
                    ),
                }
            }
            books.extend(restore(context, restorable).await?);
        }
        unknown.retain(|place| !books.contains_key(place));
        tracing::debug!(
            kept_or_restored = books.len(),
            anew = unknown.len(),
            "books of societies opened"
        );
        for (place, facts) in context.store().societies_facts(&unknown).await? {
            let mut opened = Books::open(facts);
            if written_otherwise.contains(&place) {
                opened.written_otherwise();
            }
            books.insert(place, opened);
        }
        Ok(Self { books, claims, held })
    }

    /// The books as they stand now; to be given back.
    pub(super) fn take(&mut self, place: &Place) -> Books {
        self.books.remove(place).unwrap_or_default()
    }

    pub(super) fn give_back(&mut self, place: Place, books: Books) {
        self.books.insert(place, books);
    }

    /// Puts the books on the shelf, once what they say is recorded.
    pub(crate) fn close(self) {
        if let Some(held) = self.held {
            for (place, books) in self.books {
                held.put(place, self.claims, books);
            }
        }
    }
}

/// Whether what is recorded is what would be thought now.
fn holds(standing: &SocietyStanding, claims: i64, mark: SocietyMark) -> bool {
    let same = (standing.claims, standing.arrivals, standing.revisions);
    standing.reader == READER_VERSION && same == (claims, mark.arrivals, mark.revisions)
}

/// The books of societies whose settlement is recorded. Those of which something was recorded since their marks were
/// read, or too little is known, are missing.
async fn restore(
    context: &Context,
    restorable: BTreeMap<Place, (SocietyMark, SocietyStanding)>,
) -> Result<BTreeMap<Place, Books>, IntakeError> {
    let places: Vec<Place> = restorable.keys().cloned().collect();
    let mut states = context.store().society_states(&places).await?;
    let restored = restorable.into_iter().filter_map(|(place, (mark, standing))| {
        let state = states.remove(&place)?;
        let is_same = state.version == mark.version;
        let settled = is_same.then(|| Settlement::restore(state, standing.latest))??;
        Some((place, Books::continued(mark, settled)))
    });
    Ok(restored.collect())
}
