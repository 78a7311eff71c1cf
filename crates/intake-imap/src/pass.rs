//! One pass over a mailbox: list everything, fetch what is not known, one message at a time.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use intake::archive::{self, SightedFile, SightedMail};
use intake::reader::ReaderPool;
use store::{Archived, IncomingOriginal, SightingPlace, Skip, Store};
use tokio::time::Instant;

use crate::connection::OpenFolder;
use crate::error::{Reach, archiving};
use crate::folder::{self, INBOX};
use crate::line::Line;
use crate::listing::{self, Detail, Listed, Listing};
use crate::memory::Memory;
use crate::message::{self, Fetched, SLICE};
use crate::slices::Slices;
use crate::suspects::Place;
use crate::unknown::{self, Unknown};
use crate::{ImapError, MailboxSettings, PollReport, quota};

/// Connections that may break in one pass before it is given up: each costs a login, and servers count those.
const BREAKS: u32 = 20;
/// Messages from before the first day that are noted in one transaction.
const NOTED_AT_ONCE: usize = 500;
/// China has one time zone and no summer time.
const CHINA: FixedOffset = FixedOffset::east_opt(8 * 60 * 60).expect("within a day");

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
/// not fetched. Safe to repeat and to break off at any point.
///
/// # Errors
/// [`ImapError::Incomplete`] if a folder was read, or begun, before or beside the failure; else the failure itself.
pub async fn poll_once(
    destination: Destination<'_>,
    settings: &MailboxSettings,
    since: Option<NaiveDate>,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
) -> Result<PollReport, ImapError> {
    let mut line = Line::new(settings);
    let passed = run(destination, &mut line, &mut Memory::default(), since, now).await;
    line.close().await;
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
        start: since.and_then(start_of),
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
    pass.mailbox(line).await;
    if thorough && !pass.passed.given_up {
        pass.memory.note_thorough(now());
    }
    pass.passed
}

fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let start = day
        .and_time(NaiveTime::MIN)
        .and_local_timezone(CHINA)
        .earliest()?;
    Some(start.with_timezone(&Utc))
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
            Ok(found) => Ok(found
                .into_iter()
                .filter(|folder| folder.unwatched.is_none())
                .map(|folder| folder.name)
                .collect()),
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

    async fn folder(&mut self, line: &mut Line<'_>, name: &str) -> Result<(), ImapError> {
        let mailbox = &line.settings.mailbox;
        let (open, mut listing) = self.listing(line, name).await?;
        if name == INBOX {
            self.passed.inbox = open.exists;
        }
        if listing.unlisted > 0 {
            tracing::warn!(%mailbox, missing = listing.unlisted, "the server counts more messages than it lists");
        }
        let unknown = self.unknown(line, &open, &mut listing).await?;
        if unknown.renumbered > 0 {
            tracing::warn!(%mailbox, messages = unknown.renumbered, "the server gave numbers to other messages");
        }
        let report = &mut self.passed.report;
        report.on_server += listing.messages.len() as u64;
        report.unlisted += u64::from(listing.unlisted);
        report.renumbered += unknown.renumbered;
        report.already_known += (listing.messages.len() - unknown.uids.len()) as u64;
        self.memory.keep_begun(&open.name, |place| {
            place.1 == open.uidvalidity && unknown.uids.contains(&place.2)
        });
        let wanted = self.without_old(line.settings, &open, &listing, &unknown).await?;
        for (uid, listed) in wanted {
            self.message(line, &open, uid, listed).await?;
        }
        Ok(())
    }

    /// The messages that are not known; their sizes and dates are in the listing then.
    async fn unknown(
        &mut self,
        line: &mut Line<'_>,
        open: &OpenFolder,
        listing: &mut Listing,
    ) -> Result<Unknown, ImapError> {
        let settings = line.settings;
        let (store, mailbox) = (self.destination.store, &settings.mailbox);
        if self.is_thorough(open) {
            return unknown::by_looks(store, mailbox, open, listing, self.start).await;
        }
        let mut unknown = unknown::by_uid(store, mailbox, open, listing).await?;
        let listed = listing.messages.len();
        let connection = line.within(open).await?;
        match listing::describe(connection, &settings.timeouts, listing, &unknown.uids).await {
            Ok(()) => {}
            // They are fetched without being known beforehand.
            Err(error @ (ImapError::Protocol { .. } | ImapError::Declined { .. })) => {
                if self.is_over(line, &error) {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
        if listing.messages.len() > listed {
            // The server told of messages that it had left out before.
            unknown = unknown::by_uid(store, mailbox, open, listing).await?;
        }
        Ok(unknown)
    }

    /// Without a UIDVALIDITY, numbers prove nothing.
    fn is_thorough(&self, open: &OpenFolder) -> bool {
        self.thorough || open.uidvalidity == 0
    }

    /// Notes messages from before the first day; gives the others, the large ones last.
    async fn without_old(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        listing: &Listing,
        unknown: &Unknown,
    ) -> Result<Vec<(u32, Listed)>, ImapError> {
        let unknown = listing
            .messages
            .iter()
            .filter(|(uid, _)| unknown.uids.contains(uid));
        let (old, mut wanted): (Vec<_>, Vec<_>) = unknown
            .map(|(uid, listed)| (*uid, *listed))
            .partition(|(_, listed)| unknown::is_before(*listed, self.start));
        for chunk in old.chunks(NOTED_AT_ONCE) {
            let places: Vec<_> = chunk.iter().map(|(uid, _)| place(settings, open, *uid)).collect();
            self.destination
                .store
                .skip_sightings(&places, Skip::BeforeStart, (self.now)())
                .await
                .map_err(archiving)?;
            self.passed.report.before_start += places.len() as u64;
        }
        wanted.sort_by_key(|(uid, listed)| (listed.size > SLICE, *uid));
        Ok(wanted)
    }

    /// All messages of a folder; with UIDs only where more is not needed or cannot be read.
    async fn listing(&mut self, line: &mut Line<'_>, name: &str) -> Result<(OpenFolder, Listing), ImapError> {
        let timeouts = line.settings.timeouts;
        let open = line.open(name).await?;
        let detail = if self.is_thorough(&open) {
            Detail::Full
        } else {
            Detail::UidOnly
        };
        match listing::list(line.within(&open).await?, &timeouts, &open, detail).await {
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
        if self.memory.suspects.rests(&place, Instant::now()) {
            self.passed.report.not_retrievable += 1;
            return Ok(());
        }
        let mut begun = self.memory.begun.remove(&place);
        let before = begun.as_ref().map_or(0, Slices::bytes);
        let fetched = message::fetch(line, self.destination.store, open, uid, listed, &mut begun).await;
        let progressed = begun.as_ref().is_some_and(|slices| slices.bytes() > before);
        if let Some(slices) = begun {
            self.memory.begun.insert(place.clone(), slices);
        }
        match fetched {
            Ok(Fetched::Small(raw)) => {
                self.memory.suspects.clear(&place);
                self.archive(settings, open, uid, listed, &raw).await
            }
            Ok(Fetched::Large(incoming)) => {
                self.memory.suspects.clear(&place);
                self.archive_file(settings, open, uid, listed, incoming).await
            }
            Ok(Fetched::Nothing) => self.not_retrievable(settings, open, uid).await,
            Ok(Fetched::Later(slices)) => {
                self.memory.begun.insert(place, slices);
                self.not_retrievable(settings, open, uid).await
            }
            Err(error) => {
                if error.reach() == Reach::Connection && !progressed {
                    self.memory
                        .suspects
                        .note(place, Instant::now(), settings.poll_every);
                }
                tracing::debug!(
                    mailbox = %settings.mailbox, uid, error = &error as &dyn std::error::Error,
                    "message not fetched"
                );
                let over = self.is_over(line, &error);
                if error.reach() != Reach::Pass {
                    self.not_retrievable(settings, open, uid).await?;
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
        raw: &[u8],
    ) -> Result<(), ImapError> {
        let sighted = SightedMail {
            place: place(settings, open, uid),
            raw,
            internal_date: listed.date,
            listed_size: listed_size(listed),
            received_host: settings.received_host.as_deref(),
            seen_at: (self.now)(),
        };
        let archived = archive::mail(self.destination.store, sighted).await?;
        self.note_archived(settings, uid, archived);
        Ok(())
    }

    async fn archive_file(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        uid: u32,
        listed: Listed,
        incoming: IncomingOriginal,
    ) -> Result<(), ImapError> {
        let sighted = SightedFile {
            place: place(settings, open, uid),
            incoming,
            internal_date: listed.date,
            listed_size: listed_size(listed),
            received_host: settings.received_host.as_deref(),
            seen_at: (self.now)(),
        };
        let Destination { store, readers } = self.destination;
        let archived = archive::mail_file(store, readers, sighted).await?;
        self.note_archived(settings, uid, archived);
        Ok(())
    }

    fn note_archived(&mut self, settings: &MailboxSettings, uid: u32, archived: Archived) {
        self.passed.report.archived += 1;
        tracing::debug!(mailbox = %settings.mailbox, uid, arrival = %archived.arrival, "archived");
    }

    async fn not_retrievable(
        &mut self,
        settings: &MailboxSettings,
        open: &OpenFolder,
        uid: u32,
    ) -> Result<(), ImapError> {
        self.passed.report.not_retrievable += 1;
        let place = place(settings, open, uid);
        self.destination
            .store
            .skip_sighting(&place, Skip::NotRetrievable, (self.now)())
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

fn listed_size(listed: Listed) -> Option<u64> {
    (listed.size > 0).then_some(u64::from(listed.size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_begins_at_midnight_in_china() {
        let day = NaiveDate::from_ymd_opt(2022, 10, 10).unwrap();
        assert_eq!(start_of(day).unwrap().to_rfc3339(), "2022-10-09T16:00:00+00:00");
    }
}
