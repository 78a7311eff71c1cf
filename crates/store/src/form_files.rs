//! The office's own files of forms (`[form] template`), and the prompts that were found in them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::text::match_key;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, QuerySelect as _};
use serde::{Deserialize, Serialize};

use crate::connect::Store;
use crate::entity::form_files::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::{RowName, json, moment, text};

/// The office's own file of a notice's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// Its name, for example `template.docx`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the file itself says in the cells where people write.
    pub prompts: Vec<RowPrompts>,
}

/// The form's own text in the cells of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPrompts {
    /// The row, by its `field`.
    pub row: String,
    /// Lines of text.
    pub lines: Vec<String>,
}

impl Store {
    /// Keeps the file of a notice's form in place of an earlier one; `None`: the notice has none any more.
    pub async fn put_form_file(
        &self,
        notice: &NoticeId,
        file: Option<&FormFile>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        // Prompts decide what is an answer.
        crate::configuration::grow(&transaction).await?;
        if let Some(file) = file {
            let row = ActiveModel {
                notice: Set(notice.to_string()),
                name: Set(text(&file.name)),
                bytes: Set(file.bytes.clone()),
                prompts: Set(text(&json(&file.prompts))),
                imported_at: Set(moment(now)),
            };
            let known = OnConflict::column(Column::Notice)
                .update_columns([Column::Name, Column::Bytes, Column::Prompts, Column::ImportedAt])
                .to_owned();
            Entity::insert(row)
                .on_conflict(known)
                .exec_without_returning(&transaction)
                .await?;
        } else {
            Entity::delete_by_id(notice.to_string())
                .exec(&transaction)
                .await?;
        }
        crate::rulings::requeue_notice(&transaction, notice).await?;
        Ok(transaction.commit().await?)
    }

    /// The file of a notice's form, if the office gave one.
    pub async fn form_file(&self, notice: &NoticeId) -> Result<Option<FormFile>, StoreError> {
        let row = Entity::find_by_id(notice.to_string()).one(self.read()).await?;
        row.map(|row| {
            Ok(FormFile {
                prompts: prompts(&row.notice, &row.prompts)?,
                name: row.name,
                bytes: row.bytes,
            })
        })
        .transpose()
    }

    /// Adds to the notices' prompts what was found in the files of their forms.
    pub(crate) async fn add_found_prompts(&self, notices: &mut [Notice]) -> Result<(), StoreError> {
        let rows: Vec<(String, String)> = Entity::find()
            .select_only()
            .columns([Column::Notice, Column::Prompts])
            .into_tuple()
            .all(self.read())
            .await?;
        let mut found: BTreeMap<&str, Vec<RowPrompts>> = BTreeMap::new();
        for (notice, body) in &rows {
            found.insert(notice, prompts(notice, body)?);
        }
        for notice in notices {
            if let Some(found) = found.get(notice.id.as_str()) {
                add(notice, found);
            }
        }
        Ok(())
    }
}

fn prompts(notice: &str, body: &str) -> Result<Vec<RowPrompts>, StoreError> {
    serde_json::from_str(body)
        .map_err(|_| RowName::new("form_files", notice).corrupt("prompts hold no list of rows"))
}

fn add(notice: &mut Notice, found: &[RowPrompts]) {
    let Some(form) = &mut notice.form else { return };
    for row in &mut form.rows {
        let lines = found
            .iter()
            .filter(|prompts| prompts.row == row.field)
            .flat_map(|prompts| &prompts.lines);
        for line in lines {
            let key = match_key(line);
            if row.prompts.iter().all(|known| match_key(known) != key) {
                row.prompts.push(line.clone());
            }
        }
    }
}
