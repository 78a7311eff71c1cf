//! Which arrivals may have brought a file of a piece.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{ArrivalId, SocietyCode};
use domain::ledger::Ledger;
use domain::submission::Submission;

/// The arrivals of each society, in archive order. A piece names the arrival of its text and the last one that completed
/// it; what others brought before that, or with an earlier version, is in some other arrival of the society.
#[derive(Debug)]
pub(crate) struct Bringers<'a>(BTreeMap<&'a SocietyCode, Arc<[ArrivalId]>>);

impl<'a> Bringers<'a> {
    /// Goes through the register once.
    pub(crate) fn of(ledger: &'a Ledger) -> Self {
        let mut arrivals: BTreeMap<&SocietyCode, Vec<ArrivalId>> = BTreeMap::new();
        for record in &ledger.arrivals {
            let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
            if let Some(society) = verdict.and_then(|verdict| verdict.society()) {
                arrivals.entry(society).or_default().push(record.arrival.id);
            }
        }
        let shared = arrivals.into_iter();
        Self(
            shared
                .map(|(society, arrivals)| (society, arrivals.into()))
                .collect(),
        )
    }

    /// Where a file of a piece may be that is not where the piece says; nowhere for a first version that nothing completed.
    pub(crate) fn further(&self, piece: &Submission) -> Arc<[ArrivalId]> {
        let others = piece.has_files_of_others().then(|| self.0.get(&piece.society));
        others.flatten().map_or_else(|| Arc::from([]), Arc::clone)
    }
}
