//! What each folder held when it was last listed from one end to the other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::folder_passes::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::uid_set;
use crate::values::{RowName, count, moment, text};

/// A folder as a complete pass found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderPass {
    /// Which mailbox.
    pub mailbox: MailboxName,
    /// Folder as the server names it.
    pub folder: String,
    /// UIDVALIDITY of the folder.
    pub uidvalidity: u64,
    /// UIDs that the server listed.
    pub uids: BTreeSet<u32>,
    /// How many more messages it counts than it lists.
    pub unlisted: u64,
    /// When the pass through the folder ended.
    pub finished_at: DateTime<Utc>,
}

impl Store {
    /// Notes what a folder held, in place of what was noted before. For reconciling only: no pass reads it.
    pub async fn note_folder_pass(&self, pass: &FolderPass) -> Result<(), StoreError> {
        let row = ActiveModel {
            mailbox: Set(pass.mailbox.to_string()),
            folder: Set(text(&pass.folder)),
            uidvalidity: Set(count(pass.uidvalidity)),
            uids: Set(uid_set::write(&pass.uids)),
            unlisted: Set(count(pass.unlisted)),
            finished_at: Set(moment(pass.finished_at)),
        };
        let replace = OnConflict::columns([Column::Mailbox, Column::Folder])
            .update_columns([
                Column::Uidvalidity,
                Column::Uids,
                Column::Unlisted,
                Column::FinishedAt,
            ])
            .to_owned();
        let transaction = self.begin_fenced().await?;
        Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

impl Store {
    /// Notes that a mailbox has these folders and no others: nothing is left in those that were passed through before.
    pub async fn note_folders(
        &self,
        mailbox: &MailboxName,
        folders: &BTreeSet<String>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let known = Entity::find()
            .filter(Column::Mailbox.eq(mailbox.as_str()))
            .filter(Column::Folder.is_not_in(folders.iter().map(|folder| text(folder))))
            .filter(Column::Uids.ne(""))
            .all(self.read())
            .await?;
        for gone in known {
            let pass = FolderPass {
                uids: BTreeSet::new(),
                unlisted: 0,
                finished_at: now,
                ..pass(gone)?
            };
            self.note_folder_pass(&pass).await?;
        }
        Ok(())
    }
}

/// Forgets what the folders of a mailbox held.
pub(crate) async fn forget<C: ConnectionTrait>(
    connection: &C,
    mailbox: &MailboxName,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Mailbox.eq(mailbox.as_str()))
        .exec(connection)
        .await?;
    Ok(())
}

/// All of them, by mailbox and folder.
pub(crate) async fn all<C: ConnectionTrait>(
    connection: &C,
) -> Result<BTreeMap<(String, String), FolderPass>, StoreError> {
    let mut passes = BTreeMap::new();
    for row in Entity::find().all(connection).await? {
        passes.insert((row.mailbox.clone(), row.folder.clone()), pass(row)?);
    }
    Ok(passes)
}

fn pass(row: Model) -> Result<FolderPass, StoreError> {
    let name = RowName::new("folder_passes", &row.mailbox);
    Ok(FolderPass {
        mailbox: name.id("mailbox", &row.mailbox, MailboxName::parse)?,
        folder: row.folder,
        uidvalidity: RowName::count(row.uidvalidity),
        uids: name.word("uids", &row.uids, uid_set::read)?,
        unlisted: RowName::count(row.unlisted),
        finished_at: row.finished_at,
    })
}
