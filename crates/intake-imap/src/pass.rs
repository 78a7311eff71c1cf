//! One pass over a mailbox: list everything, fetch what is not known, one message at a time.

mod fetching;
mod listed;

use chrono::{DateTime, NaiveDate, Utc};
use intake::reader::ReaderPool;
use store::Store;

use crate::error::{Reach, archiving};
use crate::first_day::first_moment;
use crate::folder::{self, INBOX};
use crate::lease::Turn;
use crate::line::Line;
use crate::memory::Memory;
use crate::{ImapError, MailboxSettings, PollReport, quota};

/// Connections that may break in one pass before it is given up: each costs a login, and servers count those.
const BREAKS: u32 = 20;

/// The clock, given by the caller.
pub(crate) type Clock<'a> = dyn Fn() -> DateTime<Utc> + Send + Sync + 'a;

/// A pass, complete or not.
#[derive(Debug)]
pub(crate) struct Passed {
    pub(crate) report: PollReport,
    /// The first failure.
    pub(crate) failure: Option<ImapError>,
    /// Whether the pass was given up before its end.
    pub(crate) given_up: bool,
    /// How many messages INBOX held; `None` if it was not read.
    pub(crate) inbox: Option<u32>,
}

/// Where messages go.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// Originals, arrivals and sightings.
    pub store: &'a Store,
    /// Takes large messages apart, so that this process does not.
    pub readers: &'a ReaderPool,
}

/// Makes one pass over a mailbox: connect, LOGIN, CAPABILITY, ID, LIST; for each watched folder EXAMINE, list all, and
/// fetch and archive what the store does not know. Messages that arrived before the day `since` in China are noted and
/// not fetched; without it, before the earliest notice that the mailbox serves. Safe to repeat and to break off at any
/// point.
///
/// # Errors
/// [`ImapError::ReadElsewhere`], before any connection, while another process holds the mailbox's lease, and when it is
/// lost on the way; [`ImapError::Incomplete`] if a folder was read, or begun, before or beside the failure; else the failure itself.
pub async fn poll_once(
    destination: Destination<'_>,
    settings: &MailboxSettings,
    since: Option<NaiveDate>,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
) -> Result<PollReport, ImapError> {
    let turn = Turn::new(destination.store, settings, now);
    let held = turn.take().await?.ok_or(ImapError::ReadElsewhere)?;
    let fenced = Destination {
        store: &held.store,
        ..destination
    };
    let (mut line, mut memory) = (Line::new(settings), Memory::default());
    let passed = held
        .during(Box::pin(run(fenced, &mut line, &mut memory, since, now)))
        .await?;
    line.close().await;
    held.tell(passed.failure.as_ref().map(ImapError::kind)).await;
    held.end().await;
    match passed.failure {
        None => Ok(passed.report),
        Some(failure) if passed.report.folders == 0 && passed.report.on_server == 0 => Err(failure),
        Some(failure) => Err(ImapError::Incomplete {
            report: passed.report,
            source: Box::new(failure),
        }),
    }
}

/// One pass on a line that may already be connected.
pub(crate) async fn run(
    destination: Destination<'_>,
    line: &mut Line<'_>,
    memory: &mut Memory,
    since: Option<NaiveDate>,
    now: &Clock<'_>,
) -> Passed {
    let thorough = memory.is_thorough_due(now());
    let mut pass = Pass {
        destination,
        memory,
        start: None,
        now,
        thorough,
        breaks: 0,
        passed: Passed {
            report: PollReport::default(),
            failure: None,
            given_up: false,
            inbox: None,
        },
    };
    match first_moment(destination.store, &line.settings.mailbox, since).await {
        Err(error) => pass.give_up(archiving(error)),
        Ok(start) => {
            pass.start = start;
            pass.mailbox(line).await;
        }
    }
    if thorough && pass.passed.failure.is_none() {
        pass.memory.note_thorough(now());
    }
    pass.passed
}

struct Pass<'a> {
    destination: Destination<'a>,
    memory: &'a mut Memory,
    start: Option<DateTime<Utc>>,
    now: &'a Clock<'a>,
    /// Whether known messages are compared by date and size as well.
    thorough: bool,
    breaks: u32,
    passed: Passed,
}

impl Pass<'_> {
    async fn mailbox(&mut self, line: &mut Line<'_>) {
        let names = match self.folders(line).await {
            Ok(names) => names,
            Err(error) => return self.give_up(error),
        };
        if let Err(error) = self.quota(line).await
            && self.is_over(line, &error)
        {
            return self.give_up(error);
        }
        for (index, name) in names.iter().enumerate() {
            match self.folder(line, name).await {
                Ok(()) => self.passed.report.folders += 1,
                Err(error) => {
                    self.passed.report.failed_folders += 1;
                    tracing::debug!(
                        mailbox = %line.settings.mailbox, folder = index, error = &error as &dyn std::error::Error,
                        "folder not read completely"
                    );
                    if self.is_over(line, &error) {
                        return self.give_up(error);
                    }
                    self.passed.failure.get_or_insert(error);
                }
            }
        }
    }

    /// The watched folders. When LIST cannot be read, INBOX at least is.
    async fn folders(&mut self, line: &mut Line<'_>) -> Result<Vec<String>, ImapError> {
        let settings = line.settings;
        let connection = line.ready().await?;
        match folder::list(connection, &settings.timeouts, &settings.folders).await {
            Ok(found) => {
                let names = found.iter().map(|folder| folder.name.clone()).collect();
                let store = self.destination.store;
                let noted = store.note_folders(&settings.mailbox, &names, (self.now)());
                noted.await.map_err(archiving)?;
                let watched = found.into_iter().filter(|folder| folder.unwatched.is_none());
                Ok(watched.map(|folder| folder.name).collect())
            }
            Err(error) if self.is_over(line, &error) => Err(error),
            Err(error) => {
                tracing::debug!(
                    mailbox = %settings.mailbox, error = &error as &dyn std::error::Error,
                    "folders cannot be listed, reading INBOX only"
                );
                self.passed.failure.get_or_insert(error);
                Ok(vec![INBOX.to_owned()])
            }
        }
    }

    async fn quota(&mut self, line: &mut Line<'_>) -> Result<(), ImapError> {
        let timeouts = line.settings.timeouts;
        self.passed.report.quota_percent = quota::fullest(line.ready().await?, &timeouts).await?;
        Ok(())
    }

    /// Drops the connection if the error spoilt it, and says whether the pass must end.
    fn is_over(&mut self, line: &mut Line<'_>, error: &ImapError) -> bool {
        match error.reach() {
            Reach::Command => false,
            Reach::Connection => {
                line.hang_up();
                self.breaks += 1;
                self.breaks > BREAKS
            }
            Reach::Pass => {
                line.hang_up();
                true
            }
        }
    }

    fn give_up(&mut self, error: ImapError) {
        self.passed.given_up = true;
        self.passed.failure.get_or_insert(error);
    }
}
