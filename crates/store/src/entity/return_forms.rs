//! A return form. Delegates and nil items are JSON.

use sea_orm::entity::prelude::*;
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Deserialize)]
#[sea_orm(table_name = "return_forms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) arrival: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) ordinal: i64,
    pub(crate) notice: String,
    pub(crate) society: String,
    pub(crate) standing: String,
    pub(crate) filled_by: Option<String>,
    pub(crate) contact: Option<String>,
    pub(crate) delegates: String,
    pub(crate) delegates_from: Option<i64>,
    pub(crate) nil_items: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
