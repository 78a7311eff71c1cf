//! Claims of processes that died, and of those that take long.

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};

use crate::claiming::Claimed;
use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::StoreError;
use crate::values::moment;
use crate::{mailbox_leases, report_claims};

impl Store {
    /// Gives back every arrival and product that is handed out and every mailbox that is held. For a process that knows
    /// itself to be the only one; where others may be at work, the leases run out by themselves.
    pub async fn release_claims(&self) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        arrivals::Entity::update_many()
            .col_expr(
                arrivals::Column::LeasedUntil,
                Expr::value(sea_orm::Value::ChronoDateTimeUtc(None)),
            )
            .filter(arrivals::Column::Pending.eq(true))
            .filter(arrivals::Column::LeasedUntil.is_not_null())
            .exec(&transaction)
            .await?;
        mailbox_leases::release_all(&transaction).await?;
        report_claims::release_all(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps arrivals handed out until `until`: whoever judges them is still at it. Those that were given to somebody else
    /// meanwhile, or were judged, stay as they are.
    pub async fn keep(&self, claimed: &[Claimed], until: DateTime<Utc>) -> Result<(), StoreError> {
        use arrivals::Column;
        let own = claimed.iter().fold(Condition::any(), |own, claimed| {
            let one = Condition::all()
                .add(Column::Id.eq(claimed.arrival.number()))
                .add(Column::Revision.eq(claimed.revision))
                .add(Column::Attempts.eq(i64::from(claimed.attempts)));
            own.add(one)
        });
        let transaction = self.begin_write().await?;
        arrivals::Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(moment(until)))
            .filter(Column::Pending.eq(true))
            .filter(Column::LeasedUntil.is_not_null())
            .filter(own)
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes back the attempt of arrivals that could not be judged for a reason that lies with us. They stay handed out
    /// until their lease runs out, so that they are not tried again at once.
    pub async fn excuse(&self, arrivals: &[ArrivalId]) -> Result<(), StoreError> {
        self.take_back(arrivals, Lease::Kept).await
    }

    /// Gives back arrivals that were handed out and not begun: others may take them at once.
    pub async fn give_back(&self, arrivals: &[ArrivalId]) -> Result<(), StoreError> {
        self.take_back(arrivals, Lease::Ended).await
    }

    async fn take_back(&self, arrivals: &[ArrivalId], lease: Lease) -> Result<(), StoreError> {
        use arrivals::Column;
        if arrivals.is_empty() {
            return Ok(());
        }
        let transaction = self.begin_write().await?;
        let mut update = arrivals::Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
            .filter(Column::Id.is_in(arrivals.iter().map(|arrival| arrival.number())))
            .filter(Column::Pending.eq(true))
            .filter(Column::Attempts.gt(0));
        if lease == Lease::Ended {
            let none = Expr::value(sea_orm::Value::ChronoDateTimeUtc(None));
            update = update.col_expr(Column::LeasedUntil, none);
        }
        update.exec(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What becomes of the lease of an arrival whose attempt is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lease {
    Kept,
    Ended,
}
