//! Many narrow rows in few: a row that the driver hands from the database's thread to ours by itself costs many times what
//! its words cost in a list.

use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryResult, QuerySelect as _,
    QueryTrait as _, Select,
};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use crate::error::StoreError;
use crate::values::RowName;

/// The rows of a notice and society, as one text.
pub(crate) struct List {
    pub notice: String,
    pub society: String,
    /// A JSON array with an array for each row.
    json: String,
    /// For each column handed over apart its values, one for each row, with [`BETWEEN`] between them.
    apart: Vec<String>,
}

/// Between the values of a column: stands in no JSON text and in no digits.
const BETWEEN: char = '\u{1E}';

impl List {
    /// The rows. `table` says in errors where a damaged row stands.
    pub(crate) fn rows<'l, T: Deserialize<'l>>(&'l self, table: &'static str) -> Result<Vec<T>, StoreError> {
        RowName::new(table, &"").json("rows", &self.json)
    }

    /// The values of a column that was asked for apart, in the order of the rows; an empty one for none.
    pub(crate) fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.apart
            .get(at)
            .into_iter()
            .flat_map(|values| values.split(BETWEEN))
    }
}

/// What is asked of each row.
pub(crate) struct Asked<'c, C> {
    /// In the list of the row.
    pub columns: &'c [C],
    /// Texts that hold no [`BETWEEN`], handed over as they are: within a list a database marks every quotation mark of
    /// JSON in JSON, and we would take each mark out again.
    pub apart: &'c [C],
}

/// What is asked of the selected rows, in no order, but in the same for the list and all columns apart (neither database
/// divides the rows of a group among several that put together JSON); the database hands over a list for each notice and society.
pub(crate) async fn lists<E, C>(
    connection: &C,
    selected: Select<E>,
    by: [E::Column; 2],
    asked: Asked<'_, E::Column>,
) -> Result<Vec<List>, StoreError>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let (row, list, joined) = match connection.get_database_backend() {
        DbBackend::Postgres => ("json_build_array", "json_agg", "string_agg"),
        _ => ("json_array", "json_group_array", "group_concat"),
    };
    let values = asked
        .columns
        .iter()
        .map(|column| Expr::col(column.as_column_ref()));
    let row: SimpleExpr = Func::cust(row).args(values).into();
    let list: SimpleExpr = Func::cust(list).arg(row).into();
    let mut selected = selected.select_only();
    for column in by {
        selected = selected.column(column).group_by(column);
    }
    selected = selected.column_as(list.cast_as("TEXT"), "list");
    for (at, column) in asked.apart.iter().enumerate() {
        let text = Func::coalesce([Expr::col(column.as_column_ref()), Expr::val("")]);
        let texts = Func::cust(joined).args([text.into(), Expr::val(BETWEEN.to_string())]);
        selected = selected.column_as(SimpleExpr::from(texts), format!("apart{at}"));
    }
    let lists = connection.query_all(&selected.into_query()).await?;
    let list = |row: QueryResult| -> Result<List, DbErr> {
        let apart = 3..3 + asked.apart.len();
        Ok(List {
            notice: row.try_get_by_index(0)?,
            society: row.try_get_by_index(1)?,
            json: row.try_get_by_index(2)?,
            apart: apart
                .map(|at| row.try_get_by_index(at))
                .collect::<Result<_, _>>()?,
        })
    };
    Ok(lists.into_iter().map(list).collect::<Result<_, _>>()?)
}

/// SQLite has numbers for truth values.
pub(crate) fn truth<'d, D: Deserializer<'d>>(value: D) -> Result<bool, D::Error> {
    struct Truth;
    impl Visitor<'_> for Truth {
        type Value = bool;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("true, false or a number")
        }

        fn visit_bool<E>(self, word: bool) -> Result<bool, E> {
            Ok(word)
        }

        fn visit_i64<E>(self, number: i64) -> Result<bool, E> {
            Ok(number != 0)
        }

        fn visit_u64<E>(self, number: u64) -> Result<bool, E> {
            Ok(number != 0)
        }
    }
    value.deserialize_any(Truth)
}

#[cfg(test)]
mod tests {
    use super::truth;

    #[test]
    fn both_databases_say_what_is_true() {
        let read = |json: &str| truth(&mut serde_json::Deserializer::from_str(json)).ok();
        assert_eq!(
            ["true", "false", "1", "0", "-1"].map(read),
            [Some(true), Some(false), Some(true), Some(false), Some(true)]
        );
        assert_eq!(["null", "\"true\"", "[]", "1.0"].map(read), [None; 4]);
    }
}
