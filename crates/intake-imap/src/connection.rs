//! A logged-in connection. Every answer is read to its tagged end, checked, and waited for no longer than allowed.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use async_imap::Session;
use async_imap::imap_proto::{Outcome, Response, Status};
use futures_util::FutureExt as _;
use tokio::time::{Instant, timeout_at};

use crate::guard::{Guard, Heard};
use crate::settings::Patience;
use crate::{Declined, ImapError};

/// A connection after LOGIN.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) session: Session<Guard>,
    pub(crate) heard: Heard,
    /// What was advertised after LOGIN, in capitals.
    pub(crate) capabilities: Vec<String>,
    /// Whether IDLE is worth trying.
    pub(crate) idle: bool,
    /// What the server calls itself in answer to ID.
    pub(crate) server: Option<String>,
    /// The folder that EXAMINE opened.
    pub(crate) open: Option<OpenFolder>,
}

/// A folder opened for reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OpenFolder {
    /// Its name as LIST gave it.
    pub(crate) name: String,
    /// UIDVALIDITY; 0 when the server gives none.
    pub(crate) uidvalidity: u64,
    /// Number of messages, when the server gives it.
    pub(crate) exists: Option<u32>,
    /// UIDNEXT, when the server gives it. Shown, never relied on.
    pub(crate) uidnext: Option<u32>,
    /// PERMANENTFLAGS, when the server gives them. Shown, never relied on.
    pub(crate) permanent_flags: Option<Vec<String>>,
}

impl Connection {
    pub(crate) fn new(session: Session<Guard>) -> Self {
        Self {
            heard: session.get_ref().heard(),
            session,
            capabilities: Vec::new(),
            idle: false,
            server: None,
            open: None,
        }
    }

    /// Whether the server advertised this after LOGIN.
    pub(crate) fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|word| word == capability)
    }

    /// Runs a command and hands every untagged answer to `untagged`. OK only if the server says OK.
    pub(crate) async fn run(
        &mut self,
        command: &'static str,
        line: &str,
        patience: Patience,
        mut untagged: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), ImapError> {
        let heard = self.heard.clone();
        guarded(command, patience, &heard, async {
            let sent = self.session.run_command(line).await;
            let tag = sent.map_err(|error| ImapError::from_wire(&error, command))?;
            loop {
                let read = self.session.read_response().await;
                let data = read
                    .map_err(|error| ImapError::from_io(&error, command))?
                    .ok_or(ImapError::Lost { command })?;
                match data.parsed() {
                    Response::Done {
                        tag: done,
                        status,
                        outcome,
                    } if *done == tag => {
                        return verdict(command, status, outcome);
                    }
                    // The tagged answer to a command that is not ours; there is none, so ignore it.
                    Response::Done { .. } => {}
                    Response::Data {
                        status: Status::Bye,
                        outcome,
                    } => return Err(bye(command, outcome)),
                    other => untagged(other),
                }
            }
        })
        .await
    }

    /// Says goodbye. Whether the server answers does not matter.
    pub(crate) async fn logout(mut self) {
        let patience = Patience::exactly(Duration::from_secs(5));
        let _ = self.run("LOGOUT", "LOGOUT", patience, |_| {}).await;
    }
}

/// Waits as long as something is heard, but no longer than `patience` has for the whole, and turns a panic of the
/// answer's parser into an error: imap-proto 0.17 panics on `INTERNALDATE NIL` and on Chinese text that follows a
/// response code without a space.
pub(crate) async fn guarded<T>(
    command: &'static str,
    patience: Patience,
    heard: &Heard,
    work: impl Future<Output = Result<T, ImapError>> + Send,
) -> Result<T, ImapError> {
    let mut work = pin!(AssertUnwindSafe(work).catch_unwind());
    let end = Instant::now() + patience.most;
    let mut before = heard.bytes();
    loop {
        let until = end.min(Instant::now() + patience.silence);
        match timeout_at(until, &mut work).await {
            Ok(Ok(result)) => return result,
            Ok(Err(_panic)) => return Err(ImapError::Protocol { command }),
            Err(_elapsed) if Instant::now() < end && heard.bytes() >= before + patience.least => {
                before = heard.bytes();
            }
            Err(_elapsed) => return Err(ImapError::Timeout { command }),
        }
    }
}

pub(crate) fn verdict(
    command: &'static str,
    status: &Status,
    outcome: &Outcome<'_>,
) -> Result<(), ImapError> {
    match status {
        Status::Ok => Ok(()),
        _ if says_unsafe(outcome.information.as_deref()) => Err(ImapError::UnsafeLogin),
        Status::No => Err(ImapError::Declined {
            command,
            how: Declined::No,
        }),
        Status::Bad => Err(ImapError::Declined {
            command,
            how: Declined::Bad,
        }),
        Status::PreAuth | Status::Bye => Err(ImapError::Protocol { command }),
    }
}

pub(crate) fn bye(command: &'static str, outcome: &Outcome<'_>) -> ImapError {
    if says_unsafe(outcome.information.as_deref()) {
        ImapError::UnsafeLogin
    } else {
        ImapError::Lost { command }
    }
}

/// NetEase has no response code for it, only these words.
pub(crate) fn says_unsafe(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.to_ascii_lowercase().contains("unsafe login"))
}
