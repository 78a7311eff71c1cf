//! A letter that was handed out goes to another address than the one to which it was about to go.

use chrono::{DateTime, Utc};
use domain::letter::{LetterRecord, LetterState};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _};

use crate::claiming::lock_text;
use crate::connect::Store;
use crate::entity::earlier_names;
use crate::entity::letters::{Column, Entity, Model};
use crate::error::StoreError;
use crate::letter_rows::next_message_id;
use crate::letters::{select_key, with_key};
use crate::returns;
use crate::values::{moment, text};

impl Store {
    /// A letter that was handed out goes to the recipient that stands in it now. It gets another Message-ID and is
    /// worded as of now, if an earlier sending to the address before may have come through: two addresses get two
    /// messages, and what is said of the first concerns this letter still. It goes on being in doubt.
    pub async fn readdress_letter(
        &self,
        record: &mut LetterRecord,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let LetterRecord {
            letter,
            message_id,
            worded_at,
            ..
        } = record;
        let transaction = self.begin_write().await?;
        // A delivery report that is read at this moment is noted before or after, not between.
        lock_text(&transaction, message_id.as_str()).await?;
        let row = select_key(&letter.key)
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::MessageId.eq(text(message_id.as_str())))
            .one(&transaction)
            .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(());
        };
        with_key(&letter.key)
            .col_expr(Column::Recipient, Expr::value(text(&letter.recipient)))
            .exec(&transaction)
            .await?;
        // The sending at hand has not begun to leave.
        let in_doubt = row.attempts > row.refused.saturating_add(1);
        if in_doubt && !row.recipient.eq_ignore_ascii_case(&letter.recipient) {
            *message_id = rename(&transaction, row, now).await?;
            *worded_at = Some(moment(now));
        }
        Ok(transaction.commit().await?)
    }
}

/// Gives a letter another Message-ID, and keeps the one that it had for it and for what may have left within it.
async fn rename(
    transaction: &DatabaseTransaction,
    row: Model,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let (before, recipient) = (row.message_id, row.recipient);
    let named = next_message_id(&before);
    let within = Entity::find()
        .filter(Column::SentWith.eq(&before))
        .filter(Column::State.eq(LetterState::Queued.as_str()))
        .all(transaction)
        .await?;
    let letters: Vec<i64> = std::iter::once(row.id)
        .chain(within.into_iter().map(|row| row.id))
        .collect();
    let earlier = letters.iter().map(|letter| earlier_names::ActiveModel {
        message_id: Set(before.clone()),
        letter: Set(*letter),
        recipient: Set(recipient.clone()),
        given_up_at: Set(moment(now)),
    });
    earlier_names::Entity::insert_many(earlier)
        .exec_without_returning(transaction)
        .await?;
    Entity::update_many()
        .col_expr(Column::SentWith, Expr::value(&named))
        .filter(Column::SentWith.eq(&before))
        .filter(Column::State.eq(LetterState::Queued.as_str()))
        .exec(transaction)
        .await?;
    Entity::update_many()
        .col_expr(Column::MessageId, Expr::value(&named))
        .col_expr(Column::WordedAt, Expr::value(moment(now)))
        .col_expr(Column::Meanwhile, Expr::value(None::<String>))
        .filter(Column::Id.eq(row.id))
        .exec(transaction)
        .await?;
    returns::tie_early(transaction, &before).await?;
    Ok(named)
}
