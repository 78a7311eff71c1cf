//! Takes sightings in: one transaction, unique by place and by identity.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::error::{StoreError, is_deadlock, is_duplicate};
use crate::sighting::{Archived, NewSighting, News};
use crate::sighting_rows::{by_key, forget_missing, place_key, sighting_row, write};
use crate::values::{ROWS_AT_ONCE, RowName, count, moment, text, text_null};

/// How often a transaction is tried when others write the same at the same time.
const TRIES: u32 = 8;

impl Store {
    /// Archives a sighting, in one transaction. Its original must be durable already. Two processes that archive the
    /// same give one arrival.
    pub async fn archive(&self, sighting: NewSighting) -> Result<Archived, StoreError> {
        let archived = self.archive_all(std::slice::from_ref(&sighting)).await?;
        archived
            .into_iter()
            .next()
            .ok_or_else(|| StoreError::missing("sighting", &sighting.original))
    }

    /// Archives sightings as [`Store::archive`] does one after the other, all in one transaction; answers in their order.
    pub async fn archive_all(&self, sightings: &[NewSighting]) -> Result<Vec<Archived>, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_archive(sightings).await {
                Err(error) if is_collision(&error) && tries < TRIES => tries += 1,
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
        note_originals(&transaction, std::iter::once((sha256.as_str(), bytes))).await?;
        transaction.commit().await?;
        Ok((sha256, bytes))
    }

    async fn try_archive(&self, sightings: &[NewSighting]) -> Result<Vec<Archived>, StoreError> {
        let transaction = self.begin_fenced().await?;
        let mut known = Known::load(&transaction, sightings).await?;
        let fresh = known.take_fresh(sightings);
        note_originals(
            &transaction,
            sightings.iter().map(|new| (new.original.as_str(), new.bytes)),
        )
        .await?;
        let mut arrivals = insert_fresh(&transaction, &fresh).await?;
        let mut archived = Vec::with_capacity(sightings.len());
        for (index, new) in sightings.iter().enumerate() {
            archived.push(match arrivals.remove(&index) {
                Some(arrival) => Archived {
                    arrival: ArrivalId::new(arrival),
                    news: News::NewArrival,
                },
                None => seen_before(&transaction, new).await?,
            });
        }
        transaction.commit().await?;
        Ok(archived)
    }
}

/// What is there already of some sightings.
struct Known {
    places: BTreeSet<String>,
    identities: BTreeSet<String>,
}

impl Known {
    async fn load(transaction: &DatabaseTransaction, sightings: &[NewSighting]) -> Result<Self, StoreError> {
        let places = sightings::Entity::find()
            .select_only()
            .column(sightings::Column::PlaceKey)
            .filter(sightings::Column::PlaceKey.is_in(sightings.iter().map(|new| place_key(&new.place))))
            .into_tuple()
            .all(transaction)
            .await?;
        let identities = arrivals::Entity::find()
            .select_only()
            .column(arrivals::Column::Identity)
            .filter(arrivals::Column::Identity.is_in(sightings.iter().map(|new| text(&new.identity))))
            .into_tuple()
            .all(transaction)
            .await?;
        Ok(Self {
            places: places.into_iter().collect(),
            identities: identities.into_iter().collect(),
        })
    }

    /// Those whose place and identity are met for the first time; the others are looked at one by one.
    fn take_fresh<'a>(&mut self, sightings: &'a [NewSighting]) -> Vec<(usize, &'a NewSighting)> {
        let fresh = sightings.iter().enumerate().filter(|(_, new)| {
            let is_new_place = self.places.insert(place_key(&new.place));
            self.identities.insert(text(&new.identity)) && is_new_place
        });
        fresh.collect()
    }
}

