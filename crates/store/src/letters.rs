//! The outbox: letters that wait, were sent or failed.

use chrono::{DateTime, Duration, Utc};
use domain::ids::{ArrivalId, NoticeId};
use domain::letter::{
    Answered, Asked, Letter, LetterCause, LetterKey, LetterKind, LetterRecord, LetterState,
};
use domain::receipts::MOST_IN_A_DAY;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select, UpdateMany,
};

use crate::archive::note_originals;
use crate::claiming::lock_text;
use crate::connect::Store;
use crate::entity::letters::{Column, Entity};
use crate::entity::{earlier_names, returns};
use crate::error::StoreError;
use crate::letter_causes::Columns;
use crate::letter_rows::missing_of;
use crate::originals::blocking;
use crate::values::{moment, text, text_null};

/// With what the remark begins that a letter came back.
pub(crate) const CAME_BACK: &str = "退信：";

/// A letter that has not begun to leave.
const NEVER: Option<DateTime<Utc>> = None;

/// A letter as it went out.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// What it said and to whom; a reminder is looked at again before it leaves.
    pub letter: &'a Letter,
    /// Receipts that left within it.
    pub gathered: &'a [LetterRecord],
    /// Its Message-ID.
    pub message_id: &'a str,
    /// 主题.
    pub subject: &'a str,
    /// Where it really went, in a trial.
    pub redirected_to: Option<&'a str>,
    /// SHA-256 of its bytes.
    pub original: &'a str,
}

/// How a sending that failed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameTo {
    /// It is certain that nothing was taken over.
    Nothing,
    /// The letter was handed over and no answer came.
    NobodyKnows,
}

