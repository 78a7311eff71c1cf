//! The blank forms that were given out, by their hidden codes, and the office's own files of forms.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, text};

use crate::columns::moment;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(form_codes()).await?;
        manager.create_table(form_files()).await
    }
}

/// One code for each notice and society; the society is empty for the form that anybody may take.
fn form_codes() -> TableCreateStatement {
    Table::create()
        .table("form_codes")
        .col(text("code").primary_key())
        .col(text("notice"))
        .col(text("society"))
        .col(moment("issued_at"))
        .index(
            Index::create()
                .unique()
                .name("form_codes_of")
                .col("notice")
                .col("society"),
        )
        .to_owned()
}

/// `prompts`: a JSON list of row and lines, found in the file when it was taken in.
fn form_files() -> TableCreateStatement {
    Table::create()
        .table("form_files")
        .col(text("notice").primary_key())
        .col(text("name"))
        .col(blob("bytes"))
        .col(text("prompts"))
        .col(moment("imported_at"))
        .to_owned()
}
