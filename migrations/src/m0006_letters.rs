//! The outbox.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, text_null};

use crate::columns::{index, moment, moment_null, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(letters()).await?;
        let one_of_each = index("letters", &["arrival", "event", "kind"])
            .unique()
            .to_owned();
        manager.create_index(one_of_each).await?;
        manager.create_index(index("letters", &["state", "id"])).await
    }
}

fn letters() -> TableCreateStatement {
    Table::create()
        .table("letters")
        .col(number("id"))
        .col(big_integer("arrival"))
        .col(text("event"))
        .col(text("kind"))
        .col(text("notice"))
        .col(text("society"))
        .col(text("recipient"))
        .col(text_null("in_reply_to"))
        .col(moment_null("received_at"))
        .col(text("original"))
        .col(text("lines"))
        .col(text("corrections"))
        .col(text("message_id").unique_key())
        .col(text("state"))
        .col(integer("attempts"))
        .col(moment("created_at"))
        .col(moment("due_at"))
        .col(moment_null("sent_at"))
        .col(text_null("sent_original"))
        .col(text_null("approved_by"))
        .col(moment_null("approved_at"))
        .col(text_null("last_error"))
        .foreign_key(&mut refers("letters", "arrival", "arrivals", "id"))
        .foreign_key(&mut refers("letters", "sent_original", "originals", "sha256"))
        .to_owned()
}
