//! Letters that are handed out to be sent, no more of them than the rates allow.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::letter::{LetterRecord, LetterState};
use domain::rates::{Began, Rates, Reached, WINDOW, domain_of};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, Func, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::claiming::lock_rates;
use crate::connect::Store;
use crate::entity::letters::{Column, Entity, Model};
use crate::error::StoreError;
use crate::letter_rows::stored;
use crate::values::{moment, text};

/// How fast letters may leave.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace<'a> {
    /// Letters within a minute.
    pub rates: Rates,
    /// The one address to which all go in a trial; else each goes to its own.
    pub redirected_to: Option<&'a str>,
}

/// What a look for letters gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimedLetters {
    /// Handed out, those that answer an arrival first, else oldest first.
    pub letters: Vec<LetterRecord>,
    /// How many were due and wait, because a rate is reached.
    pub waiting: u64,
}

impl Store {
    /// Hands out the first letter that is due, at whatever rate.
    pub async fn claim_letter(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Option<LetterRecord>, StoreError> {
        let claimed = self.claim_letters(now, lease, 1, Pace::default()).await?;
        Ok(claimed.letters.into_iter().next())
    }

    /// Hands out letters that are due, at most `most`, until `now + lease`; counts the attempt. What the pace does not
    /// allow becomes due when it does, with a reason that says so.
    pub async fn claim_letters(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        most: u64,
        pace: Pace<'_>,
    ) -> Result<ClaimedLetters, StoreError> {
        let transaction = self.begin_write().await?;
        let mut turn = Turn {
            transaction: &transaction,
            now,
            pace,
            began: Vec::new(),
            waiting: 0,
        };
        turn.look_back().await?;
        let claimed = turn.choose(most).await?;
        let waiting = turn.waiting;
        if claimed.is_empty() && waiting == 0 {
            transaction.rollback().await?;
            return Ok(ClaimedLetters::default());
        }
        hand_out(&transaction, &claimed, now, lease).await?;
        transaction.commit().await?;
        let mut letters: Vec<LetterRecord> = Vec::with_capacity(claimed.len());
        for (row, _) in claimed {
            let mut record = stored(row)?;
            record.attempts = record.attempts.saturating_add(1);
            record.due_at = moment(now + lease);
            record.worded_at = record.worded_at.or(Some(moment(now)));
            letters.push(record);
        }
        Ok(ClaimedLetters { letters, waiting })
    }
}

/// One look for letters.
struct Turn<'a> {
    transaction: &'a DatabaseTransaction,
    now: DateTime<Utc>,
    pace: Pace<'a>,
    /// What began within the window, what this look hands out included.
    began: Vec<Began>,
    waiting: u64,
}

