//! Submissions, return forms, and the number that guards them for each notice and society.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null};

use crate::columns::{index, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let versions = Table::create()
            .table("society_versions")
            .col(text("notice"))
            .col(text("society"))
            .col(big_integer("version"))
            .primary_key(Index::create().col("notice").col("society"))
            .to_owned();
        manager.create_table(versions).await?;
        manager.create_table(submissions()).await?;
        manager
            .create_index(index("submissions", &["notice", "society"]))
            .await?;
        manager.create_table(return_forms()).await?;
        manager
            .create_index(index("return_forms", &["notice", "society"]))
            .await
    }
}

fn submissions() -> TableCreateStatement {
    Table::create()
        .table("submissions")
        .col(big_integer("arrival"))
        .col(big_integer("ordinal"))
        .col(text("notice"))
        .col(text("society"))
        .col(text("item"))
        .col(big_integer("revision"))
        .col(text("standing"))
        .col(text("status"))
        .col(text("timeliness"))
        .col(text_null("person"))
        .col(text_null("title"))
        .col(text("text"))
        .col(big_integer("characters"))
        .col(text_null("source_attachment"))
        .col(text("source_part"))
        .col(text("attachments"))
        .col(big_integer_null("completed_by"))
        .primary_key(Index::create().col("arrival").col("ordinal"))
        .foreign_key(&mut refers("submissions", "arrival", "arrivals", "id"))
        .to_owned()
}

fn return_forms() -> TableCreateStatement {
    Table::create()
        .table("return_forms")
        .col(big_integer("arrival"))
        .col(big_integer("ordinal"))
        .col(text("notice"))
        .col(text("society"))
        .col(text("standing"))
        .col(text_null("filled_by"))
        .col(text_null("contact"))
        .col(text("delegates"))
        .col(text("nil_items"))
        .primary_key(Index::create().col("arrival").col("ordinal"))
        .foreign_key(&mut refers("return_forms", "arrival", "arrivals", "id"))
        .to_owned()
}
