//! Under which Message-IDs a letter may have left before it went to another address.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::columns::{moment, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("earlier_names")
            .col(text("message_id"))
            .col(big_integer("letter"))
            .col(text("recipient"))
            .col(moment("given_up_at"))
            .primary_key(Index::create().col("message_id").col("letter"))
            .foreign_key(&mut refers("earlier_names", "letter", "letters", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
