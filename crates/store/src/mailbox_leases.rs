//! One process at a time reads a mailbox: leases with a fencing number.
//!
//! A lease says who may read; it cannot stop a process that was frozen and does not know that its lease ran out. The
//! fence does: it grows with every change of holder, and what a holder writes carries its number ([`Store::fenced`]),
//! compared under the lock of the row in the transaction of the write itself. Clocks only decide when somebody else
//! may try, never what is accepted.

use chrono::{DateTime, Duration, Utc};
use domain::ids::MailboxName;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait as _, IntoCondition, LockType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};

use crate::claiming::lease_clock;
use crate::connect::Store;
use crate::entity::mailboxes::{ActiveModel, Column, Entity, Model};
use crate::error::{StoreError, is_duplicate};

/// Somebody who reads mailboxes, different from everybody else who does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseHolder(String);

impl LeaseHolder {
    /// A holder with a name that nobody else has.
    ///
    /// # Panics
    /// If the operating system gives no randomness.
    pub fn random() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        Self(format!("{:032x}", u128::from_ne_bytes(bytes)))
    }
}

/// The right to read a mailbox, until somebody else has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxLease {
    /// Which mailbox.
    pub mailbox: MailboxName,
    /// Grows with every change of holder; an older number is void.
    pub fence: i64,
}

impl Store {
    /// Takes the lease of a mailbox for `duration` if it is free, has run out, or is the holder's own; `None` while
    /// somebody else has it. PostgreSQL's own clock counts, since replicas may disagree about the time; processes on one
    /// SQLite file share the machine's, which is `now`.
    pub async fn take_mailbox(
        &self,
        mailbox: &MailboxName,
        holder: &LeaseHolder,
        now: DateTime<Utc>,
        duration: Duration,
    ) -> Result<Option<MailboxLease>, StoreError> {
        let transaction = self.begin_write().await?;
        let now = lease_clock(&transaction, now).await?;
        let known = Entity::find_by_id(mailbox.as_str())
            .lock_exclusive()
            .one(&transaction)
            .await?;
        let taken = match known {
            None => first(&transaction, mailbox, holder, now + duration).await,
            Some(row) => take(&transaction, row, holder, now, duration).await,
        };
        match taken {
            Ok(Some(fence)) => {
                transaction.commit().await?;
                let mailbox = mailbox.clone();
                Ok(Some(MailboxLease { mailbox, fence }))
            }
            Ok(None) => {
                transaction.rollback().await?;
                Ok(None)
            }
            // Somebody else was the very first a moment before.
            Err(error) if is_duplicate(&error) => {
                transaction.rollback().await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Lengthens the lease to `duration` from now.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if somebody else has it, or had it meanwhile.
    pub async fn renew_mailbox(
        &self,
        lease: &MailboxLease,
        now: DateTime<Utc>,
        duration: Duration,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_current(lease, LockType::Update).await?;
        let now = lease_clock(&transaction, now).await?;
        let update = Entity::update_many().col_expr(Column::HeldUntil, Expr::value(now + duration));
        update
            .filter(Column::Mailbox.eq(lease.mailbox.as_str()))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Gives the lease up, so that somebody else need not wait for its end. Nothing happens if it was lost already.
    pub async fn release_mailbox(&self, lease: &MailboxLease) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let ours = Column::Mailbox.eq(lease.mailbox.as_str());
        release(&transaction, ours.and(Column::Fence.eq(lease.fence))).await?;
        Ok(transaction.commit().await?)
    }

    /// The same store for the holder of a lease: what it archives, skips or notes of a folder is rejected with
    /// [`StoreError::LeaseLost`] once the lease has gone to somebody else.
    #[must_use]
    pub fn fenced(&self, lease: &MailboxLease) -> Self {
        self.with_fence(lease.clone())
    }

    /// As [`Store::begin_write`], for the holder of the current lease only, if the store is fenced.
    pub(crate) async fn begin_fenced(&self) -> Result<DatabaseTransaction, StoreError> {
        match self.fence() {
            None => self.begin_write().await,
            Some(lease) => self.begin_current(lease, LockType::Share).await,
        }
    }

    /// Nobody can take the lease over until the transaction ends; what is rejected is counted.
    ///
    /// A transaction takes the lock that it needs at once, and counts without any: two that both read under a shared lock
    /// and then want to write wait for each other, for as long as PostgreSQL takes to notice (1 s), and the new holder's
    /// renewal waits behind them.
    async fn begin_current(
        &self,
        lease: &MailboxLease,
        lock: LockType,
    ) -> Result<DatabaseTransaction, StoreError> {
        let transaction = self.begin_write().await?;
        let row = Entity::find_by_id(lease.mailbox.as_str())
            .lock(lock)
            .one(&transaction)
            .await?;
        if row.is_some_and(|row| row.fence == lease.fence) {
            return Ok(transaction);
        }
        transaction.rollback().await?;
        let transaction = self.begin_write().await?;
        Entity::update_many()
            .col_expr(Column::Rejected, Expr::col(Column::Rejected).add(1))
            .filter(Column::Mailbox.eq(lease.mailbox.as_str()))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Err(StoreError::LeaseLost {
            mailbox: lease.mailbox.clone(),
        })
    }
}

/// Gives up the leases of all mailboxes, whoever holds them.
pub(crate) async fn release_all(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    release(transaction, Column::Holder.is_not_null()).await
}

async fn release(transaction: &DatabaseTransaction, which: impl IntoCondition) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Holder, Expr::value(Option::<String>::None))
        .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
        .filter(which)
        .exec(transaction)
        .await?;
    Ok(())
}

async fn first(
    transaction: &DatabaseTransaction,
    mailbox: &MailboxName,
    holder: &LeaseHolder,
    until: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let row = ActiveModel {
        mailbox: Set(mailbox.to_string()),
        holder: Set(Some(holder.0.clone())),
        fence: Set(1),
        held_until: Set(until),
        last_ok: NotSet,
        failure: NotSet,
        failing_since: NotSet,
        rejected: Set(0),
    };
    Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(Some(1))
}

async fn take(
    transaction: &DatabaseTransaction,
    row: Model,
    holder: &LeaseHolder,
    now: DateTime<Utc>,
    duration: Duration,
) -> Result<Option<i64>, StoreError> {
    let fence = match &row.holder {
        Some(held) if *held == holder.0 => row.fence,
        Some(_) if row.held_until > now => return Ok(None),
        Some(_) | None => row.fence + 1,
    };
    let mut row = row.into_active_model();
    row.holder = Set(Some(holder.0.clone()));
    row.fence = Set(fence);
    row.held_until = Set(now + duration);
    row.update(transaction).await?;
    Ok(Some(fence))
}
