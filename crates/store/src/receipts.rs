//! Receipts to one address, gathered into one letter.

use chrono::{DateTime, Duration, Utc};
use domain::letter::{LetterKind, LetterRecord, LetterState};
use domain::receipts::{GATHERED, Leaves, leaves};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::claiming::lock_text;
use crate::connect::Store;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::letter_rows::stored;
use crate::values::{moment, text};

/// What becomes of a receipt that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gathered {
    /// It leaves, and with it these others to its address; they are handed out as well.
    With(Vec<LetterRecord>),
    /// Its address got one a short while ago: it leaves then.
    Later(DateTime<Utc>),
}

impl Store {
    /// Whether somebody of whom nothing is known may be told that a mail came, whether or not its society is known: once a
    /// day, so that whoever forges an address cannot have us flood it. One process at a time asks for an address; a letter that may go counts from then
    /// on.
    pub async fn may_tell_stranger(
        &self,
        record: &LetterRecord,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin_write().await?;
        lock_text(&transaction, &record.letter.recipient).await?;
        let gone = [LetterState::Sent, LetterState::InDoubt, LetterState::Queued].map(LetterState::as_str);
        let told = Entity::find()
            .filter(Column::Kind.eq(LetterKind::Acknowledgement.as_str()))
            .filter(Column::Recipient.eq(text(&record.letter.recipient)))
            .filter(Column::MessageId.ne(text(&record.message_id)))
            .filter(Column::State.is_in(gone))
            .filter(Column::GathersFrom.gt(moment(now - Duration::days(1))))
            .count(&transaction)
            .await?;
        if told > 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        Entity::update_many()
            .col_expr(Column::GathersFrom, Expr::value(moment(now)))
            .filter(Column::MessageId.eq(text(&record.message_id)))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Gathers what waits for the same address as a receipt that was handed out with [`Store::claim_letter`]. One
    /// process at a time does so for an address: receipts to it begin to leave once an hour.
    ///
    /// What may have left together leaves together again, and nothing else with it, so that the same letter goes out. A
    /// receipt that was refused or came back leaves alone and at once: what a server refuses in one does not keep back the
    /// others. What is about mail whose notice nobody knows yet leaves alone, since it may name no notice and the others
    /// name theirs.
    pub async fn gather_receipts(
        &self,
        lead: &LetterRecord,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Gathered, StoreError> {
        let alone = !GATHERED.contains(&lead.letter.key.kind) || lead.letter.is_unplaced();
        if alone {
            return Ok(Gathered::With(Vec::new()));
        }
        let transaction = self.begin_write().await?;
        lock_text(&transaction, &lead.letter.recipient).await?;
        let chosen = if lead.attempts > 1 || lead.returned > 0 {
            Condition::all().add(Column::SentWith.eq(text(&lead.message_id)))
        } else {
            if let Leaves::At(until) = leaves(last_began(&transaction, lead).await?, now) {
                transaction.rollback().await?;
                return Ok(Gathered::Later(until));
            }
            Entity::update_many()
                .col_expr(Column::GathersFrom, Expr::value(moment(now)))
                .filter(Column::MessageId.eq(text(&lead.message_id)))
                .exec(&transaction)
                .await?;
            others(lead)
                .add(Column::Attempts.eq(0))
                .add(Column::Returned.eq(0))
                .add(Column::DueAt.lte(moment(now)))
        };
        let gathered = take_along(&transaction, lead, chosen, now + lease).await?;
        transaction.commit().await?;
        Ok(Gathered::With(gathered))
    }

    /// Receipts that wait and leave as one with this one, as far as they are due, and approved, when it leaves; oldest
    /// first.
    pub async fn receipts_beside(&self, record: &LetterRecord) -> Result<Vec<LetterRecord>, StoreError> {
        let is_gathered = GATHERED.contains(&record.letter.key.kind) && !record.letter.is_unplaced();
        if !is_gathered || record.attempts > 0 || record.returned > 0 {
            return Ok(Vec::new());
        }
        let waiting = [LetterState::AwaitingApproval, LetterState::Queued].map(LetterState::as_str);
        let rows = Entity::find()
            .filter(others(record))
            .filter(Column::State.is_in(waiting))
            .filter(Column::Attempts.eq(0))
            .filter(Column::Returned.eq(0))
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        let beside: Vec<LetterRecord> = rows.into_iter().map(stored).collect::<Result<_, _>>()?;
        Ok(beside
            .into_iter()
            .filter(|record| !record.letter.is_unplaced())
            .collect())
    }

    /// A server will not have these receipts as one letter: each of them leaves alone from now on.
    pub async fn part_receipts(&self, lead: &LetterRecord) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::SentWith, Expr::value(None::<String>))
            .filter(Column::SentWith.eq(text(&lead.message_id)))
            .filter(Column::State.eq(LetterState::Queued.as_str()));
        self.change_letters(update).await?;
        Ok(())
    }
}

/// Hands these receipts out with a letter until `lease_end`, and notes within which letter they leave: who repeats it
/// without knowing how this sending ended finds them by that.
async fn take_along(
    transaction: &DatabaseTransaction,
    lead: &LetterRecord,
    chosen: Condition,
    lease_end: DateTime<Utc>,
) -> Result<Vec<LetterRecord>, StoreError> {
    let rows = Entity::find()
        .filter(chosen)
        .filter(Column::State.eq(LetterState::Queued.as_str()))
        .order_by_asc(Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(transaction)
        .await?;
    let (mut taken, mut gathered) = (Vec::new(), Vec::new());
    for row in rows {
        let (id, mut record) = (row.id, stored(row)?);
        if !record.letter.is_unplaced() {
            record.attempts = record.attempts.saturating_add(1);
            record.due_at = moment(lease_end);
            record.sent_with = Some(lead.message_id.clone());
            taken.push(id);
            gathered.push(record);
        }
    }
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::DueAt, Expr::value(moment(lease_end)))
        .col_expr(Column::SentWith, Expr::value(text(&lead.message_id)))
        .filter(Column::Id.is_in(taken))
        .exec(transaction)
        .await?;
    Ok(gathered)
}

/// When the last receipt to the same address began to leave, if it may have come through.
async fn last_began<C: ConnectionTrait>(
    connection: &C,
    lead: &LetterRecord,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let gone = [LetterState::Sent, LetterState::InDoubt].map(LetterState::as_str);
    let leaving = Condition::all()
        .add(Column::State.eq(LetterState::Queued.as_str()))
        .add(Expr::col(Column::Attempts).gt(Expr::col(Column::Refused)));
    let row = Entity::find()
        .filter(others(lead))
        .filter(Condition::any().add(Column::State.is_in(gone)).add(leaving))
        .filter(Column::GathersFrom.is_not_null())
        .order_by_desc(Column::GathersFrom)
        .one(connection)
        .await?;
    Ok(row.and_then(|row| row.gathers_from))
}

/// Receipts to the same address, about the same society and notice.
fn others(lead: &LetterRecord) -> Condition {
    let letter = &lead.letter;
    Condition::all()
        .add(Column::Kind.is_in(GATHERED.map(LetterKind::as_str)))
        .add(Column::Recipient.eq(text(&letter.recipient)))
        .add(Column::Notice.eq(letter.notice.as_str()))
        .add(Column::Society.eq(letter.society.as_str()))
        .add(Column::MessageId.ne(text(&lead.message_id)))
}
