//! A product that was asked for.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) notice: String,
    pub(crate) kind: String,
    pub(crate) wish: String,
    pub(crate) requested_by: String,
    pub(crate) requested_at: DateTimeUtc,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) fence: i64,
    pub(crate) leased_until: Option<DateTimeUtc>,
    pub(crate) done: i64,
    pub(crate) total: i64,
    pub(crate) ended_at: Option<DateTimeUtc>,
    pub(crate) taken_at: Option<DateTimeUtc>,
    pub(crate) snapshot: Option<String>,
    pub(crate) file_name: Option<String>,
    pub(crate) sha256: Option<String>,
    pub(crate) bytes: Option<i64>,
    pub(crate) failure: Option<String>,
    pub(crate) remarks: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
