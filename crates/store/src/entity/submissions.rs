//! A submission. Person, attachments and origin are JSON.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submissions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) arrival: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) ordinal: i64,
    pub(crate) notice: String,
    pub(crate) society: String,
    pub(crate) item: String,
    pub(crate) revision: i64,
    pub(crate) standing: String,
    pub(crate) status: String,
    pub(crate) timeliness: String,
    pub(crate) person: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) characters: i64,
    pub(crate) source_attachment: Option<String>,
    pub(crate) source_part: String,
    pub(crate) attachments: String,
    pub(crate) completed_by: Option<i64>,
    pub(crate) origin: Option<String>,
    pub(crate) piece: Option<i64>,
    pub(crate) text_key: Option<String>,
    pub(crate) corrected: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
