//! What a version of the reader made of an original, kept so that judging again need not read again.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait as _;
use sea_orm::sea_query::OnConflict;

use crate::connect::Store;
use crate::entity::readings::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::text;

impl Store {
    /// What this version of the reader made of the original, when it is kept.
    pub async fn reading(&self, sha256: &str, version: u32) -> Result<Option<String>, StoreError> {
        let row = Entity::find_by_id((sha256.to_owned(), i64::from(version)))
            .one(self.read())
            .await?;
        Ok(row.map(|row| row.body))
    }

    /// Keeps what this version of the reader made of the original. A second time changes nothing.
    pub async fn put_reading(&self, sha256: &str, version: u32, body: &str) -> Result<(), StoreError> {
        let row = ActiveModel {
            sha256: Set(sha256.to_owned()),
            version: Set(i64::from(version)),
            body: Set(text(body)),
        };
        let known = OnConflict::columns([Column::Sha256, Column::Version])
            .do_nothing()
            .to_owned();
        let transaction = self.begin_write().await?;
        Entity::insert(row)
            .on_conflict(known)
            .exec_without_returning(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}
