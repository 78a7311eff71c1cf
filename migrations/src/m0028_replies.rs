//! Where answers to a letter go, what the receiving servers say of who writes, and how many sendings of a digest a
//! server is known to have refused.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Without them, answers go where they went before, to the notice's own mailbox, and of mail that was judged before
    /// nothing is said.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reply_to = Table::alter()
            .table("letters")
            .add_column(text_null("reply_to"))
            .to_owned();
        manager.alter_table(reply_to).await?;
        let standing = Table::alter()
            .table("arrivals")
            .add_column(text_null("sender_standing"))
            .to_owned();
        manager.alter_table(standing).await?;
        let refused = Table::alter()
            .table("digests")
            .add_column(integer("refused").default(0).take())
            .to_owned();
        manager.alter_table(refused).await
    }
}
