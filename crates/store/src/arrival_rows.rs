//! Rows of arrivals and sightings as arrivals.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::ids::{ArrivalId, MailboxName, NoticeId, SocietyCode};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::{arrivals, sightings};
use crate::error::StoreError;
use crate::facts::StoredArrival;
use crate::values::RowName;

/// How many identifiers one statement names; SQLite takes 32 766 and PostgreSQL 65 535.
pub(crate) const IDS_AT_ONCE: usize = 1000;

impl Store {
    /// The arrival with this number.
    pub async fn arrival(&self, id: ArrivalId) -> Result<Option<StoredArrival>, StoreError> {
        let transaction = self.begin_read().await?;
        let row = arrivals::Entity::find_by_id(id.number())
            .one(&transaction)
            .await?;
        let stored = complete(&transaction, row.into_iter().collect()).await?;
        transaction.commit().await?;
        Ok(stored.into_iter().next())
    }

    /// All arrivals in archive order.
    pub async fn arrival_ids(&self) -> Result<Vec<ArrivalId>, StoreError> {
        use sea_orm::QuerySelect as _;
        let numbers: Vec<i64> = arrivals::Entity::find()
            .select_only()
            .column(arrivals::Column::Id)
            .order_by_asc(arrivals::Column::Id)
            .into_tuple()
            .all(self.read())
            .await?;
        Ok(numbers.into_iter().map(ArrivalId::new).collect())
    }

    /// The arrival with this identity, for example an idempotency key of the HTTP door.
    pub async fn arrival_by_identity(&self, identity: &str) -> Result<Option<ArrivalId>, StoreError> {
        let row = arrivals::Entity::find()
            .filter(arrivals::Column::Identity.eq(crate::values::text(identity)))
            .one(self.read())
            .await?;
        Ok(row.map(|row| ArrivalId::new(row.id)))
    }
}

/// Adds to each row what its sightings say. The order stays.
pub(crate) async fn complete<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<arrivals::Model>,
) -> Result<Vec<StoredArrival>, StoreError> {
    let mut seen: BTreeMap<i64, Vec<sightings::Model>> = BTreeMap::new();
    for part in rows.chunks(IDS_AT_ONCE) {
        let found = sightings::Entity::find()
            .filter(sightings::Column::Arrival.is_in(part.iter().map(|row| row.id)))
            .order_by_asc(sightings::Column::Id)
            .all(connection)
            .await?;
        for sighting in found {
            if let Some(arrival) = sighting.arrival {
                seen.entry(arrival).or_default().push(sighting);
            }
        }
    }
    rows.into_iter()
        .map(|row| {
            let sightings = seen.remove(&row.id).unwrap_or_default();
            stored(row, &sightings)
        })
        .collect()
}

/// The time of receipt from its two columns.
pub(crate) fn received(
    name: &RowName,
    at: Option<DateTime<Utc>>,
    by: Option<&str>,
) -> Result<Option<ReceivedAt>, StoreError> {
    match (at, by) {
        (None, None) => Ok(None),
        (Some(at), Some(by)) => {
            let by = name.word("received_by", by, ReceivedBy::parse)?;
            Ok(Some(ReceivedAt { at, by }))
        }
        (Some(_), None) | (None, Some(_)) => Err(name.corrupt("one of received_at and received_by is empty")),
    }
}

fn stored(row: arrivals::Model, sightings: &[sightings::Model]) -> Result<StoredArrival, StoreError> {
    let name = RowName::new("arrivals", &row.id);
    let notice = name.id_null("notice", row.notice.as_deref(), NoticeId::parse)?;
    let society = name.id_null("society", row.society.as_deref(), SocietyCode::parse)?;
    let placed = match (notice, society) {
        (Some(notice), Some(society)) => Some((notice, society)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(name.corrupt("one of notice and society is empty"));
        }
    };
    let arrival = Arrival {
        id: ArrivalId::new(row.id),
        door: name.word("door", &row.door, Door::parse)?,
        bytes: RowName::count(row.bytes),
        received: received(&name, row.received_at, row.received_by.as_deref())?,
        first_seen_at: row.first_seen_at,
        mailboxes: mailboxes(sightings)?,
        files: sightings.iter().filter_map(|s| s.path.clone()).collect(),
        original: row.original,
        message_id: row.message_id,
        sender: row.sender,
        subject: row.subject,
    };
    Ok(StoredArrival {
        arrival,
        revision: row.revision,
        pending: row.pending,
        placed,
        internal_dates: sightings.iter().filter_map(|s| s.internal_date).collect(),
    })
}

fn mailboxes(sightings: &[sightings::Model]) -> Result<Vec<MailboxName>, StoreError> {
    let mut names = Vec::new();
    for sighting in sightings {
        let name = RowName::new("sightings", &sighting.id);
        names.extend(name.id_null("mailbox", sighting.mailbox.as_deref(), MailboxName::parse)?);
    }
    names.sort();
    names.dedup();
    Ok(names)
}
