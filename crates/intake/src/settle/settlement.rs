//! Where a society stands after some of its arrivals. Its parts are shared, so that a copy costs little and the next
//! arrival changes nothing but what it concerns.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, ItemId};
use domain::person::Person;
use domain::return_form::ReturnForm;
use domain::submission::{Standing, Submission};
use domain::verdict::Judgement;

use crate::claim::LooseMedia;

/// The result of settling: one judgement per arrival, and the complete sets of submissions and return forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settlement {
    pub(super) chains: Vec<Arc<Chain>>,
    pub(super) forms: Vec<Arc<ReturnForm>>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) judgements: Vec<Arc<Judgement>>,
    /// Order of the arrival that was settled last.
    pub(super) latest: Option<(DateTime<Utc>, ArrivalId)>,
}

/// The versions of one piece, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) item: ItemId,
    pub(super) person: Option<Person>,
    pub(super) versions: Vec<Arc<Submission>>,
}

/// Photos of an earlier arrival that wait for their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) arrival: ArrivalId,
    pub(super) media: LooseMedia,
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

    /// All versions of all pieces.
    pub fn submissions(&self) -> impl Iterator<Item = &Arc<Submission>> {
        self.chains.iter().flat_map(|chain| &chain.versions)
    }

    /// All versions.
    pub fn return_forms(&self) -> impl Iterator<Item = &Arc<ReturnForm>> {
        self.forms.iter()
    }

    /// Whether an arrival comes after all that were settled.
    pub fn precedes(&self, arrival: &Arrival) -> bool {
        self.latest.is_none_or(|latest| latest < arrival.order())
    }

    /// About how much memory it takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        /// For a submission without its text, a judgement, a form: rather too much, since some are shorter.
        const PART: usize = 1024;
        let texts: usize = self.submissions().map(|one| PART + one.text.len()).sum();
        texts + PART * (self.forms.len() + self.judgements.len())
    }
}

impl Chain {
    pub(super) fn current(&self) -> Option<&Submission> {
        self.versions
            .iter()
            .map(Arc::as_ref)
            .find(|version| version.standing == Standing::Current)
    }
}

/// The current version of a chain, to be changed.
pub(super) fn current_mut(chain: &mut Arc<Chain>) -> Option<&mut Submission> {
    let place = chain
        .versions
        .iter()
        .position(|version| version.standing == Standing::Current)?;
    let version = Arc::make_mut(chain).versions.get_mut(place)?;
    Some(Arc::make_mut(version))
}
