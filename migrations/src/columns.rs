//! Kinds of columns that several steps use.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema;

/// A number given by the database, never given twice.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    schema::big_pk_auto(name)
}

/// A moment, in UTC.
pub(crate) fn moment(name: &'static str) -> ColumnDef {
    schema::timestamp_with_time_zone(name)
}

/// A moment, or none.
pub(crate) fn moment_null(name: &'static str) -> ColumnDef {
    schema::timestamp_with_time_zone_null(name)
}

/// Refers to a row that is never removed.
pub(crate) fn refers(
    from_table: &'static str,
    from: &'static str,
    to_table: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{from_table}_{from}"))
        .from(from_table, from)
        .to(to_table, to)
        .to_owned()
}

/// An index named after its table and columns.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("{table}_by_{}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
