//! What a version of the reader made of an original, kept so that judging again need not read again.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::readings::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::text;

/// What a version of the reader made of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReading {
    /// SHA-256 of the original.
    pub sha256: String,
    /// The reader's version.
    pub version: u32,
    /// What it made of it.
    pub body: String,
}

impl Store {
    /// What this version of the reader made of the original, when it is kept.
    pub async fn reading(&self, sha256: &str, version: u32) -> Result<Option<String>, StoreError> {
        let row = Entity::find_by_id((sha256.to_owned(), i64::from(version)))
            .one(self.read())
            .await?;
        Ok(row.map(|row| row.body))
    }

    /// Keeps what this version of the reader made of the original. A second time changes nothing.
    pub async fn put_reading(&self, reading: &NewReading) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        put(&transaction, [reading]).await?;
        Ok(transaction.commit().await?)
    }
}

/// Keeps readings; those that are there already stay.
pub(crate) async fn put<'a, C: ConnectionTrait>(
    connection: &C,
    readings: impl IntoIterator<Item = &'a NewReading>,
) -> Result<(), StoreError> {
    let rows: BTreeMap<(&str, u32), ActiveModel> = readings
        .into_iter()
        .map(|reading| ((reading.sha256.as_str(), reading.version), row_of(reading)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let known = OnConflict::columns([Column::Sha256, Column::Version])
        .do_nothing()
        .to_owned();
    Entity::insert_many(rows.into_values())
        .on_conflict(known)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// What this version of the reader made of the originals, as far as it is kept, by original.
pub(crate) async fn of_originals<C: ConnectionTrait>(
    connection: &C,
    originals: impl IntoIterator<Item = &str>,
    version: u32,
) -> Result<BTreeMap<String, String>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Sha256.is_in(originals))
        .filter(Column::Version.eq(i64::from(version)))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.sha256, row.body)).collect())
}

fn row_of(reading: &NewReading) -> ActiveModel {
    ActiveModel {
        sha256: Set(reading.sha256.clone()),
        version: Set(i64::from(reading.version)),
        body: Set(text(&reading.body)),
    }
}
