//! What has to be known of a mailbox in order to read it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use domain::ids::MailboxName;
use intake::reception::ReceivingHosts;

use crate::ImapError;

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
    /// How the login is done.
    pub auth: Auth,
    /// Password; with 163, QQ and Tencent Exmail the authorization code (授权码); with XOAUTH2 the access token.
    pub password: Password,
    /// PEM file with the authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Messages that arrived before this day are not fetched. What counts is the day given to [`crate::poll_once`].
    pub since: Option<NaiveDate>,
    /// The hosts that write the mailbox's own `Received` lines; `None`: the topmost line is trusted.
    pub received_host: Option<ReceivingHosts>,
    /// Which folders are watched.
    pub folders: FolderRule,
    /// Time between two full enumerations. QQ shuts out clients that ask much oftener than every two minutes.
    pub poll_every: Duration,
    /// After what time without a complete pass the log sounds the alarm.
    pub alarm_after: Duration,
    /// How long to wait for the server.
    pub timeouts: Timeouts,
    /// After this time another process takes over the mailbox from one that died or froze.
    pub lease: Duration,
}

/// How the login is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Auth {
    /// LOGIN with a password or authorization code.
    #[default]
    Login,
    /// AUTHENTICATE XOAUTH2 with an access token, which somebody else renews in the password file.
    XOAuth2,
}

/// A password or token. Shows nothing of itself when printed.
#[derive(Clone)]
pub struct Password(Secret);

#[derive(Clone)]
enum Secret {
    Text(String),
    File(PathBuf),
}

impl Password {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Secret::Text(text.into()))
    }

    /// The first line of a file, read anew at every login.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Secret::File(path.into()))
    }

    pub(crate) async fn reveal(&self) -> Result<String, ImapError> {
        match &self.0 {
            Secret::Text(text) => Ok(text.clone()),
            Secret::File(path) => match tokio::fs::read_to_string(path).await {
                Ok(text) => Ok(text.lines().next().unwrap_or_default().trim().to_owned()),
                Err(source) => Err(ImapError::PasswordFile {
                    path: path.clone(),
                    source,
                }),
            },
        }
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
    /// How long the server may be silent while an answer is awaited.
    pub command: Duration,
    /// The slowest line on which an answer is still waited for, in bytes per second.
    pub slowest: u32,
    /// Until the first new attempt after a failure; then ever longer.
    pub retry: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_mins(1),
            slowest: 256,
            retry: Duration::from_secs(5),
        }
    }
}

impl Patience {
    /// This long, whatever is heard.
    pub(crate) const fn exactly(most: Duration) -> Self {
        Self {
            silence: most,
            least: 0,
            most,
        }
    }
}

impl Timeouts {
    /// For an answer of this size in bytes.
    pub(crate) fn answer(&self, bytes: u64) -> Patience {
        Patience {
            silence: self.command,
            least: (self.command.as_secs() * SLOWEST_TRICKLE).max(1),
            most: self.command * 2 + Duration::from_secs(bytes / u64::from(self.slowest.max(1))),
        }
    }

    /// For an answer of some lines.
    pub(crate) fn lines(&self) -> Patience {
        self.answer(64 * 1024)
    }
}

/// Bytes per second below which a line counts as silent.
const SLOWEST_TRICKLE: u64 = 16;

/// How long to wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Without hearing anything to speak of.
    pub(crate) silence: Duration,
    /// What is to speak of, in bytes.
    pub(crate) least: u64,
    /// For all of it, however it trickles.
    pub(crate) most: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_show_in_a_debug_print() {
        assert!(!format!("{:?}", Password::new("geheim")).contains("geheim"));
    }

    #[test]
    fn a_line_of_one_kilobyte_a_second_is_waited_for_and_silence_is_not() {
        let patience = Timeouts::default().answer(1024 * 1024);
        assert!(patience.most > Duration::from_secs(1024));
        assert_eq!(patience.silence, Duration::from_mins(1));
    }
}
