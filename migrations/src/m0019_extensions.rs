//! Deadlines that the office put off for a society; what goes with a letter.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, text_null};

use crate::columns::{index, moment, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(extensions()).await?;
        manager
            .create_index(index("extensions", &["notice", "id"]))
            .await?;
        let enclosed = Table::alter()
            .table("letters")
            .add_column(text("enclosed").default("{}"))
            .to_owned();
        manager.alter_table(enclosed).await
    }
}

/// Decisions; none is ever changed. `item` is empty for all items, `until` (a day) when what was granted is revoked.
fn extensions() -> TableCreateStatement {
    Table::create()
        .table("extensions")
        .col(number("id"))
        .col(text("notice"))
        .col(text("society"))
        .col(text_null("item"))
        .col(text_null("until"))
        .col(text("reason"))
        .col(text("decided_by"))
        .col(moment("decided_at"))
        .to_owned()
}
