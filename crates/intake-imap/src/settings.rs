//! What has to be known of a mailbox in order to read it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use domain::ids::MailboxName;

/// 邮箱 — one IMAP mailbox.
#[derive(Debug, Clone)]
pub struct MailboxSettings {
    /// The name that notices refer to.
    pub mailbox: MailboxName,
    /// Host name or address of the server.
    pub host: String,
    /// Port, usually 993 or 143.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Login name.
    pub user: String,
    /// Password; with 163, QQ and Tencent Exmail the authorization code (授权码).
    pub password: Password,
    /// PEM file with the authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Messages that arrived before this day are not fetched. What counts is the day given to [`crate::poll_once`].
    pub since: Option<NaiveDate>,
    /// The host that writes the mailbox's own `Received` lines; `None`: the topmost line is trusted.
    pub received_host: Option<String>,
    /// Which folders are watched.
    pub folders: FolderRule,
    /// Time between two full enumerations. QQ shuts out clients that ask much oftener than every two minutes.
    pub poll_every: Duration,
    /// How long to wait for the server.
    pub timeouts: Timeouts,
}

/// A password. Shows nothing of itself when printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte, usually port 993.
    Implicit,
    /// Plain greeting, then STARTTLS, usually port 143. Without an upgrade nothing is sent.
    StartTls,
    /// None; refused unless the server turns out to be on a loopback address.
    None,
}

/// Which folders are watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FolderRule {
    /// Every selectable folder except what the office itself wrote or threw away: sent, drafts, deleted, by attribute or
    /// by their Chinese and English names. Junk and 病毒文件夹 are watched: returns land there.
    #[default]
    AllButOwn,
    /// As [`FolderRule::AllButOwn`], without these as well. Names as the server or as a person writes them.
    Except(Vec<String>),
    /// Only these. Names as the server or as a person writes them.
    Only(Vec<String>),
}

/// How long to wait for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the TCP connection, and again for TLS.
    pub connect: Duration,
    /// For the whole answer to one command; a message gets more according to its size.
    pub command: Duration,
    /// The slowest line on which a large message is still waited for, in bytes per second.
    pub slowest: u32,
    /// Until the first new attempt after a failure; then ever longer.
    pub retry: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_mins(1),
            slowest: 16 * 1024,
            retry: Duration::from_secs(5),
        }
    }
}

impl Timeouts {
    /// For a message of this size in bytes, which the server may have misstated.
    pub(crate) fn message(&self, bytes: u32) -> Duration {
        self.command + Duration::from_secs(u64::from(bytes / self.slowest.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_show_in_a_debug_print() {
        assert!(!format!("{:?}", Password::new("geheim")).contains("geheim"));
    }

    #[test]
    fn a_large_message_may_take_longer() {
        let timeouts = Timeouts::default();
        assert_eq!(timeouts.message(0), timeouts.command);
        assert!(timeouts.message(50_000_000) > Duration::from_mins(50));
    }
}
