//! Clerks' decisions: inputs of judging, appended.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::finding::FindingCode;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::ruling::{Decision, Ruling};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait as _, IntoCondition, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QueryTrait as _,
};

use crate::arrival_rows::IDS_AT_ONCE;
use crate::connect::Store;
use crate::entity::rulings::{ActiveModel, Column, Entity, Model};
use crate::entity::{arrivals, verdicts};
use crate::error::StoreError;
use crate::origin_shapes::CorrectionShape;
use crate::values::{RowName, json, moment, text};
use crate::verdict_rows;

impl Store {
    /// All decisions about an arrival, oldest first.
    pub async fn rulings(&self, id: ArrivalId) -> Result<Vec<Ruling>, StoreError> {
        let mut found = of_arrivals(self.read(), &[id.number()]).await?;
        Ok(found.remove(&id.number()).unwrap_or_default())
    }

    /// Keeps a decision and lets its arrival be judged again.
    pub async fn add_ruling(&self, ruling: &Ruling) -> Result<(), StoreError> {
        self.add_rulings(std::slice::from_ref(ruling)).await
    }

    /// Keeps decisions that were made together: judging sees all of them or none.
    pub async fn add_rulings(&self, rulings: &[Ruling]) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        crate::configuration::grow_by_ruling(&transaction).await?;
        for ruling in rulings {
            let ids = [ruling.arrival.number()];
            if judge_again(&transaction, arrivals::Column::Id.is_in(ids)).await? == 0 {
                transaction.rollback().await?;
                return Err(StoreError::missing("arrival", &ruling.arrival));
            }
            row_of(ruling).insert(&transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Lets everything be judged again that a changed notice may change: what is placed at it, what is held, and what was
/// older than every notice. Mail that was not even fetched for that reason is looked at again by the next pass
/// ([`Store::reconsider_skipped`]).
pub(crate) async fn requeue_notice(
    transaction: &DatabaseTransaction,
    notice: &NoticeId,
) -> Result<(), StoreError> {
    judge_again(transaction, arrivals::Column::Notice.eq(notice.as_str())).await?;
    let early = in_force(
        verdicts::Column::Verdict
            .eq("ignored")
            .and(verdicts::Column::Details.contains(format!("\"{}\"", FindingCode::BeforeStart.as_str()))),
    );
    judge_again(transaction, arrivals::Column::Id.in_subquery(early)).await?;
    requeue_held(transaction).await
}

/// Lets all held arrivals be judged again: a name that was unknown may be known now.
pub(crate) async fn requeue_held(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let held = in_force(verdicts::Column::Verdict.eq("held"));
    judge_again(transaction, arrivals::Column::Id.in_subquery(held)).await?;
    Ok(())
}

/// Lets everything that stands at these societies be judged again: it may seem to be of others now.
pub(crate) async fn requeue_societies(
    transaction: &DatabaseTransaction,
    societies: &[String],
) -> Result<(), StoreError> {
    for part in societies.chunks(IDS_AT_ONCE) {
        judge_again(transaction, arrivals::Column::Society.is_in(part)).await?;
    }
    Ok(())
}

/// The arrivals whose verdict in force is such.
fn in_force(such: impl IntoCondition) -> SelectStatement {
    use sea_orm::QuerySelect as _;
    verdicts::Entity::find()
        .select_only()
        .column(verdicts::Column::Arrival)
        .filter(verdict_rows::is_in_force())
        .filter(such)
        .into_query()
}

/// Decisions by arrival, oldest first.
pub(crate) async fn of_arrivals<C: ConnectionTrait>(
    connection: &C,
    arrivals: &[i64],
) -> Result<BTreeMap<i64, Vec<Ruling>>, StoreError> {
    let mut found: BTreeMap<i64, Vec<Ruling>> = BTreeMap::new();
    for part in arrivals.chunks(IDS_AT_ONCE) {
        let rows = Entity::find()
            .filter(Column::Arrival.is_in(part.iter().copied()))
            .order_by_asc(Column::Id)
            .all(connection)
            .await?;
        for row in rows {
            found.entry(row.arrival).or_default().push(ruling(row)?);
        }
    }
    Ok(found)
}

pub(crate) async fn judge_again(
    transaction: &DatabaseTransaction,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<u64, StoreError> {
    use arrivals::Column;
    let done = arrivals::Entity::update_many()
        .col_expr(Column::Pending, Expr::value(true))
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(which.into_condition())
        .exec(transaction)
        .await?;
    Ok(done.rows_affected)
}

fn row_of(ruling: &Ruling) -> ActiveModel {
    let (decision, argument) = match &ruling.decision {
        Decision::AssignSociety(society) => ("assign_society", Some(society.to_string())),
        Decision::AssignNotice(notice) => ("assign_notice", Some(notice.to_string())),
        Decision::AssignItem(item) => ("assign_item", Some(item.to_string())),
        Decision::ReceivedAt(at) => (
            "received_at",
            Some(moment(*at).to_rfc3339_opts(SecondsFormat::Micros, true)),
        ),
        Decision::Accept => ("accept", None),
        Decision::Ignore => ("ignore", None),
        Decision::Noted(codes) => ("noted", Some(joined(codes))),
        Decision::Correct(correction) => ("correct", Some(json(&CorrectionShape::of(correction)))),
    };
    ActiveModel {
        id: NotSet,
        arrival: Set(ruling.arrival.number()),
        decision: Set(decision.to_owned()),
        argument: Set(argument),
        clerk: Set(text(&ruling.clerk)),
        decided_at: Set(moment(ruling.decided_at)),
    }
}

fn ruling(row: Model) -> Result<Ruling, StoreError> {
    let name = RowName::new("rulings", &row.id);
    let argument = || name.present("argument", row.argument.as_deref());
    let decision = match row.decision.as_str() {
        "assign_society" => Decision::AssignSociety(name.id("argument", argument()?, SocietyCode::parse)?),
        "assign_notice" => Decision::AssignNotice(name.id("argument", argument()?, NoticeId::parse)?),
        "assign_item" => Decision::AssignItem(name.id("argument", argument()?, ItemId::parse)?),
        "received_at" => Decision::ReceivedAt(
            name.id("argument", argument()?, DateTime::parse_from_rfc3339)?
                .with_timezone(&Utc),
        ),
        "accept" => Decision::Accept,
        "ignore" => Decision::Ignore,
        "noted" => Decision::Noted(argument()?.split(',').filter_map(FindingCode::parse).collect()),
        "correct" => {
            let shape: CorrectionShape = name.json("argument", argument()?)?;
            Decision::Correct(Box::new(shape.correction(&name)?))
        }
        _ => return Err(name.corrupt("decision holds an unknown word")),
    };
    Ok(Ruling {
        arrival: ArrivalId::new(row.arrival),
        decision,
        clerk: row.clerk,
        decided_at: row.decided_at,
    })
}

/// Codes in one word. Codes are never renamed, and one that is not known any more leaves nothing open.
fn joined(codes: &[FindingCode]) -> String {
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    codes.join(",")
}
