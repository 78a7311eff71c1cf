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

/// Such a client.
#[derive(Debug)]
pub(crate) struct Careless {
    order: Cursor,
    cursors: BTreeMap<String, u32>,
    kept: BTreeSet<Vec<u8>>,
}

impl Careless {
    pub(crate) fn new(order: Cursor) -> Self {
        Self {
            order,
            cursors: BTreeMap::new(),
            kept: BTreeSet::new(),
        }
    }

    /// Whether it has kept this message.
    pub(crate) fn has(&self, message: &[u8]) -> bool {
        self.kept.contains(message)
    }

    /// One connection: reads these folders from the cursors to the end. An error when it broke.
    pub(crate) fn session(&mut self, port: u16, user: &str, folders: &[&str]) -> anyhow::Result<()> {
        let mut client = Client::log_in(port, user)?;
        for folder in folders {
            let name = if folder.is_empty() { "INBOX" } else { folder };
            client.ask(&format!("EXAMINE \"{name}\""))?;
            let cursor = self.cursors.entry(name.to_owned()).or_default();
            let listed = client.ask(&format!("UID FETCH {}:* (UID)", *cursor + 1))?;
            for uid in listed.lines().filter_map(uid_of) {
                // Asked for what lies beyond the last message, a server names the last one.
                if uid <= *cursor {
                    continue;
                }
                if self.order == Cursor::First {
                    *cursor = uid;
                }
                self.kept.insert(client.message(uid)?);
                *cursor = uid;
            }
        }
        Ok(())
    }
}

/// `* 5 FETCH (UID 7)`.
fn uid_of(line: &str) -> Option<u32> {
    let (_, rest) = line.split_once("(UID ")?;
    rest.split([')', ' ']).next()?.parse().ok()
}
