//! The daily digests for the clerks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null};

use crate::columns::{moment, moment_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// One row for each day and reader; a day on which there was nothing to say has one without a reader.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let digests = Table::create()
            .table("digests")
            .col(text("day"))
            .col(text("reader"))
            .col(text("subject"))
            .col(text("body"))
            .col(text("message_id"))
            .col(text("state"))
            .col(integer("attempts"))
            .col(moment("drawn_at"))
            .col(moment("due_at"))
            .col(moment_null("sent_at"))
            .col(text_null("last_error"))
            .primary_key(Index::create().col("day").col("reader"))
            .to_owned();
        manager.create_table(digests).await
    }
}
