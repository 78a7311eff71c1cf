//! Letters that came back: tied to their delivery reports, sent on to another address, and the addresses that are
//! passed over for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use domain::letter::{LetterKey, LetterKind, LetterState};
use domain::returned::{Failure, ReturnReason, ReturnRecord, Returned};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use crate::connect::Store;
use crate::entity::returns::{ActiveModel, Column, Entity, Model};
use crate::entity::{arrivals, letters};
use crate::error::StoreError;
use crate::letter_rows::{is_own_message_id, stored};
use crate::record::Record;
use crate::values::{RowName, moment, text, text_null};

/// States from which a letter can come back. One that is about to be sent again will come back again.
const LEFT: [LetterState; 2] = [LetterState::Sent, LetterState::InDoubt];

impl Store {
    /// Letters that came back and delivery reports that could be tied to none, oldest first.
    pub async fn returns(&self) -> Result<Vec<ReturnRecord>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.read()).await?;
        let returned = letters::Entity::find()
            .filter(letters::Column::Returned.gt(0))
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
    /// then no mail has come from them and nobody has cleared them.
    pub async fn shunned_addresses(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, ReturnReason>, StoreError> {
        let rows = Entity::find()
            .filter(Column::NamesRecipient.eq(true))
            .filter(Column::ClearedAt.is_null())
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        let mut shunned: BTreeMap<String, (ReturnReason, i64)> = BTreeMap::new();
        for row in rows {
            let since = row.arrival;
            let record = record(row, None)?;
            if record.shuns(now) {
                shunned.insert(record.recipient.to_lowercase(), (record.reason, since));
            }
        }
        let Some(earliest) = shunned.values().map(|(_, since)| *since).min() else {
            return Ok(BTreeMap::new());
        };
        let written: Vec<(String, i64)> = arrivals::Entity::find()
            .select_only()
            .column(arrivals::Column::Sender)
            .column_as(arrivals::Column::Id.max(), "latest")
            .filter(arrivals::Column::Id.gt(earliest))
            .filter(arrivals::Column::Sender.is_in(shunned.keys().cloned()))
            .group_by(arrivals::Column::Sender)
            .into_tuple()
            .all(self.read())
            .await?;
        for (sender, latest) in written {
            if shunned.get(&sender).is_some_and(|(_, since)| latest > *since) {
                shunned.remove(&sender);
            }
        }
        Ok(shunned
            .into_iter()
            .map(|(address, (reason, _))| (address, reason))
            .collect())
    }

    /// The addresses, lower-case, from which this letter came back.
    pub async fn came_back_from(&self, message_id: &str) -> Result<BTreeSet<String>, StoreError> {
        let rows: Vec<String> = Entity::find()
            .select_only()
            .column(Column::Recipient)
            .filter(
                Column::Letter.in_subquery(
                    letters::Entity::find()
                        .select_only()
                        .column(letters::Column::Id)
                        .filter(letters::Column::MessageId.eq(text(message_id)))
                        .into_query(),
                ),
            )
            .into_tuple()
            .all(self.read())
            .await?;
        Ok(rows.into_iter().map(|address| address.to_lowercase()).collect())
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
pub(crate) async fn note<C: ConnectionTrait>(connection: &C, records: &[Record]) -> Result<(), StoreError> {
    for record in records {
        let (Some((arrival, _)), Some(returned)) = (record.claimed, &record.returned) else {
            continue;
        };
        let known = Entity::find().filter(Column::Arrival.eq(arrival.number()));
        if known.count(connection).await? > 0 {
            continue;
        }
        let own = returned.about.iter().filter(|id| is_own_message_id(id));
        let mut rows = Vec::new();
        for id in own.clone() {
            if is_known(connection, id).await? {
                return Ok(());
            }
            rows = left_as(connection, id).await?;
            if !rows.is_empty() {
                break;
            }
        }
        if rows.is_empty() {
            let about = own.clone().next().or(returned.about.first());
            untied(connection, arrival, returned, about, record.now).await?;
        }
        for row in rows {
            take_back(connection, arrival, returned, row, record.now).await?;
        }
    }
    Ok(())
}

/// Takes back a letter that was just noted as sent, when its delivery report was read before.
pub(crate) async fn catch_up<C: ConnectionTrait>(
    connection: &C,
    message_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let early = Entity::find()
        .filter(Column::MessageId.eq(text(message_id)))
        .filter(Column::Letter.is_null())
        .one(connection)
        .await?;
    let Some(early) = early else {
        return Ok(());
    };
    Entity::delete_by_id(early.id).exec(connection).await?;
    let report = record(early, None)?;
    let returned = Returned {
        about: Vec::new(),
        failures: vec![Failure {
            addresses: vec![report.recipient.to_lowercase()],
            reason: report.reason,
            said: report.said,
        }],
    };
    for row in left_as(connection, message_id).await? {
        take_back(connection, report.arrival, &returned, row, now).await?;
    }
    Ok(())
}

/// Whether a letter that left under this Message-ID is known to have come back.
async fn is_known<C: ConnectionTrait>(connection: &C, id: &str) -> Result<bool, StoreError> {
    let known = Entity::find()
        .filter(Column::MessageId.eq(text(id)))
        .filter(Column::Letter.is_not_null());
    Ok(known.count(connection).await? > 0)
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
    arrival: ArrivalId,
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
    let model = ActiveModel {
        id: NotSet,
        arrival: Set(arrival.number()),
        letter: Set(Some(row.id)),
        message_id: Set(Some(
            row.sent_with.clone().unwrap_or_else(|| row.message_id.clone()),
        )),
        recipient: Set(text(&recipient)),
        names_recipient: Set(names_recipient && row.redirected_to.is_none()),
        reason: Set(failure.reason.as_str().to_owned()),
        said: Set(text(&failure.said)),
        sent_at: Set(row.sent_at),
        sent_original: Set(row.sent_original.clone()),
        noted_at: Set(moment(now)),
        cleared_at: Set(None),
        cleared_by: Set(None),
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
            Expr::value(text(&format!("退信：{recipient} {}", reason.words()))),
        )
        .filter(Column::Id.eq(row.id));
    if goes_on {
        update = update
            .col_expr(
                Column::MessageId,
                Expr::value(next_message_id(&row.message_id, times)),
            )
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Refused, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(moment(now)))
            .col_expr(Column::SentAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::SentOriginal, Expr::value(None::<String>))
            .col_expr(Column::SentWith, Expr::value(None::<String>))
            .col_expr(Column::GathersFrom, Expr::value(None::<DateTime<Utc>>));
    }
    update.exec(connection).await?;
    Ok(())
}

/// `zj.17.….0a@host` becomes `zj.17.….0a.r1@host`, and that `….r2@host`.
fn next_message_id(id: &str, times: i32) -> String {
    let (local, host) = id.rsplit_once('@').unwrap_or((id, ""));
    let earlier = format!(".r{}", times.saturating_sub(1));
    let local = local.strip_suffix(&earlier).unwrap_or(local);
    format!("{local}.r{times}@{host}")
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
        id: NotSet,
        arrival: Set(arrival.number()),
        letter: Set(None),
        message_id: Set(text_null(about.map(String::as_str))),
        recipient: Set(text(address)),
        names_recipient: Set(false),
        reason: Set(failure.reason.as_str().to_owned()),
        said: Set(text(&failure.said)),
        sent_at: Set(None),
        sent_original: Set(None),
        noted_at: Set(moment(now)),
        cleared_at: Set(None),
        cleared_by: Set(None),
    };
    Entity::insert(model).exec_without_returning(connection).await?;
    Ok(())
}

fn record(row: Model, letter: Option<LetterKey>) -> Result<ReturnRecord, StoreError> {
    let name = RowName::new("returns", &row.id);
    Ok(ReturnRecord {
        arrival: ArrivalId::new(row.arrival),
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

#[cfg(test)]
mod tests {
    use super::next_message_id;

    #[test]
    fn every_return_gives_a_letter_another_message_id() {
        let first = "zj.17.first_verdict.receipt.0a@office.example";
        let second = next_message_id(first, 1);
        assert_eq!(second, "zj.17.first_verdict.receipt.0a.r1@office.example");
        assert_eq!(
            next_message_id(&second, 2),
            "zj.17.first_verdict.receipt.0a.r2@office.example"
        );
    }
}
