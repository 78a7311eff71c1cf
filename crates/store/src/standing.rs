//! Where societies stand: enough of what is recorded to continue with the next arrival, without any text.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::deadline::Timeliness;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::person::Person;
use domain::return_form::ReturnForm;
use domain::submission::{Standing, Submission, SubmissionStatus};
use domain::verdict::Judgement;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde::Deserialize;

use crate::aggregated::{self, Asked, List};
use crate::arrival_rows::IDS_AT_ONCE;
use crate::connect::Store;
use crate::entity::submissions;
use crate::error::StoreError;
use crate::origin_shapes::OriginShape;
use crate::places::any_of;
use crate::record::Place;
use crate::text_key::TextKey;
use crate::values::RowName;
use crate::{return_form_rows, society_rows, submission_rows, verdict_rows, waiting_rows};

/// By what one sees whether something of a society and notice has changed: together with the number of changes of the
/// configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SocietyMark {
    /// Grows with each recording.
    pub version: i64,
    /// How many arrivals are placed there.
    pub arrivals: i64,
    /// The sum of their revisions: sightings and rulings let it grow.
    pub revisions: i64,
}

/// On what the records of a society rest: they may be continued while all of it is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocietyStanding {
    /// Of the configuration, without rulings.
    pub claims: i64,
    /// Version of the reader whose readings were judged.
    pub reader: u32,
    /// How many arrivals are placed there.
    pub arrivals: i64,
    /// The sum of their revisions.
    pub revisions: i64,
    /// Order of the last arrival that may have changed something, or depended on what was there.
    pub latest: Option<(DateTime<Utc>, ArrivalId)>,
}

/// What is recorded of a society, without texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocietyState {
    /// The version of the records.
    pub version: i64,
    /// Its pieces, in the order of their numbers.
    pub pieces: Vec<PieceState>,
    /// All return forms, by arrival and number.
    pub return_forms: Vec<ReturnForm>,
    /// Photos that wait for their text, by their position.
    pub waiting: Vec<WaitingMedia>,
}

/// A piece, in all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceState {
    /// From 1, in the order in which the society's pieces came; 0 for what was recorded before they had numbers.
    pub number: u32,
    /// For which item.
    pub item: ItemId,
    /// Whose: by the name of its first version, and as its versions restate it; a clerk may have said another name of one.
    pub person: Option<Person>,
    /// Of each version, the first one first.
    pub texts: Vec<TextKey>,
    /// The version that counts.
    pub current: Option<CurrentVersion>,
}

/// The version of a piece that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentVersion {
    /// Where it stands.
    pub status: SubmissionStatus,
    /// Whether it came in time.
    pub timeliness: Timeliness,
    /// Of its text.
    pub text: TextKey,
    /// 题目.
    pub title: Option<String>,
    /// When a clerk corrected it: its fingerprint, and the person as recognised.
    pub corrected: Option<(String, Option<String>)>,
}

/// A photo that came without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMedia {
    /// The arrival that brought it.
    pub arrival: ArrivalId,
    /// From 1, in reading order.
    pub ordinal: u32,
    /// Orders those of one society.
    pub position: u32,
    /// The judge's own JSON.
    pub body: String,
}

/// The columns of [`VersionRow`], in its order, but for those apart.
const VERSION: [submissions::Column; 10] = {
    use submissions::Column;
    [
        Column::Piece,
        Column::Revision,
        Column::Arrival,
        Column::Ordinal,
        Column::Item,
        Column::Standing,
        Column::Status,
        Column::Timeliness,
        Column::Title,
        Column::Corrected,
    ]
};

/// Its columns apart: JSON, and hexadecimal digits.
const APART: [submissions::Column; 2] = [submissions::Column::Person, submissions::Column::TextKey];

#[derive(Debug, Deserialize)]
struct VersionRow<'l> {
    piece: Option<i64>,
    revision: i64,
    arrival: i64,
    ordinal: i64,
    #[serde(borrow)]
    item: Cow<'l, str>,
    #[serde(borrow)]
    standing: Cow<'l, str>,
    #[serde(borrow)]
    status: Cow<'l, str>,
    #[serde(borrow)]
    timeliness: Cow<'l, str>,
    title: Option<String>,
    #[serde(deserialize_with = "aggregated::truth")]
    corrected: bool,
    #[serde(skip)]
    person: Option<&'l str>,
    #[serde(skip)]
    text_key: Option<&'l str>,
}

