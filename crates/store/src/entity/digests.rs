//! A daily digest for one of the clerks.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "digests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) reader: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) message_id: String,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) refused: i32,
    pub(crate) drawn_at: DateTimeUtc,
    pub(crate) due_at: DateTimeUtc,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) last_error: Option<String>,
    pub(crate) sent_original: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
