//! Products that somebody asked for on the office's page, made in the background by one of several processes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, text, text_null};

use crate::columns::{index, moment, moment_null, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(reports()).await?;
        manager.create_index(index("reports", &["notice"])).await?;
        manager.create_index(index("reports", &["state"])).await
    }
}

/// `wish` is JSON: selection and options. `fence` grows with every process that takes it up; `leased_until` says when
/// another one may. The file lies under `id` and `fence`.
fn reports() -> TableCreateStatement {
    Table::create()
        .table("reports")
        .col(number("id"))
        .col(text("notice"))
        .col(text("kind"))
        .col(text("wish"))
        .col(text("requested_by"))
        .col(moment("requested_at"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(big_integer("fence"))
        .col(moment_null("leased_until"))
        .col(big_integer("done"))
        .col(big_integer("total"))
        .col(moment_null("ended_at"))
        .col(moment_null("taken_at"))
        .col(text_null("snapshot"))
        .col(text_null("file_name"))
        .col(text_null("sha256"))
        .col(big_integer_null("bytes"))
        .col(text_null("failure"))
        .to_owned()
}
