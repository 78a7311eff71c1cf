//! A letter of the outbox. Lines, corrections and what is missing are JSON; `arrival` or `round` is filled.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letters")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) arrival: Option<i64>,
    pub(crate) event: String,
    pub(crate) kind: String,
    pub(crate) notice: String,
    pub(crate) society: String,
    pub(crate) recipient: String,
    pub(crate) in_reply_to: Option<String>,
    pub(crate) received_at: Option<DateTimeUtc>,
    pub(crate) original: String,
    pub(crate) lines: String,
    pub(crate) corrections: String,
    pub(crate) message_id: String,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) due_at: DateTimeUtc,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) sent_original: Option<String>,
    pub(crate) approved_by: Option<String>,
    pub(crate) approved_at: Option<DateTimeUtc>,
    pub(crate) last_error: Option<String>,
    pub(crate) round: Option<String>,
    pub(crate) missing: String,
    pub(crate) refused: i32,
    pub(crate) subject: Option<String>,
    pub(crate) redirected_to: Option<String>,
    pub(crate) trial: bool,
    pub(crate) gathers_from: Option<DateTimeUtc>,
    pub(crate) sent_with: Option<String>,
    pub(crate) enclosed: String,
    pub(crate) nil_items: String,
    pub(crate) returned: i32,
    pub(crate) began_at: Option<DateTimeUtc>,
    pub(crate) to_domain: Option<String>,
    pub(crate) worded_at: Option<DateTimeUtc>,
    pub(crate) reply_to: Option<String>,
    pub(crate) sent_by: String,
    pub(crate) meanwhile: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
