//! IDLE, as a hint that a pass is worth making. Nothing depends on it.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, RequestId, Response, Status};
use tokio::time::Instant;

use crate::connection::{Connection, bye, guarded, verdict};
use crate::folder::{self, INBOX};
use crate::settings::Patience;
use crate::{ImapError, Timeouts};

/// Longest IDLE: NAT tables forget a silent connection sooner than the half hour of RFC 2177.
const LONGEST: Duration = Duration::from_mins(5);
const COMMAND: &str = "IDLE";

/// What IDLE brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// INBOX does not hold as many messages as before.
    Changed,
    /// Nothing was heard.
    Quiet,
}

/// Waits in INBOX until the server announces a message, at most until `until`. `known` is how many messages INBOX held
/// when it was last listed: what came since then is never announced.
pub(crate) async fn wait(
    connection: &mut Connection,
    timeouts: &Timeouts,
    known: u32,
    until: Instant,
) -> Result<Hint, ImapError> {
    let open = folder::examine(connection, timeouts, INBOX).await?;
    if open.exists.is_some_and(|exists| exists != known) {
        return Ok(Hint::Changed);
    }
    let heard = connection.heard.clone();
    let until = until.min(Instant::now() + LONGEST);
    let (tag, early) = guarded(COMMAND, timeouts.lines(), &heard, begin(connection)).await?;
    let hint = match early {
        Hint::Changed => Hint::Changed,
        Hint::Quiet => {
            let limit = until.saturating_duration_since(Instant::now()) + timeouts.command;
            guarded(
                COMMAND,
                Patience::exactly(limit),
                &heard,
                listen(connection, &tag, until),
            )
            .await?
        }
    };
    guarded(COMMAND, timeouts.lines(), &heard, end(connection, &tag)).await?;
    Ok(hint)
}

async fn begin(connection: &mut Connection) -> Result<(RequestId, Hint), ImapError> {
    let sent = connection.session.run_command("IDLE").await;
    let tag = sent.map_err(|error| ImapError::from_wire(&error, COMMAND))?;
    let mut hint = Hint::Quiet;
    loop {
        match next(connection, &tag).await? {
            Heard::Begun => return Ok((tag, hint)),
            Heard::Message => hint = Hint::Changed,
            Heard::Other => {}
            Heard::Ended => return Err(ImapError::Protocol { command: COMMAND }),
        }
    }
}

/// Keep-alives do not lengthen the wait.
async fn listen(connection: &mut Connection, tag: &RequestId, until: Instant) -> Result<Hint, ImapError> {
    loop {
        match tokio::time::timeout_at(until, next(connection, tag)).await {
            Err(_elapsed) => return Ok(Hint::Quiet),
            Ok(heard) => match heard? {
                Heard::Message => return Ok(Hint::Changed),
                Heard::Begun | Heard::Other => {}
                Heard::Ended => return Err(ImapError::Protocol { command: COMMAND }),
            },
        }
    }
}

async fn end(connection: &mut Connection, tag: &RequestId) -> Result<(), ImapError> {
    let sent = connection.session.run_command_untagged("DONE").await;
    sent.map_err(|error| ImapError::from_wire(&error, COMMAND))?;
    while next(connection, tag).await? != Heard::Ended {}
    Ok(())
}

/// What a line of the server means while idling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Begun,
    Message,
    Ended,
    Other,
}

async fn next(connection: &mut Connection, tag: &RequestId) -> Result<Heard, ImapError> {
    let read = connection.session.read_response().await;
    let data = read
        .map_err(|error| ImapError::from_io(&error, COMMAND))?
        .ok_or(ImapError::Lost { command: COMMAND })?;
    match data.parsed() {
        Response::Continue(_) => Ok(Heard::Begun),
        Response::MailboxData(MailboxDatum::Exists(_)) => Ok(Heard::Message),
        Response::Data {
            status: Status::Bye,
            outcome,
        } => Err(bye(COMMAND, outcome)),
        Response::Done {
            tag: done,
            status,
            outcome,
        } if done == tag => verdict(COMMAND, status, outcome).map(|()| Heard::Ended),
        _ => Ok(Heard::Other),
    }
}
