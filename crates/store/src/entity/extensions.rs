//! A decision of the office about a society's deadline.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extensions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) notice: String,
    pub(crate) society: String,
    pub(crate) item: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) reason: String,
    pub(crate) decided_by: String,
    pub(crate) decided_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
