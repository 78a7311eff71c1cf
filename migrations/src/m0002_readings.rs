//! What a reader of some version made of an original.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let readings = Table::create()
            .table("readings")
            .col(text("sha256"))
            .col(big_integer("version"))
            .col(text("body"))
            .primary_key(Index::create().col("sha256").col("version"))
            .to_owned();
        manager.create_table(readings).await
    }
}
