//! Products that were asked for, and their files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use domain::ids::NoticeId;
use domain::product::{ProductKind, ProductWish};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::connect::Store;
use crate::entity::reports::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::report_files::{self, ReportFile};
use crate::values::{RowName, json, moment, text};
use crate::wish_shapes::WishShape;

pub(crate) const WAITING: &str = "waiting";
pub(crate) const MAKING: &str = "making";
pub(crate) const DONE: &str = "done";
pub(crate) const FAILED: &str = "failed";

/// A product that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its number.
    pub id: i64,
    /// Of which notice.
    pub notice: NoticeId,
    /// What was asked for.
    pub wish: ProductWish,
    /// Names of the office's own files with which it is made.
    pub files: Vec<String>,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Where it stands.
    pub state: ReportState,
}

/// Where a product stands that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportState {
    /// Nobody has begun.
    Waiting,
    /// Somebody makes it.
    Making {
        /// Steps done.
        done: u64,
        /// Steps in all; 0 when that is not known.
        total: u64,
    },
    /// It can be fetched.
    Done(MadeReport),
    /// It cannot be made.
    Failed {
        /// When it was given up.
        at: DateTime<Utc>,
        /// Why, in words for the office.
        why: String,
    },
}

/// A product that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeReport {
    /// When it was finished.
    pub at: DateTime<Utc>,
    /// The moment of the ledger that it shows.
    pub taken_at: DateTime<Utc>,
    /// 快照编号.
    pub snapshot: String,
    /// Name of the file for people.
    pub file_name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// What somebody should know of it, one sentence each.
    pub remarks: Vec<String>,
}

impl Store {
    /// Asks for a product that is made with these files of the office's own; gives its number. Asked for once more while
    /// nobody has begun, it stays one.
    pub async fn request_report(
        &self,
        notice: &NoticeId,
        wish: &ProductWish,
        files: &[ReportFile],
        clerk: &str,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let kind = wish.product.kind().as_str();
        let shape = text(&json(&report_files::shape(wish, files)?));
        let transaction = self.begin_write().await?;
        let waiting = Entity::find()
            .filter(Column::Notice.eq(notice.as_str()))
            .filter(Column::Kind.eq(kind))
            .filter(Column::Wish.eq(shape.as_str()))
            .filter(Column::State.eq(WAITING))
            .one(&transaction)
            .await?;
        if let Some(row) = waiting {
            transaction.rollback().await?;
            return Ok(row.id);
        }
        let row = ActiveModel {
            id: NotSet,
            notice: Set(notice.to_string()),
            kind: Set(kind.to_owned()),
            wish: Set(shape),
            requested_by: Set(text(clerk)),
            requested_at: Set(moment(now)),
            state: Set(WAITING.to_owned()),
            attempts: Set(0),
            fence: Set(0),
            leased_until: Set(None),
            done: Set(0),
            total: Set(0),
            ended_at: Set(None),
            taken_at: Set(None),
            snapshot: Set(None),
            file_name: Set(None),
            sha256: Set(None),
            bytes: Set(None),
            failure: Set(None),
            remarks: Set(None),
        };
        let id = Entity::insert(row).exec(&transaction).await?.last_insert_id;
        report_files::keep(&transaction, id, files).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// All products of a notice, the latest first.
    pub async fn reports(&self, notice: &NoticeId) -> Result<Vec<Report>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Notice.eq(notice.as_str()))
            .order_by_desc(Column::Id)
            .all(self.read())
            .await?;
        rows.into_iter().map(report).collect()
    }

    /// The product with this number.
    pub async fn report(&self, id: i64) -> Result<Option<Report>, StoreError> {
        let row = Entity::find_by_id(id).one(self.read()).await?;
        row.map(report).transpose()
    }

    /// The file of a product that is done and its size, after its bytes were hashed again. Bytes that no longer have the
    /// hash that they were made with are [`StoreError::Corrupt`].
    pub async fn report_file(&self, id: i64) -> Result<(PathBuf, u64), StoreError> {
        let row = Entity::find_by_id(id)
            .filter(Column::State.eq(DONE))
            .one(self.read())
            .await?;
        let row = row.ok_or_else(|| StoreError::missing("product", &id))?;
        let sha256 = RowName::new("reports", &id).present("sha256", row.sha256)?;
        self.product_file(id, row.fence, &sha256).await
    }

    /// Removes a product and its file, wherever it stands; `false` when there is none. Whoever makes it at the moment
    /// is told at its next step.
    pub async fn remove_report(&self, id: i64) -> Result<bool, StoreError> {
        let transaction = self.begin_write().await?;
        let row = Entity::find_by_id(id).lock_exclusive().one(&transaction).await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(false);
        };
        Entity::delete_by_id(id).exec(&transaction).await?;
        report_files::remove(&transaction, id).await?;
        transaction.commit().await?;
        self.remove_product(id, row.fence).await?;
        Ok(true)
    }

    /// Removes what ended before this moment, and files that belong to nothing: a process died between writing and
    /// noting. Gives the number of products.
    pub async fn expire_reports(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let old: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.is_in([DONE, FAILED]))
            .filter(Column::EndedAt.lt(moment(before)))
            .into_tuple()
            .all(self.read())
            .await?;
        let mut number = 0;
        for id in old {
            number += u64::from(self.remove_report(id).await?);
        }
        self.remove_orphans().await?;
        Ok(number)
    }

    async fn remove_orphans(&self) -> Result<(), StoreError> {
        // Before the rows: a file that is written after this look is not among them.
        let files = self.product_files().await?;
        let mine = Condition::any()
            .add(Column::State.eq(MAKING))
            .add(Column::State.eq(DONE));
        let rows: Vec<(i64, i64)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Fence])
            .filter(mine)
            .into_tuple()
            .all(self.read())
            .await?;
        let rows: BTreeMap<i64, i64> = rows.into_iter().collect();
        for (id, fence) in files {
            if rows.get(&id) != Some(&fence) {
                self.remove_product(id, fence).await?;
            }
        }
        Ok(())
    }
}

