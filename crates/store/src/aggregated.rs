//! Many narrow rows in few: a row that the driver hands from the database's thread to ours by itself costs many times what
//! its words cost in a list.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QuerySelect as _, Select};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::error::StoreError;
use crate::values::RowName;

/// The values of some columns of the selected rows, in no order; the database hands over a list for each value of `by`.
/// `table` says in errors where a damaged row stands.
pub(crate) async fn rows<E, C, T, const N: usize>(
    connection: &C,
    table: &'static str,
    selected: Select<E>,
    by: [E::Column; N],
    columns: &[E::Column],
) -> Result<Vec<T>, StoreError>
where
    E: EntityTrait,
    C: ConnectionTrait,
    T: DeserializeOwned,
{
    let (row, list) = match connection.get_database_backend() {
        DbBackend::Postgres => ("json_build_array", "json_agg"),
        _ => ("json_array", "json_group_array"),
    };
    let values = columns.iter().map(|column| Expr::col(column.as_column_ref()));
    let row: SimpleExpr = Func::cust(row).args(values).into();
    let list: SimpleExpr = Func::cust(list).arg(row).into();
    let mut selected = selected.select_only().column_as(list.cast_as("TEXT"), "list");
    for column in by {
        selected = selected.group_by(column);
    }
    let lists: Vec<String> = selected.into_tuple().all(connection).await?;
    let mut rows = Vec::new();
    for list in lists {
        let part: Vec<T> = RowName::new(table, &"").json("rows", &list)?;
        rows.extend(part);
    }
    Ok(rows)
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
