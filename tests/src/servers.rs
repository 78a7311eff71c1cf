//! Real mail servers in temporary folders, on free ports of loopback, never running as root but for Postfix, which must. Debian's packages of
//! Dovecot, Cyrus and Courier exclude each other; Dovecot is installed, the others and Postfix are unpacked by `tests/unpack`.

pub(crate) mod certificates;
pub mod courier;
pub mod cyrus;
pub mod postfix;
pub(crate) mod start;
pub(crate) mod unpacked;
pub(crate) mod unprivileged;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::imap_client::Client;

/// The password of every user of every server.
pub const PASSWORD: &str = "pw";

/// What a scenario needs of a server.
pub trait MailServer {
    /// Port for plain text and STARTTLS.
    fn plain(&self) -> u16;

    /// Port for implicit TLS.
    fn tls(&self) -> u16;

    /// PEM file of the authority that signed the server's certificate, for `localhost` and `127.0.0.1`.
    fn authority(&self) -> PathBuf;

    /// What stands before the names of subfolders.
    fn prefix(&self) -> &'static str;

    /// Gives INBOX another UIDVALIDITY, by the way that is the server's own. No client may be connected.
    fn renumber(&self, user: &str) -> anyhow::Result<Renumbered>;
}

/// What a new numbering left of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renumbered {
    /// They are there under new numbers.
    Kept,
    /// The mailbox with all folders is new and empty.
    Emptied,
}

/// Puts a message into a folder, made when it is missing; `""` is INBOX. Names in modified UTF-7, `date` becomes
/// INTERNALDATE.
pub fn put(
    server: &dyn MailServer,
    user: &str,
    folder: &str,
    raw: &[u8],
    date: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut client = Client::log_in(server.plain(), user)?;
    if folder.is_empty() {
        client.append("INBOX", raw, date)
    } else {
        let name = format!("{}{folder}", server.prefix());
        // NO when it is there already; the next command tells.
        client.answer(&format!("CREATE \"{name}\""))?;
        client.append(&name, raw, date)
    }
}

/// The flags of all messages by folder, as FETCH shows them, looked at without changing anything.
pub fn flags(server: &dyn MailServer, user: &str) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut client = Client::log_in(server.plain(), user)?;
    let mut found = BTreeMap::new();
    for folder in client.folders()? {
        client.ask(&format!("EXAMINE \"{folder}\""))?;
        let answer = client.answer("UID FETCH 1:* (UID FLAGS)")?;
        let mut lines: Vec<String> = answer
            .lines()
            .filter(|line| line.starts_with("* ") && line.contains(" FETCH "))
            // Whether a session was the first to see a message is no flag of the message.
            .map(|line| line.replace("\\Recent", "").replace("( ", "(").replace(" )", ")"))
            .collect();
        lines.sort();
        found.insert(folder, lines);
    }
    Ok(found)
}
