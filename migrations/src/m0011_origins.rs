//! Where exactly each submission's text stands in its file, and on what its placing rests.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("submissions")
            .add_column(text_null("origin"))
            .to_owned();
        manager.alter_table(table).await
    }
}
