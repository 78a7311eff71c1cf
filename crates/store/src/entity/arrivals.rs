//! An arrival.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "arrivals")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) identity: String,
    pub(crate) door: String,
    pub(crate) original: String,
    pub(crate) bytes: i64,
    pub(crate) received_at: Option<DateTimeUtc>,
    pub(crate) received_by: Option<String>,
    pub(crate) first_seen_at: DateTimeUtc,
    pub(crate) message_id: Option<String>,
    pub(crate) sender: Option<String>,
    pub(crate) subject: String,
    pub(crate) notice: Option<String>,
    pub(crate) society: Option<String>,
    pub(crate) revision: i64,
    pub(crate) pending: bool,
    pub(crate) attempts: i32,
    pub(crate) leased_until: Option<DateTimeUtc>,
    pub(crate) sender_standing: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
