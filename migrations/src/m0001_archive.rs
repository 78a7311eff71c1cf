//! Originals, arrivals and sightings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer, text, text_null};

use crate::columns::{index, moment, moment_null, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(originals()).await?;
        manager.create_table(arrivals()).await?;
        manager
            .create_index(index("arrivals", &["pending", "id"]))
            .await?;
        manager
            .create_index(index("arrivals", &["notice", "society"]))
            .await?;
        manager.create_table(sightings()).await?;
        manager.create_index(index("sightings", &["arrival"])).await?;
        manager
            .create_index(index("sightings", &["mailbox", "folder", "uidvalidity"]))
            .await
    }
}

fn originals() -> TableCreateStatement {
    Table::create()
        .table("originals")
        .col(text("sha256").primary_key())
        .col(big_integer("bytes"))
        .to_owned()
}

fn arrivals() -> TableCreateStatement {
    Table::create()
        .table("arrivals")
        .col(number("id"))
        .col(text("identity").unique_key())
        .col(text("door"))
        .col(text("original"))
        .col(big_integer("bytes"))
        .col(moment_null("received_at"))
        .col(text_null("received_by"))
        .col(moment("first_seen_at"))
        .col(text_null("message_id"))
        .col(text_null("sender"))
        .col(text("subject"))
        .col(text_null("notice"))
        .col(text_null("society"))
        .col(big_integer("revision"))
        .col(boolean("pending"))
        .col(integer("attempts"))
        .col(moment_null("leased_until"))
        .foreign_key(&mut refers("arrivals", "original", "originals", "sha256"))
        .to_owned()
}

fn sightings() -> TableCreateStatement {
    Table::create()
        .table("sightings")
        .col(number("id"))
        .col(text("place_key").unique_key())
        .col(text("kind"))
        .col(text_null("mailbox"))
        .col(text_null("folder"))
        .col(big_integer_null("uidvalidity"))
        .col(big_integer_null("uid"))
        .col(text_null("path"))
        .col(text_null("skipped"))
        .col(big_integer_null("arrival"))
        .col(text_null("original"))
        .col(moment_null("received_at"))
        .col(text_null("received_by"))
        .col(moment_null("internal_date"))
        .col(moment("seen_at"))
        .foreign_key(&mut refers("sightings", "arrival", "arrivals", "id"))
        .foreign_key(&mut refers("sightings", "original", "originals", "sha256"))
        .to_owned()
}
