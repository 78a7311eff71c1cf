//! How often something was recorded for a notice and society.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "society_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) notice: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) society: String,
    pub(crate) version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
