//! Takes sightings in: one transaction, unique by place and by identity.

use std::path::Path;

use domain::ids::ArrivalId;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
};

use crate::arrival_rows::received;
use crate::connect::Store;
use crate::entity::{arrivals, originals, sightings};
use crate::error::{StoreError, is_duplicate};
use crate::sighting::{Archived, NewSighting, News};
use crate::sighting_rows::{by_key, place_key, sighting_row};
use crate::values::{RowName, count, moment, text, text_null};

/// How often a transaction is tried when others write the same at the same time.
const TRIES: u32 = 8;

impl Store {
    /// Archives a sighting, in one transaction. Its original must be durable already. Two processes that archive the
    /// same give one arrival.
    pub async fn archive(&self, sighting: NewSighting) -> Result<Archived, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_archive(&sighting).await {
                Err(error) if is_duplicate(&error) && tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// Moves a file's bytes into the originals, durable when this returns; gives SHA-256 and size. The file may be
    /// gone afterwards. Unlike mail, whose sighting says what must exist, an upload is noted at once, so that
    /// [`Store::verify`] misses it.
    pub async fn put_original_file(&self, path: &Path) -> Result<(String, u64), StoreError> {
        let (sha256, bytes) = self.keep_file(path).await?;
        let transaction = self.begin_write().await?;
        note_original(&transaction, &sha256, bytes).await?;
        transaction.commit().await?;
        Ok((sha256, bytes))
    }

    async fn try_archive(&self, new: &NewSighting) -> Result<Archived, StoreError> {
        let transaction = self.begin_write().await?;
        let mut key = place_key(&new.place);
        let mut known = by_key(&transaction, &key).await?;
        // A place that shows other bytes than before is another place: nothing that was sent is passed over.
        if shows_other(known.as_ref(), new) {
            key = format!("{key}\u{1f}{}", new.original);
            known = by_key(&transaction, &key).await?;
        }
        if let Some((row, arrival)) = known.as_ref().and_then(|row| Some((row, row.arrival?))) {
            if listed_otherwise(row, new) {
                relist(&transaction, row.clone(), new).await?;
                transaction.commit().await?;
            } else {
                transaction.rollback().await?;
            }
            return Ok(Archived {
                arrival: ArrivalId::new(arrival),
                news: News::KnownSighting,
            });
        }
        note_original(&transaction, &new.original, new.bytes).await?;
        let (arrival, news) = arrival_of(&transaction, new).await?;
        let mut row = sighting_row(&new.place, &key, new.seen_at);
        row.arrival = Set(Some(arrival));
        row.original = Set(Some(new.original.clone()));
        row.received_at = Set(new.received.map(|received| moment(received.at)));
        row.received_by = Set(new.received.map(|received| received.by.as_str().to_owned()));
        row.internal_date = Set(new.internal_date.map(moment));
        row.listed_date = Set(new.internal_date.map(moment));
        row.listed_size = Set(new.listed_size.map(count));
        crate::sighting_rows::write(&transaction, known, row).await?;
        transaction.commit().await?;
        Ok(Archived {
            arrival: ArrivalId::new(arrival),
            news,
        })
    }
}

/// Notes that an original must exist.
pub(crate) async fn note_original<C: ConnectionTrait>(
    connection: &C,
    sha256: &str,
    bytes: u64,
) -> Result<(), StoreError> {
    let row = originals::ActiveModel {
        sha256: Set(sha256.to_owned()),
        bytes: Set(count(bytes)),
    };
    let known = OnConflict::column(originals::Column::Sha256)
        .do_nothing()
        .to_owned();
    originals::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

fn shows_other(known: Option<&sightings::Model>, new: &NewSighting) -> bool {
    known
        .and_then(|row| row.original.as_deref())
        .is_some_and(|original| original != new.original)
}

/// Whether the server lists the same message by another date or size than when it was last looked at.
fn listed_otherwise(row: &sightings::Model, new: &NewSighting) -> bool {
    new.listed_size
        .is_some_and(|size| row.listed_size != Some(count(size)))
        || new
            .internal_date
            .is_some_and(|date| row.listed_date != Some(moment(date)))
}

/// What was first seen stays; what the server says now is what it is recognised by.
async fn relist(
    transaction: &DatabaseTransaction,
    row: sightings::Model,
    new: &NewSighting,
) -> Result<(), StoreError> {
    let mut row = row.into_active_model();
    row.listed_date = Set(new.internal_date.map(moment));
    row.listed_size = Set(new.listed_size.map(count));
    row.update(transaction).await?;
    Ok(())
}

async fn arrival_of(transaction: &DatabaseTransaction, new: &NewSighting) -> Result<(i64, News), StoreError> {
    let known = arrivals::Entity::find()
        .filter(arrivals::Column::Identity.eq(text(&new.identity)))
        .lock_exclusive()
        .one(transaction)
        .await?;
    match known {
        Some(row) => {
            let id = row.id;
            seen_again(transaction, row, new).await?;
            Ok((id, News::NewSighting))
        }
        None => Ok((insert(transaction, new).await?, News::NewArrival)),
    }
}

/// The earliest trusted time counts, and the arrival is judged again.
async fn seen_again(
    transaction: &DatabaseTransaction,
    row: arrivals::Model,
    new: &NewSighting,
) -> Result<(), StoreError> {
    let name = RowName::new("arrivals", &row.id);
    let before = received(&name, row.received_at, row.received_by.as_deref())?;
    let earliest = match (before, new.received) {
        (Some(before), Some(now)) if now.at < before.at => Some(now),
        (None, now) => now,
        (before, _) => before,
    };
    let revision = row.revision + 1;
    let mut row = row.into_active_model();
    row.received_at = Set(earliest.map(|received| moment(received.at)));
    row.received_by = Set(earliest.map(|received| received.by.as_str().to_owned()));
    row.revision = Set(revision);
    row.pending = Set(true);
    row.attempts = Set(0);
    row.leased_until = Set(None);
    row.update(transaction).await?;
    Ok(())
}

async fn insert(transaction: &DatabaseTransaction, new: &NewSighting) -> Result<i64, StoreError> {
    let row = arrivals::ActiveModel {
        id: NotSet,
        identity: Set(text(&new.identity)),
        door: Set(new.door.as_str().to_owned()),
        original: Set(new.original.clone()),
        bytes: Set(count(new.bytes)),
        received_at: Set(new.received.map(|received| moment(received.at))),
        received_by: Set(new.received.map(|received| received.by.as_str().to_owned())),
        first_seen_at: Set(moment(new.seen_at)),
        message_id: Set(text_null(new.message_id.as_deref())),
        sender: Set(text_null(new.sender.as_deref())),
        subject: Set(text(&new.subject)),
        notice: Set(None),
        society: Set(None),
        revision: Set(1),
        pending: Set(true),
        attempts: Set(0),
        leased_until: Set(None),
    };
    Ok(row.insert(transaction).await?.id)
}
