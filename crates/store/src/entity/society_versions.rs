//! How often something was recorded for a notice and society, and by what one sees that it may be continued.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "society_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) notice: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) society: String,
    pub(crate) version: i64,
    pub(crate) settled_version: Option<i64>,
    pub(crate) settled_claims: Option<i64>,
    pub(crate) settled_reader: Option<i64>,
    pub(crate) settled_arrivals: Option<i64>,
    pub(crate) settled_revisions: Option<i64>,
    pub(crate) latest_order: Option<DateTimeUtc>,
    pub(crate) latest_arrival: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
