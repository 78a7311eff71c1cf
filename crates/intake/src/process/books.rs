//! What is known of societies while their arrivals are judged, and what is kept of it from one batch to the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::arrival::Arrival;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::ruling::Ruling;
use store::{SocietyFacts, SocietyMark, StoredArrival};

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
        let members = self.members.len() * size_of::<Member>();
        members + self.settled.as_ref().map_or(0, Settlement::weight)
    }
}

/// Books that were recorded as they are.
#[derive(Debug, Default)]
pub(super) struct KeptBooks {
    books: BTreeMap<Place, Entry>,
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

impl KeptBooks {
    /// Takes books out, if they still say what the store says.
    pub(super) fn take(&mut self, place: &Place, configuration: i64, mark: SocietyMark) -> Option<Books> {
        let entry = self.books.remove(place)?;
        self.weight -= entry.weight;
        let holds = entry.configuration == configuration && entry.books.mark() == mark;
        holds.then_some(entry.books)
    }

    /// Keeps books; forgets those that were kept first when it becomes too much.
    pub(super) fn put(&mut self, place: Place, configuration: i64, books: Books) {
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
