//! Counts for `reconcile`: what was seen in each mailbox and folder, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::MailboxName;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::{sightings, verdicts};
use crate::error::StoreError;
use crate::sighting::Skip;
use crate::values::RowName;

/// What was seen in a folder of a mailbox, and what became of it. `arrivals` equals `accepted + held + ignored +
/// duplicate + pending`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxCounts {
    /// Which mailbox.
    pub mailbox: MailboxName,
    /// Which folder; empty for files given to `ingest`.
    pub folder: String,
    /// All sightings, skipped ones included.
    pub sightings: u64,
    /// Skipped as older than every notice.
    pub before_start: u64,
    /// Skipped since the server does not hand them out.
    pub not_retrievable: u64,
    /// Arrivals seen there, each once.
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

/// mailbox, folder, skipped, arrival and id of a sighting.
type Seen = (Option<String>, Option<String>, Option<String>, Option<i64>, i64);

impl Store {
    /// Counts for every mailbox and folder, sorted.
    pub async fn mailbox_counts(&self) -> Result<Vec<MailboxCounts>, StoreError> {
        use sightings::Column;
        let transaction = self.begin_read().await?;
        let seen: Vec<Seen> = sightings::Entity::find()
            .select_only()
            .columns([
                Column::Mailbox,
                Column::Folder,
                Column::Skipped,
                Column::Arrival,
                Column::Id,
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
        transaction.commit().await?;
        count(seen, &verdicts.into_iter().collect())
    }
}

fn count(seen: Vec<Seen>, verdicts: &BTreeMap<i64, String>) -> Result<Vec<MailboxCounts>, StoreError> {
    let mut found: BTreeMap<(String, String), (MailboxCounts, BTreeSet<i64>)> = BTreeMap::new();
    for (mailbox, folder, skipped, arrival, id) in seen {
        let name = RowName::new("sightings", &id);
        let key = (mailbox.unwrap_or_default(), folder.unwrap_or_default());
        let mailbox = name.id("mailbox", &key.0, MailboxName::parse)?;
        let (counts, known) = found
            .entry(key)
            .or_insert_with_key(|(_, folder)| (nothing(mailbox, folder), BTreeSet::new()));
        counts.sightings += 1;
        match skipped
            .map(|word| name.word("skipped", &word, Skip::parse))
            .transpose()?
        {
            Some(Skip::BeforeStart) => counts.before_start += 1,
            Some(Skip::NotRetrievable) => counts.not_retrievable += 1,
            None => {
                let arrival = name.present("arrival", arrival)?;
                if known.insert(arrival) {
                    add(counts, verdicts.get(&arrival).map(String::as_str));
                }
            }
        }
    }
    Ok(found.into_values().map(|(counts, _)| counts).collect())
}

/// An unknown word counts nowhere, so that the difference shows it.
fn add(counts: &mut MailboxCounts, verdict: Option<&str>) {
    counts.arrivals += 1;
    match verdict {
        None => counts.pending += 1,
        Some("accepted") => counts.accepted += 1,
        Some("held") => counts.held += 1,
        Some("ignored") => counts.ignored += 1,
        Some("duplicate") => counts.duplicate += 1,
        Some(_) => {}
    }
}

fn nothing(mailbox: MailboxName, folder: &str) -> MailboxCounts {
    MailboxCounts {
        mailbox,
        folder: folder.to_owned(),
        sightings: 0,
        before_start: 0,
        not_retrievable: 0,
        arrivals: 0,
        accepted: 0,
        held: 0,
        ignored: 0,
        duplicate: 0,
        pending: 0,
    }
}
