//! Rows of the versions of societies' records: locked before these are written.

use std::collections::BTreeMap;

use domain::ids::{NoticeId, SocietyCode};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use crate::entity::arrivals;
use crate::entity::society_versions::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::facts::SocietyMark;
use crate::record::Place;
use crate::values::RowName;

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
        })
        .collect();
    if !unknown.is_empty() {
        Entity::insert_many(unknown)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    let rows = Entity::find()
        .filter(any_of(expected.keys()))
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
    let rows = Entity::find().filter(any_of(places)).all(connection).await?;
    rows.iter().map(version).collect()
}

/// The marks of these societies; those without a row are missing.
pub(crate) async fn marks<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
) -> Result<BTreeMap<Place, SocietyMark>, StoreError> {
    let arrivals = |column: arrivals::Column| Expr::col((arrivals::Entity, column));
    let own = |column: Column| Expr::col((Entity, column));
    let is_placed = Condition::all()
        .add(arrivals(arrivals::Column::Notice).equals((Entity, Column::Notice)))
        .add(arrivals(arrivals::Column::Society).equals((Entity, Column::Society)));
    // SUM of BIGINT is NUMERIC in PostgreSQL.
    let revisions = arrivals(arrivals::Column::Revision).sum().cast_as("BIGINT");
    let statement = Query::select()
        .columns([
            (Entity, Column::Notice),
            (Entity, Column::Society),
            (Entity, Column::Version),
        ])
        .expr_as(arrivals(arrivals::Column::Id).count(), "arrivals")
        .expr_as(Func::coalesce([revisions, Expr::val(0_i64)]), "revisions")
        .from(Entity)
        .left_join(arrivals::Entity, is_placed)
        .cond_where(any_of(places))
        .add_group_by([own(Column::Notice), own(Column::Society), own(Column::Version)])
        .to_owned();
    let mut found = BTreeMap::new();
    for row in connection.query_all(&statement).await? {
        let (place, version) = version(&Model {
            notice: row.try_get_by_index(0)?,
            society: row.try_get_by_index(1)?,
            version: row.try_get_by_index(2)?,
        })?;
        let mark = SocietyMark {
            version,
            arrivals: row.try_get_by_index(3)?,
            revisions: row.try_get_by_index(4)?,
        };
        found.insert(place, mark);
    }
    Ok(found)
}

/// Lets versions grow.
pub(crate) async fn grow(
    transaction: &DatabaseTransaction,
    growth: &BTreeMap<Place, i64>,
) -> Result<(), StoreError> {
    let mut by_number: BTreeMap<i64, Vec<&Place>> = BTreeMap::new();
    for (place, number) in growth {
        by_number.entry(*number).or_default().push(place);
    }
    for (number, places) in by_number {
        Entity::update_many()
            .col_expr(Column::Version, Expr::col(Column::Version).add(number))
            .filter(any_of(places))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

fn any_of<'a>(places: impl IntoIterator<Item = &'a Place>) -> Condition {
    places
        .into_iter()
        .fold(Condition::any(), |any, (notice, society)| {
            any.add(
                Condition::all()
                    .add(Column::Notice.eq(notice.as_str()))
                    .add(Column::Society.eq(society.as_str())),
            )
        })
}

fn version(row: &Model) -> Result<(Place, i64), StoreError> {
    let name = RowName::new("society_versions", &format!("{}-{}", row.notice, row.society));
    let notice = name.id("notice", &row.notice, NoticeId::parse)?;
    let society = name.id("society", &row.society, SocietyCode::parse)?;
    Ok(((notice, society), row.version))
}
