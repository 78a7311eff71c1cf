//! What a folder held when it was last listed completely.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "folder_passes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) mailbox: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) folder: String,
    pub(crate) uidvalidity: i64,
    pub(crate) uids: String,
    pub(crate) unlisted: i64,
    pub(crate) finished_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
