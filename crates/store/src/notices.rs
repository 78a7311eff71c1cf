//! Notices, kept as their files.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::deadline::Deadline;
use domain::ids::{ItemId, NoticeId};
use domain::notice::{Contact, Notice};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::notices::{ActiveModel, Column, Entity, Model};
use crate::error::{NoticeImportError, StoreError};
use crate::values::{RowName, moment};
use crate::{approvals, extensions, notice_file};

impl Store {
    /// Takes in a notice file, in place of an earlier one with the same identifier.
    pub async fn import_notice(&self, toml: &str, now: DateTime<Utc>) -> Result<Notice, NoticeImportError> {
        Ok(self.change_notice(toml, now).await?.0)
    }

    /// The same; also how many letters wait for approval again, which somebody had approved under the earlier notice.
    pub async fn change_notice(
        &self,
        toml: &str,
        now: DateTime<Utc>,
    ) -> Result<(Notice, u64), NoticeImportError> {
        let notice = notice_file::parse(toml).map_err(NoticeImportError::Invalid)?;
        let put_back = self.put_notice(&notice, toml, now).await?;
        Ok((notice, put_back))
    }

    /// All notices, in the order in which they were first taken in, with the prompts found in the files of their forms.
    pub async fn notices(&self) -> Result<Vec<Notice>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::Position)
            .all(self.read())
            .await?;
        let mut notices: Vec<Notice> = rows.iter().map(notice).collect::<Result<_, _>>()?;
        self.add_found_prompts(&mut notices).await?;
        extensions::add(self.read(), &mut notices).await?;
        Ok(notices)
    }

    /// 联系人 of the notices that name one.
    pub async fn contacts(&self) -> Result<BTreeMap<NoticeId, Contact>, StoreError> {
        let rows = Entity::find().all(self.read()).await?;
        let mut contacts = BTreeMap::new();
        for row in rows {
            if let Some(contact) = notice_file::contact(&row.source) {
                let id = RowName::new("notices", &row.id).id("id", &row.id, NoticeId::parse)?;
                contacts.insert(id, contact);
            }
        }
        Ok(contacts)
    }

    /// The file of a notice as it was taken in.
    pub async fn notice_source(&self, id: &NoticeId) -> Result<Option<String>, StoreError> {
        let row = Entity::find()
            .filter(Column::Id.eq(id.as_str()))
            .one(self.read())
            .await?;
        Ok(row.map(|row| row.source))
    }

    async fn put_notice(&self, notice: &Notice, toml: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let id = &notice.id;
        let row = ActiveModel {
            position: NotSet,
            id: Set(id.to_string()),
            source: Set(toml.to_owned()),
            imported_at: Set(moment(now)),
        };
        let known = OnConflict::column(Column::Id)
            .update_columns([Column::Source, Column::ImportedAt])
            .to_owned();
        let transaction = self.begin_write().await?;
        crate::configuration::grow(&transaction).await?;
        let before = Entity::find()
            .filter(Column::Id.eq(id.as_str()))
            .one(&transaction)
            .await?;
        let put_back = match before {
            Some(before) => approvals::put_back(&transaction, id, why(&before.source, notice)).await?,
            None => 0,
        };
        Entity::insert(row)
            .on_conflict(known)
            .exec_without_returning(&transaction)
            .await?;
        crate::rulings::requeue_notice(&transaction, id).await?;
        transaction.commit().await?;
        Ok(put_back)
    }
}

/// Why letters about a notice must be looked at again that took the place of this one.
fn why(before: &str, now: &Notice) -> &'static str {
    let deadlines = |notice: &Notice| -> Vec<(ItemId, Deadline)> {
        let items = notice.items.iter();
        items
            .map(|item| (item.id.clone(), item.deadline.clone()))
            .collect()
    };
    let before = notice_file::parse(before).map(|before| deadlines(&before));
    if before.is_ok_and(|before| before == deadlines(now)) {
        approvals::OTHER_NOTICE
    } else {
        approvals::OTHER_DEADLINE
    }
}

/// The notice with this identifier.
pub(crate) async fn find<C: ConnectionTrait>(connection: &C, id: &NoticeId) -> Result<Notice, StoreError> {
    let row = Entity::find()
        .filter(Column::Id.eq(id.as_str()))
        .one(connection)
        .await?;
    let row = row.ok_or_else(|| StoreError::missing("notice", &id))?;
    let mut notice = notice(&row)?;
    extensions::add(connection, std::slice::from_mut(&mut notice)).await?;
    Ok(notice)
}

fn notice(row: &Model) -> Result<Notice, StoreError> {
    notice_file::parse(&row.source).map_err(|problems| {
        let first = problems.into_iter().next().map(|problem| problem.to_string());
        StoreError::corrupt("notices", &row.id, &first.unwrap_or_default())
    })
}
