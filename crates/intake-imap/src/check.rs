//! What a mailbox looks like from here, for setting it up.

use async_imap::imap_proto::{AttributeValue, Response};
use chrono::{DateTime, Utc};

use crate::connection::OpenFolder;
use crate::error::Reach;
use crate::folder::{self, Found};
use crate::line::Line;
use crate::listing::{self, Detail};
use crate::{FailureKind, ImapError, MailboxSettings, Unwatched, display_name, login, quota};

/// Messages whose `Received` lines are shown.
const SAMPLES: usize = 5;

/// What a mailbox looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxCheck {
    /// The server's first words.
    pub greeting: String,
    /// What it advertises before LOGIN, in capitals.
    pub before_login: Vec<String>,
    /// What it advertises after LOGIN, in capitals.
    pub after_login: Vec<String>,
    /// What the server calls itself, if it says so.
    pub server: Option<String>,
    /// Whether it announces new messages (IDLE); if not, they are noticed at the next full listing.
    pub announces: bool,
    /// How full the mailbox is in percent, if the server says so.
    pub quota_percent: Option<u8>,
    /// All folders, INBOX first.
    pub folders: Vec<FolderCheck>,
    /// `Received` lines of the newest messages of INBOX, newest message first, topmost line first.
    pub received: Vec<Vec<ReceivedBy>>,
}

/// What a folder looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCheck {
    /// Name as the server writes it.
    pub name: String,
    /// Name as people read it.
    pub shown: String,
    /// Why it is not watched; `None` if it is. If it is not, the rest is unknown.
    pub unwatched: Option<Unwatched>,
    /// UIDVALIDITY; 0 when the server gives none.
    pub uidvalidity: u64,
    /// UIDNEXT, which 163 and others do not give.
    pub uidnext: Option<u32>,
    /// How many messages the server counts.
    pub exists: Option<u32>,
    /// PERMANENTFLAGS, if the server gives them.
    pub permanent_flags: Option<Vec<String>>,
    /// How many messages can be listed.
    pub messages: u64,
    /// How many more the server counts than it lists.
    pub unlisted: u32,
    /// The oldest message to be seen. QQ can be set to show only those of the last 30 days.
    pub oldest: Option<DateTime<Utc>>,
    /// The newest message to be seen.
    pub newest: Option<DateTime<Utc>>,
    /// Why the folder cannot be read.
    pub failure: Option<FailureKind>,
}

/// A `Received` line without the addresses in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedBy {
    /// The host that wrote it.
    pub host: Option<String>,
    /// When, as RFC 3339.
    pub date: Option<String>,
}

/// Logs in and looks at every watched folder. Of five messages the header is fetched; nothing is stored.
///
/// # Errors
/// Whatever keeps from logging in or listing the folders. A folder that cannot be read has its own `failure`.
pub async fn check(settings: &MailboxSettings) -> Result<MailboxCheck, ImapError> {
    let mut stranger = login::meet(settings).await?;
    let greeting = stranger.greeting.text.clone();
    let before_login = stranger.capabilities(settings).await?;
    let mut line = Line::new(settings);
    let connection = line.adopt(stranger.log_in(settings).await?);
    let found = folder::list(connection, &settings.timeouts, &settings.folders).await?;
    let mut check = MailboxCheck {
        greeting,
        before_login,
        after_login: connection.capabilities.clone(),
        server: connection.server.clone(),
        announces: connection.idle,
        quota_percent: quota::fullest(connection, &settings.timeouts).await?,
        folders: Vec::new(),
        received: Vec::new(),
    };
    for found in found {
        let mut folder = described(found);
        if folder.unwatched.is_none()
            && let Err(error) = look(&mut line, &mut folder, &mut check.received).await
        {
            match error.reach() {
                Reach::Command => {}
                Reach::Connection => line.hang_up(),
                Reach::Pass => return Err(error),
            }
            folder.failure = Some(error.kind());
        }
        check.folders.push(folder);
    }
    line.close().await;
    Ok(check)
}

fn described(found: Found) -> FolderCheck {
    FolderCheck {
        shown: display_name(&found.name),
        name: found.name,
        unwatched: found.unwatched,
        uidvalidity: 0,
        uidnext: None,
        exists: None,
        permanent_flags: None,
        messages: 0,
        unlisted: 0,
        oldest: None,
        newest: None,
        failure: None,
    }
}

async fn look(
    line: &mut Line<'_>,
    folder: &mut FolderCheck,
    received: &mut Vec<Vec<ReceivedBy>>,
) -> Result<(), ImapError> {
    let timeouts = line.settings.timeouts;
    let open = line.open(&folder.name).await?;
    folder.uidvalidity = open.uidvalidity;
    folder.uidnext = open.uidnext;
    folder.exists = open.exists;
    folder.permanent_flags.clone_from(&open.permanent_flags);
    let listing = listing::list(line.within(&open).await?, &timeouts, &open, Detail::Full).await?;
    let dates = || listing.messages.values().filter_map(|listed| listed.date);
    folder.messages = listing.messages.len() as u64;
    folder.unlisted = listing.unlisted;
    folder.oldest = dates().min();
    folder.newest = dates().max();
    if received.is_empty() {
        for uid in listing.messages.keys().rev().take(SAMPLES) {
            received.push(received_lines(line, &open, *uid).await?);
        }
    }
    Ok(())
}

async fn received_lines(
    line: &mut Line<'_>,
    open: &OpenFolder,
    uid: u32,
) -> Result<Vec<ReceivedBy>, ImapError> {
    let patience = line.settings.timeouts.lines();
    let mut header = Vec::new();
    let command = format!("UID FETCH {uid} (UID BODY.PEEK[HEADER])");
    let connection = line.within(open).await?;
    connection
        .run("FETCH", &command, patience, |response| {
            if let Response::Fetch(_, attributes) = response {
                let bytes = attributes.iter().find_map(|attribute| match attribute {
                    AttributeValue::BodySection { data, .. } => data.as_deref(),
                    _ => None,
                });
                header = bytes.map(<[u8]>::to_vec).unwrap_or_default();
            }
        })
        .await?;
    let lines = intake::Envelope::read(&header).received.into_iter();
    Ok(lines
        .map(|line| ReceivedBy {
            host: line.by,
            date: line.date,
        })
        .collect())
}
