//! Rows of return forms.

use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::Standing;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    Iterable as _, QueryFilter as _, QueryOrder as _,
};
use serde::{Deserialize, Serialize};

use crate::entity::return_forms::{Column, Entity, Model};
use crate::error::StoreError;
use crate::shapes::PersonShape;
use crate::values::{RowName, json, text_null};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DelegatesShape {
    Persons(Vec<PersonShape>),
    Nil,
    NotAnswered,
}

/// All rows of a notice and society, by arrival and number.
pub(crate) async fn of_society<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
    society: &SocietyCode,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Society.eq(society.as_str()))
        .order_by_asc(Column::Arrival)
        .order_by_asc(Column::Ordinal)
        .all(connection)
        .await?)
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

/// Removes one row.
pub(crate) async fn remove<C: ConnectionTrait>(connection: &C, row: &Model) -> Result<(), StoreError> {
    Entity::delete_by_id((row.arrival, row.ordinal))
        .exec(connection)
        .await?;
    Ok(())
}

/// Writes one row, in place of one with the same identity.
pub(crate) async fn put<C: ConnectionTrait>(connection: &C, row: Model) -> Result<(), StoreError> {
    let others = Column::iter().filter(|column| !matches!(column, Column::Arrival | Column::Ordinal));
    let known = OnConflict::columns([Column::Arrival, Column::Ordinal])
        .update_columns(others)
        .to_owned();
    Entity::insert(row.into_active_model().reset_all())
        .on_conflict(known)
        .exec_without_returning(connection)
        .await?;
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
        nil_items: json(&nil_items),
    }
}

/// The return form of a row.
pub(crate) fn return_form(row: Model) -> Result<ReturnForm, StoreError> {
    let name = RowName::new("return_forms", &format!("{}-{}", row.arrival, row.ordinal));
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
        nil_items: nil_items
            .iter()
            .map(|item| name.id("nil_items", item, ItemId::parse))
            .collect::<Result<_, _>>()?,
    })
}
