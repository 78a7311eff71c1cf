//! A client as one writes it without much thought: it remembers how far it has come in each folder. Its cursor is moved
//! before or after the message is kept; that is all the difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::imap_client::Client;

/// When the cursor is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// Before the message is kept.
    First,
    /// Once the message is kept.
    Last,
}

/// Connections that may fail before the client gives up.
const PATIENCE: u32 = 100_000;

/// Reads the folders of a mailbox until nothing is left beyond the cursors; what was kept.
pub(crate) fn read(
    port: u16,
    user: &str,
    folders: &[&str],
    order: Cursor,
) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut kept = BTreeSet::new();
    let mut cursors = BTreeMap::new();
    for _ in 0..PATIENCE {
        if session(port, user, folders, order, &mut cursors, &mut kept).is_ok() {
            return Ok(kept);
        }
    }
    anyhow::bail!("no connection lives long enough")
}

/// One connection. An error when it broke.
fn session(
    port: u16,
    user: &str,
    folders: &[&str],
    order: Cursor,
    cursors: &mut BTreeMap<String, u32>,
    kept: &mut BTreeSet<Vec<u8>>,
) -> anyhow::Result<()> {
    let mut client = Client::log_in(port, user)?;
    for folder in folders {
        let name = if folder.is_empty() { "INBOX" } else { folder };
        client.ask(&format!("EXAMINE \"{name}\""))?;
        let cursor = cursors.entry(name.to_owned()).or_default();
        let listed = client.ask(&format!("UID FETCH {}:* (UID)", *cursor + 1))?;
        for uid in listed.lines().filter_map(uid_of) {
            // Asked for what lies beyond the last message, a server names the last one.
            if uid <= *cursor {
                continue;
            }
            if order == Cursor::First {
                *cursor = uid;
            }
            kept.insert(client.message(uid)?);
            *cursor = uid;
        }
    }
    Ok(())
}

/// `* 5 FETCH (UID 7)`.
fn uid_of(line: &str) -> Option<u32> {
    let (_, rest) = line.split_once("(UID ")?;
    rest.split([')', ' ']).next()?.parse().ok()
}
