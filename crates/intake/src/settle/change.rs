//! What a settlement changes of what is recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::ids::ArrivalId;
use domain::return_form::ReturnForm;
use domain::submission::{Submission, SubmissionId};
use domain::verdict::Judgement;

use super::Settlement;

/// What is recorded of a society, shared with what it was made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    judgements: BTreeMap<ArrivalId, Arc<Judgement>>,
    submissions: BTreeMap<SubmissionId, Arc<Submission>>,
    return_forms: BTreeMap<(ArrivalId, u32), Arc<ReturnForm>>,
}

/// What is new, what differs, and what is no more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Change {
    /// Each with the one before it.
    pub judgements: Vec<(Option<Arc<Judgement>>, Arc<Judgement>)>,
    pub submissions: Vec<Arc<Submission>>,
    pub gone_submissions: Vec<SubmissionId>,
    pub return_forms: Vec<Arc<ReturnForm>>,
    /// By arrival and number.
    pub gone_return_forms: Vec<(ArrivalId, u32)>,
}

impl Known {
    /// Takes over what was read from the store.
    pub(crate) fn new(
        judgements: impl IntoIterator<Item = Judgement>,
        submissions: Vec<Submission>,
        return_forms: Vec<ReturnForm>,
    ) -> Self {
        let judgements = judgements.into_iter().map(Arc::new);
        let submissions = submissions.into_iter().map(Arc::new);
        let return_forms = return_forms.into_iter().map(Arc::new);
        Self {
            judgements: judgements.map(|one| (one.arrival, one)).collect(),
            submissions: submissions.map(|one| (one.id, one)).collect(),
            return_forms: return_forms
                .map(|one| ((one.arrival, one.ordinal), one))
                .collect(),
        }
    }

    /// Becomes what the settlement says, and tells what that changes.
    pub(crate) fn become_as(&mut self, settlement: &Settlement) -> Change {
        let judgements = settlement.judgements().map(|one| (one.arrival, one));
        let (judgements, _) = replace(&mut self.judgements, judgements.collect());
        let submissions = settlement.submissions().map(|one| (one.id, one));
        let (submissions, gone_submissions) = replace(&mut self.submissions, submissions.collect());
        let forms = settlement.return_forms();
        let forms = forms.map(|one| ((one.arrival, one.ordinal), one));
        let (return_forms, gone_return_forms) = replace(&mut self.return_forms, forms.collect());
        Change {
            judgements,
            submissions: submissions.into_iter().map(|(_, new)| new).collect(),
            gone_submissions,
            return_forms: return_forms.into_iter().map(|(_, new)| new).collect(),
            gone_return_forms,
        }
    }
}

/// What came into its place, each with what stood there before.
type Replaced<T> = Vec<(Option<Arc<T>>, Arc<T>)>;

/// Makes the map hold what is wanted; gives what came in and the keys of what is gone.
fn replace<K: Ord + Copy, T: Eq>(
    known: &mut BTreeMap<K, Arc<T>>,
    wanted: Vec<(K, &Arc<T>)>,
) -> (Replaced<T>, Vec<K>) {
    let mut replaced = Vec::new();
    for (key, new) in &wanted {
        match known.get_mut(key) {
            Some(old) if Arc::ptr_eq(old, new) => {}
            // Shared from now on, so that it is kept once.
            Some(old) if old == *new => *old = Arc::clone(new),
            _ => {
                let before = known.insert(*key, Arc::clone(new));
                replaced.push((before, Arc::clone(new)));
            }
        }
    }
    if known.len() == wanted.len() {
        return (replaced, Vec::new());
    }
    let wanted: BTreeSet<K> = wanted.into_iter().map(|(key, _)| key).collect();
    let gone: Vec<K> = known
        .keys()
        .copied()
        .filter(|key| !wanted.contains(key))
        .collect();
    known.retain(|key, _| wanted.contains(key));
    (replaced, gone)
}
