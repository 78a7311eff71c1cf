//! Letters that came back: tied to their delivery reports, sent on to another address, and the addresses that are
//! passed over for it.

mod early;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use domain::letter::{LetterKey, LetterKind, LetterState};
use domain::returned::{Failure, ReturnReason, ReturnRecord, Returned};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use crate::claiming::lock_text;
use crate::connect::Store;
use crate::entity::letters;
use crate::entity::returns::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::heard_from::latest_mail;
use crate::letter_rows::{is_own_message_id, next_message_id, stored};
use crate::letters::CAME_BACK;
use crate::record::Record;
use crate::values::{RowName, moment, text, text_null};

pub(crate) use early::{catch_up, tie_early};

/// States from which a letter can come back. One that is about to be sent again will come back again.
const LEFT: [LetterState; 2] = [LetterState::Sent, LetterState::InDoubt];

impl Store {
    /// Letters that came back and delivery reports that could be tied to none, oldest first.
    pub async fn returns(&self) -> Result<Vec<ReturnRecord>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.read()).await?;
        let tied = Entity::find()
            .select_only()
            .column(Column::Letter)
            .filter(Column::Letter.is_not_null())
            .into_query();
        let returned = letters::Entity::find()
            .filter(letters::Column::Id.in_subquery(tied))
            .all(self.read())
            .await?;
        let mut keys = BTreeMap::new();
        for row in returned {
            keys.insert(row.id, stored(row)?.letter.key);
        }
        rows.into_iter()
            .map(|row| {
                let letter = row.letter.and_then(|id| keys.get(&id).cloned());
                record(row, letter)
            })
            .collect()
    }

    /// The addresses, lower-case, to which no letter goes at this moment, and why: a letter to them came back, and since
    /// then no mail has certainly come from them and nobody has cleared them.
    pub async fn shunned_addresses(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, ReturnReason>, StoreError> {
        self.shunned(Condition::all(), None, now).await
    }

    /// [`Store::shunned_addresses`] among these, which are lower-case, for a letter that answers this arrival, if any.
    pub async fn shunned_among(
        &self,
        addresses: &BTreeSet<String>,
        answered: Option<ArrivalId>,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, ReturnReason>, StoreError> {
        let these = Column::Recipient.is_in(addresses.iter().map(|address| text(address)));
        self.shunned(Condition::all().add(these), answered, now).await
    }

    async fn shunned(
        &self,
        among: Condition,
        answered: Option<ArrivalId>,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, ReturnReason>, StoreError> {
        let rows = Entity::find()
            .filter(among)
            .filter(Column::NamesRecipient.eq(true))
            .filter(Column::ClearedAt.is_null())
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        let mut shunned: BTreeMap<String, (ReturnReason, DateTime<Utc>)> = BTreeMap::new();
        for row in rows {
            let record = record(row, None)?;
            if record.shuns(now) {
                shunned.insert(record.recipient.to_lowercase(), (record.reason, record.noted_at));
            }
        }
        let latest = latest_mail(
            self.read(),
            shunned.keys(),
            shunned.values().map(|(_, at)| *at).min(),
            answered,
        )
        .await?;
        shunned.retain(|address, (_, at)| latest.get(address).is_none_or(|latest| latest <= at));
        Ok(shunned
            .into_iter()
            .map(|(address, (reason, _))| (address, reason))
            .collect())
    }

    /// The addresses, lower-case, from which this letter came back and to which it does not go again: a person has not
    /// cleared them, the time for which a full mailbox is passed over is not over, and no mail has come from them since.
    pub async fn came_back_from(
        &self,
        message_id: &str,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let letter = letters::Entity::find()
            .select_only()
            .column(letters::Column::Id)
            .filter(letters::Column::MessageId.eq(text(message_id)))
            .into_query();
        let rows = Entity::find()
            .filter(Column::Letter.in_subquery(letter))
            .filter(Column::ClearedAt.is_null())
            .all(self.read())
            .await?;
        let mut from: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
        for row in rows {
            let record = record(row, None)?;
            let lasts = record.reason.shunned_for();
            // What the letter was refused for is in the letter still.
            if lasts.is_none_or(|lasts| lasts.is_zero() || now < record.noted_at + lasts) {
                from.insert(record.recipient.to_lowercase(), record.noted_at);
            }
        }
        let latest = latest_mail(self.read(), from.keys(), from.values().min().copied(), None).await?;
        from.retain(|address, at| latest.get(address).is_none_or(|latest| latest <= at));
        Ok(from.into_keys().collect())
    }

    /// A server refused the address of a letter at once, and for good: it goes to another address as if it had come back.
    pub async fn letter_refused(
        &self,
        key: &LetterKey,
        reason: ReturnReason,
        said: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let row = letters::Entity::find()
            .filter(crate::letters::is(key))
            .filter(letters::Column::State.eq(LetterState::Queued.as_str()))
            .lock_exclusive()
            .one(&transaction)
            .await?;
        if let Some(row) = row {
            let recipient = row
                .redirected_to
                .as_ref()
                .unwrap_or(&row.recipient)
                .to_lowercase();
            let returned = Returned {
                about: Vec::new(),
                failures: vec![Failure {
                    addresses: vec![recipient],
                    reason,
                    said: said.to_owned(),
                }],
                certain: true,
            };
            take_back(&transaction, None, &returned, row, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// A person says that an address can be used again; returns from how many returns that frees it.
    pub async fn clear_returns(
        &self,
        address: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let transaction = self.begin_write().await?;
        let done = Entity::update_many()
            .col_expr(Column::ClearedAt, Expr::value(moment(now)))
            .col_expr(Column::ClearedBy, Expr::value(text(by)))
            .filter(Column::ClearedAt.is_null())
            .filter(Column::NamesRecipient.eq(true))
            .filter(Column::Recipient.eq(text(&address.trim().to_lowercase())))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}

/// Notes what delivery reports say: the letters go back into the outbox, under another Message-ID since they will go to
/// another address. Each report counts once, however often it is judged.
pub(crate) async fn note(transaction: &DatabaseTransaction, records: &[Record]) -> Result<(), StoreError> {
    let reports: Vec<(ArrivalId, &Returned, DateTime<Utc>)> = records
        .iter()
        .filter_map(|record| Some((record.claimed?.0, record.returned.as_ref()?, record.now)))
        .collect();
    // In one order, so that nobody waits in a circle.
    let ids: BTreeSet<&String> = reports
        .iter()
        .flat_map(|(_, returned, _)| own(returned))
        .collect();
    for id in ids {
        lock_text(transaction, id).await?;
    }
    for (arrival, returned, now) in reports {
        let known = Entity::find().filter(Column::Arrival.eq(arrival.number()));
        if known.count(transaction).await? == 0 {
            note_one(transaction, arrival, returned, now).await?;
        }
    }
    Ok(())
}

/// The Message-IDs of ours of which it speaks.
fn own(returned: &Returned) -> impl Iterator<Item = &String> {
    returned.about.iter().filter(|id| is_own_message_id(id))
}

async fn note_one(
    transaction: &DatabaseTransaction,
    arrival: ArrivalId,
    returned: &Returned,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for id in own(returned) {
        if returned.certain && repeats(transaction, id, returned).await? {
            return Ok(());
        }
        let rows = left_as(transaction, id).await?;
        if returned.certain && !rows.is_empty() {
            for row in rows {
                take_back(transaction, Some(arrival), returned, row, now).await?;
            }
            return Ok(());
        }
        if returned.certain && early::note_elsewhere(transaction, (Some(arrival), id), returned, now).await? {
            return Ok(());
        }
    }
    let about = own(returned).next().or(returned.about.first());
    untied(transaction, arrival, returned, about, now).await
}

/// What a report says, of whichever letter.
fn noted(arrival: Option<ArrivalId>, failure: &Failure, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        arrival: Set(arrival.map(ArrivalId::number)),
        letter: Set(None),
        message_id: Set(None),
        recipient: Set(String::new()),
        names_recipient: Set(false),
        certain: Set(false),
        reason: Set(failure.reason.as_str().to_owned()),
        said: Set(text(&failure.said)),
        sent_at: Set(None),
        sent_original: Set(None),
        noted_at: Set(moment(now)),
        cleared_at: Set(None),
        cleared_by: Set(None),
    }
}

/// Whether a letter that left under this Message-ID is known to have come back. That its own address failed may be said
/// later than that one failed to which it passes on.
async fn repeats<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    returned: &Returned,
) -> Result<bool, StoreError> {
    let known = Entity::find()
        .filter(Column::MessageId.eq(text(id)))
        .filter(Column::Letter.is_not_null())
        .all(connection)
        .await?;
    for row in &known {
        if let Some((failure, true)) = returned.of_recipient(&row.recipient)
            && !row.names_recipient
        {
            Entity::update_many()
                .col_expr(Column::NamesRecipient, Expr::value(true))
                .col_expr(Column::Reason, Expr::value(failure.reason.as_str()))
                .col_expr(Column::Said, Expr::value(text(&failure.said)))
                .filter(Column::Id.eq(row.id))
                .exec(connection)
                .await?;
        }
    }
    Ok(!known.is_empty())
}

/// What left under this Message-ID: a letter, unless it left within another, and receipts that left within it.
async fn left_as<C: ConnectionTrait>(connection: &C, id: &str) -> Result<Vec<letters::Model>, StoreError> {
    use letters::Column;
    let id = text(id);
    let alone = Condition::all()
        .add(Column::MessageId.eq(&id))
        .add(Column::SentWith.is_null());
    Ok(letters::Entity::find()
        .filter(Condition::any().add(alone).add(Column::SentWith.eq(&id)))
        .filter(Column::State.is_in(LEFT.map(LetterState::as_str)))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?)
}

async fn take_back<C: ConnectionTrait>(
    connection: &C,
    arrival: Option<ArrivalId>,
    returned: &Returned,
    row: letters::Model,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let recipient = row
        .redirected_to
        .as_ref()
        .unwrap_or(&row.recipient)
        .to_lowercase();
    let Some((failure, names_recipient)) = returned.of_recipient(&recipient) else {
        return Ok(());
    };
    let is_trial = row.redirected_to.is_some();
    let model = ActiveModel {
        letter: Set(Some(row.id)),
        message_id: Set(Some(
            row.sent_with.clone().unwrap_or_else(|| row.message_id.clone()),
        )),
        recipient: Set(text(&recipient)),
        names_recipient: Set(names_recipient),
        certain: Set(true),
        sent_at: Set(row.sent_at),
        sent_original: Set(row.sent_original.clone()),
        // The address of a trial is the office's own affair.
        cleared_at: Set(is_trial.then(|| moment(now))),
        ..noted(arrival, failure, now)
    };
    Entity::insert(model).exec_without_returning(connection).await?;
    send_on(connection, row, &recipient, failure.reason, now).await
}

/// Puts a letter back into the outbox, unless there is nobody else to whom it could go: a stranger has one address, and
/// a trial is the office's own.
async fn send_on<C: ConnectionTrait>(
    connection: &C,
    row: letters::Model,
    recipient: &str,
    reason: ReturnReason,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use letters::Column;
    let goes_on = row.kind != LetterKind::Acknowledgement.as_str() && row.redirected_to.is_none();
    let state = if goes_on {
        LetterState::Queued
    } else {
        LetterState::Returned
    };
    let times = row.returned.saturating_add(1);
    let mut update = letters::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::Returned, Expr::value(times))
        .col_expr(
            Column::LastError,
            Expr::value(text(&format!("{CAME_BACK}{recipient} {}", reason.words()))),
        )
        .filter(Column::Id.eq(row.id));
    if goes_on {
        update = update
            .col_expr(Column::MessageId, Expr::value(next_message_id(&row.message_id)))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Refused, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(moment(now)))
            .col_expr(Column::SentAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::SentOriginal, Expr::value(None::<String>))
            .col_expr(Column::SentWith, Expr::value(None::<String>))
            .col_expr(Column::GathersFrom, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::WordedAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::Meanwhile, Expr::value(None::<String>));
    }
    update.exec(connection).await?;
    Ok(())
}

async fn untied<C: ConnectionTrait>(
    connection: &C,
    arrival: ArrivalId,
    returned: &Returned,
    about: Option<&String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(failure) = returned.failures.first() else {
        return Ok(());
    };
    let address = failure.addresses.first().map(String::as_str).unwrap_or_default();
    let model = ActiveModel {
        message_id: Set(text_null(about.map(String::as_str))),
        recipient: Set(text(address)),
        certain: Set(returned.certain),
        ..noted(Some(arrival), failure, now)
    };
    Entity::insert(model).exec_without_returning(connection).await?;
    Ok(())
}

fn record(row: Model, letter: Option<LetterKey>) -> Result<ReturnRecord, StoreError> {
    let name = RowName::new("returns", &row.id);
    Ok(ReturnRecord {
        arrival: row.arrival.map(ArrivalId::new),
        letter,
        reason: name.word("reason", &row.reason, ReturnReason::parse)?,
        recipient: row.recipient,
        names_recipient: row.names_recipient,
        said: row.said,
        sent_at: row.sent_at,
        noted_at: row.noted_at,
        cleared_at: row.cleared_at,
    })
}
