//! Writes what came of a judging, in one transaction, on facts that still hold.

use chrono::{DateTime, Utc};
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::Letter;
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use domain::verdict::Judgement;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
};

use crate::connect::Store;
use crate::entity::{arrivals, return_forms, society_versions, submissions};
use crate::error::{StoreError, is_duplicate};
use crate::{letter_rows, return_form_rows, submission_rows, verdict_rows};

/// What came of a judging.
#[derive(Debug, Clone)]
pub struct Record {
    /// The arrival that was claimed and its revision when its facts were read; `None` for a replay.
    pub claimed: Option<(ArrivalId, i64)>,
    /// Among whose versions the claimed arrival counts; `None` clears it.
    pub placed: Option<(NoticeId, SocietyCode)>,
    /// Every society whose records may change.
    pub societies: Vec<SocietyRecord>,
    /// The judgement of a claimed arrival that is placed nowhere.
    pub lone: Option<Judgement>,
    /// Letters to write; those whose key exists already are left as they are.
    pub letters: Vec<Letter>,
    /// What happens to letters.
    pub letter_mode: LetterMode,
    /// Host part of the Message-IDs of letters.
    pub letter_domain: String,
    /// Now.
    pub now: DateTime<Utc>,
}

/// All that is to be recorded for one society and notice.
#[derive(Debug, Clone)]
pub struct SocietyRecord {
    /// Which notice.
    pub notice: NoticeId,
    /// Which society.
    pub society: SocietyCode,
    /// The version of the facts on which this rests.
    pub version: i64,
    /// Judgements of all arrivals placed there.
    pub judgements: Vec<Judgement>,
    /// All its submissions; others are removed.
    pub submissions: Vec<Submission>,
    /// All its return forms; others are removed.
    pub return_forms: Vec<ReturnForm>,
}

