//! The bytes of digests that were sent are kept like those of letters.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("sent_original");
        let table = Table::alter().table("digests").add_column(column).to_owned();
        manager.alter_table(table).await
    }
}
