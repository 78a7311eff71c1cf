//! Letters of a round of reminders, which answer no arrival; the switch that stops the outbox.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, integer, text, text_null};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{index, moment, moment_null, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of a letter before this step.
const KEPT: [&str; 22] = [
    "id",
    "arrival",
    "event",
    "kind",
    "notice",
    "society",
    "recipient",
    "in_reply_to",
    "received_at",
    "original",
    "lines",
    "corrections",
    "message_id",
    "state",
    "attempts",
    "created_at",
    "due_at",
    "sent_at",
    "sent_original",
    "approved_by",
    "approved_at",
    "last_error",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            let table = Table::alter()
                .table("letters")
                .modify_column(big_integer_null("arrival"))
                .add_column(text_null("round"))
                .add_column(text("missing").default("[]"))
                .to_owned();
            manager.alter_table(table).await?;
        } else {
            rebuild(manager).await?;
        }
        let one_of_each = index("letters", &["notice", "society", "round"])
            .unique()
            .to_owned();
        manager.create_index(one_of_each).await?;
        manager.create_table(outbox()).await?;
        let first = Query::insert()
            .into_table("outbox")
            .columns(["id"])
            .values_panic([1.into()])
            .to_owned();
        manager.execute(first).await
    }
}

/// Whether letters go out.
fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(integer("id").primary_key())
        .col(moment_null("paused_at"))
        .col(text_null("paused_by"))
        .to_owned()
}

/// SQLite cannot let a column be empty that had to be filled: a new table takes the place of the old one.
async fn rebuild(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let old = Table::rename()
        .table("letters", "letters_before_rounds")
        .to_owned();
    manager.rename_table(old).await?;
    manager.create_table(letters()).await?;
    let rows = Query::select()
        .columns(KEPT)
        .from("letters_before_rounds")
        .to_owned();
    let mut copy = Query::insert();
    copy.into_table("letters").columns(KEPT);
    copy.select_from(rows)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(copy).await?;
    manager
        .drop_table(Table::drop().table("letters_before_rounds").to_owned())
        .await?;
    let one_of_each = index("letters", &["arrival", "event", "kind"])
        .unique()
        .to_owned();
    manager.create_index(one_of_each).await?;
    manager.create_index(index("letters", &["state", "id"])).await
}

fn letters() -> TableCreateStatement {
    Table::create()
        .table("letters")
        .col(number("id"))
        .col(big_integer_null("arrival"))
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
        .col(text_null("round"))
        .col(text("missing").default("[]"))
        .foreign_key(&mut refers("letters", "arrival", "arrivals", "id"))
        .foreign_key(&mut refers("letters", "sent_original", "originals", "sha256"))
        .to_owned()
}
