//! The number that grows with each import of a notice or the roster and with each ruling.

use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::configuration::{Column, Entity};
use crate::error::StoreError;

/// The only row.
const ROW: i32 = 1;

impl Store {
    /// Grows with each import of a notice or the roster and with each ruling.
    pub async fn configuration_version(&self) -> Result<i64, StoreError> {
        match Entity::find_by_id(ROW).one(self.read()).await? {
            Some(row) => Ok(row.version),
            None => Err(StoreError::corrupt("configuration", &ROW, "the row is gone")),
        }
    }
}

/// Whether the configuration is still this one; it stays so until the transaction ends. Whoever changes it begins with
/// [`grow`], so that nobody waits in a circle.
pub(crate) async fn is_still(transaction: &DatabaseTransaction, version: i64) -> Result<bool, StoreError> {
    let row = Entity::find_by_id(ROW).lock_shared().one(transaction).await?;
    Ok(row.is_some_and(|row| row.version == version))
}

/// Counts a change of configuration.
pub(crate) async fn grow<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    add(connection, 1).await
}

/// Writes without a change, to see whether writing works.
pub(crate) async fn touch<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    add(connection, 0).await
}

async fn add<C: ConnectionTrait>(connection: &C, number: i64) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(number))
        .exec(connection)
        .await?;
    Ok(())
}
