//! A letter that was given up is sent again because a person says so.

use chrono::{DateTime, Utc};
use domain::letter::{LetterKey, LetterRecord, LetterState};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::letters::Column;
use crate::error::StoreError;
use crate::letters::{select_key, with_key};
use crate::values::moment;

/// What became of a person's wish to send a letter again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retry {
    /// It is tried again, as if for the first time, with the same Message-ID.
    Done,
    /// It was not given up, or it may have left; this is where it stands.
    NotGivenUp(Box<LetterRecord>),
}

impl Store {
    /// Sends a letter again that was given up and of which certainly nothing has left.
    pub async fn retry_letter(&self, key: &LetterKey, now: DateTime<Utc>) -> Result<Retry, StoreError> {
        let update = with_key(key)
            .col_expr(Column::State, Expr::value(LetterState::Queued.as_str()))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Refused, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(moment(now)))
            .col_expr(Column::LastError, Expr::value(None::<String>))
            .col_expr(Column::WordedAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::Meanwhile, Expr::value(None::<String>))
            .filter(Column::State.eq(LetterState::Failed.as_str()))
            .filter(Expr::col(Column::Attempts).lte(Expr::col(Column::Refused)));
        if self.change_letters(update).await? > 0 {
            return Ok(Retry::Done);
        }
        let row = select_key(key).one(self.read()).await?;
        let row = row.ok_or_else(|| StoreError::missing("letter", key))?;
        Ok(Retry::NotGivenUp(Box::new(crate::letter_rows::stored(row)?)))
    }
}
