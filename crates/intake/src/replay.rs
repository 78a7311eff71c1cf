//! Judges again from the originals and says what would differ. Never creates a letter.

use std::collections::BTreeSet;

use domain::ids::ArrivalId;
use domain::verdict::Judgement;
use store::{LetterMode, Recorded};

use crate::IntakeError;
use crate::process::{Clock, Judge, Outcome};

/// Something that judging again would change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The arrival that it belongs to.
    pub arrival: ArrivalId,
    /// What, in English, with codes and ids only.
    pub what: String,
}

/// Whether differences are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apply {
    /// Only shown.
    No,
    /// Recorded, without any letter.
    Yes,
}

/// Judges one arrival again, unless it waits to be judged.
pub async fn replay(
    judge: &Judge,
    id: ArrivalId,
    apply: Apply,
    clock: &Clock,
) -> Result<Vec<Difference>, IntakeError> {
    let Some(outcome) = judge.rethink(id).await? else {
        return Ok(Vec::new());
    };
    if outcome.waits {
        // It is judged anyway, and its letters are written then.
        return Ok(Vec::new());
    }
    let differences = differences(&outcome);
    if apply == Apply::Yes && !differences.is_empty() {
        let mut outcome = outcome;
        outcome.letters.clear();
        match judge
            .store()
            .record(outcome.into_record(LetterMode::Off, "", clock()))
            .await?
        {
            Recorded::Done => {}
            Recorded::FactsChanged => return Err(IntakeError::Contended(id)),
        }
    }
    Ok(differences)
}

fn differences(outcome: &Outcome) -> Vec<Difference> {
    let mut found = BTreeSet::new();
    if let Some(lone) = &outcome.lone {
        compare(outcome.known.as_ref(), lone, &mut found);
    }
    for (_, facts, settlement) in &outcome.societies {
        for judgement in &settlement.judgements {
            let known = facts
                .arrivals
                .iter()
                .find(|(stored, _, _)| stored.arrival.id == judgement.arrival);
            let known = known.and_then(|(_, _, known)| known.as_ref()).or_else(|| {
                outcome
                    .known
                    .as_ref()
                    .filter(|known| known.arrival == judgement.arrival)
            });
            compare(known, judgement, &mut found);
        }
        let changed_submissions = facts
            .submissions
            .iter()
            .filter(|known| !settlement.submissions.contains(known))
            .chain(
                settlement
                    .submissions
                    .iter()
                    .filter(|new| !facts.submissions.contains(new)),
            );
        for submission in changed_submissions {
            let what = format!("submission {} differs", submission.id);
            found.insert(Difference {
                arrival: submission.id.arrival,
                what,
            });
        }
        let changed_forms = facts
            .return_forms
            .iter()
            .filter(|known| !settlement.return_forms.contains(known))
            .chain(
                settlement
                    .return_forms
                    .iter()
                    .filter(|new| !facts.return_forms.contains(new)),
            );
        for form in changed_forms {
            let what = format!("return form {}-{} differs", form.arrival, form.ordinal);
            found.insert(Difference {
                arrival: form.arrival,
                what,
            });
        }
    }
    found.into_iter().collect()
}

fn compare(known: Option<&Judgement>, new: &Judgement, found: &mut BTreeSet<Difference>) {
    if known == Some(new) {
        return;
    }
    let word = |judgement: &Judgement| {
        let codes: Vec<&str> = judgement
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        format!("{} [{}]", judgement.verdict.as_str(), codes.join(" "))
    };
    let what = format!("{} -> {}", known.map_or("none".to_owned(), word), word(new));
    found.insert(Difference {
        arrival: new.arrival,
        what,
    });
}
