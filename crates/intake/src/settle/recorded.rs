//! A settlement as the store keeps it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use store::{SocietyStanding, SocietyState, WaitingMedia};

use super::Settlement;
use super::chain::Chain;
use super::waiting::Waiting;

impl Settlement {
    /// From what is recorded after `latest` was settled; `None` when that does not say all that is needed.
    pub(crate) fn restore(state: SocietyState, latest: Option<(DateTime<Utc>, ArrivalId)>) -> Option<Self> {
        let pieces = (1..).zip(state.pieces);
        let chains = pieces.map(|(number, piece)| {
            let is_next = piece.number == number;
            is_next.then(|| Chain::restore(piece)).flatten().map(Arc::new)
        });
        let waiting = state
            .waiting
            .iter()
            .map(|kept| Waiting::restore(kept).map(Arc::new));
        Some(Self {
            chains: chains.collect::<Option<_>>()?,
            forms: state.return_forms.into_iter().map(Arc::new).collect(),
            waiting: waiting.collect::<Option<_>>()?,
            judgements: Vec::new(),
            latest,
            provisional: false,
        })
    }

    /// Order of the last arrival that may have changed something, or depended on what was there.
    pub(crate) fn latest(&self) -> Option<(DateTime<Utc>, ArrivalId)> {
        self.latest
    }

    /// On what its records rest; `None` when another process must settle everything anew.
    pub(crate) fn standing(
        &self,
        claims: i64,
        reader: u32,
        (arrivals, revisions): (i64, i64),
    ) -> Option<SocietyStanding> {
        (!self.provisional).then_some(SocietyStanding {
            claims,
            reader,
            arrivals,
            revisions,
            latest: self.latest,
        })
    }

    /// Photos that wait for their text, as they are kept.
    pub(crate) fn waiting(&self) -> Vec<WaitingMedia> {
        self.waiting.iter().map(|waiting| waiting.record()).collect()
    }

    /// Those that wait now and did not before, and those that wait no more.
    pub(super) fn waiting_since(&self, before: &Self) -> (Vec<WaitingMedia>, Vec<(ArrivalId, u32)>) {
        let ids = |settlement: &Self| -> BTreeSet<(ArrivalId, u32)> {
            let waiting = settlement.waiting.iter();
            waiting
                .map(|waiting| (waiting.arrival, waiting.ordinal))
                .collect()
        };
        let (then, now) = (ids(before), ids(self));
        let new = self.waiting.iter();
        let new = new.filter(|waiting| !then.contains(&(waiting.arrival, waiting.ordinal)));
        (
            new.map(|waiting| waiting.record()).collect(),
            then.difference(&now).copied().collect(),
        )
    }
}
