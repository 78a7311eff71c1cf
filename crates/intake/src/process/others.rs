//! What judging one arrival means for the letters of others of its society.

use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterEvent};
use domain::ruling::Ruling;
use domain::verdict::Verdict;
use store::StoredArrival;

use super::context::{Configuration, Context};
use super::earlier::addressed;
use super::outcome::{Settled, event_of, is};
use crate::reading::READER_VERSION;
use crate::{IntakeError, letters};

/// Letters for other arrivals that were held and are accepted now: a photo whose text has come.
pub(super) async fn completion_letters(
    context: &Context,
    configuration: &Configuration,
    judged: ArrivalId,
    settled: &Settled,
) -> Result<Vec<Letter>, IntakeError> {
    let mut letters = Vec::new();
    for (before, now) in &settled.change.judgements {
        let was_held = is(before.as_ref(), |verdict| matches!(verdict, Verdict::Held { .. }));
        let is_accepted = matches!(now.verdict, Verdict::Accepted { .. });
        if now.arrival == judged || !was_held || !is_accepted {
            continue;
        }
        let stored = as_stored(context, settled, now.arrival).await?;
        // What waits to be judged itself writes its own letter then.
        let Some((stored, rulings)) = stored.filter(|(stored, _)| !stored.pending) else {
            continue;
        };
        let exhibit = context.exhibit(&stored, rulings).await?;
        let evidence = exhibit.evidence(configuration, context.reception());
        letters.extend(letters::letters(
            evidence,
            LetterEvent::Completion,
            now,
            &settled.settlement,
        ));
    }
    Ok(letters)
}

/// An arrival whose judgement changes, with its rulings.
async fn as_stored(
    context: &Context,
    settled: &Settled,
    id: ArrivalId,
) -> Result<Option<(StoredArrival, Vec<Ruling>)>, IntakeError> {
    let mut members = settled.members.iter();
    if let Some(member) = members.find(|member| member.stored.arrival.id == id) {
        return Ok(Some((member.stored.clone(), member.rulings.clone())));
    }
    let facts = context.store().arrivals_facts(&[id], READER_VERSION).await?;
    let facts = facts.into_iter().next();
    Ok(facts.map(|facts| (facts.stored, facts.rulings)))
}

/// Letters for other arrivals of which a decision about this one changes what is registered: those that have not left
/// would say what holds no longer. What has left stays as it is.
pub(super) async fn redrawn_letters(
    context: &Context,
    configuration: &Configuration,
    judged: ArrivalId,
    settled: &Settled,
) -> Result<Vec<Letter>, IntakeError> {
    let mut redrawn = Vec::new();
    for (before, now) in &settled.change.judgements {
        if now.arrival == judged || !is(before.as_ref(), is_registered) || !is_registered(&now.verdict) {
            continue;
        }
        let stored = as_stored(context, settled, now.arrival).await?;
        let Some((stored, rulings)) = stored.filter(|(stored, _)| !stored.pending) else {
            continue;
        };
        let event = event_of(&rulings);
        let exhibit = context.exhibit(&stored, rulings).await?;
        let evidence = exhibit.evidence(configuration, context.reception());
        let letters = letters::letters(evidence, event, now, &settled.settlement);
        redrawn.extend(addressed(context, configuration, &stored.arrival, letters).await?);
    }
    Ok(redrawn)
}

fn is_registered(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted { .. } | Verdict::Duplicate { .. })
}
