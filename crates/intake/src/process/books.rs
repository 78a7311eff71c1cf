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

/// How much is kept, in bytes: what is forgotten is restored from the store, without the texts.
const KEPT: usize = 96 << 20;

/// An arrival that is placed there, as it was when it was loaded or judged.
#[derive(Debug)]
pub(super) struct Member {
    pub stored: StoredArrival,
    pub rulings: Vec<Ruling>,
}

/// What is recorded of one society, and where it stands.
#[derive(Debug, Default)]
pub(super) struct Books {
    /// The mark that its records have, or will have once what was judged is recorded.
    pub mark: SocietyMark,
    /// In archive order: all of the society when everything was read, else those that were judged with these books.
    pub members: Vec<Arc<Member>>,
    /// All that is recorded; `None` when the books only continue what is settled.
    pub whole: Option<Known>,
    /// What its members were settled to; `None` until they are settled anew.
    pub settled: Option<Settlement>,
}

impl Books {
    /// Opens them with all that the store says.
    pub(super) fn open(facts: SocietyFacts) -> Self {
        let mut members = Vec::with_capacity(facts.arrivals.len());
        let mut judgements = Vec::with_capacity(facts.arrivals.len());
        for (stored, rulings, judgement) in facts.arrivals {
            members.push(Arc::new(Member { stored, rulings }));
            judgements.extend(judgement);
        }
        let mut books = Self {
            mark: SocietyMark::default(),
            members,
            whole: Some(Known::new(
                judgements,
                facts.submissions,
                facts.return_forms,
                facts.waiting,
            )),
            settled: None,
        };
        books.mark = SocietyMark {
            version: facts.version,
            ..books.count()
        };
        books
    }

    /// Has all that is recorded written again.
    pub(super) fn written_otherwise(&mut self) {
        if let Some(whole) = &mut self.whole {
            whole.written_otherwise();
        }
    }

    /// Continues what is settled.
    pub(super) fn continued(mark: SocietyMark, settled: Settlement) -> Self {
        Self {
            mark,
            members: Vec::new(),
            whole: None,
            settled: Some(settled),
        }
    }

    pub(super) fn member(&self, id: ArrivalId) -> Option<&Arc<Member>> {
        let place = self.place(id).ok()?;
        self.members.get(place)
    }

    /// Takes an arrival out.
    pub(super) fn leave(&mut self, id: ArrivalId) {
        if let Ok(place) = self.place(id) {
            let left = self.members.remove(place);
            self.mark.arrivals -= 1;
            self.mark.revisions -= left.stored.revision;
            self.settled = None;
        }
    }

    /// Puts an arrival in, in place of what it was before.
    pub(super) fn join(&mut self, member: Member) {
        let id = member.stored.arrival.id;
        self.mark.revisions += member.stored.revision;
        match self.place(id) {
            Ok(place) => {
                if let Some(known) = self.members.get_mut(place) {
                    self.mark.revisions -= known.stored.revision;
                    *known = Arc::new(member);
                }
            }
            Err(place) => {
                self.mark.arrivals += 1;
                self.members.insert(place, Arc::new(member));
            }
        }
    }

    /// The settlement that an arrival only adds to: it is not among the members and comes after them all.
    pub(super) fn settled_before(&mut self, arrival: &Arrival) -> Option<&mut Settlement> {
        let is_new = self.place(arrival.id).is_err();
        self.settled
            .as_mut()
            .filter(|settled| is_new && settled.precedes(arrival))
    }

    /// Closes them: what was read to settle everything anew is not kept.
    fn close(&mut self) {
        self.members = Vec::new();
        self.whole = None;
    }

    fn place(&self, id: ArrivalId) -> Result<usize, usize> {
        self.members
            .binary_search_by_key(&id, |member| member.stored.arrival.id)
    }

    fn count(&self) -> SocietyMark {
        let revisions = self.members.iter().map(|member| member.stored.revision);
        SocietyMark {
            version: 0,
            arrivals: i64::try_from(self.members.len()).unwrap_or(i64::MAX),
            revisions: revisions.sum(),
        }
    }

    /// About how much memory they take, in bytes.
    fn weight(&self) -> usize {
        size_of::<Self>() + self.settled.as_ref().map_or(0, Settlement::weight)
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

#[derive(Debug)]
struct Kept {
    /// How much of it, in bytes.
    room: usize,
    books: BTreeMap<Place, Entry>,
    held: BTreeSet<Place>,
    /// Sum of their weights, in bytes.
    weight: usize,
    /// Counts what is put in.
    puts: u64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            room: KEPT,
            books: BTreeMap::new(),
            held: BTreeSet::new(),
            weight: 0,
            puts: 0,
        }
    }
}

#[derive(Debug)]
struct Entry {
    books: Books,
    configuration: i64,
    weight: usize,
    put: u64,
    /// Whether it may know some.
    knows_texts: bool,
}

impl Entry {
    fn forget_texts(&mut self) {
        if let Some(settled) = &mut self.books.settled {
            settled.forget();
        }
        self.weight = self.books.weight();
        self.knows_texts = false;
    }
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
        let holds = entry.configuration == configuration && entry.books.mark == mark;
        holds.then_some(entry.books)
    }

    /// Forgets some when it becomes too much.
    fn put(&mut self, place: Place, configuration: i64, mut books: Books) {
        books.close();
        let weight = books.weight();
        self.puts += 1;
        let entry = Entry {
            books,
            configuration,
            weight,
            put: self.puts,
            knows_texts: true,
        };
        self.weight += weight;
        if let Some(before) = self.books.insert(place, entry) {
            self.weight -= before.weight;
        }
        while self.weight > self.room
            && let Some((place, knows_texts)) = self.any()
        {
            self.weight -= self.books.get(&place).map_or(0, |entry| entry.weight);
            match self.books.get_mut(&place).filter(|_| knows_texts) {
                Some(entry) => {
                    entry.forget_texts();
                    self.weight += entry.weight;
                }
                None => drop(self.books.remove(&place)),
            }
        }
    }

    /// What to forget next: texts first. Any, not the oldest: where societies write in turn, the oldest is the next to be
    /// asked for, and all would be forgotten when little more is known than can be kept.
    fn any(&self) -> Option<(Place, bool)> {
        // Odd, so that different numbers stay different: 2^64 divided by the golden ratio.
        const SCATTER: u64 = 0x9E37_79B9_7F4A_7C15;
        let scattered = |(_, entry): &(&Place, &Entry)| (!entry.knows_texts, entry.put.wrapping_mul(SCATTER));
        let any = self.books.iter().min_by_key(scattered);
        any.map(|(place, entry)| (place.clone(), entry.knows_texts))
    }
}

#[cfg(test)]
mod tests;
