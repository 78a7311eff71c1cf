//! Conditions on notices and societies.

use std::collections::BTreeMap;

use domain::ids::NoticeId;
use sea_orm::{ColumnTrait, Condition};

use crate::record::Place;

/// Rows of these societies. Societies of one notice stand in one list, which every database
/// follows through an index, where one that is told of each apart may put together what it finds for each.
pub(crate) fn any_of<'a, C: ColumnTrait>(
    notice: C,
    society: C,
    places: impl IntoIterator<Item = &'a Place>,
) -> Condition {
    let mut by_notice: BTreeMap<&NoticeId, Vec<&str>> = BTreeMap::new();
    for (notice, society) in places {
        by_notice.entry(notice).or_default().push(society.as_str());
    }
    if by_notice.is_empty() {
        // No condition at all would be true of every row.
        return Condition::all().add(society.is_in(Vec::<&str>::new()));
    }
    by_notice
        .into_iter()
        .fold(Condition::any(), |any, (id, societies)| {
            let these = Condition::all()
                .add(notice.eq(id.as_str()))
                .add(society.is_in(societies));
            any.add(these)
        })
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, EntityTrait as _, QueryFilter as _, QueryTrait as _};

    use super::any_of;
    use crate::entity::arrivals::{Column, Entity};

    #[test]
    fn of_no_society_there_are_no_rows() {
        let none = any_of(Column::Notice, Column::Society, []);
        let statement = Entity::find().filter(none).build(DbBackend::Sqlite).to_string();
        assert!(statement.ends_with("WHERE 1 = 2"), "{statement}");
    }
}
