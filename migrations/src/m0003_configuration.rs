//! Notices, the roster, and the number that grows with each change of these.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text};

use crate::columns::{moment, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(notices()).await?;
        manager.create_table(societies()).await?;
        let configuration = Table::create()
            .table("configuration")
            .col(integer("id").primary_key())
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(configuration).await?;
        let first = Query::insert()
            .into_table("configuration")
            .columns(["id", "version"])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.execute(first).await
    }
}

fn notices() -> TableCreateStatement {
    Table::create()
        .table("notices")
        .col(number("position"))
        .col(text("id").unique_key())
        .col(text("source"))
        .col(moment("imported_at"))
        .to_owned()
}

fn societies() -> TableCreateStatement {
    Table::create()
        .table("societies")
        .col(text("code").primary_key())
        .col(big_integer("position"))
        .col(text("name"))
        .col(text("category"))
        .col(text("aliases"))
        .col(text("former_names"))
        .col(text("addresses"))
        .col(text("contacts"))
        .col(text("phones"))
        .col(text("further"))
        .col(moment("imported_at"))
        .to_owned()
}
