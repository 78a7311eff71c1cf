//! Opens the database: one SQLite file, or PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use migrations::SchemaState;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
};

use crate::durable::create_folder;
use crate::error::{Cause, StoreError};
use crate::mailbox_leases::MailboxLease;
use crate::originals::{Originals, blocking};

/// How long a SQLite connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(30);

/// After this time PostgreSQL takes the locks from a process that froze within a transaction. None of ours waits for
/// anything but the database there.
const FROZEN: &str = "20s";

/// Readers of a SQLite database, and all connections to PostgreSQL.
const CONNECTIONS: u32 = 8;

/// The database and the originals. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// With it, what is written of a mailbox counts only while this lease is the current one.
    fence: Option<Arc<MailboxLease>>,
}

#[derive(Debug)]
struct Inner {
    read: DatabaseConnection,
    /// With SQLite a pool of one, so that writers of this process wait in line; with PostgreSQL the same as `read`.
    write: DatabaseConnection,
    originals: Originals,
}

impl Store {
    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…`, with originals in `file:PATH`.
    /// Does not touch the schema.
    pub async fn open(database_url: &str, originals_url: &str) -> Result<Self, StoreError> {
        let originals = Originals::open(originals_url).await?;
        let (read, write) = match database_url.split_once(':') {
            Some(("sqlite", path)) => open_sqlite(path).await?,
            Some(("postgres" | "postgresql", _)) => {
                let pool = Database::connect(postgres_options(database_url)).await?;
                (pool.clone(), pool)
            }
            other => {
                return Err(StoreError::UnsupportedUrl {
                    url_scheme: other.map(|(scheme, _)| scheme).unwrap_or_default().to_owned(),
                });
            }
        };
        let inner = Inner {
            read,
            write,
            originals,
        };
        Ok(Self {
            inner: Arc::new(inner),
            fence: None,
        })
    }

    /// Brings the schema up to date. Several processes may call this at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if migrations::state(&self.inner.write).await? == SchemaState::TooNew {
            return Err(StoreError::SchemaTooNew);
        }
        let transaction = self.begin_write().await?;
        crate::claiming::lock_schema(&transaction).await?;
        migrations::apply(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Fails unless the schema is the one of this program.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        match migrations::state(&self.inner.read).await? {
            SchemaState::Current => Ok(()),
            SchemaState::TooOld => Err(StoreError::SchemaTooOld),
            SchemaState::TooNew => Err(StoreError::SchemaTooNew),
        }
    }

    /// Database and originals can be read and written, and enough space is free.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.check_schema().await?;
        let transaction = self.begin_write().await?;
        crate::configuration::touch(&transaction).await?;
        transaction.commit().await?;
        self.check_originals().await
    }

    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.inner.read
    }

    pub(crate) fn fence(&self) -> Option<&MailboxLease> {
        self.fence.as_deref()
    }

    pub(crate) fn with_fence(&self, lease: MailboxLease) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            fence: Some(Arc::new(lease)),
        }
    }

    pub(crate) fn originals(&self) -> &Originals {
        &self.inner.originals
    }

    /// A transaction that writes. With SQLite it takes the write lock at once, since a reader that becomes a writer
    /// later fails instead of waiting.
    pub(crate) async fn begin_write(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.inner.write.begin_with_options(options).await?)
    }

    /// A transaction in which every read sees the same moment.
    pub(crate) async fn begin_read(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = match self.inner.read.get_database_backend() {
            // A deferred transaction in WAL mode is one snapshot by itself.
            DbBackend::Sqlite => TransactionOptions::default(),
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        Ok(self.inner.read.begin_with_options(options).await?)
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(BUSY * 2)
        // Either of these starts sqlx's maintenance task, which one connection given back at the wrong moment lets
        // spin for ever, so that the process never ends (sqlx issue 3645, mended after 0.9.0 by pull request 4289).
        .idle_timeout(None)
        .max_lifetime(None)
        // Statements hold addresses and names; these never go to a log.
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn postgres_options(url: &str) -> ConnectOptions {
    let mut options = options(url, CONNECTIONS);
    options.map_sqlx_postgres_opts(|settings| {
        settings.options([("idle_in_transaction_session_timeout", FROZEN)])
    });
    options
}

async fn open_sqlite(path: &str) -> Result<(DatabaseConnection, DatabaseConnection), StoreError> {
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path));
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    blocking(move || create_folder(&folder)).await?;
    let write = Database::connect(sqlite_options(&path, 1)).await?;
    assert_setting(&write, "synchronous", "2").await?;
    assert_setting(&write, "journal_mode", "wal").await?;
    let read = Database::connect(sqlite_options(&path, CONNECTIONS)).await?;
    Ok((read, write))
}

fn sqlite_options(path: &Path, connections: u32) -> ConnectOptions {
    // The path goes in as a path, not in the URL, where `?`, `%` and `#` would change it.
    let mut options = options("sqlite:zhengji.db", connections);
    let path = path.to_path_buf();
    options.map_sqlx_sqlite_opts(move |settings| {
        settings
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
    });
    options
}

/// What was acknowledged must survive a power cut; `synchronous=NORMAL` loses it without any sign.
async fn assert_setting(
    connection: &DatabaseConnection,
    setting: &'static str,
    wanted: &'static str,
) -> Result<(), StoreError> {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {setting}"));
    let row = connection
        .query_one_raw(statement)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(setting.to_owned()))?;
    let value = match row.try_get_by_index::<i64>(0) {
        Ok(number) => number.to_string(),
        Err(_) => row.try_get_by_index::<String>(0)?,
    };
    if value == wanted {
        Ok(())
    } else {
        let source = Cause::Unsafe {
            setting,
            value,
            wanted,
        };
        Err(StoreError::Unavailable { source })
    }
}

#[cfg(test)]
mod plans;