/// The rows of a list with their columns apart.
fn version_rows<'l>(list: &'l List, name: &RowName) -> Result<Vec<VersionRow<'l>>, StoreError> {
    let mut rows: Vec<VersionRow<'_>> = list.rows("submissions")?;
    let (mut persons, mut keys) = (list.column(0), list.column(1));
    for row in &mut rows {
        let (person, key) = persons
            .next()
            .zip(keys.next())
            .ok_or_else(|| name.corrupt("person or text_key is missing"))?;
        row.person = Some(person).filter(|person| !person.is_empty());
        row.text_key = Some(key).filter(|key| !key.is_empty());
    }
    // More of them than rows: one of them holds what stands between two.
    if persons.next().is_some() || keys.next().is_some() {
        return Err(name.corrupt("person or text_key is no single value"));
    }
    Ok(rows)
}

impl Store {
    /// The marks of some societies and notices, and on what their records rest where that is known; those of which nothing
    /// is recorded are missing. Whoever records compares the version.
    pub async fn society_marks(
        &self,
        places: &[(NoticeId, SocietyCode)],
    ) -> Result<BTreeMap<(NoticeId, SocietyCode), (SocietyMark, Option<SocietyStanding>)>, StoreError> {
        if places.is_empty() {
            return Ok(BTreeMap::new());
        }
        society_rows::marks(self.read(), places).await
    }

    /// Where some societies and notices stand, at one moment; those of which nothing is recorded are missing.
    pub async fn society_states(
        &self,
        places: &[(NoticeId, SocietyCode)],
    ) -> Result<BTreeMap<(NoticeId, SocietyCode), SocietyState>, StoreError> {
        let mut found: BTreeMap<Place, SocietyState> = BTreeMap::new();
        if places.is_empty() {
            return Ok(found);
        }
        let transaction = self.begin_read().await?;
        for (place, version) in society_rows::versions(&transaction, places).await? {
            found.entry(place).or_default().version = version;
        }
        add_pieces(&transaction, places, &mut found).await?;
        for row in return_form_rows::of_societies(&transaction, places).await? {
            let form = return_form_rows::return_form(row)?;
            let place = (form.notice.clone(), form.society.clone());
            if let Some(state) = found.get_mut(&place) {
                state.return_forms.push(form);
            }
        }
        for row in waiting_rows::of_societies(&transaction, places).await? {
            let (place, waiting) = waiting_rows::waiting(row)?;
            if let Some(state) = found.get_mut(&place) {
                state.waiting.push(waiting);
            }
        }
        transaction.commit().await?;
        Ok(found)
    }

    /// All versions of some pieces of a society, in no particular order, and the judgements in force of some arrivals.
    pub async fn versions_and_judgements(
        &self,
        (notice, society): &(NoticeId, SocietyCode),
        pieces: &BTreeSet<u32>,
        arrivals: &BTreeSet<ArrivalId>,
    ) -> Result<(Vec<Submission>, Vec<Judgement>), StoreError> {
        let transaction = self.begin_read().await?;
        let rows = submissions::Entity::find()
            .filter(submissions::Column::Notice.eq(notice.as_str()))
            .filter(submissions::Column::Society.eq(society.as_str()))
            .filter(submissions::Column::Piece.is_in(pieces.iter().copied()))
            .all(&transaction)
            .await?;
        let ids: Vec<i64> = arrivals.iter().map(|id| id.number()).collect();
        let verdicts = verdict_rows::in_force(&transaction, &ids).await?;
        transaction.commit().await?;
        let versions = rows.into_iter().map(submission_rows::submission);
        let judgements = verdicts.values().map(verdict_rows::judgement);
        Ok((
            versions.collect::<Result<_, _>>()?,
            judgements.collect::<Result<_, _>>()?,
        ))
    }
}

