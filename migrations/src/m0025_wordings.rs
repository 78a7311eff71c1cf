//! When a letter was worded that may have left: repeated, it is the same to the byte.

use sea_orm_migration::prelude::*;

use crate::columns::moment_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = moment_null("worded_at");
        let table = Table::alter().table("letters").add_column(column).to_owned();
        manager.alter_table(table).await
    }
}
