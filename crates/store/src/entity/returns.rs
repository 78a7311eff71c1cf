//! A letter of ours that came back.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "returns")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) arrival: Option<i64>,
    pub(crate) letter: Option<i64>,
    pub(crate) message_id: Option<String>,
    pub(crate) recipient: String,
    pub(crate) names_recipient: bool,
    pub(crate) certain: bool,
    pub(crate) reason: String,
    pub(crate) said: String,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) sent_original: Option<String>,
    pub(crate) noted_at: DateTimeUtc,
    pub(crate) cleared_at: Option<DateTimeUtc>,
    pub(crate) cleared_by: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
