//! A form without delegates says whose list counts with it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// What a society has sent is settled anew by its next arrival, so that its forms know of the lists before them.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let from = Table::alter()
            .table("return_forms")
            .add_column(big_integer_null("delegates_from"))
            .to_owned();
        manager.alter_table(from).await?;
        let anew = Query::update()
            .table("society_versions")
            .value("settled_version", Option::<i64>::None)
            .to_owned();
        manager.exec_stmt(anew).await
    }
}
