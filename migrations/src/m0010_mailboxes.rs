//! Who reads each mailbox, what its last look found in each folder, and what could not be fetched.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, text_null};

use crate::columns::{moment, moment_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mailboxes()).await?;
        manager.create_table(folder_passes()).await?;
        manager.create_table(fetch_failures()).await
    }
}

fn mailboxes() -> TableCreateStatement {
    Table::create()
        .table("mailboxes")
        .col(text("mailbox").primary_key())
        .col(text_null("holder"))
        .col(big_integer("fence"))
        .col(moment("held_until"))
        .col(moment_null("last_ok"))
        .col(text_null("failure"))
        .col(moment_null("failing_since"))
        .col(big_integer("rejected"))
        .to_owned()
}

fn folder_passes() -> TableCreateStatement {
    Table::create()
        .table("folder_passes")
        .col(text("mailbox"))
        .col(text("folder"))
        .col(big_integer("uidvalidity"))
        .col(text("uids"))
        .col(big_integer("unlisted"))
        .col(moment("finished_at"))
        .primary_key(Index::create().col("mailbox").col("folder"))
        .to_owned()
}

fn fetch_failures() -> TableCreateStatement {
    Table::create()
        .table("fetch_failures")
        .col(text("place_key").primary_key())
        .col(moment("since"))
        .col(integer("attempts"))
        .col(moment("tried_at"))
        .col(text("obstacle"))
        .to_owned()
}
