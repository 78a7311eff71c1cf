//! `reconcile --json`, schema `zhengji.reconcile/1`: fields are added freely, never renamed.

use serde_json::{Value, json};
use store::{MailboxCounts, MailboxHealth, Presence, Tally, Unretrieved};

use super::Found;
use crate::wiring::folder_name;

impl Found {
    pub(super) fn json(&self) -> Value {
        let reconciliation = &self.reconciliation;
        json!({
            "schema": "zhengji.reconcile/1",
            "difference": reconciliation.difference(),
            "folders": reconciliation.folders.iter().map(folder_json).collect::<Vec<_>>(),
            "total": {
                "archived": reconciliation.archived(),
                "copies": reconciliation.copies(),
                "verdicts": tally_json(&reconciliation.tally),
            },
            "not_retrievable": self.unretrieved.iter().map(unretrieved_json).collect::<Vec<_>>(),
            "mailboxes": self.health.iter().map(health_json).collect::<Vec<_>>(),
        })
    }
}

fn folder_json(folder: &MailboxCounts) -> Value {
    json!({
        "mailbox": folder.mailbox.as_str(),
        "folder": folder.folder,
        "folder_name": folder_name(&folder.folder),
        "on_server": folder.on_server.as_ref().map(|server| json!({
            "finished_at": server.finished_at.to_rfc3339(),
            "messages": server.listed + server.unlisted,
            "archived": server.archived,
            "before_start": server.before_start,
            "not_retrievable": server.not_retrievable,
            "unlisted": server.unlisted,
            "unaccounted": server.unaccounted,
        })),
        "sightings": folder.sightings,
        "archived": folder.archived,
        "gone": folder.gone,
        "copies": folder.copies(),
        "before_start": folder.before_start,
        "not_retrievable": folder.not_retrievable,
        "verdicts": tally_json(&folder.tally),
        "difference": folder.difference(),
    })
}

fn tally_json(tally: &Tally) -> Value {
    json!({
        "arrivals": tally.arrivals,
        "accepted": tally.accepted,
        "held": tally.held,
        "ignored": tally.ignored,
        "duplicate": tally.duplicate,
        "pending": tally.pending,
    })
}

fn unretrieved_json(missing: &Unretrieved) -> Value {
    json!({
        "mailbox": missing.mailbox.as_str(),
        "folder": missing.folder,
        "uidvalidity": missing.uidvalidity,
        "uid": missing.uid,
        "since": missing.since.to_rfc3339(),
        "tried_at": missing.tried_at.to_rfc3339(),
        "attempts": missing.attempts,
        "obstacle": missing.obstacle.as_str(),
        "on_server": missing.presence == Presence::Listed,
    })
}

fn health_json(health: &MailboxHealth) -> Value {
    json!({
        "mailbox": health.mailbox.as_str(),
        "held": health.held,
        "last_ok": health.last_ok.map(|at| at.to_rfc3339()),
        "failure": health.failure.as_ref().map(|(kind, since)| json!({
            "kind": kind,
            "since": since.to_rfc3339(),
        })),
        "rejected_writes": health.rejected,
    })
}
