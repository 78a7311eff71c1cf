//! Who reads a mailbox, and how that goes.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailboxes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) mailbox: String,
    pub(crate) holder: Option<String>,
    pub(crate) fence: i64,
    pub(crate) held_until: DateTimeUtc,
    pub(crate) last_ok: Option<DateTimeUtc>,
    pub(crate) failure: Option<String>,
    pub(crate) failing_since: Option<DateTimeUtc>,
    pub(crate) rejected: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
