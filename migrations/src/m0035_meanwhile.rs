//! What had come meanwhile is kept with a letter before it leaves, so that whoever repeats it says the same.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let meanwhile = Table::alter()
            .table("letters")
            .add_column(text_null("meanwhile"))
            .to_owned();
        manager.alter_table(meanwhile).await
    }
}
