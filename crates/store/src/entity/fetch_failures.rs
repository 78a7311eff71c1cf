//! A message that the server listed and did not hand out.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fetch_failures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) place_key: String,
    pub(crate) since: DateTimeUtc,
    pub(crate) attempts: i32,
    pub(crate) tried_at: DateTimeUtc,
    pub(crate) obstacle: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
