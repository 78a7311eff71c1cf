//! What lets a society's settlement be continued with the next arrival, without reading again all that it has sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, text_null};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{index, moment_null, refers};

/// Columns of submissions that were there before.
const KEPT: [&str; 18] = [
    "arrival",
    "ordinal",
    "notice",
    "society",
    "item",
    "revision",
    "standing",
    "status",
    "timeliness",
    "person",
    "title",
    "text",
    "characters",
    "source_attachment",
    "source_part",
    "attachments",
    "completed_by",
    "origin",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Empty columns: the next arrival of a society settles all that it has sent anew, and fills them.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            for column in [piece(), text_key(), corrected()] {
                let table = Table::alter().table("submissions").add_column(column).to_owned();
                manager.alter_table(table).await?;
            }
        } else {
            rebuild(manager).await?;
        }
        // SQLite takes one column at a time.
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

fn piece() -> ColumnDef {
    big_integer_null("piece")
}

fn text_key() -> ColumnDef {
    text_null("text_key")
}

fn corrected() -> ColumnDef {
    boolean("corrected").default(false).take()
}

/// SQLite reads a row from its beginning to the last column that is asked for: what is short stands before the texts.
async fn rebuild(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let old = Table::rename()
        .table("submissions", "submissions_before_pieces")
        .to_owned();
    manager.rename_table(old).await?;
    manager.create_table(submissions()).await?;
    let rows = Query::select()
        .columns(KEPT)
        .from("submissions_before_pieces")
        .to_owned();
    let mut copy = Query::insert();
    copy.into_table("submissions").columns(KEPT);
    copy.select_from(rows)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(copy).await?;
    manager
        .drop_table(Table::drop().table("submissions_before_pieces").to_owned())
        .await?;
    manager
        .create_index(index("submissions", &["notice", "society"]))
        .await
}

fn submissions() -> TableCreateStatement {
    Table::create()
        .table("submissions")
        .col(big_integer("arrival"))
        .col(big_integer("ordinal"))
        .col(text("notice"))
        .col(text("society"))
        .col(text("item"))
        .col(piece())
        .col(big_integer("revision"))
        .col(text("standing"))
        .col(text("status"))
        .col(text("timeliness"))
        .col(corrected())
        .col(text_key())
        .col(big_integer_null("completed_by"))
        .col(big_integer("characters"))
        .col(text_null("person"))
        .col(text_null("title"))
        .col(text_null("source_attachment"))
        .col(text("source_part"))
        .col(text("attachments"))
        .col(text_null("origin"))
        .col(text("text"))
        .primary_key(Index::create().col("arrival").col("ordinal"))
        .foreign_key(&mut refers("submissions", "arrival", "arrivals", "id"))
        .to_owned()
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
