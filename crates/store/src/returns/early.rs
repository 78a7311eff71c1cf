//! Delivery reports that do not find their letter where it was sent from: read before the sending was noted, or about a
//! sending in doubt after which the letter went on to another address.

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use domain::returned::{Failure, Returned};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use super::{left_as, noted, record, take_back};
use crate::entity::earlier_names;
use crate::entity::returns::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::text;

/// A delivery report that was read before anybody knew that its letter had left.
struct Early {
    row: i64,
    arrival: Option<ArrivalId>,
    returned: Returned,
    noted_at: DateTime<Utc>,
}

impl Early {
    async fn about<C: ConnectionTrait>(connection: &C, message_id: &str) -> Result<Option<Self>, StoreError> {
        let row = Entity::find()
            .filter(Column::MessageId.eq(text(message_id)))
            .filter(Column::Letter.is_null())
            .filter(Column::Certain.eq(true))
            .one(connection)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let id = row.id;
        let report = record(row, None)?;
        Ok(Some(Self {
            row: id,
            arrival: report.arrival,
            returned: Returned {
                about: Vec::new(),
                failures: vec![Failure {
                    addresses: vec![report.recipient.to_lowercase()],
                    reason: report.reason,
                    said: report.said,
                }],
                certain: true,
            },
            noted_at: report.noted_at,
        }))
    }
}

/// Takes back a letter that was just noted as sent, when its delivery report was read before. Its Message-ID is locked.
pub(crate) async fn catch_up<C: ConnectionTrait>(
    connection: &C,
    message_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(early) = Early::about(connection, message_id).await? else {
        return Ok(());
    };
    let rows = left_as(connection, message_id).await?;
    if rows.is_empty() {
        return Ok(());
    }
    Entity::delete_by_id(early.row).exec(connection).await?;
    for row in rows {
        take_back(connection, early.arrival, &early.returned, row, now).await?;
    }
    Ok(())
}

/// Ties the report about a sending that was in doubt to its letter, which goes to another address by now. That Message-ID
/// is locked.
pub(crate) async fn tie_early(transaction: &DatabaseTransaction, message_id: &str) -> Result<(), StoreError> {
    let Some(early) = Early::about(transaction, message_id).await? else {
        return Ok(());
    };
    Entity::delete_by_id(early.row).exec(transaction).await?;
    let Early {
        arrival,
        returned,
        noted_at,
        ..
    } = early;
    note_elsewhere(transaction, (arrival, message_id), &returned, noted_at).await?;
    Ok(())
}

/// Notes that what may have left under this Message-ID, and goes to another address by now, came back; whether there is
/// any. It is not taken back: where it goes now, it has not come back from.
pub(super) async fn note_elsewhere<C: ConnectionTrait>(
    connection: &C,
    (arrival, message_id): (Option<ArrivalId>, &str),
    returned: &Returned,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let names = earlier_names::Entity::find()
        .filter(earlier_names::Column::MessageId.eq(text(message_id)))
        .order_by_asc(earlier_names::Column::Letter)
        .all(connection)
        .await?;
    for name in &names {
        let recipient = name.recipient.to_lowercase();
        let Some((failure, names_recipient)) = returned.of_recipient(&recipient) else {
            continue;
        };
        let model = ActiveModel {
            letter: Set(Some(name.letter)),
            message_id: Set(Some(name.message_id.clone())),
            recipient: Set(text(&recipient)),
            names_recipient: Set(names_recipient),
            certain: Set(true),
            ..noted(arrival, failure, now)
        };
        Entity::insert(model).exec_without_returning(connection).await?;
    }
    Ok(!names.is_empty())
}