/// What happens to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterMode {
    /// None are written.
    Off,
    /// They wait for a clerk.
    Approve,
    /// They go out by themselves.
    Auto,
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
    /// Writes what came of a judging, all of it or nothing: first locks the societies concerned in sorted order and
    /// compares their versions and the claimed arrival's revision with those that the facts had.
    pub async fn record(&self, record: Record) -> Result<Recorded, StoreError> {
        let transaction = self.begin_write().await?;
        match write(&transaction, record).await {
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

async fn write(transaction: &DatabaseTransaction, mut record: Record) -> Result<Recorded, StoreError> {
    record
        .societies
        .sort_by(|a, b| (&a.notice, &a.society).cmp(&(&b.notice, &b.society)));
    for society in &record.societies {
        if lock(transaction, society).await? != society.version {
            return Ok(Recorded::FactsChanged);
        }
    }
    if let Some((arrival, revision)) = record.claimed
        && !settle(transaction, arrival, revision, record.placed.as_ref()).await?
    {
        return Ok(Recorded::FactsChanged);
    }
    // What moves from one society to another is removed there before it is written here.
    for society in &record.societies {
        remove_gone(transaction, society).await?;
    }
    for society in &record.societies {
        put_changed(transaction, society).await?;
        grow(transaction, society).await?;
    }
    let judgements: Vec<&Judgement> = record
        .societies
        .iter()
        .flat_map(|society| &society.judgements)
        .chain(&record.lone)
        .collect();
    verdict_rows::append(transaction, &judgements, record.now).await?;
    if let (Some((arrival, _)), LetterMode::Approve | LetterMode::Auto) = (record.claimed, record.letter_mode)
    {
        letter_rows::withdraw(transaction, arrival).await?;
    }
    for letter in &record.letters {
        letter_rows::enqueue(
            transaction,
            letter,
            record.letter_mode,
            &record.letter_domain,
            record.now,
        )
        .await?;
    }
    Ok(Recorded::Done)
}

/// Locks the row of a society and gives its version.
async fn lock(transaction: &DatabaseTransaction, society: &SocietyRecord) -> Result<i64, StoreError> {
    use society_versions::{ActiveModel, Entity};
    let key = (society.notice.to_string(), society.society.to_string());
    let row = ActiveModel {
        notice: Set(key.0.clone()),
        society: Set(key.1.clone()),
        version: Set(0),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    let row = Entity::find_by_id(key).lock_exclusive().one(transaction).await?;
    row.map(|row| row.version)
        .ok_or_else(|| StoreError::missing("society version", &society.society))
}

async fn grow(transaction: &DatabaseTransaction, society: &SocietyRecord) -> Result<(), StoreError> {
    use society_versions::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Notice.eq(society.notice.as_str()))
        .filter(Column::Society.eq(society.society.as_str()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Places the claimed arrival and takes it off the line; `false` when it changed meanwhile.
async fn settle(
    transaction: &DatabaseTransaction,
    arrival: ArrivalId,
    revision: i64,
    placed: Option<&(NoticeId, SocietyCode)>,
) -> Result<bool, StoreError> {
    let row = arrivals::Entity::find_by_id(arrival.number())
        .lock_exclusive()
        .one(transaction)
        .await?
        .ok_or_else(|| StoreError::missing("arrival", &arrival))?;
    if row.revision != revision {
        return Ok(false);
    }
    let mut row = row.into_active_model();
    row.notice = Set(placed.map(|(notice, _)| notice.to_string()));
    row.society = Set(placed.map(|(_, society)| society.to_string()));
    row.pending = Set(false);
    row.attempts = Set(0);
    row.leased_until = Set(None);
    row.update(transaction).await?;
    remove_elsewhere(transaction, arrival, placed).await?;
    Ok(true)
}

/// Nothing of an arrival counts anywhere but where it is placed.
async fn remove_elsewhere(
    transaction: &DatabaseTransaction,
    arrival: ArrivalId,
    placed: Option<&(NoticeId, SocietyCode)>,
) -> Result<(), StoreError> {
    let mut pieces = Condition::all().add(submissions::Column::Arrival.eq(arrival.number()));
    let mut forms = Condition::all().add(return_forms::Column::Arrival.eq(arrival.number()));
    if let Some((notice, society)) = placed {
        pieces = pieces.add(
            Condition::any()
                .add(submissions::Column::Notice.ne(notice.as_str()))
                .add(submissions::Column::Society.ne(society.as_str())),
        );
        forms = forms.add(
            Condition::any()
                .add(return_forms::Column::Notice.ne(notice.as_str()))
                .add(return_forms::Column::Society.ne(society.as_str())),
        );
    }
    submissions::Entity::delete_many()
        .filter(pieces)
        .exec(transaction)
        .await?;
    return_forms::Entity::delete_many()
        .filter(forms)
        .exec(transaction)
        .await?;
    Ok(())
}

async fn remove_gone(transaction: &DatabaseTransaction, society: &SocietyRecord) -> Result<(), StoreError> {
    for row in submission_rows::of_society(transaction, &society.notice, &society.society).await? {
        let stays =
            |s: &Submission| s.id.arrival.number() == row.arrival && i64::from(s.id.ordinal) == row.ordinal;
        if !society.submissions.iter().any(stays) {
            submission_rows::remove(transaction, &row).await?;
        }
    }
    for row in return_form_rows::of_society(transaction, &society.notice, &society.society).await? {
        let stays = |f: &ReturnForm| f.arrival.number() == row.arrival && i64::from(f.ordinal) == row.ordinal;
        if !society.return_forms.iter().any(stays) {
            return_form_rows::remove(transaction, &row).await?;
        }
    }
    Ok(())
}

async fn put_changed(transaction: &DatabaseTransaction, society: &SocietyRecord) -> Result<(), StoreError> {
    let known = submission_rows::of_society(transaction, &society.notice, &society.society).await?;
    for row in society.submissions.iter().map(submission_rows::row_of) {
        if !known.contains(&row) {
            submission_rows::put(transaction, row).await?;
        }
    }
    let known = return_form_rows::of_society(transaction, &society.notice, &society.society).await?;
    for row in society.return_forms.iter().map(return_form_rows::row_of) {
        if !known.contains(&row) {
            return_form_rows::put(transaction, row).await?;
        }
    }
    Ok(())
}
