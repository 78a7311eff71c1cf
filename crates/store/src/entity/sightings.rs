//! A sighting, or something seen and skipped.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sightings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) place_key: String,
    pub(crate) kind: String,
    pub(crate) mailbox: Option<String>,
    pub(crate) folder: Option<String>,
    pub(crate) uidvalidity: Option<i64>,
    pub(crate) uid: Option<i64>,
    pub(crate) path: Option<String>,
    pub(crate) skipped: Option<String>,
    pub(crate) arrival: Option<i64>,
    pub(crate) original: Option<String>,
    pub(crate) received_at: Option<DateTimeUtc>,
    pub(crate) received_by: Option<String>,
    pub(crate) internal_date: Option<DateTimeUtc>,
    pub(crate) listed_size: Option<i64>,
    pub(crate) listed_date: Option<DateTimeUtc>,
    pub(crate) seen_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
