//! What is read of a society's pieces by a process that begins stands in an index, society by society.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::index;

/// All that is read without a text. The texts lie between the rows, so that each row of a society is on another page.
const VERSIONS: [&str; 14] = [
    "notice",
    "society",
    "piece",
    "revision",
    "arrival",
    "ordinal",
    "item",
    "standing",
    "status",
    "timeliness",
    "corrected",
    "text_key",
    "person",
    "title",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // PostgreSQL keeps long texts apart from their rows, and nothing as long as a title may be in an index of it
        // ("Index Storage", <https://www.postgresql.org/docs/current/storage-toast.html>).
        if manager.get_database_backend() == DbBackend::Postgres {
            return Ok(());
        }
        let old = Index::drop()
            .name("submissions_by_notice_society")
            .table("submissions")
            .to_owned();
        manager.drop_index(old).await?;
        let mut versions = index("submissions", &VERSIONS);
        versions.name("submissions_versions");
        manager.create_index(versions).await
    }
}
