//! Many narrow rows in few: a row that the driver hands from the database's thread to ours by itself costs many times what
//! its words cost in a list.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QuerySelect as _, Select};
use serde::{Deserialize, Deserializer};

use crate::error::StoreError;
use crate::values::RowName;

/// The rows of a notice and society, as one text.
pub(crate) struct List {
    pub notice: String,
    pub society: String,
    /// A JSON array with an array for each row.
    json: String,
}

impl List {
    /// The rows. `table` says in errors where a damaged row stands.
    pub(crate) fn rows<'l, T: Deserialize<'l>>(&'l self, table: &'static str) -> Result<Vec<T>, StoreError> {
        RowName::new(table, &"").json("rows", &self.json)
    }
}

/// The values of some columns of the selected rows, in no order; the database hands over a list for each notice and society.
pub(crate) async fn lists<E, C>(
    connection: &C,
    selected: Select<E>,
    by: [E::Column; 2],
    columns: &[E::Column],
) -> Result<Vec<List>, StoreError>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let (row, list) = match connection.get_database_backend() {
        DbBackend::Postgres => ("json_build_array", "json_agg"),
        _ => ("json_array", "json_group_array"),
    };
    let values = columns.iter().map(|column| Expr::col(column.as_column_ref()));
    let row: SimpleExpr = Func::cust(row).args(values).into();
    let list: SimpleExpr = Func::cust(list).arg(row).into();
    let mut selected = selected.select_only();
    for column in by {
        selected = selected.column(column).group_by(column);
    }
    let lists: Vec<(String, String, String)> = selected
        .column_as(list.cast_as("TEXT"), "list")
        .into_tuple()
        .all(connection)
        .await?;
    let list = |(notice, society, json)| List {
        notice,
        society,
        json,
    };
    Ok(lists.into_iter().map(list).collect())
}

/// SQLite has numbers for truth values.
pub(crate) fn truth<'d, D: Deserializer<'d>>(value: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Truth {
        Word(bool),
        Number(i64),
    }
    Ok(match Truth::deserialize(value)? {
        Truth::Word(word) => word,
        Truth::Number(number) => number != 0,
    })
}
