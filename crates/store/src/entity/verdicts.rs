//! A judgement; one for each arrival is in force.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdicts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) arrival: i64,
    pub(crate) in_force: bool,
    pub(crate) verdict: String,
    pub(crate) notice: Option<String>,
    pub(crate) society: Option<String>,
    pub(crate) details: String,
    pub(crate) recorded_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
