//! What is known of societies while their arrivals are judged, and what is kept of it from one batch to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::arrival::Arrival;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::ruling::Ruling;
use store::{SocietyFacts, SocietyMark, StoredArrival};
use tokio::sync::Notify;

use crate::settle::{Known, Settlement};

/// The society of a notice.
pub(crate) type Place = (NoticeId, SocietyCode);

/// How much is kept, in bytes.
const KEPT: usize = 96 << 20;

/// An arrival that is placed there, as it was when it was loaded or judged.
#[derive(Debug)]
pub(super) struct Member {
    pub stored: StoredArrival,
    pub rulings: Vec<Ruling>,
}

impl Member {
    fn weight(&self) -> usize {
        /// For addresses, hashes and names, and for a ruling, whose argument may be a corrected text.
        const PART: usize = 1024;
        size_of::<Self>() + PART * (1 + self.rulings.len())
    }
}

/// What is recorded of one society, and where it stands.
#[derive(Debug, Default)]
pub(super) struct Books {
    /// The version that its records have, or will have once what was judged is recorded.
    pub version: i64,
    /// In archive order.
    pub members: Vec<Arc<Member>>,
    pub known: Known,
    /// What its members were settled to; `None` until they are settled anew.
    pub settled: Option<Settlement>,
}

impl Books {
    /// Opens them with what the store says.
    pub(super) fn open(facts: SocietyFacts) -> Self {
        let mut members = Vec::with_capacity(facts.arrivals.len());
        let mut judgements = Vec::with_capacity(facts.arrivals.len());
        for (stored, rulings, judgement) in facts.arrivals {
            members.push(Arc::new(Member { stored, rulings }));
            judgements.extend(judgement);
        }
        Self {
            version: facts.version,
            members,
            known: Known::new(judgements, facts.submissions, facts.return_forms),
            settled: None,
        }
    }

    pub(super) fn member(&self, id: ArrivalId) -> Option<&Arc<Member>> {
        let place = self.place(id).ok()?;
        self.members.get(place)
    }

    /// Takes an arrival out.
    pub(super) fn leave(&mut self, id: ArrivalId) {
        if let Ok(place) = self.place(id) {
            self.members.remove(place);
            self.settled = None;
        }
    }

    /// Puts an arrival in, in place of what it was before.
    pub(super) fn join(&mut self, member: Member) {
        let id = member.stored.arrival.id;
        match self.place(id) {
            Ok(place) => {
                if let Some(known) = self.members.get_mut(place) {
                    *known = Arc::new(member);
                }
            }
            Err(place) => self.members.insert(place, Arc::new(member)),
        }
    }

    /// The settlement that an arrival only adds to: it is not among the members and comes after them all.
    pub(super) fn settled_before(&mut self, arrival: &Arrival) -> Option<Settlement> {
        let is_new = self.place(arrival.id).is_err();
        self.settled
            .take_if(|settled| is_new && settled.precedes(arrival))
    }

    fn place(&self, id: ArrivalId) -> Result<usize, usize> {
        self.members
            .binary_search_by_key(&id, |member| member.stored.arrival.id)
    }

    fn mark(&self) -> SocietyMark {
        let revisions = self.members.iter().map(|member| member.stored.revision);
        SocietyMark {
            version: self.version,
            arrivals: i64::try_from(self.members.len()).unwrap_or(i64::MAX),
            revisions: revisions.sum(),
        }
    }

    /// About how much memory they take, in bytes.
    fn weight(&self) -> usize {
        let members: usize = self.members.iter().map(|member| member.weight()).sum();
        members + self.settled.as_ref().map_or(0, Settlement::weight)
    }
}

/// The books of all societies: those that nobody holds are kept here, as they were recorded.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: Mutex<Kept>,
    given_back: Notify,
}

/// Societies whose books nobody else in this process holds, until this is dropped: two workers that judge for one
/// society at once would only see that what they thought no longer holds.
#[derive(Debug)]
pub(super) struct Held {
    shelf: Arc<Shelf>,
    places: BTreeSet<Place>,
}

impl Shelf {
    /// Waits until nobody holds any of these.
    pub(super) async fn hold(self: &Arc<Self>, places: BTreeSet<Place>) -> Held {
        loop {
            let given_back = self.given_back.notified();
            tokio::pin!(given_back);
            // From here on nothing that is given back is missed.
            given_back.as_mut().enable();
            if self.kept().hold(&places) {
                return Held {
                    shelf: Arc::clone(self),
                    places,
                };
            }
            given_back.await;
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
    }

    /// Takes the books of one of these out, if they still say what the store says.
    pub(super) fn take(&self, place: &Place, configuration: i64, mark: SocietyMark) -> Option<Books> {
        self.shelf.kept().take(place, configuration, mark)
    }

    /// Keeps the books of one of these, for whoever holds it next.
    pub(super) fn put(&self, place: Place, configuration: i64, books: Books) {
        self.shelf.kept().put(place, configuration, books);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shelf.kept().held.retain(|held| !self.places.contains(held));
        self.shelf.given_back.notify_waiters();
    }
}

#[derive(Debug, Default)]
struct Kept {
    books: BTreeMap<Place, Entry>,
    held: BTreeSet<Place>,
    /// Sum of their weights, in bytes.
    weight: usize,
    /// Counts what is put in.
    puts: u64,
}

#[derive(Debug)]
struct Entry {
    books: Books,
    configuration: i64,
    weight: usize,
    put: u64,
}

impl Kept {
    /// All of these, or none.
    fn hold(&mut self, places: &BTreeSet<Place>) -> bool {
        let are_free = self.held.is_disjoint(places);
        if are_free {
            self.held.extend(places.iter().cloned());
        }
        are_free
    }

    fn take(&mut self, place: &Place, configuration: i64, mark: SocietyMark) -> Option<Books> {
        let entry = self.books.remove(place)?;
        self.weight -= entry.weight;
        let holds = entry.configuration == configuration && entry.books.mark() == mark;
        holds.then_some(entry.books)
    }

    /// Forgets those that were kept first when it becomes too much.
    fn put(&mut self, place: Place, configuration: i64, books: Books) {
        let weight = books.weight();
        self.puts += 1;
        let entry = Entry {
            books,
            configuration,
            weight,
            put: self.puts,
        };
        self.weight += weight;
        if let Some(before) = self.books.insert(place, entry) {
            self.weight -= before.weight;
        }
        while self.weight > KEPT
            && let Some(oldest) = self.oldest()
            && let Some(entry) = self.books.remove(&oldest)
        {
            self.weight -= entry.weight;
        }
    }

    fn oldest(&self) -> Option<Place> {
        let oldest = self.books.iter().min_by_key(|(_, entry)| entry.put);
        oldest.map(|(place, _)| place.clone())
    }
}
