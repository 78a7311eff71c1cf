//! 采用 — pieces that the office chose for a product.
//!
//! A mark rests on the words that the clerk saw. It counts while exactly these stand in the current piece; a later
//! version never inherits it, and neither does a corrected one: a person decides again.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::submission::{Standing, Submission, SubmissionId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use sha2::{Digest as _, Sha256};

use crate::connect::Store;
use crate::entity::choices::{ActiveModel, Column, Entity, Model};
use crate::entity::{notices, submissions};
use crate::error::StoreError;
use crate::originals::hexadecimal;
use crate::submission_rows;
use crate::values::{RowName, moment, text, text_null};

/// 采用 — a mark that was not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which piece was marked.
    pub piece: SubmissionId,
    /// Whose it was.
    pub society: SocietyCode,
    /// For which item.
    pub item: ItemId,
    /// The person's name; `None` for the society as a whole.
    pub name: Option<String>,
    /// Who marked it.
    pub clerk: String,
    /// When.
    pub chosen_at: DateTime<Utc>,
    /// Whether it still counts.
    pub state: ChoiceState,
}

/// Whether a mark still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceState {
    /// The piece is what the clerk saw.
    InForce,
    /// A later version stands in the piece's place: this one, when it is certain which.
    Replaced(Option<SubmissionId>),
    /// The piece says something else now: it was corrected or read anew.
    Changed,
    /// 已退回 or 已撤回.
    NoLongerCounts,
    /// Judging again found no such piece.
    Gone,
}

/// What came of marking pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All are marked now; so many were not before.
    Done(usize),
    /// Nothing was marked: these are no current pieces of the notice.
    NotCurrent(Vec<SubmissionId>),
}

impl Store {
    /// Marks current pieces of a notice, all of them or none. A piece that is marked already stays marked by whoever
    /// did so first; a mark that no longer counted is made anew.
    pub async fn choose(
        &self,
        notice: &NoticeId,
        pieces: &BTreeSet<SubmissionId>,
        clerk: &str,
        now: DateTime<Utc>,
    ) -> Result<Chosen, StoreError> {
        let transaction = self.begin_write().await?;
        lock(&transaction, notice).await?;
        let known = marked(&transaction, notice).await?;
        let (mut wanted, mut unknown) = (Vec::new(), Vec::new());
        for id in pieces {
            match piece(&transaction, *id)
                .await?
                .filter(|piece| piece.notice == *notice)
            {
                Some(piece) if piece.counts() => wanted.push(piece),
                Some(_) | None => unknown.push(*id),
            }
        }
        if !unknown.is_empty() {
            transaction.rollback().await?;
            return Ok(Chosen::NotCurrent(unknown));
        }
        wanted.retain(|piece| !known.iter().any(|row| is_mark_of(row, piece)));
        for piece in &wanted {
            take_back(&transaction, notice, piece.id, clerk, now).await?;
            Entity::insert(row_of(piece, clerk, now))
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Chosen::Done(wanted.len()))
    }

    /// Takes marks back, whether they still count or not; gives how many there were.
    pub async fn take_back_choices(
        &self,
        notice: &NoticeId,
        pieces: &BTreeSet<SubmissionId>,
        clerk: &str,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let transaction = self.begin_write().await?;
        lock(&transaction, notice).await?;
        let mut number = 0;
        for id in pieces {
            number += take_back(&transaction, notice, *id, clerk, now).await?;
        }
        transaction.commit().await?;
        Ok(number)
    }

    /// All marks of a notice that were not taken back, oldest first, each with whether it still counts.
    pub async fn choices(&self, notice: &NoticeId) -> Result<Vec<Choice>, StoreError> {
        let transaction = self.begin_read().await?;
        let rows = marked(&transaction, notice).await?;
        let mut choices = Vec::with_capacity(rows.len());
        for row in rows {
            let id = submission_id(&row)?;
            let piece = piece(&transaction, id).await?;
            let state = state(&transaction, &row, piece.as_ref()).await?;
            choices.push(choice(row, id, state)?);
        }
        transaction.commit().await?;
        Ok(choices)
    }
}

/// Pieces among these that are marked, and still are what was marked.
pub(crate) async fn in_force<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
    submissions: &[Submission],
) -> Result<BTreeSet<SubmissionId>, StoreError> {
    let rows = marked(connection, notice).await?;
    let mut marks = std::collections::BTreeMap::new();
    for row in rows {
        marks.insert(submission_id(&row)?, row);
    }
    let chosen = submissions
        .iter()
        .filter(|piece| piece.counts())
        .filter(|piece| marks.get(&piece.id).is_some_and(|row| is_mark_of(row, piece)));
    Ok(chosen.map(|piece| piece.id).collect())
}

