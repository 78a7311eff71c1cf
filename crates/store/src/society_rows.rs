//! Rows of the versions of societies' records: locked before these are written.

use std::collections::BTreeMap;

use domain::ids::{NoticeId, SocietyCode};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use crate::entity::society_versions::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
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
