//! Several processes make products: each one is claimed with a lease and a fence.
//!
//! A lease that ran out lets another process begin anew; what the first one still writes carries an old fence and is
//! refused, and its file, named by the fence, is in nobody's way.

use chrono::{DateTime, Duration, Utc};
use domain::ids::NoticeId;
use domain::product::ProductWish;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, UpdateMany,
};

use crate::claiming::lease_clock;
use crate::connect::Store;
use crate::entity::reports::{Column, Entity};
use crate::error::StoreError;
use crate::product_files::ProductDraft;
use crate::reports::{DONE, FAILED, MAKING, WAITING, wished};
use crate::values::{count, moment, text};

/// The right to make a product, until somebody else has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportClaim {
    /// Its number.
    pub id: i64,
    /// Grows with every claim; an older number is void.
    pub fence: i64,
    /// Of which notice.
    pub notice: NoticeId,
    /// What was asked for.
    pub wish: ProductWish,
}

/// What is known of a product besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductFacts {
    /// The moment of the ledger that it shows.
    pub taken_at: DateTime<Utc>,
    /// 快照编号.
    pub snapshot: String,
    /// Name of the file for people.
    pub file_name: String,
    /// What somebody should know of it, one sentence each.
    pub remarks: Vec<String>,
}

/// Whether trying once more may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It will fail in the same way.
    Lasting,
    /// Disk or database were in trouble.
    Passing,
}

impl Store {
    /// Hands out the product that waits longest, or one whose maker was not heard of for the length of its lease, until
    /// `now + lease`. What was tried `max_attempts` times fails with `given_up`, words for the office.
    pub async fn claim_report(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        max_attempts: u32,
        given_up: &str,
    ) -> Result<Option<ReportClaim>, StoreError> {
        let transaction = self.begin_write().await?;
        let clock = lease_clock(&transaction, now).await?;
        let abandoned = Condition::all()
            .add(Column::State.eq(MAKING))
            .add(Column::LeasedUntil.lte(clock));
        let free = Condition::any().add(Column::State.eq(WAITING)).add(abandoned);
        let limit = i32::try_from(max_attempts).unwrap_or(i32::MAX);
        ended(FAILED, now)
            .col_expr(Column::Failure, Expr::value(text(given_up)))
            .filter(free.clone())
            .filter(Column::Attempts.gte(limit))
            .exec(&transaction)
            .await?;
        let row = Entity::find()
            .filter(free)
            // What failed before comes after what was never tried.
            .order_by_asc(Column::Attempts)
            .order_by_asc(Column::Id)
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(&transaction)
            .await?;
        let Some(row) = row else {
            transaction.commit().await?;
            return Ok(None);
        };
        let (notice, wish, _) = wished(&row)?;
        let (id, fence) = (row.id, row.fence + 1);
        let attempts = row.attempts.saturating_add(1);
        let mut row = row.into_active_model();
        row.state = Set(MAKING.to_owned());
        row.attempts = Set(attempts);
        row.fence = Set(fence);
        row.leased_until = Set(Some(clock + lease));
        row.done = Set(0);
        row.total = Set(0);
        row.update(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(ReportClaim {
            id,
            fence,
            notice,
            wish,
        }))
    }

    /// Lengthens the lease and notes how far it is; `false` when somebody else makes it now or it is wanted no more.
    pub async fn renew_report(
        &self,
        claim: &ReportClaim,
        now: DateTime<Utc>,
        lease: Duration,
        done: u64,
        total: u64,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin_write().await?;
        let clock = lease_clock(&transaction, now).await?;
        let update = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(clock + lease))
            .col_expr(Column::Done, Expr::value(count(done)))
            .col_expr(Column::Total, Expr::value(count(total)));
        is_written(transaction, of(claim, update)).await
    }

    /// Keeps the file and notes that it is there; `false`, and nothing is kept, when the claim is void.
    pub async fn finish_report(
        &self,
        claim: &ReportClaim,
        draft: ProductDraft,
        facts: &ProductFacts,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (sha256, bytes) = self.keep_product(draft, claim.id, claim.fence).await?;
        let update = ended(DONE, now)
            .col_expr(Column::TakenAt, Expr::value(moment(facts.taken_at)))
            .col_expr(Column::Snapshot, Expr::value(text(&facts.snapshot)))
            .col_expr(Column::FileName, Expr::value(text(&facts.file_name)))
            .col_expr(Column::Remarks, Expr::value(text(&facts.remarks.join("\n"))))
            .col_expr(Column::Sha256, Expr::value(sha256))
            .col_expr(Column::Bytes, Expr::value(count(bytes)));
        let transaction = self.begin_write().await?;
        let kept = is_written(transaction, of(claim, update)).await?;
        if !kept {
            self.remove_product(claim.id, claim.fence).await?;
        }
        Ok(kept)
    }

    /// Notes that it could not be made, `why` in words for the office. Where trying once more may help it waits again,
    /// up to `max_attempts`. Nothing happens when the claim is void.
    pub async fn fail_report(
        &self,
        claim: &ReportClaim,
        why: &str,
        trouble: Trouble,
        max_attempts: u32,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let limit = i32::try_from(max_attempts).unwrap_or(i32::MAX);
        if trouble == Trouble::Passing {
            // Not at once: the lease runs out first, and what is in trouble has the time to recover.
            let transaction = self.begin_write().await?;
            let again = Entity::update_many()
                .col_expr(Column::Failure, Expr::value(text(why)))
                .filter(Column::Attempts.lt(limit));
            if is_written(transaction, of(claim, again)).await? {
                return Ok(());
            }
        }
        let transaction = self.begin_write().await?;
        let update = ended(FAILED, now).col_expr(Column::Failure, Expr::value(text(why)));
        is_written(transaction, of(claim, update)).await.map(drop)
    }

    /// Gives a product back that was begun and cannot be finished because this process ends. Counts as no attempt.
    pub async fn give_back_report(&self, claim: &ReportClaim) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let update = Entity::update_many()
            .col_expr(Column::State, Expr::value(WAITING))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::Fence, Expr::col(Column::Fence).add(1));
        is_written(transaction, of(claim, update)).await.map(drop)
    }
}

/// For a process that knows itself to be the only one: what others had begun waits again.
pub(crate) async fn release_all(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(WAITING))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
        .filter(Column::State.eq(MAKING))
        .exec(transaction)
        .await?;
    Ok(())
}

fn ended(state: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::EndedAt, Expr::value(moment(now)))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
}

/// Only while the claim is the current one.
fn of(claim: &ReportClaim, update: UpdateMany<Entity>) -> UpdateMany<Entity> {
    update
        .filter(Column::Id.eq(claim.id))
        .filter(Column::Fence.eq(claim.fence))
        .filter(Column::State.eq(MAKING))
}

async fn is_written(
    transaction: DatabaseTransaction,
    update: UpdateMany<Entity>,
) -> Result<bool, StoreError> {
    let done = update.exec(&transaction).await?;
    transaction.commit().await?;
    Ok(done.rows_affected > 0)
}
