//! Cells of rows: what goes in is made to fit both databases, what comes out is parsed or the row is damaged.

use std::fmt;

use chrono::{DateTime, SubsecRound as _, Utc};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// How many rows one statement writes: SQLite takes 32 766 values in one statement, and no table has 100 columns.
pub(crate) const ROWS_AT_ONCE: usize = 300;

/// A text as both databases take it.
pub(crate) fn text(value: &str) -> String {
    domain::text::without_nul(value)
}

/// As [`text`], for what may be missing.
pub(crate) fn text_null(value: Option<&str>) -> Option<String> {
    value.map(text)
}

/// A moment as exact as both databases keep it: to the microsecond.
pub(crate) fn moment(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// A list or structure as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    // Shapes are structs, lists and texts; none of these can fail. Should one ever do, the row reads back as damaged.
    serde_json::to_string(value).unwrap_or_default()
}

/// A size or counter without sign in a column with sign; [`RowName::count`] undoes it.
pub(crate) fn count(value: u64) -> i64 {
    value.cast_signed()
}

/// Which row is being read, for saying which one is damaged.
#[derive(Debug, Clone)]
pub(crate) struct RowName {
    table: &'static str,
    id: RowId,
}

/// Put into words only for a row that is damaged.
#[derive(Debug, Clone)]
enum RowId {
    Words(String),
    /// Number in an arrival.
    Part(i64, i64),
}

impl fmt::Display for RowId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(id) => formatter.write_str(id),
            Self::Part(arrival, ordinal) => write!(formatter, "{arrival}-{ordinal}"),
        }
    }
}

impl RowName {
    pub(crate) fn new(table: &'static str, id: &(impl ToString + ?Sized)) -> Self {
        Self {
            table,
            id: RowId::Words(id.to_string()),
        }
    }

    /// The row of something that an arrival brought, by its number there.
    pub(crate) const fn of_part(table: &'static str, arrival: i64, ordinal: i64) -> Self {
        Self {
            table,
            id: RowId::Part(arrival, ordinal),
        }
    }

    pub(crate) fn corrupt(&self, what: &(impl ToString + ?Sized)) -> StoreError {
        StoreError::corrupt(self.table, &self.id, what)
    }

    /// A word of a closed list.
    pub(crate) fn word<T>(
        &self,
        column: &str,
        text: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        parse(text).ok_or_else(|| self.corrupt(&format!("{column} holds an unknown word")))
    }

    /// An identifier.
    pub(crate) fn id<T, E: ToString>(
        &self,
        column: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(text).map_err(|error| self.corrupt(&format!("{column} {}", error.to_string())))
    }

    /// An identifier that may be missing.
    pub(crate) fn id_null<T, E: ToString>(
        &self,
        column: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.id(column, text, parse)).transpose()
    }

    /// A small number.
    pub(crate) fn small(&self, column: &str, number: i64) -> Result<u32, StoreError> {
        u32::try_from(number).map_err(|_| self.corrupt(&format!("{column} is out of range")))
    }

    /// A size or counter written by [`count`].
    pub(crate) fn count(number: i64) -> u64 {
        number.cast_unsigned()
    }

    /// JSON. The reader's own message is not passed on, since it may quote somebody's text.
    pub(crate) fn json<'t, T: Deserialize<'t>>(&self, column: &str, text: &'t str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| {
            self.corrupt(&format!(
                "{column} is not the JSON it should be ({:?} at {}:{})",
                error.classify(),
                error.line(),
                error.column()
            ))
        })
    }

    /// What a row must have.
    pub(crate) fn present<T>(&self, column: &str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.corrupt(&format!("{column} is empty")))
    }
}
