//! The templates of letters that notices bring (`[letters] templates`), kept with the notice since all processes that
//! send share them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::NoticeId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::letter_templates::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::{RowName, moment, text};

/// Texts of templates by their names.
pub type TemplateTexts = BTreeMap<String, String>;

impl Store {
    /// Keeps the templates of a notice in place of all earlier ones.
    pub async fn put_letter_templates(
        &self,
        notice: &NoticeId,
        templates: &TemplateTexts,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        Entity::delete_many()
            .filter(Column::Notice.eq(notice.as_str()))
            .exec(&transaction)
            .await?;
        let rows: Vec<ActiveModel> = templates
            .iter()
            .map(|(name, source)| ActiveModel {
                notice: Set(notice.to_string()),
                name: Set(text(name)),
                source: Set(text(source)),
                imported_at: Set(moment(now)),
            })
            .collect();
        if !rows.is_empty() {
            Entity::insert_many(rows)
                .exec_without_returning(&transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The templates of all notices that brought any.
    pub async fn letter_templates(&self) -> Result<BTreeMap<NoticeId, TemplateTexts>, StoreError> {
        let mut found: BTreeMap<NoticeId, TemplateTexts> = BTreeMap::new();
        for row in Entity::find().all(self.read()).await? {
            let name = RowName::new("letter_templates", &row.notice);
            let notice = name.id("notice", &row.notice, NoticeId::parse)?;
            found.entry(notice).or_default().insert(row.name, row.source);
        }
        Ok(found)
    }
}
