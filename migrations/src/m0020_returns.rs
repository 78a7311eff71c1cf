//! Letters that came back, and how often each letter did. What went to an address is counted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean, integer, text, text_null};

use crate::columns::{index, moment, moment_null, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(returns()).await?;
        manager.create_index(index("returns", &["arrival"])).await?;
        manager.create_index(index("returns", &["letter"])).await?;
        manager.create_index(index("returns", &["message_id"])).await?;
        manager.create_index(index("letters", &["recipient"])).await?;
        let how_often = Table::alter()
            .table("letters")
            .add_column(integer("returned").default(0).take())
            .to_owned();
        manager.alter_table(how_often).await
    }
}

/// `arrival`: the delivery report, unless the server refused the address at once. `message_id`, `sent_at`, `sent_original`: those with which the letter had left.
fn returns() -> TableCreateStatement {
    Table::create()
        .table("returns")
        .col(number("id"))
        .col(big_integer_null("arrival"))
        .col(big_integer_null("letter"))
        .col(text_null("message_id"))
        .col(text("recipient"))
        .col(boolean("names_recipient"))
        .col(boolean("certain"))
        .col(text("reason"))
        .col(text("said"))
        .col(moment_null("sent_at"))
        .col(text_null("sent_original"))
        .col(moment("noted_at"))
        .col(moment_null("cleared_at"))
        .col(text_null("cleared_by"))
        .foreign_key(&mut refers("returns", "arrival", "arrivals", "id"))
        .foreign_key(&mut refers("returns", "letter", "letters", "id"))
        .to_owned()
}
