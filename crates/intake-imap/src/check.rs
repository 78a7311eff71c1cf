//! What a mailbox looks like from here, for setting it up.

use chrono::{DateTime, Utc};

use crate::error::Reach;
use crate::folder::{self, Found};
use crate::line::Line;
use crate::listing::{self, Detail};
use crate::{FailureKind, ImapError, MailboxSettings, display_name};

/// What a mailbox looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxCheck {
    /// What the server calls itself, if it says so.
    pub server: Option<String>,
    /// Whether it announces new messages (IDLE); if not, they are noticed at the next full listing.
    pub announces: bool,
    /// All folders, INBOX first.
    pub folders: Vec<FolderCheck>,
}

/// What a folder looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCheck {
    /// Name as the server writes it.
    pub name: String,
    /// Name as people read it.
    pub shown: String,
    /// Whether it is watched; if not, the rest is unknown.
    pub watched: bool,
    /// How many messages can be listed.
    pub messages: u64,
    /// How many more the server counts than it lists.
    pub unlisted: u32,
    /// The oldest message to be seen. QQ can be set to show only those of the last 30 days.
    pub oldest: Option<DateTime<Utc>>,
    /// Why the folder cannot be read.
    pub failure: Option<FailureKind>,
}

/// Logs in and looks at every watched folder. Fetches no message and stores nothing.
///
/// # Errors
/// Whatever keeps from logging in or listing the folders. A folder that cannot be read has its own `failure`.
pub async fn check(settings: &MailboxSettings) -> Result<MailboxCheck, ImapError> {
    let mut line = Line::new(settings);
    let connection = line.ready().await?;
    let found = folder::list(connection, &settings.timeouts, &settings.folders).await?;
    let (server, announces) = (connection.server.clone(), connection.idle);
    let mut folders = Vec::new();
    for found in found {
        let mut folder = described(found);
        if folder.watched
            && let Err(error) = look(&mut line, &mut folder).await
        {
            match error.reach() {
                Reach::Command => {}
                Reach::Connection => line.hang_up(),
                Reach::Pass => return Err(error),
            }
            folder.failure = Some(error.kind());
        }
        folders.push(folder);
    }
    line.close().await;
    Ok(MailboxCheck {
        server,
        announces,
        folders,
    })
}

fn described(found: Found) -> FolderCheck {
    FolderCheck {
        shown: display_name(&found.name),
        name: found.name,
        watched: found.watched,
        messages: 0,
        unlisted: 0,
        oldest: None,
        failure: None,
    }
}

async fn look(line: &mut Line<'_>, folder: &mut FolderCheck) -> Result<(), ImapError> {
    let timeouts = line.settings.timeouts;
    let open = line.open(&folder.name).await?;
    let listing = listing::list(line.within(&open).await?, &timeouts, &open, Detail::Full).await?;
    folder.messages = listing.messages.len() as u64;
    folder.unlisted = listing.unlisted;
    folder.oldest = listing.messages.values().filter_map(|listed| listed.date).min();
    Ok(())
}
