//! Date and size by which a server lists a message now: they tell a number that was given to another message.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

use crate::columns::moment_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [big_integer_null("listed_size"), moment_null("listed_date")] {
            let table = Table::alter().table("sightings").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
