//! An attempt to sign in says from where it came, so that strangers cannot lock out whoever has the account.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let address = Table::alter()
            .table("logins")
            .add_column(text("address").default(""))
            .to_owned();
        manager.alter_table(address).await
    }
}
