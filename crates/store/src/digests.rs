//! 每日摘要 — one for each day and reader, whatever processes and clocks do.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use sha2::{Digest as _, Sha256};

use crate::archive::note_originals;
use crate::connect::Store;
use crate::entity::digests::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::letters::CameTo;
use crate::originals::hexadecimal;
use crate::values::{moment, text};

/// A day on which there was nothing to say.
const QUIET: &str = "quiet";
const QUEUED: &str = "queued";
const SENT: &str = "sent";
const FAILED: &str = "failed";

/// A digest that was handed out to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDigest {
    /// Its day.
    pub day: NaiveDate,
    /// Address of the clerk.
    pub reader: String,
    /// 主题.
    pub subject: String,
    /// 正文.
    pub body: String,
    /// Its Message-ID without angle brackets, the same on every attempt.
    pub message_id: String,
    /// How often sending was begun, this time included.
    pub attempts: u32,
    /// How many of these are known to have come to nothing.
    pub refused: u32,
    /// When it was drawn, which is also its date.
    pub drawn_at: DateTime<Utc>,
}

/// A digest and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestRecord {
    /// Its day, as 2022-10-24.
    pub day: String,
    /// Address of the clerk.
    pub reader: String,
    /// Where it stands: `queued`, `sent` or `failed`.
    pub state: String,
    /// 主题.
    pub subject: String,
    /// 正文.
    pub body: String,
    /// SHA-256 of the bytes that were sent.
    pub sent_original: Option<String>,
    /// What the last failure said.
    pub last_error: Option<String>,
}

impl Store {
    /// Puts the digest of a day into the outbox, one for each reader; without words, notes that there was nothing to
    /// say. Returns `false` when the day has its digest already.
    pub async fn put_digest(
        &self,
        day: NaiveDate,
        readers: &[String],
        words: Option<(&str, &str)>,
        domain: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (subject, body) = words.unwrap_or_default();
        let row = |reader: &str, state: &str| ActiveModel {
            day: Set(day.to_string()),
            reader: Set(text(reader)),
            subject: Set(text(subject)),
            body: Set(text(body)),
            message_id: Set(message_id(day, reader, domain)),
            state: Set(state.to_owned()),
            attempts: Set(0),
            refused: Set(0),
            drawn_at: Set(moment(now)),
            due_at: Set(moment(now)),
            sent_at: Set(None),
            last_error: Set(None),
            sent_original: Set(None),
        };
        // The row without a reader stands for the day; whoever puts it puts the others.
        let transaction = self.begin_write().await?;
        let first = Entity::insert(row("", QUIET))
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(&transaction)
            .await?;
        if first == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        if words.is_some() && !readers.is_empty() {
            let rows = readers.iter().map(|reader| row(reader, QUEUED));
            Entity::insert_many(rows)
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// When the last digest was drawn, if one was, and its day.
    pub async fn last_digest(&self) -> Result<Option<(NaiveDate, DateTime<Utc>)>, StoreError> {
        let row = Entity::find()
            .order_by_desc(Column::DrawnAt)
            .one(self.read())
            .await?;
        Ok(row.and_then(|row| Some((row.day.parse().ok()?, row.drawn_at))))
    }

    /// Hands out a digest that is due; it is handed out again after the lease unless its end was noted.
    pub async fn claim_digest(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Option<StoredDigest>, StoreError> {
        let transaction = self.begin_write().await?;
        let row = Entity::find()
            .filter(Column::State.eq(QUEUED))
            .filter(Column::DueAt.lte(moment(now)))
            .order_by_asc(Column::Day)
            .order_by_asc(Column::Reader)
            .lock_exclusive()
            .one(&transaction)
            .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(None);
        };
        Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::DueAt, Expr::value(moment(now + lease)))
            .filter(Column::Day.eq(&row.day))
            .filter(Column::Reader.eq(&row.reader))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        let day = row.day.parse();
        Ok(Some(StoredDigest {
            day: day.map_err(|_| StoreError::corrupt("digests", &row.day, "is no day"))?,
            reader: row.reader,
            subject: row.subject,
            body: row.body,
            message_id: row.message_id,
            attempts: u32::try_from(row.attempts).unwrap_or(0).saturating_add(1),
            refused: u32::try_from(row.refused).unwrap_or(0),
            drawn_at: row.drawn_at,
        }))
    }

    /// Notes that a digest left as these bytes, given by their SHA-256 and number, which are among the originals.
    pub async fn digest_sent(
        &self,
        digest: &StoredDigest,
        (original, bytes): (&str, u64),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::State, Expr::value(SENT))
            .col_expr(Column::SentAt, Expr::value(moment(now)))
            .col_expr(Column::SentOriginal, Expr::value(original))
            .col_expr(Column::LastError, Expr::value(None::<String>));
        self.note_digest(digest, Some((original, bytes)), update).await
    }

    /// Notes that sending failed: again at this moment, or never.
    pub async fn digest_failed(
        &self,
        digest: &StoredDigest,
        retry_at: Option<DateTime<Utc>>,
        came_to: CameTo,
        error: &str,
    ) -> Result<(), StoreError> {
        let refused = match came_to {
            CameTo::Nothing => 1,
            CameTo::NobodyKnows => 0,
        };
        let update = Entity::update_many()
            .col_expr(Column::LastError, Expr::value(text(error)))
            .col_expr(Column::Refused, Expr::col(Column::Refused).add(refused));
        let update = match retry_at {
            Some(at) => update.col_expr(Column::DueAt, Expr::value(moment(at))),
            None => update.col_expr(Column::State, Expr::value(FAILED)),
        };
        self.note_digest(digest, None, update).await
    }

    /// What the last failure said of each digest that did not leave: day, reader and reason.
    pub async fn digests_not_sent(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        let rows = Entity::find()
            .filter(Column::State.is_in([QUEUED, FAILED]))
            .filter(Column::LastError.is_not_null())
            .order_by_desc(Column::Day)
            .all(self.read())
            .await?;
        let told = rows
            .into_iter()
            .map(|row| (row.day, row.reader, row.last_error.unwrap_or_default()));
        Ok(told.collect())
    }

    /// All digests of which a clerk was to get one, oldest first.
    pub async fn digests(&self) -> Result<Vec<DigestRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::State.ne(QUIET))
            .order_by_asc(Column::Day)
            .order_by_asc(Column::Reader)
            .all(self.read())
            .await?;
        let records = rows.into_iter().map(|row| DigestRecord {
            day: row.day,
            reader: row.reader,
            state: row.state,
            subject: row.subject,
            body: row.body,
            sent_original: row.sent_original,
            last_error: row.last_error,
        });
        Ok(records.collect())
    }

    async fn note_digest(
        &self,
        digest: &StoredDigest,
        original: Option<(&str, u64)>,
        update: sea_orm::UpdateMany<Entity>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        note_originals(&transaction, original.into_iter()).await?;
        update
            .filter(Column::Day.eq(digest.day.to_string()))
            .filter(Column::Reader.eq(text(&digest.reader)))
            .filter(Column::State.eq(QUEUED))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

fn message_id(day: NaiveDate, reader: &str, domain: &str) -> String {
    let digest = Sha256::digest(format!("{day}{reader}"));
    let mark = hexadecimal(digest.get(..6).unwrap_or_default());
    format!("zj.{day}.digest.{mark}@{domain}")
}
