//! Counts for `reconcile`: what each folder held, what was seen of it, and what became of it.

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;

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
    /// Skipped since the server does not hand them out, without those that it no longer lists.
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
    pub(crate) fn add(&mut self, verdict: Option<&str>) {
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
