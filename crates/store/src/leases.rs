//! Claims of processes that died.

use domain::ids::ArrivalId;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::StoreError;
use crate::mailbox_leases;

impl Store {
    /// Gives back every arrival that is handed out and every mailbox that is held. For a process that knows itself to be the only one; where others
    /// may be at work, the leases run out by themselves.
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
        transaction.commit().await?;
        Ok(())
    }

    /// Takes back the attempt of an arrival that could not be judged for a reason that lies with us. It stays handed out
    /// until its lease runs out, so that it is not tried again at once.
    pub async fn excuse(&self, arrival: ArrivalId) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        arrivals::Entity::update_many()
            .col_expr(
                arrivals::Column::Attempts,
                Expr::col(arrivals::Column::Attempts).sub(1),
            )
            .filter(arrivals::Column::Id.eq(arrival.number()))
            .filter(arrivals::Column::Pending.eq(true))
            .filter(arrivals::Column::Attempts.gt(0))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
