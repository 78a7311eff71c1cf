//! Rows of sightings: their keys, what is known of a folder, and what was skipped.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, QuerySelect as _,
};

use crate::connect::Store;
use crate::entity::sightings::{ActiveModel, Column, Entity, Model};
use crate::error::{StoreError, is_duplicate};
use crate::sighting::{SightingPlace, Skip, SkipKind};
use crate::values::{RowName, count, moment, text};
use crate::{fetch_failures, folder_passes};

/// How often a transaction is tried when others write the same at the same time.
const TRIES: u32 = 8;

impl Store {
    /// Whether this place needs no second look: archived, or older than every notice.
    pub async fn sighted(&self, place: &SightingPlace) -> Result<bool, StoreError> {
        match by_key(self.read(), &place_key(place)).await? {
            Some(row) => is_settled(&RowName::new("sightings", &row.id), row.skipped.as_deref()),
            None => Ok(false),
        }
    }

    /// UIDs of a folder that need no second look. What could not be retrieved is not among them, also where the server
    /// gave its UID to another message before.
    pub async fn known_uids(
        &self,
        mailbox: &MailboxName,
        folder: &str,
        uidvalidity: u64,
    ) -> Result<BTreeSet<u32>, StoreError> {
        let rows: Vec<(i64, Option<i64>, Option<String>)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Uid, Column::Skipped])
            .filter(Column::Mailbox.eq(mailbox.as_str()))
            .filter(Column::Folder.eq(text(folder)))
            .filter(Column::Uidvalidity.eq(count(uidvalidity)))
            .into_tuple()
            .all(self.read())
            .await?;
        let (mut uids, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for (id, uid, skipped) in rows {
            let name = RowName::new("sightings", &id);
            let uid = name.small("uid", name.present("uid", uid)?)?;
            if is_settled(&name, skipped.as_deref())? {
                uids.insert(uid);
            } else {
                missing.insert(uid);
            }
        }
        Ok(uids.difference(&missing).copied().collect())
    }

    /// Forgets what was skipped as older than the first day, where the first moment that counts is now `start` (`None`:
    /// every message counts) and no longer excludes it; the next look takes it in, and until then no folder of the
    /// mailbox counts as listed completely. Gives the number.
    pub async fn reconsider_skipped(
        &self,
        mailbox: &MailboxName,
        start: Option<DateTime<Utc>>,
    ) -> Result<u64, StoreError> {
        let excluded_no_longer = match start {
            None => Condition::all(),
            // Without a date it was skipped by a version that kept none; it is looked at once more.
            Some(start) => Condition::any()
                .add(Column::InternalDate.gte(moment(start)))
                .add(Column::InternalDate.is_null()),
        };
        let outdated = Condition::all()
            .add(Column::Mailbox.eq(mailbox.as_str()))
            .add(Column::Skipped.eq(SkipKind::BeforeStart.as_str()))
            .add(excluded_no_longer);
        let found = Entity::find().filter(outdated.clone()).count(self.read()).await?;
        if found > 0 {
            let transaction = self.begin_fenced().await?;
            Entity::delete_many().filter(outdated).exec(&transaction).await?;
            folder_passes::forget(&transaction, mailbox).await?;
            transaction.commit().await?;
        }
        Ok(found)
    }

    /// Notes that something was seen and is no arrival. What is archived already stays archived; that its place shows
    /// another message now which cannot be retrieved is noted beside it.
    pub async fn skip_sighting(
        &self,
        place: &SightingPlace,
        why: Skip,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.skip_sightings(&[(place.clone(), why)], now).await
    }

    /// As [`Store::skip_sighting`], for many at once: all or none.
    pub async fn skip_sightings(
        &self,
        skips: &[(SightingPlace, Skip)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            match self.try_skip(skips, now).await {
                // Somebody else noted one of them a moment before.
                Err(error) if is_duplicate(&error) && tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_skip(&self, skips: &[(SightingPlace, Skip)], now: DateTime<Utc>) -> Result<(), StoreError> {
        let transaction = self.begin_fenced().await?;
        for (place, why) in skips {
            let mut key = place_key(place);
            let mut known = by_key(&transaction, &key).await?;
            let is_archived = known.as_ref().is_some_and(|row| row.arrival.is_some());
            if is_archived && why.kind() == SkipKind::NotRetrievable {
                key = missing_key(&key);
                known = by_key(&transaction, &key).await?;
            }
            if known.as_ref().is_none_or(|row| row.arrival.is_none()) {
                let seen_at = known.as_ref().map_or(now, |row| row.seen_at);
                let mut row = sighting_row(place, &key, seen_at);
                row.skipped = Set(Some(why.kind().as_str().to_owned()));
                match why {
                    Skip::BeforeStart(date) => row.internal_date = Set(Some(moment(*date))),
                    Skip::NotRetrievable(obstacle, listed) => {
                        row.listed_date = Set(listed.date.map(moment));
                        row.listed_size = Set(listed.size.map(count));
                        fetch_failures::note(&transaction, &key, *obstacle, now).await?;
                    }
                }
                write(&transaction, known, row).await?;
            }
        }
        Ok(transaction.commit().await?)
    }
}

/// The text by which a place is unique. The parts cannot run into each other: names hold no control characters.
pub(crate) fn place_key(place: &SightingPlace) -> String {
    let key = match place {
        SightingPlace::Imap {
            mailbox,
            folder,
            uidvalidity,
            uid,
        } => format!("imap\u{1f}{mailbox}\u{1f}{uidvalidity}\u{1f}{uid}\u{1f}{folder}"),
        SightingPlace::File { mailbox, path } => format!("file\u{1f}{mailbox}\u{1f}{path}"),
        SightingPlace::Http { identity } => format!("http\u{1f}{identity}"),
    };
    text(&key)
}

/// The key of a message that cannot be retrieved, under a place whose former message is archived.
fn missing_key(place_key: &str) -> String {
    format!("{place_key}\u{1f}?")
}

/// Forgets that what a place shows could not be retrieved: it was.
pub(crate) async fn forget_missing<C: ConnectionTrait>(
    connection: &C,
    place: &SightingPlace,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::PlaceKey.eq(missing_key(&place_key(place))))
        .exec(connection)
        .await?;
    Ok(())
}

/// The row with this key.
pub(crate) async fn by_key<C: ConnectionTrait>(
    connection: &C,
    key: &str,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::PlaceKey.eq(key))
        .one(connection)
        .await?)
}

