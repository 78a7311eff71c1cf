//! A piece that the office chose.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "choices")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) notice: String,
    pub(crate) arrival: i64,
    pub(crate) ordinal: i64,
    pub(crate) society: String,
    pub(crate) item: String,
    pub(crate) name: Option<String>,
    pub(crate) seen: String,
    pub(crate) clerk: String,
    pub(crate) chosen_at: DateTimeUtc,
    pub(crate) taken_back_by: Option<String>,
    pub(crate) taken_back_at: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
