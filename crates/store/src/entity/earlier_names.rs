//! A Message-ID under which a letter may have left before it went to another address.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_names")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) message_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) letter: i64,
    pub(crate) recipient: String,
    pub(crate) given_up_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
