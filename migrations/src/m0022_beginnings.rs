//! When a letter last began to leave and to which mail domain, for rates that all processes keep together; letters that
//! answer an arrival are found before those that answer none.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

use crate::columns::{index, moment_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for column in [moment_null("began_at"), text_null("to_domain")] {
            let table = Table::alter().table("letters").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        manager.create_index(index("letters", &["began_at"])).await?;
        manager
            .create_index(index("letters", &["state", "arrival", "id"]))
            .await
    }
}
