//! What a settlement changes of what is recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::ids::ArrivalId;
use domain::return_form::ReturnForm;
use domain::submission::{Submission, SubmissionId};
use domain::verdict::Judgement;
use store::WaitingMedia;

use super::Settlement;

/// What is recorded of a society, shared with what it was made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    judgements: BTreeMap<ArrivalId, Arc<Judgement>>,
    submissions: BTreeMap<SubmissionId, Arc<Submission>>,
    return_forms: BTreeMap<(ArrivalId, u32), Arc<ReturnForm>>,
    waiting: BTreeSet<(ArrivalId, u32)>,
    /// Whether all submissions are to be written again.
    written_otherwise: bool,
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
    pub waiting: Vec<WaitingMedia>,
    /// By arrival and number.
    pub gone_waiting: Vec<(ArrivalId, u32)>,
}

impl Change {
    /// What continuing a settlement with an arrival has changed. Only what is shared is equal: whatever a settlement
    /// changes it makes anew.
    pub(crate) fn between(before: &Settlement, after: &Settlement) -> Self {
        let is_other = |(then, now): &(Option<&Arc<Submission>>, &Arc<Submission>)| {
            then.is_none_or(|then| !Arc::ptr_eq(then, now) && then != *now)
        };
        let chains = paired(&before.chains, &after.chains)
            .filter(|(then, now)| then.is_none_or(|then| !Arc::ptr_eq(then, now)));
        let submissions = chains.flat_map(|(then, now)| {
            let known = then.and_then(|chain| chain.versions()).unwrap_or_default();
            paired(known, now.versions().unwrap_or_default())
        });
        let judgements = paired(&before.judgements, &after.judgements)
            .filter(|(then, now)| then.is_none_or(|then| !Arc::ptr_eq(then, now) && then != *now));
        let return_forms = paired(&before.forms, &after.forms)
            .filter(|(then, now)| then.is_none_or(|then| !Arc::ptr_eq(then, now) && then != *now));
        let (waiting, gone_waiting) = after.waiting_since(before);
        Self {
            judgements: judgements
                .map(|(then, now)| (then.cloned(), Arc::clone(now)))
                .collect(),
            submissions: submissions
                .filter(is_other)
                .map(|(_, now)| Arc::clone(now))
                .collect(),
            gone_submissions: Vec::new(),
            return_forms: return_forms.map(|(_, now)| Arc::clone(now)).collect(),
            gone_return_forms: Vec::new(),
            waiting,
            gone_waiting,
        }
    }
}

/// Each of the later ones with what stood in its place.
fn paired<'a, T>(before: &'a [T], after: &'a [T]) -> impl Iterator<Item = (Option<&'a T>, &'a T)> {
    let then = before.iter().map(Some).chain(std::iter::repeat(None));
    then.zip(after)
}

impl Known {
    /// Takes over what was read from the store.
    pub(crate) fn new(
        judgements: impl IntoIterator<Item = Judgement>,
        submissions: Vec<Submission>,
        return_forms: Vec<ReturnForm>,
        waiting: Vec<(ArrivalId, u32)>,
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
            waiting: waiting.into_iter().collect(),
            written_otherwise: false,
        }
    }

    /// Has all submissions written again: another version of the program may have recorded them, and by other keys.
    pub(crate) fn written_otherwise(&mut self) {
        self.written_otherwise = true;
    }

    /// Becomes what the settlement says, and tells what that changes.
    pub(crate) fn become_as(&mut self, settlement: &Settlement) -> Change {
        let judgements = settlement.judgements().map(|one| (one.arrival, one));
        let (judgements, _) = replace(&mut self.judgements, judgements.collect());
        if std::mem::take(&mut self.written_otherwise) {
            // What is no more stays known, so that it is removed.
            let kept: BTreeSet<SubmissionId> = settlement.submissions().map(|one| one.id).collect();
            self.submissions.retain(|id, _| !kept.contains(id));
        }
        let submissions = settlement.submissions().map(|one| (one.id, one));
        let (submissions, gone_submissions) = replace(&mut self.submissions, submissions.collect());
        let forms = settlement.return_forms();
        let forms = forms.map(|one| ((one.arrival, one.ordinal), one));
        let (return_forms, gone_return_forms) = replace(&mut self.return_forms, forms.collect());
        let waiting = settlement.waiting();
        let now: BTreeSet<_> = waiting.iter().map(|one| (one.arrival, one.ordinal)).collect();
        let gone_waiting = self.waiting.difference(&now).copied().collect();
        self.waiting = now;
        Change {
            judgements,
            submissions: submissions.into_iter().map(|(_, new)| new).collect(),
            gone_submissions,
            return_forms: return_forms.into_iter().map(|(_, new)| new).collect(),
            gone_return_forms,
            waiting,
            gone_waiting,
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
