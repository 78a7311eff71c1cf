//! The office's own file of a form.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) notice: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) prompts: String,
    pub(crate) imported_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
