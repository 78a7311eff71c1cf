//! Photos and videos that came apart from their text, before or after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::quotation::in_quotation_marks;
use domain::submission::SubmissionStatus;
use domain::verdict::{Outcome, Verdict};

use super::{Chain, Effect, Member, State, Waiting};
use crate::claim::{LooseMedia, Reach, holds_name};

impl Effect {
    /// What the arrival's own pieces did not tell is known: whose the file is.
    fn media_found(&mut self, name: &str) {
        let unassigned = self.findings.iter().position(|finding| {
            finding.code == FindingCode::UnassignedMedia && finding.place.as_deref() == Some(name)
        });
        if let Some(at) = unassigned {
            self.findings.remove(at);
        }
    }
}

impl State<'_> {
    /// Gives the loose photos of an arrival to the pieces that they complete. True when some must wait for a text.
    pub(super) fn apply_loose_media(&mut self, member: Member<'_>, effect: &mut Effect) -> bool {
        let mut awaiting = false;
        for (ordinal, media) in (1..).zip(&member.placed.loose_media) {
            let Some(index) = self.owner_of(media) else {
                awaiting = true;
                effect.findings.extend(self.several_takers(media));
                let last = self.settled.waiting.last();
                self.settled.waiting.push(Arc::new(Waiting {
                    arrival: member.arrival.id,
                    ordinal,
                    position: last.map_or(1, |last| last.position.saturating_add(1)),
                    media: media.clone(),
                }));
                continue;
            };
            effect.fresh |= self.take_file(index, &media.attachment, member, effect);
            effect.outcomes.extend(self.outcome(index));
            effect.findings.extend(self.awaited_revision(index, member));
            effect.media_found(&media.attachment.name);
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
        let waits = |index: &usize| self.waits(*index);
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

    /// Of whom a photo may be that names nobody, when several texts wait for one: the office says whose it is.
    fn several_takers(&self, media: &LooseMedia) -> Option<Finding> {
        let takers = 0..self.settled.chains.len();
        let waiting = takers.filter(|index| self.wants(*index, media) && self.waits(*index));
        let names: Vec<String> = waiting
            .filter_map(|index| self.settled.chains.get(index)?.person.as_ref())
            .map(|person| in_quotation_marks(&person.name))
            .collect();
        let said = format!("可能属于{}。", names.join("、"));
        let several = names.len() > 1 && media.reach == Reach::OnlyWaiting;
        several.then(|| Finding::at(FindingCode::UnassignedMedia, &media.attachment.name).with_remark(said))
    }

    fn wants(&self, index: usize, media: &LooseMedia) -> bool {
        let item = self
            .settled
            .chains
            .get(index)
            .and_then(|chain| self.notice.item(&chain.item));
        item.is_some_and(|item| media.attachment.serves(item))
    }

    fn waits(&self, index: usize) -> bool {
        let chain = self.settled.chains.get(index);
        chain.is_some_and(|chain| chain.current.status == SubmissionStatus::Incomplete)
    }

    fn names(&self, index: usize, text: &str) -> bool {
        let own = self.settled.chains.get(index).and_then(|chain| chain.name());
        let Some(own) = own.filter(|own| text.contains(own.as_str())) else {
            return false;
        };
        let all = self.settled.names();
        holds_name(text, &own, &all)
    }

    /// A photo does not make count what was sent back: the text is still to come. What this arrival's own pieces lack is
    /// said of them.
    fn awaited_revision(&mut self, index: usize, member: Member<'_>) -> Option<Finding> {
        let notice = self.notice;
        let newest = self.known(index)?.newest()?;
        if newest.status != SubmissionStatus::SentBack || newest.id.arrival == member.arrival.id {
            return None;
        }
        let place = newest.place(notice.item(&newest.item)?).to_owned();
        let brought_by = newest.id.arrival;
        Some(Finding {
            code: FindingCode::RevisionAwaited,
            remark: self.remark(brought_by, &place),
            place: Some(place),
        })
    }

    /// With what remark the piece of this name was sent back that this arrival brought; none when it is not certain which
    /// one is meant.
    pub(super) fn remark(&mut self, brought_by: ArrivalId, place: &str) -> Option<String> {
        let Some(judgement) = self.settled.judgement(brought_by) else {
            self.absent.judgements.insert(brought_by);
            return None;
        };
        let back = judgement.findings.iter().filter(|finding| {
            matches!(finding.code, FindingCode::SentBack | FindingCode::StillSentBack)
                && finding.place.as_deref() == Some(place)
        });
        let remarks: BTreeSet<&str> = back.filter_map(|finding| finding.remark.as_deref()).collect();
        let mut remarks = remarks.into_iter();
        let only = remarks.next().map(str::to_owned);
        only.filter(|_| remarks.next().is_none())
    }

    fn outcome(&self, index: usize) -> Option<Outcome> {
        let chain = self.settled.chains.get(index)?;
        Some(Outcome {
            item: chain.item.clone(),
            status: chain.current.status,
            timeliness: chain.current.timeliness,
        })
    }

    /// A text has come: photos of earlier arrivals that waited for it join it, and their arrivals are settled.
    pub(super) fn take_waiting(&mut self, index: usize) {
        for place in (0..self.settled.waiting.len()).rev() {
            let fits = self.waits(index)
                && self
                    .settled
                    .waiting
                    .get(place)
                    .is_some_and(|waiting| self.owner_of(&waiting.media) == Some(index));
            if !fits {
                continue;
            }
            let waiting = self.settled.waiting.remove(place);
            if let Some(current) = self.known_mut(index).and_then(Chain::newest_mut) {
                current.attachments.push(waiting.media.attachment.clone());
                current.completed_by = Some(waiting.arrival);
            }
            self.refresh(index);
            self.release(waiting.arrival, index, &waiting.media.attachment.name);
        }
    }

    /// The arrival that held nothing but a photo is accepted once its photo has found its text.
    fn release(&mut self, arrival: ArrivalId, index: usize, file: &str) {
        let outcome = self.outcome(index);
        let (notice, society) = (self.notice.id.clone(), self.society.clone());
        let mut judgements = self.settled.judgements.iter_mut();
        let Some(judgement) = judgements.find(|judgement| judgement.arrival == arrival) else {
            self.absent.judgements.insert(arrival);
            return;
        };
        if matches!(judgement.verdict, Verdict::Held { .. }) {
            let judgement = Arc::make_mut(judgement);
            judgement.findings.retain(|finding| match finding.code {
                FindingCode::AwaitingText => false,
                FindingCode::UnassignedMedia => finding.place.as_deref() != Some(file),
                _ => true,
            });
            let outcomes = outcome.into_iter().collect();
            judgement.verdict = Verdict::Accepted {
                notice,
                society,
                outcomes,
            };
        }
    }
}
