//! Goes on making passes: one connection per mailbox, kept as long as it is good.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use store::Store;
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

use crate::idle::{self, Hint};
use crate::lease::{Held, Turn};
use crate::line::Line;
use crate::pass::{self, Clock, Passed};
use crate::suspects::Suspects;
use crate::{FailureKind, ImapError, MailboxSettings, MailboxStatus, PollReport, backoff};

/// Shortest time between two passes, however much the server announces.
const SHORTEST: Duration = Duration::from_secs(1);

/// Reads a mailbox until `stop` becomes true or its sender is gone. Every `poll_every` all is listed anew; where the
/// server offers IDLE, a message is noticed sooner. `on_new` is called after every pass that archived something,
/// complete or not. After a failure it waits ever longer, and long at once when the login was refused. While another
/// process holds the mailbox's lease it stands by, without a connection.
#[expect(
    clippy::too_many_arguments,
    reason = "what a pass needs, and whom to tell; a struct would be used once"
)]
pub async fn watch(
    store: &Store,
    settings: &MailboxSettings,
    since: Option<NaiveDate>,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
    on_new: impl Fn(PollReport) + Send + Sync,
    status: &MailboxStatus,
    mut stop: Receiver<bool>,
) {
    let turn = Turn::new(store, settings, now);
    let mut watcher = Watcher {
        settings,
        since,
        now,
        on_new: &on_new,
        status,
        suspects: Suspects::default(),
        failures: 0,
    };
    loop {
        let held = tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            held = turn.wait(status) => held,
        };
        let ended = tokio::select! {
            biased;
            () = stopped(&mut stop) => return held.end().await,
            ended = held.during(Box::pin(watcher.read(&held))) => ended.flatten(),
        };
        match ended {
            // It is taken again only if nobody else wants it.
            Ok(pause) => {
                held.end().await;
                tokio::select! {
                    biased;
                    () = stopped(&mut stop) => return,
                    () = tokio::time::sleep(pause) => {}
                }
            }
            Err(_) => {
                tracing::warn!(mailbox = %settings.mailbox, "lease lost, another process reads the mailbox");
            }
        }
    }
}

/// What lasts from one turn to the next.
struct Watcher<'a, F> {
    settings: &'a MailboxSettings,
    since: Option<NaiveDate>,
    now: &'a Clock<'a>,
    on_new: &'a F,
    status: &'a MailboxStatus,
    suspects: Suspects,
    failures: u32,
}

impl<F: Fn(PollReport) + Send + Sync> Watcher<'_, F> {
    /// Makes pass after pass on one connection. Ends when another process may have more luck, with the time to leave it
    /// to others.
    ///
    /// # Errors
    /// [`ImapError::ReadElsewhere`] when the lease turns out to be lost.
    async fn read(&mut self, held: &Held<'_>) -> Result<Duration, ImapError> {
        let mut line = Line::new(self.settings);
        loop {
            let passed = pass::run(&held.store, &mut line, &mut self.suspects, self.since, self.now).await;
            if passed.report.archived > 0 {
                (self.on_new)(passed.report);
            }
            let failure = passed.failure.as_ref().map(ImapError::kind);
            if failure == Some(FailureKind::ReadElsewhere) {
                return Err(ImapError::ReadElsewhere);
            }
            self.failures = if passed.given_up { self.failures + 1 } else { 0 };
            let wait = conclude(self.settings, self.status, &passed, self.failures, (self.now)());
            held.tell(failure).await;
            if passed.given_up && failure.is_some_and(FailureKind::may_be_ours) {
                return Ok(wait);
            }
            rest(&mut line, wait, passed.inbox).await;
        }
    }
}

/// Tells how the pass went, and says how long to wait for the next.
fn conclude(
    settings: &MailboxSettings,
    status: &MailboxStatus,
    passed: &Passed,
    failures: u32,
    now: DateTime<Utc>,
) -> Duration {
    let Some(error) = &passed.failure else {
        status.note_ok(now);
        return settings.poll_every;
    };
    status.note_failure(error.kind(), now);
    tracing::warn!(
        mailbox = %settings.mailbox, failures, error = error as &dyn std::error::Error,
        "mailbox not read completely"
    );
    if passed.given_up {
        backoff::delay(&settings.mailbox, error.kind(), failures)
    } else {
        settings.poll_every
    }
}

/// Waits for the next pass, shorter when the server announces a message.
async fn rest(line: &mut Line<'_>, wait: Duration, inbox: Option<u32>) {
    let until = Instant::now() + wait;
    tokio::time::sleep(SHORTEST.min(wait)).await;
    while Instant::now() < until {
        let timeouts = line.settings.timeouts;
        let (Some(connection), Some(known)) = (line.connected().filter(|line| line.idle), inbox) else {
            return tokio::time::sleep_until(until).await;
        };
        match idle::wait(connection, &timeouts, known, until).await {
            Ok(Hint::Changed) => return,
            Ok(Hint::Quiet) => {}
            Err(ImapError::Declined { .. }) => connection.idle = false,
            // The next pass connects again.
            Err(_) => line.hang_up(),
        }
    }
}

/// Ends when watching is to end.
async fn stopped(stop: &mut Receiver<bool>) {
    // An error means that nobody is left to ask for the end; then it is the end.
    let _ = stop.wait_for(|stop| *stop).await;
}
