//! Where a society stands after some of its arrivals. Its parts are shared, so that a copy costs little and the next
//! arrival changes nothing but what it concerns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::ArrivalId;
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use domain::verdict::Judgement;

use super::chain::Chain;
use super::waiting::Waiting;
use super::weight;

/// The result of settling: a judgement for each arrival, and the complete sets of submissions and return forms. One that
/// was restored knows the texts and judgements of earlier arrivals only where they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settlement {
    /// By number: the first one is 1.
    pub(super) chains: Vec<Arc<Chain>>,
    pub(super) forms: Vec<Arc<ReturnForm>>,
    pub(super) waiting: Vec<Arc<Waiting>>,
    pub(super) judgements: Vec<Arc<Judgement>>,
    /// Order of the last arrival that may have changed something, or depended on what was there.
    pub(super) latest: Option<(DateTime<Utc>, ArrivalId)>,
    /// Whether something could not be read that another process can perhaps read.
    pub(super) provisional: bool,
}

/// What a settlement would have to know to be continued, and does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absent {
    /// Numbers of pieces whose versions are asked for.
    pub pieces: BTreeSet<u32>,
    /// Arrivals whose judgements are asked for.
    pub judgements: BTreeSet<ArrivalId>,
}

impl Settlement {
    /// In the order of judging.
    pub fn judgements(&self) -> impl Iterator<Item = &Arc<Judgement>> {
        self.judgements.iter()
    }

    /// The judgement of an arrival.
    pub fn judgement(&self, arrival: ArrivalId) -> Option<&Judgement> {
        let mut latest_first = self.judgements.iter().rev();
        latest_first
            .find(|judgement| judgement.arrival == arrival)
            .map(Arc::as_ref)
    }

    /// All versions of all pieces whose versions are known.
    pub fn submissions(&self) -> impl Iterator<Item = &Arc<Submission>> {
        self.chains.iter().filter_map(|chain| chain.versions()).flatten()
    }

    /// All versions.
    pub fn return_forms(&self) -> impl Iterator<Item = &Arc<ReturnForm>> {
        self.forms.iter()
    }

    /// Whose pieces are there, in matching form.
    pub(super) fn names(&self) -> Vec<String> {
        self.chains.iter().filter_map(|chain| chain.name()).collect()
    }

    /// Whether an arrival comes after all that it may have to do with.
    pub fn precedes(&self, arrival: &Arrival) -> bool {
        self.latest.is_none_or(|latest| latest < arrival.order())
    }

    /// Forgets texts and judgements, as if it had been restored from what is recorded.
    pub fn forget(&mut self) {
        self.judgements.clear();
        for chain in &mut self.chains {
            Arc::make_mut(chain).forget();
        }
    }

    /// Learns what was [`Absent`]: all versions of each of some pieces, and judgements.
    pub fn learn(&mut self, versions: Vec<Submission>, judgements: Vec<Judgement>) {
        let mut by_piece: BTreeMap<u32, Vec<Arc<Submission>>> = BTreeMap::new();
        for version in versions {
            by_piece.entry(version.piece).or_default().push(Arc::new(version));
        }
        for chain in &mut self.chains {
            if let Some(versions) = by_piece.remove(&chain.number()) {
                Arc::make_mut(chain).learn(versions);
            }
        }
        for judgement in judgements {
            if self.judgement(judgement.arrival).is_none() {
                self.judgements.push(Arc::new(judgement));
            }
        }
    }

    /// About how much memory it takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        /// For a judgement, rather too much, since some are shorter.
        const PART: usize = 1024;
        let chains: usize = self.chains.iter().map(|chain| chain.weight()).sum();
        let waiting: usize = self.waiting.iter().map(|waiting| waiting.weight()).sum();
        let forms: usize = self.forms.iter().map(|form| weight::form(form)).sum();
        chains + waiting + forms + PART * self.judgements.len()
    }
}

impl Absent {
    /// Adds what another one asks for; false when all of that was asked for before.
    pub(crate) fn add(&mut self, other: &Self) -> bool {
        let before = self.pieces.len() + self.judgements.len();
        self.pieces.extend(&other.pieces);
        self.judgements.extend(&other.judgements);
        self.pieces.len() + self.judgements.len() > before
    }

    /// Whether nothing was missing.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.judgements.is_empty()
    }
}
