//! All that judging needs to know about a society, in one consistent read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::return_form::ReturnForm;
use domain::ruling::Ruling;
use domain::submission::Submission;
use domain::verdict::Judgement;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::StoreError;
use crate::places::any_of;
use crate::record::Place;
use crate::{
    arrival_rows, readings, return_form_rows, rulings, society_rows, submission_rows, verdict_rows,
    waiting_rows,
};

/// An arrival with what the store knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArrival {
    /// The arrival.
    pub arrival: Arrival,
    /// Grows whenever something happens that asks for another judging.
    pub revision: i64,
    /// Whether it waits to be judged, again or for the first time.
    pub pending: bool,
    /// Notice and society among whose versions it counts, as last recorded.
    pub placed: Option<(NoticeId, SocietyCode)>,
    /// INTERNALDATE of every sighting that has one, in the order seen.
    pub internal_dates: Vec<DateTime<Utc>>,
}

/// What is recorded for one society and notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocietyFacts {
    /// Grows with each recording; [`crate::Store::record`] compares it.
    pub version: i64,
    /// Arrivals placed there in archive order, with their rulings (oldest first) and the judgement in force.
    pub arrivals: Vec<(StoredArrival, Vec<Ruling>, Option<Judgement>)>,
    /// All submissions, superseded ones too, by identity.
    pub submissions: Vec<Submission>,
    /// All return forms, by arrival and number.
    pub return_forms: Vec<ReturnForm>,
    /// Photos that wait for their text, by arrival and number.
    pub waiting: Vec<(ArrivalId, u32)>,
}

/// All that is known about one arrival before it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalFacts {
    /// The arrival.
    pub stored: StoredArrival,
    /// What clerks decided about it, oldest first.
    pub rulings: Vec<Ruling>,
    /// The judgement in force.
    pub judgement: Option<Judgement>,
    /// What this version of the reader made of its original, when that is kept.
    pub reading: Option<String>,
}

impl Store {
    /// All that is recorded for one society and notice, at one moment.
    pub async fn society_facts(
        &self,
        notice: &NoticeId,
        society: &SocietyCode,
    ) -> Result<SocietyFacts, StoreError> {
        let place = (notice.clone(), society.clone());
        let mut found = self.societies_facts(std::slice::from_ref(&place)).await?;
        Ok(found.remove(&place).unwrap_or_default())
    }

    /// What is recorded for some societies and notices, at one moment.
    pub async fn societies_facts(
        &self,
        places: &[(NoticeId, SocietyCode)],
    ) -> Result<BTreeMap<(NoticeId, SocietyCode), SocietyFacts>, StoreError> {
        let mut found: BTreeMap<Place, SocietyFacts> = places
            .iter()
            .map(|place| (place.clone(), SocietyFacts::default()))
            .collect();
        if found.is_empty() {
            return Ok(found);
        }
        let transaction = self.begin_read().await?;
        for (place, version) in society_rows::versions(&transaction, places).await? {
            if let Some(facts) = found.get_mut(&place) {
                facts.version = version;
            }
        }
        let rows = arrivals::Entity::find()
            .filter(any_of(
                arrivals::Column::Notice,
                arrivals::Column::Society,
                places,
            ))
            .order_by_asc(arrivals::Column::Id)
            .all(&transaction)
            .await?;
        for facts in complete(&transaction, rows, None).await? {
            let place = facts.stored.placed.clone();
            if let Some(society) = place.and_then(|place| found.get_mut(&place)) {
                let known = (facts.stored, facts.rulings, facts.judgement);
                society.arrivals.push(known);
            }
        }
        add_pieces(&transaction, places, &mut found).await?;
        transaction.commit().await?;
        Ok(found)
    }

    /// All that is known about arrivals, in archive order, at one moment. `reader_version` says whose readings.
    pub async fn arrivals_facts(
        &self,
        ids: &[ArrivalId],
        reader_version: u32,
    ) -> Result<Vec<ArrivalFacts>, StoreError> {
        let transaction = self.begin_read().await?;
        let rows = arrivals::Entity::find()
            .filter(arrivals::Column::Id.is_in(ids.iter().map(|id| id.number())))
            .order_by_asc(arrivals::Column::Id)
            .all(&transaction)
            .await?;
        let found = complete(&transaction, rows, Some(reader_version)).await?;
        transaction.commit().await?;
        Ok(found)
    }
}

/// Adds submissions and return forms.
async fn add_pieces<C: ConnectionTrait>(
    connection: &C,
    places: &[Place],
    found: &mut BTreeMap<Place, SocietyFacts>,
) -> Result<(), StoreError> {
    for row in submission_rows::of_societies(connection, places).await? {
        let submission = submission_rows::submission(row)?;
        let place = (submission.notice.clone(), submission.society.clone());
        if let Some(facts) = found.get_mut(&place) {
            facts.submissions.push(submission);
        }
    }
    for row in waiting_rows::of_societies(connection, places).await? {
        let (place, waiting) = waiting_rows::waiting(row)?;
        if let Some(facts) = found.get_mut(&place) {
            facts.waiting.push((waiting.arrival, waiting.ordinal));
        }
    }
    for row in return_form_rows::of_societies(connection, places).await? {
        let form = return_form_rows::return_form(row)?;
        let place = (form.notice.clone(), form.society.clone());
        if let Some(facts) = found.get_mut(&place) {
            facts.return_forms.push(form);
        }
    }
    Ok(())
}

/// Adds to rows of arrivals what the other tables say of them.
async fn complete<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<arrivals::Model>,
    reader_version: Option<u32>,
) -> Result<Vec<ArrivalFacts>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut readings = match reader_version {
        Some(version) => {
            let originals = rows.iter().map(|row| row.original.as_str());
            readings::of_originals(connection, originals, version).await?
        }
        None => BTreeMap::new(),
    };
    let placed = arrival_rows::complete(connection, rows).await?;
    let mut rulings = rulings::of_arrivals(connection, &ids).await?;
    let verdicts = verdict_rows::in_force(connection, &ids).await?;
    let facts = placed.into_iter().map(|stored| {
        let id = stored.arrival.id.number();
        Ok(ArrivalFacts {
            rulings: rulings.remove(&id).unwrap_or_default(),
            judgement: verdicts.get(&id).map(verdict_rows::judgement).transpose()?,
            reading: readings.remove(&stored.arrival.original),
            stored,
        })
    });
    facts.collect()
}