/// What became of a person's wish to cancel a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancellation {
    /// It is cancelled.
    Done,
    /// It has left, may have left or was settled before; this is where it stands.
    TooLate(Box<LetterRecord>),
}

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

    /// The letter that this key names, if there is one.
    pub async fn letter(&self, key: &LetterKey) -> Result<Option<LetterRecord>, StoreError> {
        let row = select_key(key).one(self.read()).await?;
        row.map(crate::letter_rows::stored).transpose()
    }

    /// The letters about an arrival, oldest first.
    pub async fn letters_about(&self, arrival: ArrivalId) -> Result<Vec<LetterRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Arrival.eq(arrival.number()))
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        rows.into_iter().map(crate::letter_rows::stored).collect()
    }

    /// The invitations to answer a notice, those of a trial left out.
    pub async fn invitations(&self, notice: &NoticeId) -> Result<Vec<LetterRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Notice.eq(notice.as_str()))
            .filter(Column::Kind.eq(LetterKind::Invitation.as_str()))
            .filter(Column::Trial.eq(false))
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
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
            // Why it waited holds no longer.
            .col_expr(Column::LastError, why_it_came_back(None))
            .filter(Column::State.eq(LetterState::AwaitingApproval.as_str()));
        Ok(self.change_letters(update).await? > 0)
    }

    /// Notes that a letter went out as it did. Its bytes must be kept already.
    pub async fn letter_sent(&self, sending: &Sending<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Sending { letter, original, .. } = sending;
        let missing = || StoreError::missing("original", original);
        let path = self.originals().path(original).ok_or_else(missing)?;
        let bytes = blocking(move || Ok(std::fs::metadata(path).ok().map(|file| file.len())))
            .await?
            .ok_or_else(missing)?;
        let transaction = self.begin_write().await?;
        // A delivery report that is read at this moment is noted before or after, not between.
        lock_text(&transaction, sending.message_id).await?;
        note_originals(&transaction, std::iter::once((*original, bytes))).await?;
        for record in sending.gathered {
            sent(&record.letter.key, sending, now)
                .col_expr(Column::SentWith, Expr::value(text(sending.message_id)))
                .col_expr(Column::Recipient, Expr::value(text(&letter.recipient)))
                .exec(&transaction)
                .await?;
        }
        let done = sent(&letter.key, sending, now)
            .col_expr(Column::Kind, Expr::value(letter.key.kind.as_str()))
            .col_expr(Column::Recipient, Expr::value(text(&letter.recipient)))
            .col_expr(Column::Missing, Expr::value(missing_of(letter)))
            .col_expr(Column::SentWith, Expr::value(None::<String>))
            .exec(&transaction)
            .await?;
        crate::returns::catch_up(&transaction, sending.message_id, now).await?;
        transaction.commit().await?;
        found(&letter.key, done.rows_affected)
    }

    /// Whether so many letters that answer mail have gone to the same address within a day that the next one is a
    /// person's decision, and none has decided about this one.
    pub async fn needs_person(&self, record: &LetterRecord, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if record.letter.key.answers().is_none() {
            return Ok(false);
        }
        let sent = Entity::find()
            .filter(Column::Recipient.eq(text(&record.letter.recipient)))
            .filter(Column::Arrival.is_not_null())
            .filter(Column::SentWith.is_null())
            .filter(Column::SentAt.gt(moment(now - Duration::days(1))))
            .count(self.read())
            .await?;
        if sent < MOST_IN_A_DAY {
            return Ok(false);
        }
        let undecided = select_key(&record.letter.key).filter(Column::ApprovedAt.is_null());
        Ok(undecided.count(self.read()).await? > 0)
    }

    /// A letter that was handed out waits for a person; the attempt does not count.
    pub async fn letter_waits_for_person(&self, key: &LetterKey, why: &str) -> Result<(), StoreError> {
        let update = with_key(key)
            .col_expr(Column::State, Expr::value(LetterState::AwaitingApproval.as_str()))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .col_expr(Column::WordedAt, if_in_doubt(Column::WordedAt))
            .col_expr(Column::Meanwhile, if_in_doubt(Column::Meanwhile))
            .col_expr(Column::SentWith, if_in_doubt(Column::SentWith))
            .col_expr(Column::LastError, Expr::value(text(why)))
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::Attempts.gt(0));
        self.change_letters(update).await?;
        Ok(())
    }

    /// Notes that sending failed: again at `retry_at`, or never. What is given up while an earlier sending may have come
    /// through is [`LetterState::InDoubt`].
    pub async fn letter_failed(
        &self,
        key: &LetterKey,
        retry_at: Option<DateTime<Utc>>,
        came_to: CameTo,
        error: &str,
    ) -> Result<(), StoreError> {
        let refused = match came_to {
            CameTo::Nothing => 1,
            CameTo::NobodyKnows => 0,
        };
        // A letter that another attempt has sent stays sent.
        let mut update = with_key(key)
            .col_expr(Column::LastError, Expr::value(text(error)))
            .col_expr(Column::Refused, Expr::col(Column::Refused).add(refused))
            .col_expr(Column::WordedAt, after(came_to, Column::WordedAt))
            .col_expr(Column::Meanwhile, after(came_to, Column::Meanwhile))
            .col_expr(Column::SentWith, after(came_to, Column::SentWith))
            .filter(Column::State.ne(LetterState::Sent.as_str()));
        update = match retry_at {
            Some(at) => update.col_expr(Column::DueAt, Expr::value(moment(at))),
            None => update.col_expr(Column::State, unless_in_doubt(LetterState::Failed, refused)),
        };
        let transaction = self.begin_write().await?;
        update.exec(&transaction).await?;
        if let (None, Some(row)) = (retry_at, select_key(key).one(&transaction).await?) {
            crate::returns::catch_up(&transaction, &row.message_id, row.due_at).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// A letter that was handed out is not needed any more: it is cancelled for good, in doubt when an earlier sending may
    /// have come through, and returned when it had come back; the reason of that stays, if nothing was wrong with it since.
    pub async fn letter_not_needed(&self, key: &LetterKey, why: &str) -> Result<(), StoreError> {
        let queued = || with_key(key).filter(Column::State.eq(LetterState::Queued.as_str()));
        let came_back = queued()
            .col_expr(Column::State, unless_in_doubt(LetterState::Returned, 1))
            .col_expr(Column::LastError, why_it_came_back(Some(why)))
            .filter(Column::Returned.gt(0));
        let update = queued()
            .col_expr(Column::State, unless_in_doubt(LetterState::Cancelled, 1))
            .col_expr(Column::LastError, Expr::value(text(why)))
            .filter(Column::Returned.eq(0));
        let transaction = self.begin_write().await?;
        came_back.exec(&transaction).await?;
        update.exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// A person takes a letter out of the outbox for good, as long as none of it can have left.
    pub async fn cancel_letter(&self, key: &LetterKey, why: &str) -> Result<Cancellation, StoreError> {
        let waiting = [LetterState::AwaitingApproval, LetterState::Queued].map(LetterState::as_str);
        let update = with_key(key)
            .col_expr(Column::State, Expr::value(LetterState::Cancelled.as_str()))
            .col_expr(Column::LastError, Expr::value(text(why)))
            .filter(Column::State.is_in(waiting))
            .filter(Expr::col(Column::Attempts).eq(Expr::col(Column::Refused)));
        if self.change_letters(update).await? > 0 {
            return Ok(Cancellation::Done);
        }
        let row = select_key(key).one(self.read()).await?;
        let row = row.ok_or_else(|| StoreError::missing("letter", key))?;
        Ok(Cancellation::TooLate(Box::new(crate::letter_rows::stored(row)?)))
    }

    /// Notes that nothing could be sent at all: again at `retry_at`, and the attempt counts neither as one nor towards
    /// the rates. A letter none of which has left may still be withdrawn.
    pub async fn letter_held_up(
        &self,
        key: &LetterKey,
        retry_at: DateTime<Utc>,
        error: &str,
    ) -> Result<(), StoreError> {
        let update = with_key(key)
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .col_expr(Column::WordedAt, if_in_doubt(Column::WordedAt))
            .col_expr(Column::Meanwhile, if_in_doubt(Column::Meanwhile))
            .col_expr(Column::SentWith, if_in_doubt(Column::SentWith))
            .col_expr(Column::LastError, Expr::value(text(error)))
            .col_expr(Column::DueAt, Expr::value(moment(retry_at)))
            .col_expr(Column::BeganAt, Expr::value(NEVER))
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::Attempts.gt(0));
        self.change_letters(update).await?;
        Ok(())
    }

    /// Whether a letter that was handed out until `lease_end` is still with the one to whom it was given: not sent, not
    /// handed out again, not put off.
    pub async fn holds_letter(&self, key: &LetterKey, lease_end: DateTime<Utc>) -> Result<bool, StoreError> {
        let row = select_key(key)
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::DueAt.eq(moment(lease_end)))
            .one(self.read())
            .await?;
        Ok(row.is_some())
    }

    /// Gives back a letter that was handed out until `lease_end` and of which nothing was sent: others may take it at
    /// once. Nothing happens if somebody else has it already.
    pub async fn letter_let_go(
        &self,
        key: &LetterKey,
        lease_end: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = with_key(key)
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .col_expr(Column::WordedAt, if_in_doubt(Column::WordedAt))
            .col_expr(Column::Meanwhile, if_in_doubt(Column::Meanwhile))
            .col_expr(Column::SentWith, if_in_doubt(Column::SentWith))
            .col_expr(Column::DueAt, Expr::value(moment(now)))
            .col_expr(Column::BeganAt, Expr::value(NEVER))
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::DueAt.eq(moment(lease_end)));
        self.change_letters(update).await?;
        Ok(())
    }

    /// What is known of the letter with this Message-ID (angle brackets or not), for replies to it.
    pub async fn letter_by_message_id(&self, message_id: &str) -> Result<Option<Answered>, StoreError> {
        let message_id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
        let message_id = text(message_id);
        // The letter itself, receipts that left within it, and what left as such and came back or went elsewhere.
        let came_back = returns::Entity::find()
            .select_only()
            .column(returns::Column::Letter)
            .filter(returns::Column::MessageId.eq(&message_id))
            .filter(returns::Column::Letter.is_not_null())
            .into_query();
        let went_elsewhere = earlier_names::Entity::find()
            .select_only()
            .column(earlier_names::Column::Letter)
            .filter(earlier_names::Column::MessageId.eq(&message_id))
            .into_query();
        let it = Condition::any()
            .add(Column::MessageId.eq(&message_id))
            .add(Column::SentWith.eq(&message_id))
            .add(Column::Id.in_subquery(came_back))
            .add(Column::Id.in_subquery(went_elsewhere));
        let rows = Entity::find()
            .filter(it)
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        let letters: Vec<Letter> = rows
            .into_iter()
            .map(|row| crate::letter_rows::stored(row).map(|record| record.letter))
            .collect::<Result<_, _>>()?;
        // What was said before anybody knew what the mail was about says nothing of its answer.
        let letters: Vec<Letter> = letters
            .into_iter()
            .filter(|letter| !letter.is_unplaced())
            .collect();
        let asks = letters.iter().any(|letter| letter.asked() == Asked::Correction);
        Ok(letters.into_iter().next().map(|letter| Answered {
            asked: if asks { Asked::Correction } else { Asked::Nothing },
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

/// Of what was wrong with a letter, what stays with it once it has left, or does not leave any more: that it had come back
/// before, and from where; else this.
fn why_it_came_back(or_else: Option<&str>) -> Expr {
    let told = Condition::all()
        .add(Column::Returned.gt(0))
        .add(Column::LastError.starts_with(CAME_BACK));
    CaseStatement::new()
        .case(told, Expr::col(Column::LastError))
        .finally(Expr::value(text_null(or_else)))
        .into()
}

/// What is alike for all that left in one letter.
fn sent(key: &LetterKey, sending: &Sending<'_>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    with_key(key)
        .col_expr(Column::State, Expr::value(LetterState::Sent.as_str()))
        .col_expr(Column::SentAt, Expr::value(moment(now)))
        .col_expr(Column::SentOriginal, Expr::value(sending.original))
        .col_expr(Column::LastError, why_it_came_back(None))
        .col_expr(Column::Subject, Expr::value(text(sending.subject)))
        .col_expr(
            Column::RedirectedTo,
            Expr::value(text_null(sending.redirected_to)),
        )
}

/// This state for a letter of whose sendings none is in doubt once so many more were refused, or had not begun.
fn unless_in_doubt(state: LetterState, more: i32) -> Expr {
    let in_doubt = Expr::col(Column::Attempts).gt(Expr::col(Column::Refused).add(more));
    CaseStatement::new()
        .case(in_doubt, LetterState::InDoubt.as_str())
        .finally(state.as_str())
        .into()
}

/// What is kept of how a letter leaves (as of when it is worded, what had come by then, within which other) once the sending at hand has come to
/// nothing: nothing, unless a sending before it is in doubt, since the next repeats that one.
fn if_in_doubt(column: Column) -> Expr {
    let in_doubt = Expr::col(Column::Attempts).gt(Expr::col(Column::Refused).add(1));
    CaseStatement::new().case(in_doubt, Expr::col(column)).into()
}

/// The same after a sending that came to this.
fn after(came_to: CameTo, column: Column) -> Expr {
    match came_to {
        CameTo::Nothing => if_in_doubt(column),
        CameTo::NobodyKnows => Expr::col(column),
    }
}

pub(crate) fn with_key(key: &LetterKey) -> UpdateMany<Entity> {
    Entity::update_many().filter(is(key))
}

pub(crate) fn select_key(key: &LetterKey) -> Select<Entity> {
    Entity::find().filter(is(key))
}

/// The row of a letter. A round has one letter, whose kind is known for certain only once it is sent.
pub(crate) fn is(key: &LetterKey) -> Condition {
    match &key.cause {
        LetterCause::Arrival { arrival, event } => Condition::all()
            .add(Column::Kind.eq(key.kind.as_str()))
            .add(Column::Arrival.eq(arrival.number()))
            .add(Column::Event.eq(event.to_string())),
        LetterCause::Round { notice, society, .. }
        | LetterCause::Extension { notice, society, .. }
        | LetterCause::Invitation { notice, society, .. } => {
            let columns = Columns::of(&key.cause);
            Condition::all()
                .add(Column::Notice.eq(notice.as_str()))
                .add(Column::Society.eq(society.as_str()))
                .add(Column::Round.eq(columns.occasion))
                .add(Column::Trial.eq(columns.trial))
        }
    }
}

fn found(key: &LetterKey, rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::missing("letter", key));
    }
    Ok(())
}
