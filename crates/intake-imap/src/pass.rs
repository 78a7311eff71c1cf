//! One pass over a mailbox: list everything, fetch what is not known, one message at a time.

use chrono::{DateTime, NaiveDate, Utc};
use intake::IntakeError;
use intake::archive::{self, SightedMail};
use store::{FolderPass, Obstacle, SightingPlace, Skip, Store, StoreError};
use tokio::time::Instant;

use crate::connection::OpenFolder;
use crate::error::Reach;
use crate::first_day::first_moment;
use crate::folder::{self, INBOX};
use crate::lease::Turn;
use crate::line::Line;
use crate::listing::{self, Detail, Listed, Listing};
use crate::message;
use crate::suspects::{Place, Suspects};
use crate::{ImapError, MailboxSettings, PollReport};

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

/// Makes one pass over a mailbox: connect, LOGIN, CAPABILITY, ID, LIST; for each watched folder EXAMINE, list all, and
/// fetch and archive what the store does not know. Messages that arrived before the day `since` in China are noted and
/// not fetched; without it, before the earliest notice that the mailbox serves. Safe to repeat and to break off at any
/// point.
///
/// # Errors
/// [`ImapError::ReadElsewhere`], before any connection, while another process holds the mailbox's lease, and when it is
/// lost on the way; [`ImapError::Incomplete`] if a folder was read, or begun, before or beside the failure; else the failure itself.
pub async fn poll_once(
    store: &Store,
    settings: &MailboxSettings,
    since: Option<NaiveDate>,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
) -> Result<PollReport, ImapError> {
    let turn = Turn::new(store, settings, now);
    let held = turn.take().await?.ok_or(ImapError::ReadElsewhere)?;
    let mut line = Line::new(settings);
    let mut suspects = Suspects::default();
    let passed = held
        .during(Box::pin(run(&held.store, &mut line, &mut suspects, since, now)))
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
    store: &Store,
    line: &mut Line<'_>,
    suspects: &mut Suspects,
    since: Option<NaiveDate>,
    now: &Clock<'_>,
) -> Passed {
    let mut pass = Pass {
        store,
        suspects,
        start: None,
        now,
        breaks: 0,
        passed: Passed {
            report: PollReport::default(),
            failure: None,
            given_up: false,
            inbox: None,
        },
    };
    match first_moment(store, &line.settings.mailbox, since).await {
        Err(error) => pass.give_up(archiving(error)),
        Ok(start) => {
            pass.start = start;
            pass.mailbox(line).await;
        }
    }
    pass.passed
}

struct Pass<'a> {
    store: &'a Store,
    suspects: &'a mut Suspects,
    start: Option<DateTime<Utc>>,
    now: &'a Clock<'a>,
    breaks: u32,
    passed: Passed,
}

