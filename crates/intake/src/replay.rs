//! Judges again from the originals and says what would differ. Never creates a letter.

use std::collections::BTreeSet;

use domain::ids::ArrivalId;
use domain::verdict::Judgement;
use store::{LetterMode, LetterModes, Recorded};

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
            .record(outcome.into_record(LetterModes::all(LetterMode::Off), "", clock()))
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
    for settled in &outcome.societies {
        let change = &settled.change;
        for (before, now) in &change.judgements {
            let own = outcome.known.as_ref();
            let own = own.filter(|known| known.arrival == now.arrival);
            compare(before.as_deref().or(own), now, &mut found);
        }
        let submissions = change.submissions.iter().map(|new| new.id);
        for id in submissions.chain(change.gone_submissions.iter().copied()) {
            let what = format!("submission {id} differs");
            let arrival = id.arrival;
            found.insert(Difference { arrival, what });
        }
        let forms = change.return_forms.iter().map(|new| (new.arrival, new.ordinal));
        for (arrival, ordinal) in forms.chain(change.gone_return_forms.iter().copied()) {
            let what = format!("return form {arrival}-{ordinal} differs");
            found.insert(Difference { arrival, what });
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