impl Turn<'_> {
    async fn look_back(&mut self) -> Result<(), StoreError> {
        if self.pace.rates.is_unlimited() {
            return Ok(());
        }
        lock_rates(self.transaction).await?;
        let rows: Vec<(Option<DateTime<Utc>>, Option<String>)> = Entity::find()
            .select_only()
            .columns([Column::BeganAt, Column::ToDomain])
            .filter(Column::BeganAt.gt(moment(self.now - WINDOW)))
            .into_tuple()
            .all(self.transaction)
            .await?;
        let whole = rows.into_iter().filter_map(|(at, domain)| at.zip(domain));
        self.began = whole.map(|(at, domain)| Began { at, domain }).collect();
        Ok(())
    }

    /// Rows to be handed out, with the domain to which each goes.
    async fn choose(&mut self, most: u64) -> Result<Vec<(Model, String)>, StoreError> {
        let mut chosen: Vec<(Model, String)> = Vec::new();
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        while chosen.len() < most {
            let rows = self.due(&chosen, most - chosen.len()).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let domain = domain_of(self.pace.redirected_to.unwrap_or(&row.recipient));
                if let Some((until, reached)) = self.pace.rates.wait(&self.began, &domain, self.now) {
                    // All that the same limit keeps back at once, so that none is looked at twice.
                    self.keep_back(&chosen, &row, &domain, until, reached).await?;
                    break;
                }
                self.began.push(Began {
                    at: self.now,
                    domain: domain.clone(),
                });
                chosen.push((row, domain));
            }
        }
        Ok(chosen)
    }

    /// The first letters that are due: what answers somebody goes before what nobody waits for.
    async fn due(&self, chosen: &[(Model, String)], most: usize) -> Result<Vec<Model>, StoreError> {
        let mut rows = Vec::new();
        for (answers, order) in [
            (Column::Arrival.is_not_null(), Column::Arrival),
            (Column::Arrival.is_null(), Column::Id),
        ] {
            let left = u64::try_from(most.saturating_sub(rows.len())).unwrap_or(0);
            if left == 0 {
                break;
            }
            let found = Entity::find()
                .filter(self.waits_for_nothing(chosen))
                .filter(answers)
                .order_by_asc(order)
                .order_by_asc(Column::Id)
                .limit(left)
                .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
                .all(self.transaction)
                .await?;
            rows.extend(found);
        }
        Ok(rows)
    }

    fn waits_for_nothing(&self, chosen: &[(Model, String)]) -> Condition {
        let due = Condition::all()
            .add(Column::State.eq(LetterState::Queued.as_str()))
            .add(Column::DueAt.lte(moment(self.now)))
            .add(goes_by_itself());
        if chosen.is_empty() {
            return due;
        }
        due.add(Column::Id.is_not_in(chosen.iter().map(|(row, _)| row.id)))
    }

    async fn keep_back(
        &mut self,
        chosen: &[(Model, String)],
        row: &Model,
        domain: &str,
        until: DateTime<Utc>,
        reached: Reached,
    ) -> Result<(), StoreError> {
        let mut kept = self.waits_for_nothing(chosen);
        let why = match reached {
            Reached::InAll(limit) => format!("已达发信频率上限（每分钟{limit}封）"),
            Reached::ToDomain(limit) => {
                if self.pace.redirected_to.is_none() {
                    let ends = Expr::expr(Func::lower(Expr::col(Column::Recipient)));
                    // The letter itself, however its address is written.
                    let alike = Condition::any().add(Column::Id.eq(row.id));
                    kept = kept.add(alike.add(ends.like(format!("%@{domain}"))));
                }
                format!("已达发往 {domain} 的频率上限（每分钟{limit}封）")
            }
        };
        // What went wrong with a letter before is worth more than that it waits a minute.
        let untried = Expr::col(Column::Attempts).eq(0);
        let reason = CaseStatement::new()
            .case(untried, Expr::value(text(&why)))
            .finally(Expr::col(Column::LastError));
        let done = Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(moment(until)))
            .col_expr(Column::LastError, reason.into())
            .filter(kept)
            .exec(self.transaction)
            .await?;
        self.waiting += done.rows_affected;
        Ok(())
    }
}

/// A receipt that may have left within another leaves again within it, as long as that one waits.
fn goes_by_itself() -> Condition {
    let lead = || Alias::new("lead");
    let waiting = [LetterState::AwaitingApproval, LetterState::Queued].map(LetterState::as_str);
    let leads = Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, lead())
        .and_where(Expr::col((lead(), Column::MessageId)).eq(Expr::col((Entity, Column::SentWith))))
        .and_where(Expr::col((lead(), Column::State)).is_in(waiting))
        .to_owned();
    Condition::any()
        .add(Column::SentWith.is_null())
        .add(Expr::exists(leads).not())
}

/// The moment as of which a letter is worded: the first at which one of it may have left.
fn first_worded(now: DateTime<Utc>) -> Expr {
    Func::coalesce([Expr::col(Column::WordedAt), Expr::value(moment(now))]).into()
}

async fn hand_out(
    transaction: &DatabaseTransaction,
    claimed: &[(Model, String)],
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<(), StoreError> {
    let mut to_domain: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (row, domain) in claimed {
        to_domain.entry(domain).or_default().push(row.id);
    }
    for (domain, ids) in to_domain {
        Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::DueAt, Expr::value(moment(now + lease)))
            .col_expr(Column::BeganAt, Expr::value(moment(now)))
            .col_expr(Column::ToDomain, Expr::value(text(domain)))
            .col_expr(Column::WordedAt, first_worded(now))
            .filter(Column::Id.is_in(ids))
            .exec(transaction)
            .await?;
    }
    Ok(())
}
