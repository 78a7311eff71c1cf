//! By what date and size the messages of a folder are known.

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::sightings::{Column, Entity};
use crate::error::StoreError;
use crate::sighting::SkipKind;
use crate::values::{RowName, count, text};

/// id, uid, skipped, listed date, first date and listed size of a sighting.
type Row = (
    i64,
    Option<i64>,
    Option<String>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<i64>,
);

/// A message of a folder as it is known. A UID that the server has used for several messages is there several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownMessage {
    /// Its UID.
    pub uid: u32,
    /// Why it was not archived; `None` if it was.
    pub skipped: Option<SkipKind>,
    /// INTERNALDATE by which the server listed it last.
    pub date: Option<DateTime<Utc>>,
    /// Size in bytes by which the server listed it last.
    pub size: Option<u64>,
}

impl Store {
    /// All messages of a folder that are known, by ascending UID; also those that could not be retrieved.
    pub async fn known_messages(
        &self,
        mailbox: &MailboxName,
        folder: &str,
        uidvalidity: u64,
    ) -> Result<Vec<KnownMessage>, StoreError> {
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::Uid,
                Column::Skipped,
                Column::ListedDate,
                Column::InternalDate,
                Column::ListedSize,
            ])
            .filter(Column::Mailbox.eq(mailbox.as_str()))
            .filter(Column::Folder.eq(text(folder)))
            .filter(Column::Uidvalidity.eq(count(uidvalidity)))
            .order_by_asc(Column::Uid)
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(self.read())
            .await?;
        rows.into_iter().map(known).collect()
    }
}

fn known((id, uid, skipped, listed, first, size): Row) -> Result<KnownMessage, StoreError> {
    let name = RowName::new("sightings", &id);
    let skipped = skipped.map(|word| name.word("skipped", &word, SkipKind::parse));
    Ok(KnownMessage {
        uid: name.small("uid", name.present("uid", uid)?)?,
        skipped: skipped.transpose()?,
        date: listed.or(first),
        size: size.map(RowName::count),
    })
}
