//! Rows of photos that wait for their text.

use std::collections::BTreeMap;

use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _};

use crate::entity::waiting_media::{Column, Entity, Model};
use crate::error::StoreError;
use crate::places::any_of;
use crate::record::Place;
use crate::standing::WaitingMedia;
use crate::values::{ROWS_AT_ONCE, RowName};

/// All rows of these societies, by position.
pub(crate) async fn of_societies<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(any_of(Column::Notice, Column::Society, places))
        .order_by_asc(Column::Position)
        .all(connection)
        .await?)
}

/// Whose it is, and what waits.
pub(crate) fn waiting(row: Model) -> Result<(Place, WaitingMedia), StoreError> {
    let name = RowName::of_part("waiting_media", row.arrival, row.ordinal);
    let notice = name.id("notice", &row.notice, NoticeId::parse)?;
    let society = name.id("society", &row.society, SocietyCode::parse)?;
    let waiting = WaitingMedia {
        arrival: ArrivalId::new(row.arrival),
        ordinal: name.small("ordinal", row.ordinal)?,
        position: name.small("position", row.position)?,
        body: row.body,
    };
    Ok(((notice, society), waiting))
}

/// Writes those that wait now, and removes those that wait no more.
pub(crate) async fn change<C: ConnectionTrait>(
    connection: &C,
    changed: &BTreeMap<(ArrivalId, u32), Option<(&Place, &WaitingMedia)>>,
) -> Result<(), StoreError> {
    for ((arrival, ordinal), _) in changed.iter().filter(|(_, new)| new.is_none()) {
        Entity::delete_by_id((arrival.number(), i64::from(*ordinal)))
            .exec(connection)
            .await?;
    }
    let rows: Vec<Model> = changed
        .values()
        .flatten()
        .map(|new| row_of(new.0, new.1))
        .collect();
    let overwrite = OnConflict::columns([Column::Arrival, Column::Ordinal])
        .update_columns([Column::Notice, Column::Society, Column::Position, Column::Body])
        .to_owned();
    for part in rows.chunks(ROWS_AT_ONCE) {
        Entity::insert_many(part.iter().map(|row| row.clone().into_active_model()))
            .on_conflict(overwrite.clone())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

fn row_of((notice, society): &Place, waiting: &WaitingMedia) -> Model {
    Model {
        arrival: waiting.arrival.number(),
        ordinal: i64::from(waiting.ordinal),
        notice: notice.to_string(),
        society: society.to_string(),
        position: i64::from(waiting.position),
        body: waiting.body.clone(),
    }
}