/// A row that says where and when, and nothing more yet.
pub(crate) fn sighting_row(place: &SightingPlace, key: &str, seen_at: DateTime<Utc>) -> ActiveModel {
    let mut row = ActiveModel {
        id: NotSet,
        place_key: Set(key.to_owned()),
        kind: Set("http".to_owned()),
        mailbox: Set(None),
        folder: Set(None),
        uidvalidity: Set(None),
        uid: Set(None),
        path: Set(None),
        skipped: Set(None),
        arrival: Set(None),
        original: Set(None),
        received_at: Set(None),
        received_by: Set(None),
        internal_date: Set(None),
        listed_size: Set(None),
        listed_date: Set(None),
        seen_at: Set(moment(seen_at)),
    };
    match place {
        SightingPlace::Imap {
            mailbox,
            folder,
            uidvalidity,
            uid,
        } => {
            row.kind = Set("imap".to_owned());
            row.mailbox = Set(Some(mailbox.to_string()));
            row.folder = Set(Some(text(folder)));
            row.uidvalidity = Set(Some(count(*uidvalidity)));
            row.uid = Set(Some(i64::from(*uid)));
        }
        SightingPlace::File { mailbox, path } => {
            row.kind = Set("file".to_owned());
            row.mailbox = Set(Some(mailbox.to_string()));
            row.path = Set(Some(text(path)));
        }
        SightingPlace::Http { .. } => {}
    }
    row
}

/// Writes the row, in place of one that was only skipped.
pub(crate) async fn write<C: ConnectionTrait>(
    connection: &C,
    known: Option<Model>,
    mut row: ActiveModel,
) -> Result<(), StoreError> {
    match known {
        Some(known) => {
            row.id = Set(known.id);
            row.update(connection).await?;
        }
        None => {
            row.insert(connection).await?;
        }
    }
    Ok(())
}

fn is_settled(name: &RowName, skipped: Option<&str>) -> Result<bool, StoreError> {
    match skipped {
        None => Ok(true),
        Some(word) => Ok(match name.word("skipped", word, SkipKind::parse)? {
            SkipKind::BeforeStart => true,
            SkipKind::NotRetrievable => false,
        }),
    }
}
