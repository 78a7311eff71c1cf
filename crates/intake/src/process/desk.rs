//! The books of the societies that a batch of arrivals speaks of, while its arrivals are judged one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::books::{Books, Held, Place};
use super::context::Context;
use crate::IntakeError;

/// Each changed in thought by every judging that concerns it.
#[derive(Debug)]
pub(crate) struct Desk {
    books: BTreeMap<Place, Books>,
    configuration: i64,
    /// `None` when the books came from the store only, and do not go back.
    held: Option<Held>,
}

/// Where the books come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// From the shelf, where they still hold.
    Trusted,
    /// From the store only.
    Ignored,
}

impl Desk {
    /// Opens the books of these societies.
    pub(super) async fn open(
        context: &Context,
        places: BTreeSet<Place>,
        configuration: i64,
        memory: Memory,
    ) -> Result<Self, IntakeError> {
        let mut unknown: Vec<Place> = places.iter().cloned().collect();
        let held = match memory {
            Memory::Trusted => Some(context.shelf().hold(places).await),
            Memory::Ignored => None,
        };
        let mut books = BTreeMap::new();
        if let Some(held) = &held {
            let marks = context.store().society_marks(&unknown).await?;
            for place in held.places() {
                let mark = marks.get(place).copied().unwrap_or_default();
                let kept = held.take(place, configuration, mark);
                books.extend(kept.map(|kept| (place.clone(), kept)));
            }
        }
        unknown.retain(|place| !books.contains_key(place));
        let facts = context.store().societies_facts(&unknown).await?;
        books.extend(
            facts
                .into_iter()
                .map(|(place, facts)| (place, Books::open(facts))),
        );
        Ok(Self {
            books,
            configuration,
            held,
        })
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
                held.put(place, self.configuration, books);
            }
        }
    }
}
