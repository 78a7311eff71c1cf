//! Photos and videos that came apart from their text, before or after it.

use std::sync::Arc;

use domain::finding::FindingCode;
use domain::ids::ArrivalId;
use domain::submission::SubmissionStatus;
use domain::text::match_key;
use domain::verdict::{Outcome, Verdict};

use super::settlement::current_mut;
use super::{Chain, Effect, Member, State, Waiting};
use crate::claim::{LooseMedia, Reach, holds_name};

impl State<'_> {
    /// Gives the loose photos of an arrival to the pieces that they complete. True when some must wait for a text.
    pub(super) fn apply_loose_media(&mut self, member: Member<'_>, effect: &mut Effect) -> bool {
        let mut awaiting = false;
        for media in &member.placed.loose_media {
            let Some(index) = self.owner_of(media) else {
                awaiting = true;
                self.settled.waiting.push(Waiting {
                    arrival: member.arrival.id,
                    media: media.clone(),
                });
                continue;
            };
            effect.fresh |= self.add_attachments(index, std::slice::from_ref(&media.attachment), member);
            effect.outcomes.extend(self.outcome(index));
        }
        awaiting
    }

    /// The chain that a photo belongs to: the person named beside it, else the only piece that waits for one.
    fn owner_of(&self, media: &LooseMedia) -> Option<usize> {
        let takers: Vec<usize> = (0..self.settled.chains.len())
            .filter(|index| self.wants(*index, media))
            .collect();
        let named_by = |text: &str| -> Vec<usize> {
            takers
                .iter()
                .copied()
                .filter(|index| self.names(*index, text))
                .collect()
        };
        let by_file = named_by(&media.context);
        let named = if by_file.is_empty() {
            named_by(&media.around)
        } else {
            by_file.clone()
        };
        let waits = |index: &usize| {
            let status = self
                .settled
                .chains
                .get(*index)
                .and_then(|chain| chain.current())
                .map(|current| current.status);
            status == Some(SubmissionStatus::Incomplete)
        };
        let waiting: Vec<usize> = takers.iter().copied().filter(waits).collect();
        let named_waiting: Vec<usize> = named.iter().copied().filter(waits).collect();
        match (named_waiting.as_slice(), named.as_slice(), waiting.as_slice()) {
            // A letter signed by somebody whose piece is complete does not give away another one's photo.
            ([one], _, _) | ([], [one], []) => Some(*one),
            ([], [one], _) if !by_file.is_empty() => Some(*one),
            ([], [], [one]) if media.reach == Reach::OnlyWaiting => Some(*one),
            _ => None,
        }
    }

    fn wants(&self, index: usize, media: &LooseMedia) -> bool {
        let item = self
            .settled
            .chains
            .get(index)
            .and_then(|chain| self.notice.item(&chain.item));
        item.is_some_and(|item| media.attachment.serves(item))
    }

    fn names(&self, index: usize, text: &str) -> bool {
        let key = |chain: &Chain| chain.person.as_ref().map(|person| match_key(&person.name));
        let name = self.settled.chains.get(index).and_then(|chain| key(chain));
        let Some(name) = name.filter(|name| text.contains(name.as_str())) else {
            return false;
        };
        let all: Vec<String> = self
            .settled
            .chains
            .iter()
            .filter_map(|chain| key(chain))
            .collect();
        holds_name(text, &name, &all)
    }

    fn outcome(&self, index: usize) -> Option<Outcome> {
        let current = self.settled.chains.get(index)?.current()?;
        Some(Outcome {
            item: current.item.clone(),
            status: current.status,
            timeliness: current.timeliness,
        })
    }

    /// A text has come: photos of earlier arrivals that waited for it join it, and their arrivals are settled.
    pub(super) fn take_waiting(&mut self, index: usize) {
        let waits = |state: &Self| {
            let current = state.settled.chains.get(index).and_then(|chain| chain.current());
            current.is_some_and(|current| current.status == SubmissionStatus::Incomplete)
        };
        for place in (0..self.settled.waiting.len()).rev() {
            let fits = waits(self)
                && self
                    .settled
                    .waiting
                    .get(place)
                    .is_some_and(|waiting| self.owner_of(&waiting.media) == Some(index));
            if !fits {
                continue;
            }
            let waiting = self.settled.waiting.remove(place);
            if let Some(current) = self.settled.chains.get_mut(index).and_then(current_mut) {
                current.attachments.push(waiting.media.attachment);
                current.completed_by = Some(waiting.arrival);
            }
            self.refresh(index);
            self.release(waiting.arrival, index);
        }
    }

    /// The arrival that held nothing but a photo is accepted once its photo has found its text.
    fn release(&mut self, arrival: ArrivalId, index: usize) {
        let outcome = self.outcome(index);
        let (notice, society) = (self.notice.id.clone(), self.society.clone());
        let judgement = self
            .settled
            .judgements
            .iter_mut()
            .find(|judgement| judgement.arrival == arrival);
        if let Some(judgement) = judgement
            && matches!(judgement.verdict, Verdict::Held { .. })
        {
            let judgement = Arc::make_mut(judgement);
            judgement
                .findings
                .retain(|finding| finding.code != FindingCode::AwaitingText);
            let outcomes = outcome.into_iter().collect();
            judgement.verdict = Verdict::Accepted {
                notice,
                society,
                outcomes,
            };
        }
    }
}
