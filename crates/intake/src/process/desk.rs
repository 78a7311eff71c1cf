//! The books of the societies that a batch of arrivals speaks of, while its arrivals are judged one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::books::{Books, Place};
use super::context::Context;
use crate::IntakeError;

/// Each changed in thought by every judging that concerns it.
#[derive(Debug, Default)]
pub(super) struct Desk {
    books: BTreeMap<Place, Books>,
    configuration: i64,
}

/// Where the books come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// From what is kept of them, where that still holds.
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
        let places: Vec<Place> = places.into_iter().collect();
        let mut books = match memory {
            Memory::Trusted => context.kept_books(&places, configuration).await?,
            Memory::Ignored => BTreeMap::new(),
        };
        let unknown: Vec<Place> = places
            .into_iter()
            .filter(|place| !books.contains_key(place))
            .collect();
        let facts = context.store().societies_facts(&unknown).await?;
        books.extend(
            facts
                .into_iter()
                .map(|(place, facts)| (place, Books::open(facts))),
        );
        Ok(Self { books, configuration })
    }

    /// The books as they stand now; to be given back.
    pub(super) fn take(&mut self, place: &Place) -> Books {
        self.books.remove(place).unwrap_or_default()
    }

    pub(super) fn give_back(&mut self, place: Place, books: Books) {
        self.books.insert(place, books);
    }

    /// Keeps the books for those who come later, once what they say is recorded.
    pub(crate) async fn close(self, context: &Context) {
        context.keep_books(self.books, self.configuration).await;
    }
}
