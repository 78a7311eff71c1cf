//! Rows of submissions.

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
use crate::shapes::{AttachmentShape, PersonShape};
use crate::values::{RowName, json, text, text_null};

/// All rows of a notice and society, by identity.
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
    }
}

/// The submission of a row.
pub(crate) fn submission(row: Model) -> Result<Submission, StoreError> {
    let name = RowName::new("submissions", &format!("{}-{}", row.arrival, row.ordinal));
    let attachments: Vec<AttachmentShape> = name.json("attachments", &row.attachments)?;
    Ok(Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(row.arrival),
            ordinal: name.small("ordinal", row.ordinal)?,
        },
        notice: name.id("notice", &row.notice, NoticeId::parse)?,
        society: name.id("society", &row.society, SocietyCode::parse)?,
        item: name.id("item", &row.item, ItemId::parse)?,
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
        },
        attachments: attachments
            .into_iter()
            .map(|shape| shape.attachment(&name))
            .collect::<Result<_, _>>()?,
        completed_by: row.completed_by.map(ArrivalId::new),
    })
}

fn person(name: &RowName, cell: Option<&str>) -> Result<Option<Person>, StoreError> {
    cell.map(|cell| name.json("person", cell).map(PersonShape::person))
        .transpose()
}