/// Writes arrivals with their first sighting; gives their numbers by place in the list.
async fn insert_fresh(
    transaction: &DatabaseTransaction,
    fresh: &[(usize, &NewSighting)],
) -> Result<BTreeMap<usize, i64>, StoreError> {
    let mut numbers = BTreeMap::new();
    for part in fresh.chunks(ROWS_AT_ONCE) {
        let rows = part.iter().map(|(_, new)| arrival_row(new));
        let inserted = arrivals::Entity::insert_many(rows)
            .exec_with_returning(transaction)
            .await?;
        // That rows come back in the order in which they were given is not promised.
        let by_identity: BTreeMap<String, i64> =
            inserted.into_iter().map(|row| (row.identity, row.id)).collect();
        let mut sighting_rows = Vec::with_capacity(part.len());
        for (index, new) in part {
            let arrival = by_identity.get(&text(&new.identity)).copied();
            let arrival = arrival.ok_or_else(|| StoreError::missing("arrival", &new.original))?;
            numbers.insert(*index, arrival);
            sighting_rows.push(archived_row(new, &place_key(&new.place), arrival));
        }
        sightings::Entity::insert_many(sighting_rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(numbers)
}

/// A sighting of which the place or the identity is known.
async fn seen_before(transaction: &DatabaseTransaction, new: &NewSighting) -> Result<Archived, StoreError> {
    let mut key = place_key(&new.place);
    let mut known = by_key(transaction, &key).await?;
    if known.is_some() {
        forget_missing(transaction, &new.place).await?;
    }
    // A place that shows other bytes than before is another place: nothing that was sent is passed over.
    if shows_other(known.as_ref(), new) {
        key = format!("{key}\u{1f}{}", new.original);
        known = by_key(transaction, &key).await?;
    }
    if let Some((row, arrival)) = known.as_ref().and_then(|row| Some((row, row.arrival?))) {
        if listed_otherwise(row, new) {
            relist(transaction, row.clone(), new).await?;
        }
        return Ok(Archived {
            arrival: ArrivalId::new(arrival),
            news: News::KnownSighting,
        });
    }
    let (arrival, news) = arrival_of(transaction, new).await?;
    write(transaction, known, archived_row(new, &key, arrival)).await?;
    Ok(Archived {
        arrival: ArrivalId::new(arrival),
        news,
    })
}

fn archived_row(new: &NewSighting, key: &str, arrival: i64) -> sightings::ActiveModel {
    let mut row = sighting_row(&new.place, key, new.seen_at);
    row.arrival = Set(Some(arrival));
    row.original = Set(Some(new.original.clone()));
    row.received_at = Set(new.received.map(|received| moment(received.at)));
    row.received_by = Set(new.received.map(|received| received.by.as_str().to_owned()));
    row.internal_date = Set(new.internal_date.map(moment));
    row.listed_date = Set(new.internal_date.map(moment));
    row.listed_size = Set(new.listed_size.map(count));
    row
}

/// Somebody else wrote the same a moment before, or the same in another order at this moment.
fn is_collision(error: &StoreError) -> bool {
    is_duplicate(error) || is_deadlock(error)
}

/// Notes that originals must exist, by hash and size in bytes.
pub(crate) async fn note_originals<'a, C: ConnectionTrait>(
    connection: &C,
    originals: impl Iterator<Item = (&'a str, u64)>,
) -> Result<(), StoreError> {
    // In sorted order, so that two processes that note the same wait for each other one way round only.
    let rows: BTreeMap<&str, originals::ActiveModel> = originals
        .map(|(sha256, bytes)| {
            let row = originals::ActiveModel {
                sha256: Set(sha256.to_owned()),
                bytes: Set(count(bytes)),
            };
            (sha256, row)
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let known = OnConflict::column(originals::Column::Sha256)
        .do_nothing()
        .to_owned();
    originals::Entity::insert_many(rows.into_values())
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
        None => Ok((arrival_row(new).insert(transaction).await?.id, News::NewArrival)),
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

fn arrival_row(new: &NewSighting) -> arrivals::ActiveModel {
    arrivals::ActiveModel {
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
        sender_standing: Set(None),
    }
}
