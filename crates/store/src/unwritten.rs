//! Letters that were due while letters of their kind were switched off. They are not written later when their arrival is
//! judged anew: whoever switches receipts on does not mean the mail of the weeks before. Nor is a first receipt for mail
//! of which it was said, or would have been, that it was completed.

use std::collections::BTreeSet;

use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::completions;
use crate::entity::unwritten_letters::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;

/// Letters of which it is known that they are not to be written.
#[derive(Debug, Default)]
pub(crate) struct Unwritten {
    keys: BTreeSet<(i64, String, String)>,
}

impl Unwritten {
    /// What is known of these letters.
    pub(crate) async fn of<C: ConnectionTrait>(
        connection: &C,
        letters: &[&Letter],
    ) -> Result<Self, StoreError> {
        let answers = letters.iter().filter_map(|letter| letter.key.answers());
        let arrivals: BTreeSet<i64> = answers.map(|(arrival, _)| arrival.number()).collect();
        if arrivals.is_empty() {
            return Ok(Self::default());
        }
        let completed = completions::told(connection, &arrivals).await?;
        let rows = Entity::find()
            .filter(Column::Arrival.is_in(arrivals))
            .all(connection)
            .await?;
        let was_completed = |row: &Model| row.event == LetterEvent::Completion.to_string();
        let unsaid: Vec<i64> = rows
            .iter()
            .filter(|row| was_completed(row))
            .map(|row| row.arrival)
            .collect();
        let keys = rows.into_iter().map(|row| (row.arrival, row.event, row.kind));
        let first = completed.into_iter().chain(unsaid).map(|arrival| {
            let (event, kind) = (LetterEvent::FirstVerdict, LetterKind::Receipt);
            (arrival, event.to_string(), kind.as_str().to_owned())
        });
        Ok(Self {
            keys: keys.chain(first).collect(),
        })
    }

    /// Whether this letter is not to be written.
    pub(crate) fn has(&self, key: &LetterKey) -> bool {
        key.answers().is_some_and(|(arrival, event)| {
            let key = (arrival.number(), event.to_string(), key.kind.as_str().to_owned());
            self.keys.contains(&key)
        })
    }
}

/// Keeps that these letters are not to be written.
pub(crate) async fn keep<C: ConnectionTrait>(connection: &C, letters: &[&Letter]) -> Result<(), StoreError> {
    let rows = letters.iter().filter_map(|letter| {
        let (arrival, event) = letter.key.answers()?;
        Some(ActiveModel {
            arrival: Set(arrival.number()),
            event: Set(event.to_string()),
            kind: Set(letter.key.kind.as_str().to_owned()),
        })
    });
    let rows: Vec<ActiveModel> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}
