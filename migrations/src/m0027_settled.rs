//! What lets a society's settlement be continued with the next arrival, without reading again all that it has sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, text_null};

use crate::columns::{index, moment_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Empty columns: the next arrival of a society settles all that it has sent anew, and fills them.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for column in [
            big_integer_null("piece"),
            text_null("text_key"),
            boolean("corrected").default(false).take(),
        ] {
            let table = Table::alter().table("submissions").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        for column in [
            big_integer_null("settled_version"),
            big_integer_null("settled_claims"),
            big_integer_null("settled_reader"),
            big_integer_null("settled_arrivals"),
            big_integer_null("settled_revisions"),
            moment_null("latest_order"),
            big_integer_null("latest_arrival"),
        ] {
            let table = Table::alter()
                .table("society_versions")
                .add_column(column)
                .to_owned();
            manager.alter_table(table).await?;
        }
        let claims = Table::alter()
            .table("configuration")
            .add_column(big_integer("claims").default(0))
            .to_owned();
        manager.alter_table(claims).await?;
        // Those that wait are taken in the order of receipt, and the marks of a society are counted in an index alone.
        let replaced: [(&[&'static str], &[&'static str]); 2] = [
            (&["pending", "id"], &["pending", "received_at", "id"]),
            (&["notice", "society"], &["notice", "society", "revision"]),
        ];
        for (old, new) in replaced {
            let old = Index::drop()
                .name(format!("arrivals_by_{}", old.join("_")))
                .table("arrivals")
                .to_owned();
            manager.drop_index(old).await?;
            manager.create_index(index("arrivals", new)).await?;
        }
        manager.create_table(waiting_media()).await?;
        manager
            .create_index(index("waiting_media", &["notice", "society"]))
            .await
    }
}

/// Photos that came without their text and wait for it, by arrival and place in it.
fn waiting_media() -> TableCreateStatement {
    Table::create()
        .table("waiting_media")
        .col(big_integer("arrival"))
        .col(big_integer("ordinal"))
        .col(text("notice"))
        .col(text("society"))
        .col(big_integer("position"))
        .col(text("body"))
        .primary_key(Index::create().col("arrival").col("ordinal"))
        .to_owned()
}
