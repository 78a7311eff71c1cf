//! How the reading of each mailbox goes, for all processes that share the database.

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::claiming::lease_clock;
use crate::connect::Store;
use crate::entity::mailboxes::{Column, Entity, Model};
use crate::error::StoreError;
use crate::mailbox_leases::MailboxLease;
use crate::values::{RowName, text};

/// How the reading of a mailbox goes, whoever reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxHealth {
    /// Which mailbox.
    pub mailbox: MailboxName,
    /// Whether a process holds its lease. Told from the holder alone: one that died counts until it is replaced.
    pub held: bool,
    /// When the last complete pass ended.
    pub last_ok: Option<DateTime<Utc>>,
    /// What is wrong, in the door's words, and since when.
    pub failure: Option<(String, DateTime<Utc>)>,
    /// How many writes of processes whose lease was lost were rejected.
    pub rejected: u64,
}

impl Store {
    /// Notes how a pass ended, `failure` being what was wrong; the moment when trouble began stays until a pass is
    /// complete, whoever makes it. Only the current holder may.
    pub async fn note_mailbox_health(
        &self,
        lease: &MailboxLease,
        failure: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.fenced(lease).begin_fenced().await?;
        let now = lease_clock(&transaction, now).await?;
        let update = Entity::update_many().filter(Column::Mailbox.eq(lease.mailbox.as_str()));
        let update = match failure {
            None => update
                .col_expr(Column::LastOk, Expr::value(now))
                .col_expr(Column::Failure, Expr::value(Option::<String>::None))
                .col_expr(Column::FailingSince, Expr::value(Option::<DateTime<Utc>>::None)),
            Some(failure) => {
                let begun: Option<Option<DateTime<Utc>>> = Entity::find_by_id(lease.mailbox.as_str())
                    .select_only()
                    .column(Column::FailingSince)
                    .into_tuple()
                    .one(&transaction)
                    .await?;
                update
                    .col_expr(Column::Failure, Expr::value(text(failure)))
                    .col_expr(Column::FailingSince, Expr::value(begun.flatten().unwrap_or(now)))
            }
        };
        update.exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// How the reading of every mailbox goes that was ever read, sorted.
    pub async fn mailbox_health(&self) -> Result<Vec<MailboxHealth>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::Mailbox)
            .all(self.read())
            .await?;
        rows.into_iter().map(health).collect()
    }
}

fn health(row: Model) -> Result<MailboxHealth, StoreError> {
    let name = RowName::new("mailboxes", &row.mailbox);
    Ok(MailboxHealth {
        mailbox: name.id("mailbox", &row.mailbox, MailboxName::parse)?,
        held: row.holder.is_some(),
        last_ok: row.last_ok,
        failure: row.failure.zip(row.failing_since),
        rejected: RowName::count(row.rejected),
    })
}
