//! Rows of the versions of societies' records: locked before these are written.

use std::collections::BTreeMap;

use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, UnionType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, Iterable as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait,
    Select,
};

use crate::entity::arrivals;
use crate::entity::society_versions::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::places::any_of;
use crate::record::Place;
use crate::standing::{SocietyMark, SocietyStanding};
use crate::values::{RowName, moment};

/// Locks the rows of these societies in sorted order, made where they are missing, and gives their versions.
pub(crate) async fn lock(
    transaction: &DatabaseTransaction,
    expected: &BTreeMap<Place, i64>,
) -> Result<BTreeMap<Place, i64>, StoreError> {
    if expected.is_empty() {
        return Ok(BTreeMap::new());
    }
    let unknown: Vec<ActiveModel> = expected
        .iter()
        .filter(|(_, version)| **version == 0)
        .map(|((notice, society), _)| ActiveModel {
            notice: Set(notice.to_string()),
            society: Set(society.to_string()),
            version: Set(0),
            ..Default::default()
        })
        .collect();
    if !unknown.is_empty() {
        Entity::insert_many(unknown)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    let rows = Entity::find()
        .filter(any_of(Column::Notice, Column::Society, expected.keys()))
        .order_by_asc(Column::Notice)
        .order_by_asc(Column::Society)
        .lock_exclusive()
        .all(transaction)
        .await?;
    rows.iter().map(version).collect()
}

/// The versions of these societies; those without a row are missing.
pub(crate) async fn versions<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
) -> Result<BTreeMap<Place, i64>, StoreError> {
    let rows = Entity::find()
        .filter(any_of(Column::Notice, Column::Society, places))
        .all(connection)
        .await?;
    rows.iter().map(version).collect()
}

/// The marks of these societies and on what their records rest; those without a row are missing.
pub(crate) async fn marks<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
) -> Result<BTreeMap<Place, (SocietyMark, Option<SocietyStanding>)>, StoreError> {
    let sums = sums(connection, places).await?;
    let rows = Entity::find()
        .filter(any_of(Column::Notice, Column::Society, places))
        .all(connection)
        .await?;
    let marks = rows.iter().map(|row| {
        let (place, version) = version(row)?;
        let (arrivals, revisions) = sums.get(&place).copied().unwrap_or_default();
        let mark = SocietyMark {
            version,
            arrivals,
            revisions,
        };
        Ok((place, (mark, standing(row)?)))
    });
    marks.collect()
}

/// How many arrivals are placed there, and the sum of their revisions.
async fn sums<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
) -> Result<BTreeMap<Place, (i64, i64)>, StoreError> {
    /// Far fewer than SQLite puts together in one query (`SQLITE_MAX_COMPOUND_SELECT` is 500).
    const TOGETHER: usize = 100;
    let mut found = BTreeMap::new();
    for part in places.chunks(TOGETHER) {
        // One after the other: asked for all at once and grouped, SQLite copies every row of the index to be sorted.
        let mut counts = part
            .iter()
            .enumerate()
            .map(|(number, place)| count(number, place));
        let Some(mut all) = counts.next() else { continue };
        for one in counts {
            QueryTrait::query(&mut all).union(UnionType::All, one.into_query());
        }
        let rows: Vec<(i32, i64, Option<i64>)> = all.into_tuple().all(connection).await?;
        for (number, arrivals, revisions) in rows {
            let place = usize::try_from(number).ok().and_then(|number| part.get(number));
            found.extend(place.map(|place| (place.clone(), (arrivals, revisions.unwrap_or(0)))));
        }
    }
    Ok(found)
}

fn count(number: usize, (notice, society): &Place) -> Select<arrivals::Entity> {
    // SUM of BIGINT is NUMERIC in PostgreSQL.
    let revisions = arrivals::Column::Revision.sum().cast_as("BIGINT");
    arrivals::Entity::find()
        .select_only()
        .column_as(Expr::cust(number.to_string()), "place")
        .column_as(arrivals::Column::Id.count(), "arrivals")
        .column_as(revisions, "revisions")
        .filter(arrivals::Column::Notice.eq(notice.as_str()))
        .filter(arrivals::Column::Society.eq(society.as_str()))
}

/// On what the records rest; `None` where that is not known, or something was recorded since without saying so.
fn standing(row: &Model) -> Result<Option<SocietyStanding>, StoreError> {
    let known = || {
        Some((
            row.settled_version?,
            row.settled_claims?,
            row.settled_reader?,
            row.settled_arrivals?,
            row.settled_revisions?,
            row.latest_order.zip(row.latest_arrival.map(ArrivalId::new)),
        ))
    };
    let Some((settled, claims, reader, arrivals, revisions, latest)) = known() else {
        return Ok(None);
    };
    let name = RowName::new("society_versions", &format!("{}-{}", row.notice, row.society));
    Ok((settled == row.version).then_some(SocietyStanding {
        claims,
        reader: name.small("settled_reader", reader)?,
        arrivals,
        revisions,
        latest,
    }))
}

/// Writes versions, and on what the records rest now.
pub(crate) async fn put(
    transaction: &DatabaseTransaction,
    grown: &BTreeMap<Place, (i64, Option<SocietyStanding>)>,
) -> Result<(), StoreError> {
    if grown.is_empty() {
        return Ok(());
    }
    let latest = |standing: &Option<SocietyStanding>| standing.and_then(|standing| standing.latest);
    let rows = grown
        .iter()
        .map(|((notice, society), (version, standing))| Model {
            notice: notice.to_string(),
            society: society.to_string(),
            version: *version,
            settled_version: standing.map(|_| *version),
            settled_claims: standing.map(|standing| standing.claims),
            settled_reader: standing.map(|standing| i64::from(standing.reader)),
            settled_arrivals: standing.map(|standing| standing.arrivals),
            settled_revisions: standing.map(|standing| standing.revisions),
            latest_order: latest(standing).map(|(at, _)| moment(at)),
            latest_arrival: latest(standing).map(|(_, id)| id.number()),
        });
    let others = Column::iter().filter(|column| !matches!(column, Column::Notice | Column::Society));
    let overwrite = OnConflict::columns([Column::Notice, Column::Society])
        .update_columns(others)
        .to_owned();
    Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
        .on_conflict(overwrite)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn version(row: &Model) -> Result<(Place, i64), StoreError> {
    let name = RowName::new("society_versions", &format!("{}-{}", row.notice, row.society));
    let notice = name.id("notice", &row.notice, NoticeId::parse)?;
    let society = name.id("society", &row.society, SocietyCode::parse)?;
    Ok(((notice, society), row.version))
}
