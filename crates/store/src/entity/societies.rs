//! A society of the roster. Lists are JSON.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "societies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) code: String,
    pub(crate) position: i64,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) aliases: String,
    pub(crate) former_names: String,
    pub(crate) addresses: String,
    pub(crate) contacts: String,
    pub(crate) phones: String,
    pub(crate) further: String,
    pub(crate) imported_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
