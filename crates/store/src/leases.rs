//! Claims of processes that died.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::StoreError;

impl Store {
    /// Gives back every arrival that is handed out. For a process that knows itself to be the only one; where others
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
        transaction.commit().await?;
        Ok(())
    }
}
