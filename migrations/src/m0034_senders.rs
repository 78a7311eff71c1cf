//! A letter says who sent the mail that it is about, when that was not its recipient.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sent_by = Table::alter()
            .table("letters")
            .add_column(text("sent_by").default("null"))
            .to_owned();
        manager.alter_table(sent_by).await
    }
}
