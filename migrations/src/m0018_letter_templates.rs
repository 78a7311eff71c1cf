//! The words in which the letters of a notice are written, where the notice brings its own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use crate::columns::moment;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let templates = Table::create()
            .table("letter_templates")
            .col(text("notice"))
            .col(text("name"))
            .col(text("source"))
            .col(moment("imported_at"))
            .primary_key(Index::create().col("notice").col("name"))
            .to_owned();
        manager.create_table(templates).await
    }
}
