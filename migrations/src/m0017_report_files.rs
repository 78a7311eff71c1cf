//! The office's own files with which products are made, and what is to be said of a product that was made.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(report_files()).await?;
        let remarks = Table::alter()
            .table("reports")
            .add_column(text_null("remarks"))
            .to_owned();
        manager.alter_table(remarks).await
    }
}

/// `place`: from 0, in the order in which they were given. Removed with the product.
fn report_files() -> TableCreateStatement {
    Table::create()
        .table("report_files")
        .col(big_integer("report"))
        .col(integer("place"))
        .col(text("name"))
        .col(blob("bytes"))
        .primary_key(Index::create().col("report").col("place"))
        .to_owned()
}
