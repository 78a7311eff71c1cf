//! Writes what came of judging, in one transaction, on facts that still hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::SenderStanding;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::Letter;
use domain::return_form::ReturnForm;
use domain::returned::Returned;
use domain::submission::{Submission, SubmissionId};
use domain::verdict::Judgement;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::approvals::Lapsed;
use crate::connect::Store;
use crate::entity::arrivals;
use crate::error::{StoreError, is_duplicate};
use crate::letter_modes::LetterModes;
use crate::readings::NewReading;
use crate::standing::{SocietyStanding, WaitingMedia};
use crate::{
    configuration, letter_rows, readings, return_form_rows, returns, society_rows, submission_rows,
    taken_back, verdict_rows, waiting_rows,
};

/// Notice and society.
pub(crate) type Place = (NoticeId, SocietyCode);

/// What came of judging one arrival.
#[derive(Debug, Clone)]
pub struct Record {
    /// The arrival that was claimed and its revision when its facts were read; `None` for a replay.
    pub claimed: Option<(ArrivalId, i64)>,
    /// The configuration version with which it was thought; `None` when it rests on none.
    pub configuration: Option<i64>,
    /// Among whose versions the claimed arrival counts; `None` clears it.
    pub placed: Option<(NoticeId, SocietyCode)>,
    /// What its reading gave, when it was not kept before.
    pub reading: Option<NewReading>,
    /// Every society whose records may change.
    pub societies: Vec<SocietyRecord>,
    /// The judgement of a claimed arrival that is placed nowhere.
    pub lone: Option<Judgement>,
    /// Letters to write; those whose key exists already are left as they are.
    pub letters: Vec<Letter>,
    /// Arrivals of which another one changes what was written to their senders: they were accepted and are held now, or
    /// a decision about another one changed what is registered. What has not begun to leave is taken back.
    pub withdrawn: Vec<ArrivalId>,
    /// What happens to letters of each kind.
    pub letter_modes: LetterModes,
    /// What the receiving servers say of the sender of the claimed arrival.
    pub sender_standing: SenderStanding,
    /// What a delivery report says of letters of ours.
    pub returned: Option<Returned>,
    /// Host part of the Message-IDs of letters.
    pub letter_domain: String,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What changes in the records of one society and notice.
#[derive(Debug, Clone)]
pub struct SocietyRecord {
    /// Which notice.
    pub notice: NoticeId,
    /// Which society.
    pub society: SocietyCode,
    /// The version of the facts on which this rests.
    pub version: i64,
    /// Judgements that are new or differ from those in force.
    pub judgements: Vec<Arc<Judgement>>,
    /// Submissions that are new or differ.
    pub submissions: Vec<Arc<Submission>>,
    /// Submissions that are no more its own.
    pub gone_submissions: Vec<SubmissionId>,
    /// Return forms that are new or differ.
    pub return_forms: Vec<Arc<ReturnForm>>,
    /// Return forms that are no more its own, by arrival and number.
    pub gone_return_forms: Vec<(ArrivalId, u32)>,
    /// Photos that wait for their text and are new or differ.
    pub waiting: Vec<WaitingMedia>,
    /// Photos that wait no more, by arrival and number.
    pub gone_waiting: Vec<(ArrivalId, u32)>,
    /// On what the records rest after this; `None` has the next arrival settle all that the society has sent anew.
    pub standing: Option<SocietyStanding>,
}

/// Whether it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Yes.
    Done,
    /// Nothing was written: another recording came between. Read the facts and judge again.
    FactsChanged,
}

impl Store {
    /// Writes what came of judging one arrival, all of it or nothing.
    pub async fn record(&self, record: Record) -> Result<Recorded, StoreError> {
        self.record_all(&[record]).await
    }

    /// Writes what came of judging several arrivals one after the other, all of it or nothing: first locks the societies
    /// concerned in sorted order and compares their versions and the arrivals' revisions with those that the facts had.
    /// Of several records for one society each rests on the one before: its version is greater by one.
    pub async fn record_all(&self, records: &[Record]) -> Result<Recorded, StoreError> {
        let transaction = self.begin_write().await?;
        match write(&transaction, records).await {
            Ok(Recorded::Done) => {
                transaction.commit().await?;
                Ok(Recorded::Done)
            }
            // Somebody else recorded the same arrival at the same moment.
            Err(error) if is_duplicate(&error) => {
                transaction.rollback().await?;
                Ok(Recorded::FactsChanged)
            }
            other => {
                transaction.rollback().await?;
                other
            }
        }
    }
}

