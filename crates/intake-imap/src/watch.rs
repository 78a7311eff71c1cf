//! Goes on making passes: one connection per mailbox, kept as long as it is good.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use store::Store;
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

use crate::idle::{self, Hint};
use crate::line::Line;
use crate::pass::{self, Passed};
use crate::suspects::Suspects;
use crate::{ImapError, MailboxSettings, MailboxStatus, PollReport, backoff};

/// Shortest time between two passes, however much the server announces.
const SHORTEST: Duration = Duration::from_secs(1);

/// Reads a mailbox until `stop` becomes true or its sender is gone. Every `poll_every` all is listed anew; where the
/// server offers IDLE, a message is noticed sooner. `on_new` is called after every pass that archived something,
/// complete or not. After a failure it waits ever longer, and long at once when the login was refused.
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
    let mut line = Line::new(settings);
    let mut suspects = Suspects::default();
    let mut failures = 0;
    loop {
        let passed = tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            passed = pass::run(store, &mut line, &mut suspects, since, now) => passed,
        };
        if passed.report.archived > 0 {
            on_new(passed.report);
        }
        failures = match (passed.given_up, passed.report.archived) {
            (false, _) => 0,
            // A server that works for a while only is soon asked for the rest.
            (true, 1..) => 1,
            (true, 0) => failures + 1,
        };
        let wait = conclude(settings, status, &passed, failures, now());
        tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            () = rest(&mut line, wait, passed.inbox) => {}
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
        backoff::delay(&settings.mailbox, error.kind(), failures, settings.timeouts.retry)
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
