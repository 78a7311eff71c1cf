//! The societies that a batch of arrivals speaks of, as they stand while its arrivals are judged one after the other.

use std::collections::BTreeMap;

use domain::ids::{NoticeId, SocietyCode};
use domain::ruling::Ruling;
use store::{FactsScope, SocietyFacts, Store, StoredArrival};

use crate::IntakeError;
use crate::settle::Settlement;

/// The society of a notice.
pub(crate) type Place = (NoticeId, SocietyCode);

/// The facts of societies, each changed in thought by every judging that concerns it.
#[derive(Debug)]
pub(super) struct Desk {
    facts: BTreeMap<Place, SocietyFacts>,
    /// How often each will be asked for.
    uses: BTreeMap<Place, usize>,
}

impl Desk {
    /// Loads the facts of these societies, which may stand in the list several times.
    pub(super) async fn load(
        store: &Store,
        places: Vec<Place>,
        scope: FactsScope,
    ) -> Result<Self, IntakeError> {
        let mut uses: BTreeMap<Place, usize> = BTreeMap::new();
        for place in places {
            *uses.entry(place).or_insert(0) += 1;
        }
        let places: Vec<Place> = uses.keys().cloned().collect();
        let facts = store.societies_facts(&places, scope).await?;
        Ok(Self { facts, uses })
    }

    /// The facts as they stand now.
    pub(super) fn take(&mut self, place: &Place) -> SocietyFacts {
        if let Some(uses) = self.uses.get_mut(place) {
            *uses = uses.saturating_sub(1);
        }
        self.facts.remove(place).unwrap_or_default()
    }

    /// Notes what a judging makes of a society, for those that come after it.
    pub(super) fn note(
        &mut self,
        place: &Place,
        before: &SocietyFacts,
        settlement: &Settlement,
        judged: (&StoredArrival, &[Ruling]),
    ) {
        if self.uses.get(place).is_none_or(|uses| *uses == 0) {
            return;
        }
        let (stored, rulings) = judged;
        let mut facts = SocietyFacts {
            version: before.version + 1,
            arrivals: before.arrivals.clone(),
            submissions: settlement.submissions.clone(),
            return_forms: settlement.return_forms.clone(),
        };
        facts
            .arrivals
            .retain(|(other, _, _)| other.arrival.id != stored.arrival.id);
        let joins = settlement
            .judgements
            .iter()
            .any(|judgement| judgement.arrival == stored.arrival.id);
        if joins {
            let joined = StoredArrival {
                pending: false,
                placed: Some(place.clone()),
                ..stored.clone()
            };
            let at = facts
                .arrivals
                .partition_point(|(other, _, _)| other.arrival.id < stored.arrival.id);
            facts.arrivals.insert(at, (joined, rulings.to_vec(), None));
        }
        for (other, _, judgement) in &mut facts.arrivals {
            let new = settlement
                .judgements
                .iter()
                .find(|new| new.arrival == other.arrival.id);
            *judgement = new.cloned().or(judgement.take());
        }
        self.facts.insert(place.clone(), facts);
    }
}
