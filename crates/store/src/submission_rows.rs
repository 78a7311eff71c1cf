//! Rows of submissions.

use std::collections::BTreeMap;

use domain::deadline::Timeliness;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::person::Person;
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    Iterable as _, QueryFilter as _, QueryOrder as _,
};

use crate::entity::submissions::{Column, Entity, Model};
use crate::error::StoreError;
use crate::origin_shapes::OriginShape;
use crate::places::any_of;
use crate::record::Place;
use crate::shapes::{AttachmentShape, PersonShape};
use crate::text_key::TextKey;
use crate::values::{ROWS_AT_ONCE, RowName, json, text, text_null};

/// All rows of these societies, by identity.
pub(crate) async fn of_societies<C: ConnectionTrait>(
    connection: &C,
    places: impl IntoIterator<Item = &Place> + Send,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(any_of(Column::Notice, Column::Society, places))
        .order_by_asc(Column::Arrival)
        .order_by_asc(Column::Ordinal)
        .all(connection)
        .await?)
}

/// All rows of a notice, by identity.
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
    changed: &BTreeMap<SubmissionId, Option<&Submission>>,
) -> Result<(), StoreError> {
    for (id, _) in changed.iter().filter(|(_, new)| new.is_none()) {
        Entity::delete_by_id((id.arrival.number(), i64::from(id.ordinal)))
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

/// The row of a submission.
pub(crate) fn row_of(submission: &Submission) -> Model {
    let attachments = submission.attachments.iter().map(AttachmentShape::of);
    Model {
        arrival: submission.id.arrival.number(),
        ordinal: i64::from(submission.id.ordinal),
        notice: submission.notice.to_string(),
        society: submission.society.to_string(),
        item: submission.item.to_string(),
        revision: i64::from(submission.revision),
        standing: submission.standing.as_str().to_owned(),
        status: submission.status.as_str().to_owned(),
        timeliness: submission.timeliness.as_str().to_owned(),
        person: submission
            .person
            .as_ref()
            .map(|person| json(&PersonShape::of(person))),
        title: text_null(submission.title.as_deref()),
        text: text(&submission.text),
        characters: i64::from(submission.characters),
        source_attachment: text_null(submission.source.attachment.as_deref()),
        source_part: submission.source.part.as_str().to_owned(),
        attachments: json(&attachments.collect::<Vec<_>>()),
        completed_by: submission.completed_by.map(ArrivalId::number),
        origin: OriginShape::of(&submission.source.origin).map(|shape| json(&shape)),
        piece: Some(i64::from(submission.piece)),
        text_key: Some(TextKey::of(&submission.text).to_string()),
        corrected: submission.source.origin.corrected,
    }
}

/// The submission of a row.
pub(crate) fn submission(row: Model) -> Result<Submission, StoreError> {
    let name = RowName::of_part("submissions", row.arrival, row.ordinal);
    let attachments: Vec<AttachmentShape> = name.json("attachments", &row.attachments)?;
    Ok(Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(row.arrival),
            ordinal: name.small("ordinal", row.ordinal)?,
        },
        notice: name.id("notice", &row.notice, NoticeId::parse)?,
        society: name.id("society", &row.society, SocietyCode::parse)?,
        item: name.id("item", &row.item, ItemId::parse)?,
        // What was recorded before pieces had numbers belongs to no piece yet.
        piece: name.small("piece", row.piece.unwrap_or(0))?,
        revision: name.small("revision", row.revision)?,
        standing: name.word("standing", &row.standing, Standing::parse)?,
        status: name.word("status", &row.status, SubmissionStatus::parse)?,
        timeliness: name.word("timeliness", &row.timeliness, Timeliness::parse)?,
        person: person(&name, row.person.as_deref())?,
        title: row.title,
        text: row.text,
        characters: name.small("characters", row.characters)?,
        source: Source {
            attachment: row.source_attachment,
            part: name.word("source_part", &row.source_part, SourcePart::parse)?,
            origin: OriginShape::read(&name, row.origin.as_deref())?,
        },
        attachments: attachments
            .into_iter()
            .map(|shape| shape.attachment(&name))
            .collect::<Result<_, _>>()?,
        completed_by: row.completed_by.map(ArrivalId::new),
    })
}

pub(crate) fn person(name: &RowName, cell: Option<&str>) -> Result<Option<Person>, StoreError> {
    cell.map(|cell| name.json("person", cell).map(PersonShape::person))
        .transpose()
}
