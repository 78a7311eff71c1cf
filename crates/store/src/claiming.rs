//! Work that several processes take from: each piece goes to one of them at a time.
//!
//! The only place where the databases differ. PostgreSQL passes over rows that others hold (`FOR UPDATE SKIP LOCKED`);
//! SQLite knows no row locks, the statement builder leaves the clause away, and `BEGIN IMMEDIATE` lets in one at a time.

use chrono::{DateTime, Duration, Utc};
use domain::ids::ArrivalId;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};

use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::StoreError;
use crate::values::{RowName, moment};

/// Any number, the same for all processes that bring a schema up to date.
const SCHEMA_LOCK: i64 = 0x7a68_656e_676a_6900;
/// Another one, for all processes that keep a rate together.
const RATES_LOCK: i64 = 0x7a68_656e_676a_6901;

/// An arrival that was handed out to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// Which arrival.
    pub arrival: ArrivalId,
    /// Its revision now; [`crate::Store::record`] compares it.
    pub revision: i64,
    /// How often it was handed out since it last changed, this time included. More than the number allowed means: hold
    /// it as unprocessable.
    pub attempts: u32,
}

impl Store {
    /// Hands out pending arrivals that nobody holds, at most `most`, until `now + lease`, in the order of receipt: what a
    /// society sends is settled in that order. What was tried before is handed out alone, so that one bad mail spoils no
    /// other's attempts, and what was tried `max_attempts` times comes after all others, so that it never stops the line.
    pub async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        max_attempts: u32,
        most: u64,
    ) -> Result<Vec<Claimed>, StoreError> {
        use arrivals::Column;
        let transaction = self.begin_write().await?;
        let limit = i32::try_from(max_attempts).unwrap_or(i32::MAX);
        let mut rows = waiting(&transaction, now, Column::Attempts.lt(limit), most).await?;
        if rows.is_empty() {
            rows = waiting(&transaction, now, Column::Attempts.gte(limit), most).await?;
        }
        let claimed = together(&rows)?;
        if claimed.is_empty() {
            transaction.rollback().await?;
            return Ok(claimed);
        }
        arrivals::Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::LeasedUntil, Expr::value(moment(now + lease)))
            .filter(Column::Id.is_in(claimed.iter().map(|claimed| claimed.arrival.number())))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(claimed)
    }

    /// How many arrivals wait to be judged, those handed out included.
    pub async fn pending(&self) -> Result<u64, StoreError> {
        Ok(arrivals::Entity::find()
            .filter(arrivals::Column::Pending.eq(true))
            .count(self.read())
            .await?)
    }
}

/// Number, revision and attempts of pending arrivals that nobody holds, locked; in the order of the index that finds them.
async fn waiting(
    transaction: &DatabaseTransaction,
    now: DateTime<Utc>,
    tried: Expr,
    most: u64,
) -> Result<Vec<(i64, i64, i32)>, StoreError> {
    use arrivals::Column;
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lte(moment(now)));
    Ok(arrivals::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Revision, Column::Attempts])
        .filter(Column::Pending.eq(true))
        .filter(free)
        .filter(tried)
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?)
}

/// The first row alone if it was tried before, else all up to the next that was.
fn together(rows: &[(i64, i64, i32)]) -> Result<Vec<Claimed>, StoreError> {
    let fresh = rows.iter().take_while(|(_, _, attempts)| *attempts == 0).count();
    rows.iter()
        .take(fresh.max(1))
        .map(|(id, revision, attempts)| {
            let attempts = i64::from(*attempts).saturating_add(1);
            Ok(Claimed {
                arrival: ArrivalId::new(*id),
                revision: *revision,
                attempts: RowName::new("arrivals", id).small("attempts", attempts)?,
            })
        })
        .collect()
}

/// The clock by which leases of mailboxes run out: the server's, where processes of several machines share a database.
pub(crate) async fn lease_clock(
    transaction: &DatabaseTransaction,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(moment(now));
    }
    let statement = Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp()");
    let row = transaction.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("clock_timestamp()".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}

/// Lets one process at a time gather receipts to an address, or note what became of a Message-ID. SQLite's write transaction does so by itself.
pub(crate) async fn lock_text(transaction: &DatabaseTransaction, held: &str) -> Result<(), StoreError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            [held.into()],
        );
        transaction.execute_raw(lock).await?;
    }
    Ok(())
}

/// Lets one process at a time count the letters of the last minute and hand out more. SQLite's write transaction does so
/// by itself.
pub(crate) async fn lock_rates(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let statement = format!("SELECT pg_advisory_xact_lock({RATES_LOCK})");
        transaction.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Lets one process at a time change the schema. SQLite's write transaction does so by itself.
pub(crate) async fn lock_schema(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let statement = format!("SELECT pg_advisory_xact_lock({SCHEMA_LOCK})");
        transaction.execute_unprepared(&statement).await?;
    }
    Ok(())
}
