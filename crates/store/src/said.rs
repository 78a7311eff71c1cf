//! Letters after a ruling that would say once more what has left already: the society would take the same request for
//! another one. That a person is at its mail is said after a ruling only if nothing was said of that mail before.

use std::collections::BTreeSet;

use domain::finding::{Finding, Severity};
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterState};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::letter_rows::stored;

/// Keys of those of these letters that say nothing new.
pub(crate) async fn already<C: ConnectionTrait>(
    connection: &C,
    letters: &[&Letter],
) -> Result<Vec<LetterKey>, StoreError> {
    let after_ruling: Vec<&Letter> = letters
        .iter()
        .copied()
        .filter(|letter| is_ruled(letter))
        .collect();
    let answers = after_ruling.iter().filter_map(|letter| letter.key.answers());
    let arrivals: BTreeSet<i64> = answers.map(|(arrival, _)| arrival.number()).collect();
    if arrivals.is_empty() {
        return Ok(Vec::new());
    }
    // What has not begun to leave was taken back when its arrival was judged anew.
    let states = [LetterState::Sent, LetterState::Queued, LetterState::InDoubt];
    let rows = Entity::find()
        .filter(Column::Arrival.is_in(arrivals))
        .filter(Column::State.is_in(states.map(LetterState::as_str)))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let mut said = Vec::new();
    for row in rows {
        let record = stored(row)?;
        // What went to the office itself, in a trial, its society has not heard.
        if record.redirected_to.is_none() {
            said.push(record.letter);
        }
    }
    let repeats = after_ruling.into_iter().filter(|letter| {
        let mut latest_first = said.iter().rev().filter(|before| is_to_the_same(before, letter));
        if letter.key.kind == LetterKind::UnderReview {
            return latest_first.next().is_some();
        }
        // The last word counts: what was sent back and counts again is said anew.
        let last = latest_first.find(|before| says_what_counts(before));
        last.is_some_and(|before| says_the_same(before, letter))
    });
    Ok(repeats.map(|letter| letter.key.clone()).collect())
}

fn is_ruled(letter: &Letter) -> bool {
    let ruled = letter
        .key
        .answers()
        .is_some_and(|(_, event)| matches!(event, LetterEvent::Ruling(_)));
    ruled && (says_what_counts(letter) || letter.key.kind == LetterKind::UnderReview)
}

fn says_what_counts(letter: &Letter) -> bool {
    matches!(
        letter.key.kind,
        LetterKind::Receipt | LetterKind::CorrectionRequest
    )
}

fn is_to_the_same(before: &Letter, after: &Letter) -> bool {
    let arrival = |letter: &Letter| letter.key.answers().map(|(arrival, _)| arrival);
    arrival(before) == arrival(after) && before.recipient == after.recipient
}

fn says_the_same(before: &Letter, after: &Letter) -> bool {
    let to_mend = |letter: &Letter| -> Vec<Finding> {
        let findings = letter.corrections.iter();
        let findings = findings.filter(|finding| finding.code.severity() >= Severity::Correction);
        findings.cloned().collect()
    };
    before.key.kind == after.key.kind
        && (&before.notice, &before.society) == (&after.notice, &after.society)
        && before.lines == after.lines
        && before.nil_items == after.nil_items
        && to_mend(before) == to_mend(after)
}
