//! Counts the rows for `reconcile`, at one moment.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::{ColumnTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _, QuerySelect as _};

use crate::connect::Store;
use crate::counts::{MailboxCounts, OnServer, Reconciliation, Tally};
use crate::entity::{sightings, verdicts};
use crate::error::StoreError;
use crate::folder_passes::{self, FolderPass};
use crate::sighting::SkipKind;
use crate::values::RowName;
use crate::verdict_rows;

/// A sighting, as far as it is counted.
#[derive(Debug, FromQueryResult)]
struct Sighted {
    id: i64,
    mailbox: Option<String>,
    folder: Option<String>,
    uidvalidity: Option<i64>,
    uid: Option<i64>,
    skipped: Option<String>,
    arrival: Option<i64>,
    seen_at: DateTime<Utc>,
}

impl Store {
    /// Counts for every mailbox and folder, sorted.
    pub async fn mailbox_counts(&self) -> Result<Vec<MailboxCounts>, StoreError> {
        Ok(self.reconciliation().await?.folders)
    }

    /// Compares what the servers held with what is kept, and what is kept with the verdicts, at one moment.
    pub async fn reconciliation(&self) -> Result<Reconciliation, StoreError> {
        use sightings::Column;
        let transaction = self.begin_read().await?;
        let seen: Vec<Sighted> = sightings::Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::Mailbox,
                Column::Folder,
                Column::Uidvalidity,
                Column::Uid,
                Column::Skipped,
                Column::Arrival,
                Column::SeenAt,
            ])
            .filter(Column::Mailbox.is_not_null())
            .into_model()
            .all(&transaction)
            .await?;
        let verdicts: Vec<(i64, String)> = verdicts::Entity::find()
            .select_only()
            .columns([verdicts::Column::Arrival, verdicts::Column::Verdict])
            .filter(verdict_rows::is_in_force())
            .into_tuple()
            .all(&transaction)
            .await?;
        let passes = folder_passes::all(&transaction).await?;
        transaction.commit().await?;
        count(seen, &verdicts.into_iter().collect(), passes)
    }
}

/// A folder while it is counted.
#[derive(Debug)]
struct Folder {
    counts: MailboxCounts,
    pass: Option<FolderPass>,
    /// Listed and not met among the sightings yet.
    unmet: BTreeSet<u32>,
    arrivals: BTreeSet<i64>,
}

fn count(
    mut seen: Vec<Sighted>,
    verdicts: &BTreeMap<i64, String>,
    passes: BTreeMap<(String, String), FolderPass>,
) -> Result<Reconciliation, StoreError> {
    let mut folders: BTreeMap<(String, String), Folder> = BTreeMap::new();
    for (key, pass) in passes {
        let folder = Folder::new(pass.mailbox.clone(), pass.folder.clone(), Some(pass));
        folders.insert(key, folder);
    }
    // A number whose message cannot be had may have been that of an archived one before, which it is no longer.
    seen.sort_by_key(|seen| seen.skipped.is_none());
    let mut arrivals = BTreeSet::new();
    for seen in seen {
        let name = RowName::new("sightings", &seen.id);
        let key = (
            seen.mailbox.clone().unwrap_or_default(),
            seen.folder.clone().unwrap_or_default(),
        );
        let mailbox = name.id("mailbox", &key.0, MailboxName::parse)?;
        let folder = folders
            .entry(key)
            .or_insert_with_key(|(_, folder)| Folder::new(mailbox, folder.clone(), None));
        arrivals.extend(folder.add(&name, &seen, verdicts)?);
    }
    let mut tally = Tally::default();
    for arrival in arrivals {
        tally.add(verdicts.get(&arrival).map(String::as_str));
    }
    Ok(Reconciliation {
        folders: folders.into_values().map(Folder::counted).collect(),
        tally,
    })
}

/// Where a sighting stands to the last complete pass through its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whereabouts {
    /// The pass listed it.
    Listed,
    /// Seen before the pass ended, which did not list it.
    Gone,
    /// Seen later, or there was no pass.
    Unknown,
}

impl Folder {
    fn new(mailbox: MailboxName, folder: String, pass: Option<FolderPass>) -> Self {
        let on_server = pass.as_ref().map(|pass| OnServer {
            finished_at: pass.finished_at,
            listed: pass.uids.len() as u64,
            unlisted: pass.unlisted,
            archived: 0,
            before_start: 0,
            not_retrievable: 0,
            unaccounted: Vec::new(),
        });
        Self {
            counts: MailboxCounts {
                mailbox,
                folder,
                on_server,
                sightings: 0,
                archived: 0,
                gone: 0,
                before_start: 0,
                not_retrievable: 0,
                tally: Tally::default(),
            },
            unmet: pass.as_ref().map(|pass| pass.uids.clone()).unwrap_or_default(),
            pass,
            arrivals: BTreeSet::new(),
        }
    }

    /// Counts a sighting; gives its arrival.
    fn add(
        &mut self,
        name: &RowName,
        seen: &Sighted,
        verdicts: &BTreeMap<i64, String>,
    ) -> Result<Option<i64>, StoreError> {
        let whereabouts = self.whereabouts(name, seen)?;
        let counts = &mut self.counts;
        let listed = counts
            .on_server
            .as_mut()
            .filter(|_| whereabouts == Whereabouts::Listed);
        counts.sightings += 1;
        let skipped = seen.skipped.as_deref();
        match skipped
            .map(|word| name.word("skipped", word, SkipKind::parse))
            .transpose()?
        {
            Some(SkipKind::BeforeStart) => {
                counts.before_start += 1;
                if let Some(server) = listed {
                    server.before_start += 1;
                }
                Ok(None)
            }
            Some(SkipKind::NotRetrievable) => {
                counts.not_retrievable += u64::from(whereabouts != Whereabouts::Gone);
                if let Some(server) = listed {
                    server.not_retrievable += 1;
                }
                Ok(None)
            }
            None => {
                let arrival = name.present("arrival", seen.arrival)?;
                counts.archived += 1;
                counts.gone += u64::from(whereabouts == Whereabouts::Gone);
                if let Some(server) = listed {
                    server.archived += 1;
                }
                if self.arrivals.insert(arrival) {
                    counts.tally.add(verdicts.get(&arrival).map(String::as_str));
                }
                Ok(Some(arrival))
            }
        }
    }

    /// A place that showed other bytes later has several sightings; only the first of them is the listed one.
    fn whereabouts(&mut self, name: &RowName, seen: &Sighted) -> Result<Whereabouts, StoreError> {
        let (Some(pass), Some(uidvalidity), Some(uid)) = (&self.pass, seen.uidvalidity, seen.uid) else {
            return Ok(Whereabouts::Unknown);
        };
        let uid = name.small("uid", uid)?;
        let in_numbering = RowName::count(uidvalidity) == pass.uidvalidity;
        Ok(if in_numbering && self.unmet.remove(&uid) {
            Whereabouts::Listed
        } else if seen.seen_at <= pass.finished_at {
            Whereabouts::Gone
        } else {
            Whereabouts::Unknown
        })
    }

    fn counted(mut self) -> MailboxCounts {
        if let Some(server) = &mut self.counts.on_server {
            server.unaccounted = self.unmet.into_iter().collect();
        }
        self.counts
    }
}
