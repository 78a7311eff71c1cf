//! Which letters were due while letters of their kind were switched off.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::columns::refers;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("unwritten_letters")
            .col(big_integer("arrival"))
            .col(text("event"))
            .col(text("kind"))
            .primary_key(Index::create().col("arrival").col("event").col("kind"))
            .foreign_key(&mut refers("unwritten_letters", "arrival", "arrivals", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
