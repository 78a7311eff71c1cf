//! The times that each copy of an arrival bears.

use chrono::{DateTime, Utc};
use domain::arrival::ReceivedAt;
use domain::ids::{ArrivalId, MailboxName};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::arrival_rows::received;
use crate::connect::Store;
use crate::entity::sightings::{Column, Entity};
use crate::error::StoreError;
use crate::values::RowName;

/// One copy of an arrival and its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SightingTimes {
    /// In which mailbox it was seen; `None` at the HTTP door.
    pub mailbox: Option<MailboxName>,
    /// Its trusted time of receipt.
    pub received: Option<ReceivedAt>,
    /// INTERNALDATE, when the server gave one.
    pub internal_date: Option<DateTime<Utc>>,
    /// When we saw it.
    pub seen_at: DateTime<Utc>,
}

impl Store {
    /// The times of every copy of an arrival, in the order seen.
    pub async fn sighting_times(&self, arrival: ArrivalId) -> Result<Vec<SightingTimes>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Arrival.eq(arrival.number()))
            .order_by_asc(Column::Id)
            .all(self.read())
            .await?;
        let times = rows.into_iter().map(|row| {
            let name = RowName::new("sightings", &row.id);
            Ok(SightingTimes {
                mailbox: name.id_null("mailbox", row.mailbox.as_deref(), MailboxName::parse)?,
                received: received(&name, row.received_at, row.received_by.as_deref())?,
                internal_date: row.internal_date,
                seen_at: row.seen_at,
            })
        });
        times.collect()
    }
}
