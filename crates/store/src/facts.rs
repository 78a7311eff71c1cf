//! All that judging needs to know about a society, in one consistent read.

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{NoticeId, SocietyCode};
use domain::return_form::ReturnForm;
use domain::ruling::Ruling;
use domain::submission::Submission;
use domain::verdict::Judgement;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::{arrivals, society_versions};
use crate::error::StoreError;
use crate::{arrival_rows, return_form_rows, rulings, submission_rows, verdict_rows};

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
}

impl Store {
    /// All that is recorded for one society and notice, at one moment.
    pub async fn society_facts(
        &self,
        notice: &NoticeId,
        society: &SocietyCode,
    ) -> Result<SocietyFacts, StoreError> {
        let transaction = self.begin_read().await?;
        let version = society_versions::Entity::find_by_id((notice.to_string(), society.to_string()))
            .one(&transaction)
            .await?
            .map_or(0, |row| row.version);
        let rows = arrivals::Entity::find()
            .filter(arrivals::Column::Notice.eq(notice.as_str()))
            .filter(arrivals::Column::Society.eq(society.as_str()))
            .order_by_asc(arrivals::Column::Id)
            .all(&transaction)
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let placed = arrival_rows::complete(&transaction, rows).await?;
        let mut rulings = rulings::of_arrivals(&transaction, &ids).await?;
        let verdicts = verdict_rows::in_force(&transaction, &ids).await?;
        let submissions = submission_rows::of_society(&transaction, notice, society).await?;
        let return_forms = return_form_rows::of_society(&transaction, notice, society).await?;
        transaction.commit().await?;
        let mut arrivals = Vec::new();
        for stored in placed {
            let id = stored.arrival.id.number();
            let judgement = verdicts.get(&id).map(verdict_rows::judgement).transpose()?;
            arrivals.push((stored, rulings.remove(&id).unwrap_or_default(), judgement));
        }
        Ok(SocietyFacts {
            version,
            arrivals,
            submissions: submissions
                .into_iter()
                .map(submission_rows::submission)
                .collect::<Result<_, _>>()?,
            return_forms: return_forms
                .into_iter()
                .map(return_form_rows::return_form)
                .collect::<Result<_, _>>()?,
        })
    }
}
