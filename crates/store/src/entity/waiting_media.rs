//! A photo that waits for its text. What it is, is the judge's own JSON.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_media")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) arrival: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) ordinal: i64,
    pub(crate) notice: String,
    pub(crate) society: String,
    pub(crate) position: i64,
    pub(crate) body: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
