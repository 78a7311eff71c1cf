//! A receipt says which items a form reports as nil.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let nil_items = Table::alter()
            .table("letters")
            .add_column(text("nil_items").default("[]"))
            .to_owned();
        manager.alter_table(nil_items).await
    }
}