impl Pass<'_> {
    async fn mailbox(&mut self, line: &mut Line<'_>) {
        let names = match self.folders(line).await {
            Ok(names) => names,
            Err(error) => return self.give_up(error),
        };
        for (index, name) in names.iter().enumerate() {
            match self.folder(line, name).await {
                Ok(()) => self.passed.report.folders += 1,
                Err(error) => {
                    self.passed.report.failed_folders += 1;
                    tracing::warn!(
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
            Ok(found) => Ok(found
                .into_iter()
                .filter(|folder| folder.watched)
                .map(|folder| folder.name)
                .collect()),
            Err(error) if self.is_over(line, &error) => Err(error),
            Err(error) => {
                tracing::warn!(
                    mailbox = %settings.mailbox, error = &error as &dyn std::error::Error,
                    "folders cannot be listed, reading INBOX only"
                );
                self.passed.failure.get_or_insert(error);
                Ok(vec![INBOX.to_owned()])
            }
        }
    }

    async fn folder(&mut self, line: &mut Line<'_>, name: &str) -> Result<(), ImapError> {
        let settings = line.settings;
        let mailbox = &settings.mailbox;
        let (open, listing) = self.listing(line, name).await?;
        if name == INBOX {
            self.passed.inbox = open.exists;
        }
        let known = self
            .store
            .known_uids(mailbox, name, open.uidvalidity)
            .await
            .map_err(archiving)?;
        let report = &mut self.passed.report;
        report.on_server += listing.messages.len() as u64;
        report.unlisted += u64::from(listing.unlisted);
        if listing.unlisted > 0 {
            tracing::warn!(%mailbox, missing = listing.unlisted, "the server counts more messages than it lists");
        }
        for (uid, listed) in &listing.messages {
            if known.contains(uid) {
                self.passed.report.already_known += 1;
            } else if let Some(date) = listed.date.filter(|date| self.is_too_early(*date)) {
                self.skip(settings, &open, *uid, Skip::BeforeStart(date)).await?;
                self.passed.report.before_start += 1;
            } else {
                self.message(line, &open, *uid, *listed).await?;
            }
        }
        self.note_complete(settings, open, &listing).await
    }

    fn is_too_early(&self, date: DateTime<Utc>) -> bool {
        self.start.is_some_and(|start| date < start)
    }

    /// Notes what the folder held, for reconciling.
    async fn note_complete(
        &self,
        settings: &MailboxSettings,
        open: OpenFolder,
        listing: &Listing,
    ) -> Result<(), ImapError> {
        let pass = FolderPass {
            mailbox: settings.mailbox.clone(),
            folder: open.name,
            uidvalidity: open.uidvalidity,
            uids: listing.messages.keys().copied().collect(),
            unlisted: listing.unlisted.into(),
            finished_at: (self.now)(),
        };
        self.store.note_folder_pass(&pass).await.map_err(archiving)
    }

    /// All messages of a folder; with UIDs only where more cannot be read.
    async fn listing(&mut self, line: &mut Line<'_>, name: &str) -> Result<(OpenFolder, Listing), ImapError> {
        let timeouts = line.settings.timeouts;
        let open = line.open(name).await?;
        match listing::list(line.within(&open).await?, &timeouts, &open, Detail::Full).await {
            Ok(listing) => Ok((open, listing)),
            Err(error @ (ImapError::Protocol { .. } | ImapError::Declined { .. })) => {
                if self.is_over(line, &error) {
                    return Err(error);
                }
                let open = line.open(name).await?;
                let listing =
                    listing::list(line.within(&open).await?, &timeouts, &open, Detail::UidOnly).await?;
                Ok((open, listing))
            }
            Err(error) => Err(error),
        }
    }

    /// Fetches and archives one message. That it cannot be had is no error; others come after it.
    async fn message(
        &mut self,
        line: &mut Line<'_>,
        open: &OpenFolder,
        uid: u32,
        listed: Listed,
    ) -> Result<(), ImapError> {
        let settings = line.settings;
        let place: Place = (open.name.clone(), open.uidvalidity, uid);
        if self.suspects.rests(&place, Instant::now()) {
            self.passed.report.not_retrievable += 1;
            return Ok(());
        }
        let connection = line.within(open).await?;
        match message::fetch(connection, &settings.timeouts, uid, listed.size).await {
            Ok(Some(raw)) => {
                self.suspects.clear(&place);
                self.archive(settings, open, uid, listed, raw).await
            }
            Ok(None) => {
                self.not_retrievable(settings, open, uid, Obstacle::NothingHandedOut)
                    .await
            }
            Err(error) => {
                if error.reach() == Reach::Connection {
                    self.suspects.note(place, Instant::now(), settings.poll_every);
                }
                tracing::warn!(
                    mailbox = %settings.mailbox, uid, error = &error as &dyn std::error::Error,
                    "message not fetched"
                );
                let over = self.is_over(line, &error);
                if let Some(obstacle) = error.obstacle() {
                    self.not_retrievable(settings, open, uid, obstacle).await?;
                }
                if over { Err(error) } else { Ok(()) }
            }
        }
    }

    async fn archive(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        uid: u32,
        listed: Listed,
        raw: Vec<u8>,
    ) -> Result<(), ImapError> {
        let sighted = SightedMail {
            place: place(settings, open, uid),
            raw: raw.into(),
            internal_date: listed.date,
            received_host: settings.received_host.clone().map(Into::into),
            seen_at: (self.now)(),
        };
        let archived = archive::mail(self.store, sighted).await?;
        self.passed.report.archived += 1;
        tracing::debug!(mailbox = %settings.mailbox, uid, arrival = %archived.arrival, "archived");
        Ok(())
    }

    async fn not_retrievable(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        uid: u32,
        obstacle: Obstacle,
    ) -> Result<(), ImapError> {
        self.passed.report.not_retrievable += 1;
        self.skip(settings, open, uid, Skip::NotRetrievable(obstacle))
            .await
    }

    async fn skip(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        uid: u32,
        why: Skip,
    ) -> Result<(), ImapError> {
        let place = place(settings, open, uid);
        self.store
            .skip_sighting(&place, why, (self.now)())
            .await
            .map_err(archiving)
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

fn place(settings: &MailboxSettings, open: &OpenFolder, uid: u32) -> SightingPlace {
    SightingPlace::Imap {
        mailbox: settings.mailbox.clone(),
        folder: open.name.clone(),
        uidvalidity: open.uidvalidity,
        uid,
    }
}

pub(crate) fn archiving(error: StoreError) -> ImapError {
    ImapError::Store(IntakeError::Store(error))
}
