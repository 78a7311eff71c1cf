//! Pieces that the office chose for a product, and the choices that were taken back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null};

use crate::columns::{index, moment, moment_null, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(choices()).await?;
        manager.create_index(index("choices", &["notice"])).await
    }
}

/// `society`, `item` and `name` say which piece it was even when judging again has removed it; `seen` is a SHA-256 over
/// the words that the clerk saw. A row is never removed: taken back, it says by whom and when.
fn choices() -> TableCreateStatement {
    Table::create()
        .table("choices")
        .col(number("id"))
        .col(text("notice"))
        .col(big_integer("arrival"))
        .col(big_integer("ordinal"))
        .col(text("society"))
        .col(text("item"))
        .col(text_null("name"))
        .col(text("seen"))
        .col(text("clerk"))
        .col(moment("chosen_at"))
        .col(text_null("taken_back_by"))
        .col(moment_null("taken_back_at"))
        .to_owned()
}
