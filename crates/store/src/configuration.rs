//! The number that grows with each import of a notice or the roster and with each ruling.

use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::configuration::{Column, Entity};
use crate::error::StoreError;

/// Counts of changes; each only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigurationVersion {
    /// With each import of a notice or the roster, each deadline put off, and each ruling.
    pub whole: i64,
    /// With all of these but rulings: claims that were made with the same number stay what they are, as long as their
    /// own arrivals do.
    pub claims: i64,
}

/// The only row.
const ROW: i32 = 1;

impl Store {
    /// How often notices, roster and rulings have changed.
    pub async fn configuration_version(&self) -> Result<ConfigurationVersion, StoreError> {
        match Entity::find_by_id(ROW).one(self.read()).await? {
            Some(row) => Ok(ConfigurationVersion {
                whole: row.version,
                claims: row.claims,
            }),
            None => Err(StoreError::corrupt("configuration", &ROW, "the row is gone")),
        }
    }
}

/// Counts a change of notices, roster or deadlines: what arrivals say of themselves may now mean something else.
pub(crate) async fn grow<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    add(connection, 1, 1).await
}

/// Counts a ruling, which changes nothing but what its own arrival means.
pub(crate) async fn grow_by_ruling<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    add(connection, 1, 0).await
}

/// Whether the configuration is still this one; it stays so until the transaction ends. Whoever changes it begins with
/// [`grow`], so that nobody waits in a circle.
pub(crate) async fn is_still(transaction: &DatabaseTransaction, version: i64) -> Result<bool, StoreError> {
    let row = Entity::find_by_id(ROW).lock_shared().one(transaction).await?;
    Ok(row.is_some_and(|row| row.version == version))
}

/// Writes without a change, to see whether writing works.
pub(crate) async fn touch<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    add(connection, 0, 0).await
}

async fn add<C: ConnectionTrait>(connection: &C, version: i64, claims: i64) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(version))
        .col_expr(Column::Claims, Expr::col(Column::Claims).add(claims))
        .exec(connection)
        .await?;
    Ok(())
}