async fn write(transaction: &DatabaseTransaction, records: &[Record]) -> Result<Recorded, StoreError> {
    let versions: BTreeSet<i64> = records.iter().filter_map(|record| record.configuration).collect();
    for version in versions {
        if !configuration::is_still(transaction, version).await? {
            return Ok(Recorded::FactsChanged);
        }
    }
    let societies = Societies::of(records);
    let places = places(records);
    if !societies.are_unchanged(transaction).await? || !settle(transaction, records).await? {
        return Ok(Recorded::FactsChanged);
    }
    readings::put(
        transaction,
        records.iter().filter_map(|record| record.reading.as_ref()),
    )
    .await?;
    submission_rows::change(transaction, &changed_submissions(records)).await?;
    return_form_rows::change(transaction, &changed_return_forms(records)).await?;
    waiting_rows::change(transaction, &changed_waiting(records, &places)).await?;
    society_rows::put(transaction, &societies.grown()).await?;
    let judgements: Vec<(&Judgement, DateTime<Utc>)> = records.iter().flat_map(judgements).collect();
    verdict_rows::append(transaction, &judgements).await?;
    write_letters(transaction, records).await?;
    returns::note(transaction, records).await?;
    Ok(Recorded::Done)
}

impl Record {
    /// Whether the place where an arrival stands was known when this was thought: its society is settled anew then.
    fn knows(&self, notice: Option<&str>, society: Option<&str>) -> bool {
        let (Some(notice), Some(society)) = (notice, society) else {
            return true;
        };
        self.societies
            .iter()
            .any(|record| record.notice.as_str() == notice && record.society.as_str() == society)
    }
}

/// The societies that records speak of.
struct Societies {
    /// The version that the facts of the first record had.
    versions: BTreeMap<Place, i64>,
    /// How many records each has.
    growth: BTreeMap<Place, i64>,
    /// On what the last record of each says that they rest.
    standings: BTreeMap<Place, Option<SocietyStanding>>,
    /// Whether each record rests on the one before.
    chained: bool,
}

impl Societies {
    fn of(records: &[Record]) -> Self {
        let mut found = Self {
            versions: BTreeMap::new(),
            growth: BTreeMap::new(),
            standings: BTreeMap::new(),
            chained: true,
        };
        for society in records.iter().flat_map(|record| &record.societies) {
            let place = (society.notice.clone(), society.society.clone());
            let first = *found.versions.entry(place.clone()).or_insert(society.version);
            found.standings.insert(place.clone(), society.standing);
            let grown = found.growth.entry(place).or_insert(0);
            found.chained &= society.version == first + *grown;
            *grown += 1;
        }
        found
    }

    /// The versions after all records, and on what these rest then.
    fn grown(&self) -> BTreeMap<Place, (i64, Option<SocietyStanding>)> {
        let grown = self.versions.iter().map(|(place, version)| {
            let growth = self.growth.get(place).copied().unwrap_or_default();
            let standing = self.standings.get(place).copied().flatten();
            (place.clone(), (version + growth, standing))
        });
        grown.collect()
    }

    async fn are_unchanged(&self, transaction: &DatabaseTransaction) -> Result<bool, StoreError> {
        Ok(self.chained && society_rows::lock(transaction, &self.versions).await? == self.versions)
    }
}