/// Whoever marks pieces of a notice waits for whoever does so at the moment.
async fn lock(transaction: &DatabaseTransaction, notice: &NoticeId) -> Result<(), StoreError> {
    let row = notices::Entity::find()
        .filter(notices::Column::Id.eq(notice.as_str()))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(drop).ok_or_else(|| StoreError::missing("notice", notice))
}

async fn marked<C: ConnectionTrait>(connection: &C, notice: &NoticeId) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::TakenBackAt.is_null())
        .order_by_asc(Column::Id)
        .all(connection)
        .await?)
}

async fn piece<C: ConnectionTrait>(
    connection: &C,
    id: SubmissionId,
) -> Result<Option<Submission>, StoreError> {
    let row = submissions::Entity::find_by_id((id.arrival.number(), i64::from(id.ordinal)))
        .one(connection)
        .await?;
    row.map(submission_rows::submission).transpose()
}

async fn take_back(
    transaction: &DatabaseTransaction,
    notice: &NoticeId,
    id: SubmissionId,
    clerk: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::TakenBackBy, Expr::value(text(clerk)))
        .col_expr(Column::TakenBackAt, Expr::value(moment(now)))
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Arrival.eq(id.arrival.number()))
        .filter(Column::Ordinal.eq(i64::from(id.ordinal)))
        .filter(Column::TakenBackAt.is_null())
        .exec(transaction)
        .await?;
    Ok(done.rows_affected)
}

fn is_mark_of(row: &Model, piece: &Submission) -> bool {
    row.arrival == piece.id.arrival.number()
        && row.ordinal == i64::from(piece.id.ordinal)
        && row.seen == seen(piece)
}

async fn state<C: ConnectionTrait>(
    connection: &C,
    row: &Model,
    piece: Option<&Submission>,
) -> Result<ChoiceState, StoreError> {
    Ok(match piece {
        None => ChoiceState::Gone,
        Some(piece) if piece.notice.as_str() != row.notice => ChoiceState::Gone,
        Some(piece) if !piece.status.counts() => ChoiceState::NoLongerCounts,
        Some(piece) if piece.standing == Standing::Superseded => {
            ChoiceState::Replaced(successor(connection, piece).await?)
        }
        Some(piece) if is_mark_of(row, piece) => ChoiceState::InForce,
        Some(_) => ChoiceState::Changed,
    })
}

/// The only current piece of the same society, item and person that is later; `None` when there are several or none.
async fn successor<C: ConnectionTrait>(
    connection: &C,
    piece: &Submission,
) -> Result<Option<SubmissionId>, StoreError> {
    let place = (piece.notice.clone(), piece.society.clone());
    let name = |piece: &Submission| piece.person.as_ref().map(|person| person.name.clone());
    let mut later = Vec::new();
    for row in submission_rows::of_societies(connection, [&place]).await? {
        let other = submission_rows::submission(row)?;
        if other.counts()
            && other.item == piece.item
            && other.revision > piece.revision
            && name(&other) == name(piece)
        {
            later.push(other.id);
        }
    }
    Ok(match later.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// What the clerk saw, as a hash: whose piece it is, for what, and its words.
fn seen(piece: &Submission) -> String {
    let mut hasher = Sha256::new();
    let person = piece.person.as_ref().map_or("", |person| person.name.as_str());
    let title = piece.title.as_deref().unwrap_or_default();
    for part in [
        piece.society.as_str(),
        piece.item.as_str(),
        person,
        title,
        &piece.text,
    ] {
        let part = text(part);
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hexadecimal(&hasher.finalize())
}

fn row_of(piece: &Submission, clerk: &str, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        notice: Set(piece.notice.to_string()),
        arrival: Set(piece.id.arrival.number()),
        ordinal: Set(i64::from(piece.id.ordinal)),
        society: Set(piece.society.to_string()),
        item: Set(piece.item.to_string()),
        name: Set(text_null(
            piece.person.as_ref().map(|person| person.name.as_str()),
        )),
        seen: Set(seen(piece)),
        clerk: Set(text(clerk)),
        chosen_at: Set(moment(now)),
        taken_back_by: Set(None),
        taken_back_at: Set(None),
    }
}

fn submission_id(row: &Model) -> Result<SubmissionId, StoreError> {
    Ok(SubmissionId {
        arrival: ArrivalId::new(row.arrival),
        ordinal: RowName::new("choices", &row.id).small("ordinal", row.ordinal)?,
    })
}

fn choice(row: Model, piece: SubmissionId, state: ChoiceState) -> Result<Choice, StoreError> {
    let name = RowName::new("choices", &row.id);
    Ok(Choice {
        piece,
        society: name.id("society", &row.society, SocietyCode::parse)?,
        item: name.id("item", &row.item, ItemId::parse)?,
        name: row.name,
        clerk: row.clerk,
        chosen_at: row.chosen_at,
        state,
    })
}
