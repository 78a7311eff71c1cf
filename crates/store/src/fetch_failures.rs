//! Messages that a server lists and does not hand out: since when, how often tried, why, and whether they are there still.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
};

use crate::connect::Store;
use crate::entity::fetch_failures::{ActiveModel, Entity};
use crate::entity::sightings;
use crate::error::StoreError;
use crate::folder_passes::{self, FolderPass};
use crate::sighting::{Obstacle, SkipKind};
use crate::values::{RowName, moment};

/// A message that could not be fetched yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unretrieved {
    /// In which mailbox.
    pub mailbox: MailboxName,
    /// Folder as the server names it.
    pub folder: String,
    /// UIDVALIDITY of the folder.
    pub uidvalidity: u64,
    /// UID of the message.
    pub uid: u32,
    /// When it was first asked for.
    pub since: DateTime<Utc>,
    /// How often it was asked for.
    pub attempts: u32,
    /// When it was last asked for.
    pub tried_at: DateTime<Utc>,
    /// Why not, the last time.
    pub obstacle: Obstacle,
    /// Whether it is there still.
    pub presence: Presence,
}

/// Whether a message that was never handed out is on the server still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// As far as the last complete pass through its folder tells.
    Listed,
    /// That pass did not list it any more: somebody deleted it, or moved it out of what is watched.
    Left,
}

impl Store {
    /// Every message that was listed and never handed out, sorted by mailbox, folder and UID. One that has left its number
    /// and was seen under another one since, by the same date and size, counts there.
    pub async fn unretrieved(&self) -> Result<Vec<Unretrieved>, StoreError> {
        use sightings::Column;
        let transaction = self.begin_read().await?;
        let rows = sightings::Entity::find()
            .filter(Column::Skipped.eq(SkipKind::NotRetrievable.as_str()))
            .order_by_asc(Column::Mailbox)
            .order_by_asc(Column::Folder)
            .order_by_asc(Column::Uidvalidity)
            .order_by_asc(Column::Uid)
            .all(&transaction)
            .await?;
        let passes = folder_passes::all(&transaction).await?;
        let mut found = Vec::new();
        for row in rows {
            let failure = Entity::find_by_id(row.place_key.as_str())
                .one(&transaction)
                .await?;
            let look = (row.id, row.listed_date, row.listed_size);
            let mut missing = unretrieved(row, failure)?;
            missing.presence = presence(&missing, &passes);
            if missing.presence == Presence::Listed || !is_elsewhere(&transaction, &missing, look).await? {
                found.push(missing);
            }
        }
        transaction.commit().await?;
        Ok(found)
    }
}

fn unretrieved(
    row: sightings::Model,
    failure: Option<crate::entity::fetch_failures::Model>,
) -> Result<Unretrieved, StoreError> {
    let name = RowName::new("sightings", &row.id);
    let mailbox = name.present("mailbox", row.mailbox)?;
    // Skipped by a version that did not count yet: the next pass does.
    let (since, tried_at, attempts, obstacle) = match failure {
        None => (row.seen_at, row.seen_at, 1, Obstacle::NothingHandedOut),
        Some(failure) => (
            failure.since,
            failure.tried_at,
            name.small("attempts", failure.attempts.into())?,
            name.word("obstacle", &failure.obstacle, Obstacle::parse)?,
        ),
    };
    Ok(Unretrieved {
        mailbox: name.id("mailbox", &mailbox, MailboxName::parse)?,
        folder: name.present("folder", row.folder)?,
        uidvalidity: RowName::count(name.present("uidvalidity", row.uidvalidity)?),
        uid: name.small("uid", name.present("uid", row.uid)?)?,
        since,
        attempts,
        tried_at,
        obstacle,
        presence: Presence::Listed,
    })
}

fn presence(missing: &Unretrieved, passes: &BTreeMap<(String, String), FolderPass>) -> Presence {
    let key = (missing.mailbox.to_string(), missing.folder.clone());
    let later = passes
        .get(&key)
        .filter(|pass| missing.tried_at <= pass.finished_at);
    let is_listed =
        |pass: &FolderPass| pass.uidvalidity == missing.uidvalidity && pass.uids.contains(&missing.uid);
    if later.is_none_or(is_listed) {
        Presence::Listed
    } else {
        Presence::Left
    }
}

/// Whether the message was seen in another place after it was last asked for. What the server does not tell proves
/// nothing.
async fn is_elsewhere<C: ConnectionTrait>(
    connection: &C,
    missing: &Unretrieved,
    (row, date, size): (i64, Option<DateTime<Utc>>, Option<i64>),
) -> Result<bool, StoreError> {
    use sightings::Column;
    let (Some(date), Some(size)) = (date, size) else {
        return Ok(false);
    };
    let same = sightings::Entity::find()
        .filter(Column::Mailbox.eq(missing.mailbox.as_str()))
        .filter(Column::Id.ne(row))
        .filter(Column::ListedDate.eq(moment(date)))
        .filter(Column::ListedSize.eq(size))
        .filter(Column::SeenAt.gt(moment(missing.tried_at)));
    Ok(same.count(connection).await? > 0)
}

/// Counts one more attempt.
pub(crate) async fn note<C: ConnectionTrait>(
    connection: &C,
    place_key: &str,
    obstacle: Obstacle,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match Entity::find_by_id(place_key).one(connection).await? {
        None => {
            let row = ActiveModel {
                place_key: Set(place_key.to_owned()),
                since: Set(moment(now)),
                attempts: Set(1),
                tried_at: Set(moment(now)),
                obstacle: Set(obstacle.as_str().to_owned()),
            };
            Entity::insert(row).exec_without_returning(connection).await?;
        }
        Some(known) => {
            let attempts = known.attempts.saturating_add(1);
            let mut row = known.into_active_model();
            row.attempts = Set(attempts);
            row.tried_at = Set(moment(now));
            row.obstacle = Set(obstacle.as_str().to_owned());
            row.update(connection).await?;
        }
    }
    Ok(())
}
