//! The links by which societies come to their page.

use chrono::{DateTime, Utc};
use domain::ids::{NoticeId, SocietyCode};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use sha2::{Digest as _, Sha256};

use crate::connect::Store;
use crate::entity::links::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::originals::hexadecimal;
use crate::values::{RowName, moment, text};

/// 填报链接 — the page of one society for one notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which notice.
    pub notice: NoticeId,
    /// Which society.
    pub society: SocietyCode,
}

impl Store {
    /// Keeps a link, of whose token only the hash is known.
    pub async fn put_link(
        &self,
        token_hash: &str,
        notice: &NoticeId,
        society: &SocietyCode,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let row = ActiveModel {
            token_hash: Set(text(token_hash)),
            notice: Set(notice.to_string()),
            society: Set(society.to_string()),
            created_at: Set(moment(now)),
            revoked_at: Set(None),
        };
        let transaction = self.begin_write().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// The link with this token, unless it was revoked.
    pub async fn link(&self, token_hash: &str) -> Result<Option<Link>, StoreError> {
        let row = Entity::find_by_id(text(token_hash))
            .filter(Column::RevokedAt.is_null())
            .one(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let name = RowName::new("links", &row.token_hash);
        Ok(Some(Link {
            notice: name.id("notice", &row.notice, NoticeId::parse)?,
            society: name.id("society", &row.society, SocietyCode::parse)?,
        }))
    }

    /// The link at the end of a page's address, unless it was revoked.
    pub async fn link_at(&self, address: &str) -> Result<Option<Link>, StoreError> {
        let token = address.rsplit('/').next().unwrap_or_default();
        self.link(&hexadecimal(&Sha256::digest(token.as_bytes()))).await
    }

    /// Revokes all links of a society for a notice; gives their number.
    pub async fn revoke_links(
        &self,
        notice: &NoticeId,
        society: &SocietyCode,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let transaction = self.begin_write().await?;
        let done = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(moment(now)))
            .filter(Column::Notice.eq(notice.as_str()))
            .filter(Column::Society.eq(society.as_str()))
            .filter(Column::RevokedAt.is_null())
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}
