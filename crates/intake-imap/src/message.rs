//! One message, whole or not at all: a small one by one command, a large one slice by slice into a file.

use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};
use store::{IncomingOriginal, Store};
use tokio::time::Instant;

use crate::connection::{Connection, OpenFolder};
use crate::error::Reach;
use crate::error::archiving;
use crate::guard::LARGEST_LITERAL;
use crate::line::Line;
use crate::listing::Listed;
use crate::slices::{Slices, Step};
use crate::{ImapError, Timeouts};

/// Exchange hands out a message with this subject instead of one that it cannot convert.
const STAND_IN: &[u8] = b"subject: retrieval using the imap4 protocol failed for the following message";
/// Messages up to this size in bytes come by one command; larger ones in slices of this size.
pub(crate) const SLICE: u32 = 1024 * 1024;
/// After this long the other messages of the mailbox come before the rest of a large one.
const TURN: Duration = Duration::from_mins(10);
/// How often a message that changes while it is fetched is begun anew.
const RESTARTS: u32 = 3;

/// What fetching a message came to. The last literal was complete and the tagged OK had been read.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// The bytes.
    Small(Vec<u8>),
    /// The bytes, in a file.
    Large(IncomingOriginal),
    /// The server says OK and hands out nothing usable. That is not the same as "gone".
    Nothing,
    /// Not yet all of it.
    Later(Slices),
}

/// Fetches a message of the open folder. `begun` is what an earlier attempt has left; when this one fails, what it has
/// left is put there.
pub(crate) async fn fetch(
    line: &mut Line<'_>,
    store: &Store,
    open: &OpenFolder,
    uid: u32,
    listed: Listed,
    begun: &mut Option<Slices>,
) -> Result<Fetched, ImapError> {
    let timeouts = line.settings.timeouts;
    if (1..=SLICE).contains(&listed.size) {
        let whole = whole(line.within(open).await?, &timeouts, uid, u64::from(listed.size)).await?;
        return fetched(store, whole).await;
    }
    let until = Instant::now() + TURN;
    let mut restarts = 0;
    let mut slices = match begun.take() {
        Some(slices) => slices,
        None => Slices::begin(store, uid, listed).await?,
    };
    loop {
        let step = match line.within(open).await {
            Ok(connection) => slices.next(connection, &timeouts).await,
            Err(error) => Err(error),
        };
        match step {
            Ok(Step::More) if Instant::now() > until => return Ok(Fetched::Later(slices)),
            Ok(Step::More) => {}
            Ok(Step::End) => return Ok(Fetched::Large(slices.into_original())),
            Ok(Step::Whole(bytes)) => return fetched(store, usable(bytes)).await,
            Ok(Step::Unusable) => {
                let size = slices.size().max(LARGEST_LITERAL / 4);
                let whole = whole(line.within(open).await?, &timeouts, uid, size).await?;
                return fetched(store, whole).await;
            }
            Ok(Step::Changed) if restarts < RESTARTS => {
                restarts += 1;
                slices = slices.anew(store).await?;
            }
            Ok(Step::Changed | Step::StandIn) => return Ok(Fetched::Nothing),
            Err(error) => {
                // What is renumbered is another message, and what the store refused is not to be gone on with.
                if error.reach() == Reach::Connection && !matches!(error, ImapError::Renumbered) {
                    *begun = slices.kept();
                }
                return Err(error);
            }
        }
    }
}

/// What came in one piece; if that is large, it does not stay in memory.
async fn fetched(store: &Store, whole: Option<Vec<u8>>) -> Result<Fetched, ImapError> {
    match whole {
        None => Ok(Fetched::Nothing),
        Some(bytes) if bytes.len() as u64 <= u64::from(SLICE) => Ok(Fetched::Small(bytes)),
        Some(bytes) => {
            let mut incoming = store.incoming().await.map_err(archiving)?;
            incoming.write(bytes).await.map_err(archiving)?;
            Ok(Fetched::Large(incoming))
        }
    }
}

/// The bytes of a message by one command; `None` when nothing usable is handed out.
async fn whole(
    connection: &mut Connection,
    timeouts: &Timeouts,
    uid: u32,
    size: u64,
) -> Result<Option<Vec<u8>>, ImapError> {
    let mut bytes = None;
    let line = format!("UID FETCH {uid} (UID BODY.PEEK[])");
    // The size may be misstated, so that a multiple is waited for.
    let patience = timeouts.answer(size.saturating_mul(4));
    connection
        .run("FETCH", &line, patience, |response| {
            if let Some(piece) = Piece::of(response, uid)
                && piece.origin.is_none()
                && let Some(body) = piece.bytes
            {
                bytes = Some(body.to_vec());
            }
        })
        .await?;
    Ok(bytes.and_then(usable))
}

fn usable(bytes: Vec<u8>) -> Option<Vec<u8>> {
    (!bytes.is_empty() && !is_stand_in(&bytes)).then_some(bytes)
}

/// What an answer says of a message.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    /// RFC822.SIZE.
    pub(crate) size: Option<u32>,
    /// Where in the message the bytes begin, if the server cut them.
    pub(crate) origin: Option<u32>,
    /// The bytes.
    pub(crate) bytes: Option<&'a [u8]>,
}

impl<'a> Piece<'a> {
    /// `None` unless the answer is about this message and its body.
    pub(crate) fn of(response: &'a Response<'_>, uid: u32) -> Option<Self> {
        let Response::Fetch(_, attributes) = response else {
            return None;
        };
        let is_it =
            |attribute: &AttributeValue<'_>| matches!(attribute, AttributeValue::Uid(found) if *found == uid);
        if !attributes.iter().any(is_it) {
            return None;
        }
        let size = attributes.iter().find_map(|attribute| match attribute {
            AttributeValue::Rfc822Size(size) => Some(*size),
            _ => None,
        });
        attributes.iter().find_map(|attribute| match attribute {
            AttributeValue::BodySection {
                section: None,
                index,
                data,
            } => Some(Piece {
                size,
                origin: *index,
                bytes: data.as_deref(),
            }),
            _ => None,
        })
    }
}

pub(crate) fn is_stand_in(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty())
        .any(|line| {
            line.get(..STAND_IN.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(STAND_IN))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_of_exchange_is_not_taken_for_the_message() {
        let stand_in = b"From: x\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n";
        assert!(is_stand_in(stand_in));
        let quoted = b"Subject: hello\r\n\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n";
        assert!(!is_stand_in(quoted));
    }
}