/// Notice and wish of a row, and the names of files that belong to it.
pub(crate) fn wished(row: &Model) -> Result<(NoticeId, ProductWish, Vec<String>), StoreError> {
    let name = RowName::new("reports", &row.id);
    let kind = name.word("kind", &row.kind, ProductKind::parse)?;
    let mut shape: WishShape = name.json("wish", &row.wish)?;
    let files = std::mem::take(&mut shape.files).into_iter();
    Ok((
        name.id("notice", &row.notice, NoticeId::parse)?,
        shape.wish(kind, &name)?,
        files.map(|file| file.name).collect(),
    ))
}

fn report(row: Model) -> Result<Report, StoreError> {
    let (notice, wish, files) = wished(&row)?;
    let name = RowName::new("reports", &row.id);
    let state = match row.state.as_str() {
        WAITING => ReportState::Waiting,
        MAKING => ReportState::Making {
            done: RowName::count(row.done),
            total: RowName::count(row.total),
        },
        DONE => ReportState::Done(MadeReport {
            at: name.present("ended_at", row.ended_at)?,
            taken_at: name.present("taken_at", row.taken_at)?,
            snapshot: name.present("snapshot", row.snapshot)?,
            file_name: name.present("file_name", row.file_name)?,
            sha256: name.present("sha256", row.sha256)?,
            bytes: RowName::count(name.present("bytes", row.bytes)?),
            remarks: row
                .remarks
                .iter()
                .flat_map(|said| said.lines())
                .map(str::to_owned)
                .collect(),
        }),
        FAILED => ReportState::Failed {
            at: name.present("ended_at", row.ended_at)?,
            why: name.present("failure", row.failure)?,
        },
        _ => return Err(name.corrupt("state holds an unknown word")),
    };
    Ok(Report {
        id: row.id,
        notice,
        wish,
        files,
        requested_by: row.requested_by,
        requested_at: row.requested_at,
        state,
    })
}
