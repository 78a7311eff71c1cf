//! Office accounts, their sessions and attempts to sign in, and the links of societies.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text};

use crate::columns::{index, moment, moment_null, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(staff()).await?;
        manager.create_table(sessions()).await?;
        manager.create_table(logins()).await?;
        manager.create_index(index("logins", &["name", "at"])).await?;
        manager.create_table(links()).await
    }
}

fn staff() -> TableCreateStatement {
    Table::create()
        .table("staff")
        .col(text("name").primary_key())
        .col(text("role"))
        .col(text("password_hash"))
        .col(boolean("disabled"))
        .col(moment("changed_at"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(text("token_hash").primary_key())
        .col(text("staff"))
        .col(text("csrf"))
        .col(moment("opened_at"))
        .col(moment("expires_at"))
        .foreign_key(&mut refers("sessions", "staff", "staff", "name"))
        .to_owned()
}

fn logins() -> TableCreateStatement {
    Table::create()
        .table("logins")
        .col(number("id"))
        .col(text("name"))
        .col(text("outcome"))
        .col(moment("at"))
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("links")
        .col(text("token_hash").primary_key())
        .col(text("notice"))
        .col(text("society"))
        .col(moment("created_at"))
        .col(moment_null("revoked_at"))
        .to_owned()
}
