//! What is known of a letter that was sent or may have been: its subject, where it really went, how many sendings a
//! server refused, with which other receipts it left. A trial's rounds stand beside the societies' own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, text_null};

use crate::columns::{index, moment_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ROUND: [&str; 3] = ["notice", "society", "round"];
const ROUND_OR_TRIAL: [&str; 4] = ["notice", "society", "round", "trial"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for column in [
            integer("refused").default(0).take(),
            text_null("subject"),
            text_null("redirected_to"),
            moment_null("gathers_from"),
            text_null("sent_with"),
            boolean("trial").default(false).take(),
        ] {
            let table = Table::alter().table("letters").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        let one_of_each = Index::drop()
            .name(format!("letters_by_{}", ROUND.join("_")))
            .table("letters")
            .to_owned();
        manager.drop_index(one_of_each).await?;
        let one_of_each = index("letters", &ROUND_OR_TRIAL).unique().to_owned();
        manager.create_index(one_of_each).await
    }
}
