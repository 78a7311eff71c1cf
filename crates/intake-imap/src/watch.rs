//! Goes on making passes: one connection per mailbox, kept as long as it is good.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

use crate::idle::{self, Hint};
use crate::lease::{Held, Turn};
use crate::line::Line;
use crate::memory::Memory;
use crate::pass::{self, Clock, Passed};
use crate::status::Change;
use crate::{Destination, FailureKind, ImapError, MailboxSettings, MailboxStatus, PollReport, backoff};

/// Shortest time between two passes, however much the server announces.
const SHORTEST: Duration = Duration::from_secs(1);
/// How often a password file is looked at whose password was refused.
const SECRET_LOOKED_AT: Duration = Duration::from_secs(15);

/// Reads a mailbox until `stop` becomes true or its sender is gone. Every `poll_every` all is listed anew; where the
/// server offers IDLE, a message is noticed sooner. `on_new` is called after every pass that archived something,
/// complete or not. After a failure it waits ever longer, and long at once when the login was refused. While another
/// process holds the mailbox's lease it stands by, without a connection.
#[expect(
    clippy::too_many_arguments,
    reason = "what a pass needs, and whom to tell; a struct would be used once"
)]
pub async fn watch(
    destination: Destination<'_>,
    settings: &MailboxSettings,
    since: Option<NaiveDate>,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
    on_new: impl Fn(PollReport) + Send + Sync,
    status: &MailboxStatus,
    mut stop: Receiver<bool>,
) {
    let turn = Turn::new(destination.store, settings, now);
    let mut watcher = Watcher {
        destination,
        settings,
        since,
        now,
        on_new: &on_new,
        status,
        memory: Memory::default(),
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
                    () = pausing(settings, status, pause, now) => {}
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
    destination: Destination<'a>,
    settings: &'a MailboxSettings,
    since: Option<NaiveDate>,
    now: &'a Clock<'a>,
    on_new: &'a F,
    status: &'a MailboxStatus,
    memory: Memory,
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
            let fenced = Destination {
                store: &held.store,
                ..self.destination
            };
            let passed = pass::run(fenced, &mut line, &mut self.memory, self.since, self.now).await;
            if passed.report.archived > 0 {
                (self.on_new)(passed.report);
            }
            let failure = passed.failure.as_ref().map(ImapError::kind);
            if failure == Some(FailureKind::ReadElsewhere) {
                return Err(ImapError::ReadElsewhere);
            }
            self.failures = match (passed.given_up, passed.report.archived) {
                (false, _) => 0,
                // A server that works for a while only is soon asked for the rest.
                (true, 1..) => 1,
                (true, 0) => self.failures + 1,
            };
            let wait = conclude(self.settings, self.status, &passed, self.failures, (self.now)());
            held.tell(failure).await;
            if passed.given_up && failure.is_some_and(FailureKind::may_be_ours) {
                return Ok(wait);
            }
            tokio::select! {
                biased;
                () = renewed(self.settings, passed.failure.as_ref()) => {}
                () = sounding(&mut line, self.status, wait, passed.inbox, self.now) => {}
            }
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
    let mailbox = &settings.mailbox;
    status.note_report(&passed.report);
    let Some(error) = &passed.failure else {
        if let Some(failure) = status.note_ok(now) {
            let minutes = (now - failure.since).num_minutes();
            tracing::warn!(%mailbox, minutes, "mailbox read completely again");
        }
        return settings.poll_every;
    };
    // Once for each change; the alarm and the status tell that it lasts.
    match status.note_failure(error.kind(), now) {
        Change::Other => {
            tracing::warn!(%mailbox, failures, error = error as &dyn std::error::Error, "mailbox not read completely");
        }
        Change::Same => {
            tracing::debug!(%mailbox, failures, error = error as &dyn std::error::Error, "mailbox not read completely");
        }
    }
    if passed.given_up {
        backoff::delay(mailbox, error.kind(), failures, settings.timeouts.retry)
    } else {
        settings.poll_every
    }
}

/// Waits without a connection and sounds the alarm when that is due meanwhile.
async fn pausing(settings: &MailboxSettings, status: &MailboxStatus, wait: Duration, now: &Clock<'_>) {
    let first = until_alarm(settings, status, now).map_or(wait, |due| due.min(wait));
    tokio::time::sleep(first).await;
    sound(settings, status, now);
    tokio::time::sleep(wait.saturating_sub(first)).await;
}

/// Waits for the next pass and sounds the alarm when that is due meanwhile.
async fn sounding(
    line: &mut Line<'_>,
    status: &MailboxStatus,
    wait: Duration,
    inbox: Option<u32>,
    now: &Clock<'_>,
) {
    let settings = line.settings;
    let first = until_alarm(settings, status, now).map_or(wait, |due| due.min(wait));
    rest(line, first, inbox).await;
    sound(settings, status, now);
    rest(line, wait.saturating_sub(first), inbox).await;
}

fn until_alarm(settings: &MailboxSettings, status: &MailboxStatus, now: &Clock<'_>) -> Option<Duration> {
    let due = status.alarm_at(alarm_after(settings))?;
    Some((due - now()).to_std().unwrap_or_default())
}

fn sound(settings: &MailboxSettings, status: &MailboxStatus, now: &Clock<'_>) {
    if let Some(line) = status.alarm(alarm_after(settings), now()) {
        tracing::error!("{line}");
    }
}

fn alarm_after(settings: &MailboxSettings) -> TimeDelta {
    TimeDelta::from_std(settings.alarm_after).unwrap_or(TimeDelta::MAX)
}

/// Ends when the secret that was refused, or could not be read, has been replaced; else never.
async fn renewed(settings: &MailboxSettings, failure: Option<&ImapError>) {
    let kind = failure.map(ImapError::kind);
    let is_secret = matches!(kind, Some(FailureKind::Refused | FailureKind::PasswordFile));
    let refused = settings.password.reveal().await.ok();
    loop {
        if !is_secret {
            return std::future::pending().await;
        }
        tokio::time::sleep(SECRET_LOOKED_AT).await;
        let now = settings.password.reveal().await.ok();
        if now.is_some() && now != refused {
            return;
        }
    }
}

/// Waits for the next pass, shorter when the server announces a message.
async fn rest(line: &mut Line<'_>, wait: Duration, inbox: Option<u32>) {
    let until = Instant::now() + wait;
    if wait.is_zero() {
        return;
    }
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