/// Places the claimed arrivals and takes them off the line; `false` when one changed meanwhile.
async fn settle(transaction: &DatabaseTransaction, records: &[Record]) -> Result<bool, StoreError> {
    use arrivals::Column;
    let claimed: BTreeMap<i64, (i64, &Record)> = records
        .iter()
        .filter_map(|record| {
            let (arrival, revision) = record.claimed?;
            Some((arrival.number(), (revision, record)))
        })
        .collect();
    if claimed.is_empty() {
        return Ok(true);
    }
    let rows: Vec<(i64, i64, Option<String>, Option<String>)> = arrivals::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Revision, Column::Notice, Column::Society])
        .filter(Column::Id.is_in(claimed.keys().copied()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(transaction)
        .await?;
    for (id, (revision, record)) in &claimed {
        let row = rows.iter().find(|row| row.0 == *id);
        let row = row.ok_or_else(|| StoreError::missing("arrival", &ArrivalId::new(*id)))?;
        if row.1 != *revision || !record.knows(row.2.as_deref(), row.3.as_deref()) {
            return Ok(false);
        }
    }
    let (mut notices, mut societies) = (CaseStatement::new(), CaseStatement::new());
    let mut standings = CaseStatement::new();
    for (id, (_, record)) in &claimed {
        let (notice, society) = record
            .placed
            .as_ref()
            .map(|(notice, society)| (notice.to_string(), society.to_string()))
            .unzip();
        notices = notices.case(Expr::col(Column::Id).eq(*id), Expr::value(notice));
        societies = societies.case(Expr::col(Column::Id).eq(*id), Expr::value(society));
        let standing = record.sender_standing.as_str();
        standings = standings.case(Expr::col(Column::Id).eq(*id), Expr::value(standing));
    }
    arrivals::Entity::update_many()
        .col_expr(Column::Notice, notices.into())
        .col_expr(Column::Society, societies.into())
        .col_expr(Column::SenderStanding, standings.into())
        .col_expr(Column::Pending, Expr::value(false))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.is_in(claimed.keys().copied()))
        .exec(transaction)
        .await?;
    Ok(true)
}

/// Each with the moment at which it was made.
fn judgements(record: &Record) -> impl Iterator<Item = (&Judgement, DateTime<Utc>)> {
    let placed = record.societies.iter().flat_map(|society| &society.judgements);
    let judgements = placed.map(Arc::as_ref).chain(&record.lone);
    judgements.map(|judgement| (judgement, record.now))
}

/// What becomes of submissions, `None` where they are no more. What leaves one society may join another in the same
/// record.
fn changed_submissions(records: &[Record]) -> BTreeMap<SubmissionId, Option<&Submission>> {
    let mut changed = BTreeMap::new();
    for record in records {
        let societies = || record.societies.iter();
        let gone = societies().flat_map(|society| &society.gone_submissions);
        changed.extend(gone.map(|id| (*id, None)));
        let new = societies().flat_map(|society| &society.submissions);
        changed.extend(new.map(|new| (new.id, Some(new.as_ref()))));
    }
    changed
}

/// The same of return forms.
fn changed_return_forms(records: &[Record]) -> BTreeMap<(ArrivalId, u32), Option<&ReturnForm>> {
    let mut changed = BTreeMap::new();
    for record in records {
        let societies = || record.societies.iter();
        let gone = societies().flat_map(|society| &society.gone_return_forms);
        changed.extend(gone.map(|id| (*id, None)));
        let new = societies().flat_map(|society| &society.return_forms);
        changed.extend(new.map(|new| ((new.arrival, new.ordinal), Some(new.as_ref()))));
    }
    changed
}

fn places(records: &[Record]) -> Vec<Place> {
    let societies = records.iter().flat_map(|record| &record.societies);
    societies
        .map(|society| (society.notice.clone(), society.society.clone()))
        .collect()
}

/// The same of photos that wait for their text, each with whose it is; `places` has one entry for each society's record.
fn changed_waiting<'a>(
    records: &'a [Record],
    places: &'a [Place],
) -> BTreeMap<(ArrivalId, u32), Option<(&'a Place, &'a WaitingMedia)>> {
    let mut changed = BTreeMap::new();
    let societies = records.iter().flat_map(|record| &record.societies);
    for (society, place) in societies.zip(places) {
        changed.extend(society.gone_waiting.iter().map(|id| (*id, None)));
        let new = society.waiting.iter();
        changed.extend(new.map(|new| ((new.arrival, new.ordinal), Some((place, new)))));
    }
    changed
}

/// Letters that have not begun to leave are written anew when their arrival is judged anew.
async fn write_letters(transaction: &DatabaseTransaction, records: &[Record]) -> Result<(), StoreError> {
    let mut judged_anew: BTreeSet<i64> = records
        .iter()
        .filter_map(|record| record.claimed.map(|(arrival, _)| arrival.number()))
        .collect();
    let withdrawn = records.iter().flat_map(|record| &record.withdrawn);
    judged_anew.extend(withdrawn.map(|arrival| arrival.number()));
    let lapsed = Lapsed::of(transaction, &judged_anew).await?;
    taken_back::withdraw(transaction, &judged_anew, records).await?;
    letter_rows::renew_returned(transaction, records, &judged_anew).await?;
    letter_rows::enqueue(transaction, records, &lapsed).await
}
