//! The outbox: letters that wait, were sent or failed.

use chrono::{DateTime, Utc};
use domain::letter::{Answered, LetterCause, LetterKey, LetterRecord, LetterState};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, UpdateMany};

use crate::archive::note_originals;
use crate::connect::Store;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::originals::blocking;
use crate::values::{moment, text};

impl Store {
    /// Letters in one state, or all; oldest first.
    pub async fn letters(&self, state: Option<LetterState>) -> Result<Vec<LetterRecord>, StoreError> {
        let mut query = Entity::find().order_by_asc(Column::Id);
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.as_str()));
        }
        let rows = query.all(self.read()).await?;
        rows.into_iter().map(crate::letter_rows::stored).collect()
    }

    /// A clerk lets a letter go out; `false` when it does not wait for that.
    pub async fn approve_letter(
        &self,
        key: &LetterKey,
        clerk: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let update = with_key(key)
            .col_expr(Column::State, Expr::value(LetterState::Queued.as_str()))
            .col_expr(Column::ApprovedBy, Expr::value(text(clerk)))
            .col_expr(Column::ApprovedAt, Expr::value(moment(now)))
            .col_expr(Column::DueAt, Expr::value(moment(now)))
            .filter(Column::State.eq(LetterState::AwaitingApproval.as_str()));
        Ok(self.change_letters(update).await? > 0)
    }

    /// Notes that a letter went out, and the bytes that did, which must be kept already.
    pub async fn letter_sent(
        &self,
        key: &LetterKey,
        sent_original: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let missing = || StoreError::missing("original", &sent_original);
        let path = self.originals().path(sent_original).ok_or_else(missing)?;
        let bytes = blocking(move || Ok(std::fs::metadata(path).ok().map(|file| file.len())))
            .await?
            .ok_or_else(missing)?;
        let transaction = self.begin_write().await?;
        note_originals(&transaction, std::iter::once((sent_original, bytes))).await?;
        let done = with_key(key)
            .col_expr(Column::State, Expr::value(LetterState::Sent.as_str()))
            .col_expr(Column::SentAt, Expr::value(moment(now)))
            .col_expr(Column::SentOriginal, Expr::value(sent_original))
            .col_expr(Column::LastError, Expr::value(None::<String>))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        found(key, done.rows_affected)
    }

    /// Notes that sending failed: again at `retry_at`, or never.
    pub async fn letter_failed(
        &self,
        key: &LetterKey,
        retry_at: Option<DateTime<Utc>>,
        error: &str,
    ) -> Result<(), StoreError> {
        // A letter that another attempt has sent stays sent.
        let mut update = with_key(key)
            .col_expr(Column::LastError, Expr::value(text(error)))
            .filter(Column::State.ne(LetterState::Sent.as_str()));
        update = match retry_at {
            Some(at) => update.col_expr(Column::DueAt, Expr::value(moment(at))),
            None => update.col_expr(Column::State, Expr::value(LetterState::Failed.as_str())),
        };
        self.change_letters(update).await?;
        Ok(())
    }

    /// Notes that nothing could be sent at all: again at `retry_at`, and the attempt does not count. A letter none of
    /// which has left may still be withdrawn.
    pub async fn letter_held_up(
        &self,
        key: &LetterKey,
        retry_at: DateTime<Utc>,
        error: &str,
    ) -> Result<(), StoreError> {
        let update = with_key(key)
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .col_expr(Column::LastError, Expr::value(text(error)))
            .col_expr(Column::DueAt, Expr::value(moment(retry_at)))
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::Attempts.gt(0));
        self.change_letters(update).await?;
        Ok(())
    }

    /// What is known of the letter with this Message-ID (angle brackets or not), for replies to it.
    pub async fn letter_by_message_id(&self, message_id: &str) -> Result<Option<Answered>, StoreError> {
        let message_id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
        let row = Entity::find()
            .filter(Column::MessageId.eq(text(message_id)))
            .one(self.read())
            .await?;
        let letter = row.map(crate::letter_rows::stored).transpose()?;
        Ok(letter.map(|LetterRecord { letter, .. }| Answered {
            asked: letter.asked(),
            society: letter.society,
            notice: letter.notice,
        }))
    }

    pub(crate) async fn change_letters(&self, update: UpdateMany<Entity>) -> Result<u64, StoreError> {
        let transaction = self.begin_write().await?;
        let done = update.exec(&transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}

pub(crate) fn with_key(key: &LetterKey) -> UpdateMany<Entity> {
    let update = Entity::update_many().filter(Column::Kind.eq(key.kind.as_str()));
    match &key.cause {
        LetterCause::Arrival { arrival, event } => update
            .filter(Column::Arrival.eq(arrival.number()))
            .filter(Column::Event.eq(event.as_str())),
        LetterCause::Round { notice, society, day } => update
            .filter(Column::Notice.eq(notice.as_str()))
            .filter(Column::Society.eq(society.as_str()))
            .filter(Column::Round.eq(day.to_string())),
    }
}

fn found(key: &LetterKey, rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::missing("letter", key));
    }
    Ok(())
}
