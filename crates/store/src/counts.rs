//! Counts for `reconcile`: what each folder held, what was seen of it, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::{sightings, verdicts};
use crate::error::StoreError;
use crate::folder_passes::{self, FolderPass};
use crate::sighting::SkipKind;
use crate::values::RowName;

/// What became of a set of arrivals. `arrivals` is the sum of the five that follow it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// 来件, each once.
    pub arrivals: u64,
    /// 已登记 among these.
    pub accepted: u64,
    /// 待人工核对 among these.
    pub held: u64,
    /// 不予登记 among these.
    pub ignored: u64,
    /// 重复报送 among these.
    pub duplicate: u64,
    /// Without any verdict yet.
    pub pending: u64,
}

/// A folder at the end of the last pass that listed it completely, against what is kept now. `listed` is the sum of
/// `archived`, `before_start`, `not_retrievable` and the number in `unaccounted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnServer {
    /// When that pass ended.
    pub finished_at: DateTime<Utc>,
    /// Messages that the server listed.
    pub listed: u64,
    /// Messages that it counted and did not list.
    pub unlisted: u64,
    /// Archived among the listed ones.
    pub archived: u64,
    /// Skipped as older than every notice, among the listed ones.
    pub before_start: u64,
    /// Not handed out, among the listed ones.
    pub not_retrievable: u64,
    /// UIDs of listed messages of which nothing is known; must be none.
    pub unaccounted: Vec<u32>,
}

/// What was seen in a folder of a mailbox, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxCounts {
    /// Which mailbox.
    pub mailbox: MailboxName,
    /// Which folder; empty for files given to `ingest`.
    pub folder: String,
    /// What the server held; `None` for files, and before the first complete pass.
    pub on_server: Option<OnServer>,
    /// All sightings, skipped ones included.
    pub sightings: u64,
    /// Archived sightings; those beyond `tally.arrivals` are further copies of the same messages.
    pub archived: u64,
    /// Archived sightings that the server no longer holds: moved or deleted by somebody, or renumbered.
    pub gone: u64,
    /// Skipped as older than every notice.
    pub before_start: u64,
    /// Skipped since the server does not hand them out.
    pub not_retrievable: u64,
    /// The arrivals seen there.
    pub tally: Tally,
}

/// Everything that was seen in mailboxes, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Every mailbox and folder, sorted.
    pub folders: Vec<MailboxCounts>,
    /// The arrivals of all of them, each once, however many folders it was seen in.
    pub tally: Tally,
}

impl Tally {
    /// Arrivals with no verdict that is known; must be 0.
    pub const fn difference(&self) -> u64 {
        self.arrivals
            .abs_diff(self.accepted + self.held + self.ignored + self.duplicate + self.pending)
    }

    /// An unknown word counts nowhere, so that the difference shows it.
    fn add(&mut self, verdict: Option<&str>) {
        self.arrivals += 1;
        match verdict {
            None => self.pending += 1,
            Some("accepted") => self.accepted += 1,
            Some("held") => self.held += 1,
            Some("ignored") => self.ignored += 1,
            Some("duplicate") => self.duplicate += 1,
            Some(_) => {}
        }
    }
}

impl OnServer {
    /// Messages on the server that are neither kept nor listed as not kept; must be 0.
    pub fn difference(&self) -> u64 {
        self.listed
            .abs_diff(self.archived + self.before_start + self.not_retrievable)
    }
}

impl MailboxCounts {
    /// Sightings of arrivals that had been seen in the folder before.
    pub const fn copies(&self) -> u64 {
        self.archived.saturating_sub(self.tally.arrivals)
    }

    /// What does not add up; must be 0.
    pub fn difference(&self) -> u64 {
        self.on_server.as_ref().map_or(0, OnServer::difference) + self.tally.difference()
    }
}

impl Reconciliation {
    /// What does not add up, over all folders; must be 0.
    pub fn difference(&self) -> u64 {
        self.folders.iter().map(MailboxCounts::difference).sum()
    }

    /// All archived sightings.
    pub fn archived(&self) -> u64 {
        self.folders.iter().map(|folder| folder.archived).sum()
    }

    /// Sightings of arrivals that had been seen in any folder before.
    pub fn copies(&self) -> u64 {
        self.archived().saturating_sub(self.tally.arrivals)
    }
}

/// A sighting, as far as it is counted.
#[derive(Debug)]
struct Seen {
    id: i64,
    mailbox: Option<String>,
    folder: Option<String>,
    uidvalidity: Option<i64>,
    uid: Option<i64>,
    skipped: Option<String>,
    arrival: Option<i64>,
    seen_at: DateTime<Utc>,
}

type SeenRow = (
    i64,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    DateTime<Utc>,
);

impl From<SeenRow> for Seen {
    fn from((id, mailbox, folder, uidvalidity, uid, skipped, arrival, seen_at): SeenRow) -> Self {
        Self {
            id,
            mailbox,
            folder,
            uidvalidity,
            uid,
            skipped,
            arrival,
            seen_at,
        }
    }
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
        let seen: Vec<SeenRow> = sightings::Entity::find()
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
            .into_tuple()
            .all(&transaction)
            .await?;
        let verdicts: Vec<(i64, String)> = verdicts::Entity::find()
            .select_only()
            .columns([verdicts::Column::Arrival, verdicts::Column::Verdict])
            .filter(verdicts::Column::InForce.eq(true))
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
    seen: Vec<SeenRow>,
    verdicts: &BTreeMap<i64, String>,
    passes: BTreeMap<(String, String), FolderPass>,
) -> Result<Reconciliation, StoreError> {
    let mut folders: BTreeMap<(String, String), Folder> = BTreeMap::new();
    for (key, pass) in passes {
        let folder = Folder::new(pass.mailbox.clone(), pass.folder.clone(), Some(pass));
        folders.insert(key, folder);
    }
    let mut arrivals = BTreeSet::new();
    for seen in seen.into_iter().map(Seen::from) {
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
        seen: &Seen,
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
                listed.into_iter().for_each(|server| server.before_start += 1);
                Ok(None)
            }
            Some(SkipKind::NotRetrievable) => {
                counts.not_retrievable += 1;
                listed.into_iter().for_each(|server| server.not_retrievable += 1);
                Ok(None)
            }
            None => {
                let arrival = name.present("arrival", seen.arrival)?;
                counts.archived += 1;
                counts.gone += u64::from(whereabouts == Whereabouts::Gone);
                listed.into_iter().for_each(|server| server.archived += 1);
                if self.arrivals.insert(arrival) {
                    counts.tally.add(verdicts.get(&arrival).map(String::as_str));
                }
                Ok(Some(arrival))
            }
        }
    }

    /// A place that showed other bytes later has several sightings; only the first of them is the listed one.
    fn whereabouts(&mut self, name: &RowName, seen: &Seen) -> Result<Whereabouts, StoreError> {
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