/// Adds the pieces.
async fn add_pieces<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
    found: &mut BTreeMap<Place, SocietyState>,
) -> Result<(), StoreError> {
    use submissions::Column;
    let selected = submissions::Entity::find().filter(any_of(Column::Notice, Column::Society, places));
    let by = [Column::Notice, Column::Society];
    let asked = Asked {
        columns: &VERSION,
        apart: &APART,
    };
    let lists = aggregated::lists(connection, selected, by, asked).await?;
    let mut rows: Vec<(Place, Vec<VersionRow<'_>>)> = Vec::with_capacity(lists.len());
    for list in &lists {
        let name = RowName::new("submissions", &list.society);
        let notice = name.id("notice", &list.notice, NoticeId::parse)?;
        let society = name.id("society", &list.society, SocietyCode::parse)?;
        rows.push(((notice, society), version_rows(list, &name)?));
    }
    let corrected = rows.iter().flat_map(|(_, rows)| rows);
    let corrected = corrected.filter(|row| row.corrected);
    let corrected: Vec<(i64, i64)> = corrected.map(|row| (row.arrival, row.ordinal)).collect();
    let mut corrections = corrections(connection, &corrected).await?;
    for (place, rows) in rows {
        let pieces = pieces(rows, &mut corrections)?;
        found.entry(place).or_default().pieces = pieces;
    }
    Ok(())
}

/// The pieces of a society by the rows of their versions.
fn pieces(
    mut rows: Vec<VersionRow<'_>>,
    corrections: &mut BTreeMap<(i64, i64), (String, Option<String>)>,
) -> Result<Vec<PieceState>, StoreError> {
    rows.sort_by_key(|row| (row.piece, row.revision));
    let mut pieces: Vec<PieceState> = Vec::with_capacity(rows.len());
    for row in rows {
        let name = RowName::of_part("submissions", row.arrival, row.ordinal);
        let number = name.small("piece", row.piece.unwrap_or(0))?;
        if pieces.last().is_none_or(|last| last.number != number) {
            pieces.push(PieceState {
                number,
                item: name.id("item", &row.item, ItemId::parse)?,
                person: submission_rows::person(&name, row.person)?,
                texts: Vec::new(),
                current: None,
            });
        }
        let Some(piece) = pieces.last_mut() else {
            continue;
        };
        if row.revision > 1
            && let (Some(known), Some(later)) = (&piece.person, submission_rows::person(&name, row.person)?)
        {
            piece.person = Some(known.restated(&later));
        }
        let Some(text) = row.text_key.and_then(TextKey::parse) else {
            // Recorded before there were keys: as if it had no number.
            piece.number = 0;
            continue;
        };
        piece.texts.push(text);
        if name.word("standing", &row.standing, Standing::parse)? == Standing::Current {
            piece.current = Some(CurrentVersion {
                status: name.word("status", &row.status, SubmissionStatus::parse)?,
                timeliness: name.word("timeliness", &row.timeliness, Timeliness::parse)?,
                text,
                title: row.title,
                corrected: corrections.remove(&(row.arrival, row.ordinal)),
            });
        }
    }
    Ok(pieces)
}

/// Fingerprint and recognised person of what clerks corrected, by arrival and number. Asked for apart, so that what is
/// read of the others stands in an index.
async fn corrections<C: ConnectionTrait>(
    connection: &C,
    corrected: &[(i64, i64)],
) -> Result<BTreeMap<(i64, i64), (String, Option<String>)>, StoreError> {
    use submissions::Column;
    let mut found = BTreeMap::new();
    for part in corrected.chunks(IDS_AT_ONCE) {
        let rows: Vec<(i64, i64, Option<String>)> = submissions::Entity::find()
            .select_only()
            .columns([Column::Arrival, Column::Ordinal, Column::Origin])
            .filter(Column::Arrival.is_in(part.iter().map(|(arrival, _)| *arrival)))
            .filter(Column::Corrected.eq(true))
            .into_tuple()
            .all(connection)
            .await?;
        for (arrival, ordinal, origin) in rows {
            let name = RowName::of_part("submissions", arrival, ordinal);
            let origin = OriginShape::read(&name, origin.as_deref())?;
            found.insert((arrival, ordinal), (origin.fingerprint, origin.named));
        }
    }
    Ok(found)
}
