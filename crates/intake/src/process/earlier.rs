//! Letters after a decision, by what was said of their arrival before.

use domain::arrival::Arrival;
use domain::letter::{Letter, LetterEvent};
use domain::ruling::Ruling;
use domain::verdict::{Judgement, Verdict};

use super::context::{Configuration, Context};
use super::outcome::event_of;
use crate::{IntakeError, letters};

/// The same letters, those after a decision to the address that heard the last word about the arrival, as long as their
/// society has it: a request that holds no longer is taken back where it was made, and nobody hears it twice.
pub(super) async fn addressed(
    context: &Context,
    configuration: &Configuration,
    arrival: &Arrival,
    letters: Vec<Letter>,
) -> Result<Vec<Letter>, IntakeError> {
    let mut addressed = Vec::with_capacity(letters.len());
    for letter in letters {
        let is_ruled = matches!(letter.key.answers(), Some((_, LetterEvent::Ruling(_))));
        let society = configuration.directory.get(&letter.society);
        let (Some(society), true) = (society, is_ruled && letter.says_what_counts()) else {
            addressed.push(letter);
            continue;
        };
        let last = context
            .store()
            .last_word(arrival.id, Some(&letter.society))
            .await?;
        let last = last.map(|last| last.recipient);
        addressed.push(match last.filter(|last| society.is_registered(last)) {
            Some(last) => letters::to_whom_it_was_said(letter, arrival, &last),
            None => letter,
        });
    }
    Ok(addressed)
}

/// The letter about an arrival that a clerk does not register, if one is due.
pub(super) async fn set_aside(
    context: &Context,
    judgement: &Judgement,
    rulings: &[Ruling],
) -> Result<Option<Letter>, IntakeError> {
    let event = event_of(rulings);
    if judgement.verdict != Verdict::Ignored || event == LetterEvent::FirstVerdict {
        return Ok(None);
    }
    let last = context.store().last_word(judgement.arrival, None).await?;
    if let Some(last) = last {
        return Ok(letters::that_it_is_set_aside(judgement.arrival, event, &last));
    }
    let promised = context.store().promise(judgement.arrival).await?;
    Ok(promised.and_then(|promise| letters::that_it_is_refused(judgement.arrival, event, &promise)))
}
