//! What can go wrong with the database and the originals, as far as a caller acts on it.

use std::io;

use domain::ids::MailboxName;
use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use crate::notice_file::NoticeProblem;

/// What lies beneath a [`StoreError`].
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The database said so.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The file system said so.
    #[error(transparent)]
    Files(#[from] io::Error),
    /// Less is free than must stay free, both in bytes.
    #[error("only {free} bytes are free, {reserve} must stay free")]
    Reserve {
        /// Free bytes.
        free: u64,
        /// Bytes that must stay free.
        reserve: u64,
    },
    /// An SQLite database without the settings that keep acknowledged rows through a power cut.
    #[error("SQLite runs with {setting} = {value}, {wanted} is needed")]
    Unsafe {
        /// Name of the setting.
        setting: &'static str,
        /// What it is.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Try again later.
    #[error("the store is not available")]
    Unavailable {
        /// Why.
        source: Cause,
    },
    /// The disk is full, or the place cannot be written.
    #[error("the store is full or cannot be written")]
    Full {
        /// Why.
        source: Cause,
    },
    /// Something stored cannot be what was stored. Never replaced by a default.
    #[error("{table} {id} is damaged: {what}")]
    Corrupt {
        /// Which table, or `originals`.
        table: &'static str,
        /// Which row, or which file.
        id: String,
        /// What is wrong. Holds no address, name or text of anybody.
        what: String,
    },
    /// The database was made by an older program; migrate it.
    #[error("the database is older than this program; run the migration")]
    SchemaTooOld,
    /// The database was made by a newer program.
    #[error("the database is newer than this program; install the newer program")]
    SchemaTooNew,
    /// No such kind of database or place for originals.
    #[error(
        "{url_scheme}: is not supported; a database is sqlite:PATH or postgres://…, originals are file:PATH (s3:// comes later)"
    )]
    UnsupportedUrl {
        /// The part of the URL before the colon.
        url_scheme: String,
    },
    /// What was named does not exist.
    #[error("there is no {what} {id}")]
    Missing {
        /// What kind of thing.
        what: &'static str,
        /// Its identifier.
        id: String,
    },
    /// Another process reads the mailbox now; nothing was written.
    #[error("the lease of mailbox {mailbox} has gone to another process")]
    LeaseLost {
        /// Which mailbox.
        mailbox: MailboxName,
    },
}

/// Why a notice could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum NoticeImportError {
    /// The file is not a notice; all that is wrong with it.
    #[error("the notice file has {} problem(s), the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Invalid(Vec<NoticeProblem>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// A row that cannot be read back.
    pub(crate) fn corrupt(
        table: &'static str,
        id: &(impl ToString + ?Sized),
        what: &(impl ToString + ?Sized),
    ) -> Self {
        Self::Corrupt {
            table,
            id: id.to_string(),
            what: what.to_string(),
        }
    }

    /// Something that was named and is not there.
    pub(crate) fn missing(what: &'static str, id: &(impl ToString + ?Sized)) -> Self {
        Self::Missing {
            what,
            id: id.to_string(),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if is_full(&error) {
            Self::Full { source: error.into() }
        } else {
            Self::Unavailable { source: error.into() }
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied => Self::Full { source: error.into() },
            _ => Self::Unavailable { source: error.into() },
        }
    }
}

/// True when a unique key already exists: somebody else wrote the same a moment before.
pub(crate) fn is_duplicate(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable {
            source: Cause::Database(error),
        } => matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
        _ => false,
    }
}

/// True when PostgreSQL ended this transaction so that another one could go on (40P01).
pub(crate) fn is_deadlock(error: &StoreError) -> bool {
    let StoreError::Unavailable {
        source: Cause::Database(error),
    } = error
    else {
        return false;
    };
    database_code(error).as_deref() == Some("40P01")
}

/// SQLite: FULL 13, READONLY 8, IOERR_WRITE 778; PostgreSQL: disk full 53100, read-only transaction 25006.
fn is_full(error: &DbErr) -> bool {
    match database_code(error).as_deref() {
        Some("53100" | "25006" | "778") => true,
        Some(code) if code.len() < 5 => code
            .parse::<u32>()
            .is_ok_and(|number| matches!(number & 0xff, 8 | 13)),
        _ => false,
    }
}

/// What the database calls the error.
fn database_code(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    match inner.as_ref() {
        SqlxError::Database(database) => database.code().map(std::borrow::Cow::into_owned),
        _ => None,
    }
}
