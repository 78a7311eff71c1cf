//! Letters after a ruling that would say once more what has left already: the society would take the same request for
//! another one. That a person is at its mail is said after a ruling only if nothing was said of that mail before.

use std::collections::BTreeSet;

use domain::finding::{Finding, Severity};
use domain::ids::{ArrivalId, SocietyCode};
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterState};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::letter_rows::stored;

impl Store {
    /// The last letter about an arrival that says what counts and has left, or may have: to this society, or to whichever
    /// heard it. What went to the office itself, in a trial, nobody else has heard.
    pub async fn last_word(
        &self,
        arrival: ArrivalId,
        society: Option<&SocietyCode>,
    ) -> Result<Option<Letter>, StoreError> {
        self.last_of(arrival, |letter| {
            society.is_none_or(|society| letter.society == *society) && letter.says_what_counts()
        })
        .await
    }

    /// The letter that has left, or may have, and says of an arrival that a person is at it.
    pub async fn promise(&self, arrival: ArrivalId) -> Result<Option<Letter>, StoreError> {
        self.last_of(arrival, |letter| letter.key.kind == LetterKind::UnderReview)
            .await
    }

    async fn last_of(
        &self,
        arrival: ArrivalId,
        is_it: impl Fn(&Letter) -> bool,
    ) -> Result<Option<Letter>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Arrival.eq(arrival.number()))
            .order_by_desc(Column::Id)
            .all(self.read())
            .await?;
        for row in rows {
            let record = stored(row)?;
            if record.was_told(false) && is_it(&record.letter) {
                return Ok(Some(record.letter));
            }
        }
        Ok(None)
    }
}

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
        if letter.is_set_aside() {
            // It takes back an earlier word; without one there is nothing to take back.
            let about = |before: &&Letter| {
                arrival_of(before) == arrival_of(letter) && before.society == letter.society
            };
            let latest_first = || said.iter().rev().filter(about);
            let last = latest_first().find(|before| before.says_what_counts());
            let promised = || {
                letter.corrections.len() > 1
                    && latest_first().any(|before| before.key.kind == LetterKind::UnderReview)
            };
            return last.map_or_else(|| !promised(), Letter::is_set_aside);
        }
        let mut latest_first = said.iter().rev().filter(|before| is_to_the_same(before, letter));
        if letter.key.kind == LetterKind::UnderReview {
            return latest_first.next().is_some();
        }
        // The last word counts: what was sent back and counts again is said anew.
        let last = latest_first.find(|before| before.says_what_counts());
        last.is_some_and(|before| says_the_same(before, letter))
    });
    Ok(repeats.map(|letter| letter.key.clone()).collect())
}

fn is_ruled(letter: &Letter) -> bool {
    let ruled = letter
        .key
        .answers()
        .is_some_and(|(_, event)| matches!(event, LetterEvent::Ruling(_)));
    ruled && (letter.says_what_counts() || letter.key.kind == LetterKind::UnderReview)
}

fn arrival_of(letter: &Letter) -> Option<ArrivalId> {
    letter.key.answers().map(|(arrival, _)| arrival)
}

fn is_to_the_same(before: &Letter, after: &Letter) -> bool {
    arrival_of(before) == arrival_of(after) && before.recipient == after.recipient
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
