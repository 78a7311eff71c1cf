//! A letter that was due while letters of its kind were switched off.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unwritten_letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) arrival: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) event: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
