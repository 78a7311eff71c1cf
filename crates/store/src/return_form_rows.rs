//! Rows of return forms.

use std::collections::BTreeMap;

use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::Standing;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    Iterable as _, QueryFilter as _, QueryOrder as _,
};
use serde::{Deserialize, Serialize};

use crate::aggregated::{self, Asked};
use crate::entity::return_forms::{Column, Entity, Model};
use crate::error::StoreError;
use crate::places::any_of;
use crate::record::Place;
use crate::shapes::PersonShape;
use crate::values::{ROWS_AT_ONCE, RowName, json, text_null};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DelegatesShape {
    Persons(Vec<PersonShape>),
    Nil,
    NotAnswered,
}

/// All rows of these societies, by arrival and number.
pub(crate) async fn of_societies<C: ConnectionTrait>(
    connection: &C,
    places: impl IntoIterator<Item = &Place> + Send,
) -> Result<Vec<Model>, StoreError> {
    let selected = Entity::find().filter(any_of(Column::Notice, Column::Society, places));
    let by = [Column::Notice, Column::Society];
    let columns: Vec<Column> = Column::iter().collect();
    let mut rows: Vec<Model> = Vec::new();
    let asked = Asked {
        columns: &columns,
        apart: &[],
    };
    for list in aggregated::lists(connection, selected, by, asked).await? {
        let part: Vec<Model> = list.rows("return_forms")?;
        rows.extend(part);
    }
    rows.sort_by_key(|row| (row.arrival, row.ordinal));
    Ok(rows)
}

/// All rows of a notice, by arrival and number.
pub(crate) async fn of_notice<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .order_by_asc(Column::Arrival)
        .order_by_asc(Column::Ordinal)
        .all(connection)
        .await?)
}

/// Writes what became of these, and removes those that are no more.
pub(crate) async fn change<C: ConnectionTrait>(
    connection: &C,
    changed: &BTreeMap<(ArrivalId, u32), Option<&ReturnForm>>,
) -> Result<(), StoreError> {
    for (id, _) in changed.iter().filter(|(_, new)| new.is_none()) {
        Entity::delete_by_id((id.0.number(), i64::from(id.1)))
            .exec(connection)
            .await?;
    }
    let rows: Vec<Model> = changed.values().copied().flatten().map(row_of).collect();
    let others = Column::iter().filter(|column| !matches!(column, Column::Arrival | Column::Ordinal));
    let overwrite = OnConflict::columns([Column::Arrival, Column::Ordinal])
        .update_columns(others)
        .to_owned();
    for part in rows.chunks(ROWS_AT_ONCE) {
        Entity::insert_many(part.iter().map(|row| row.clone().into_active_model().reset_all()))
            .on_conflict(overwrite.clone())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

/// The row of a return form.
pub(crate) fn row_of(form: &ReturnForm) -> Model {
    let delegates = match &form.delegates {
        Delegates::Persons(persons) => DelegatesShape::Persons(persons.iter().map(PersonShape::of).collect()),
        Delegates::Nil => DelegatesShape::Nil,
        Delegates::NotAnswered => DelegatesShape::NotAnswered,
    };
    let nil_items: Vec<&str> = form.nil_items.iter().map(ItemId::as_str).collect();
    Model {
        arrival: form.arrival.number(),
        ordinal: i64::from(form.ordinal),
        notice: form.notice.to_string(),
        society: form.society.to_string(),
        standing: form.standing.as_str().to_owned(),
        filled_by: text_null(form.filled_by.as_deref()),
        contact: text_null(form.contact.as_deref()),
        delegates: json(&delegates),
        delegates_from: form.delegates_from.map(ArrivalId::number),
        nil_items: json(&nil_items),
    }
}

/// The return form of a row.
pub(crate) fn return_form(row: Model) -> Result<ReturnForm, StoreError> {
    let name = RowName::of_part("return_forms", row.arrival, row.ordinal);
    let delegates = match name.json("delegates", &row.delegates)? {
        DelegatesShape::Persons(persons) => {
            Delegates::Persons(persons.into_iter().map(PersonShape::person).collect())
        }
        DelegatesShape::Nil => Delegates::Nil,
        DelegatesShape::NotAnswered => Delegates::NotAnswered,
    };
    let nil_items: Vec<String> = name.json("nil_items", &row.nil_items)?;
    Ok(ReturnForm {
        notice: name.id("notice", &row.notice, NoticeId::parse)?,
        society: name.id("society", &row.society, SocietyCode::parse)?,
        arrival: ArrivalId::new(row.arrival),
        ordinal: name.small("ordinal", row.ordinal)?,
        standing: name.word("standing", &row.standing, Standing::parse)?,
        filled_by: row.filled_by,
        contact: row.contact,
        delegates,
        delegates_from: row.delegates_from.map(ArrivalId::new),
        nil_items: nil_items
            .iter()
            .map(|item| name.id("nil_items", item, ItemId::parse))
            .collect::<Result<_, _>>()?,
    })
}
