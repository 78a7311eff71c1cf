//! From which addresses mail has come, which shows that they can be used.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::arrival::SenderStanding;
use domain::ids::ArrivalId;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

use crate::entity::arrivals;
use crate::error::StoreError;
use crate::values::moment;

/// When mail was last received from each of these addresses since a moment. Anybody can write a sender into a mail: the
/// receiving servers must say that it comes from there. To answer a mail itself it is enough that they do not deny it.
pub(crate) async fn latest_mail<C: ConnectionTrait>(
    connection: &C,
    addresses: impl Iterator<Item = &String>,
    since: Option<DateTime<Utc>>,
    answered: Option<ArrivalId>,
) -> Result<BTreeMap<String, DateTime<Utc>>, StoreError> {
    use arrivals::Column;
    let Some(since) = since else {
        return Ok(BTreeMap::new());
    };
    let standing = |standing: SenderStanding| Column::SenderStanding.eq(standing.as_str());
    // Of mail that was judged before this was noted nothing is known.
    let before = Condition::all()
        .add(Column::SenderStanding.is_null())
        .add(Column::Pending.eq(false));
    let certain = Condition::any()
        .add(standing(SenderStanding::Passed))
        .add(before)
        .add_option(answered.map(|answered| {
            Condition::all()
                .add(Column::Id.eq(answered.number()))
                .add(standing(SenderStanding::Unknown))
        }));
    let received: Vec<(String, DateTime<Utc>)> = arrivals::Entity::find()
        .select_only()
        .column(Column::Sender)
        .column_as(Column::ReceivedAt.max(), "latest")
        .filter(Column::FirstSeenAt.gte(moment(since)))
        .filter(Column::ReceivedAt.gt(moment(since)))
        .filter(Column::Sender.is_in(addresses.cloned()))
        .filter(certain)
        .group_by(Column::Sender)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(received.into_iter().collect())
}
