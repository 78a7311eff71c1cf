//! One message of a pass: from the server into the archive.

use intake::archive::{self, SightedFile, SightedMail};
use store::{Archived, IncomingOriginal, ListedAs, Obstacle, SightingPlace, Skip};
use tokio::time::Instant;

use super::{Destination, Pass};
use crate::connection::OpenFolder;
use crate::error::{Reach, archiving};
use crate::line::Line;
use crate::listing::Listed;
use crate::message::{self, Fetched};
use crate::slices::Slices;
use crate::suspects::Place;
use crate::{ImapError, MailboxSettings};

impl Pass<'_> {
    /// Fetches and archives one message. That it cannot be had is no error; others come after it.
    pub(super) async fn message(
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
                self.archive(settings, open, uid, listed, raw).await
            }
            Ok(Fetched::Large(incoming)) => {
                self.memory.suspects.clear(&place);
                self.archive_file(settings, open, uid, listed, incoming).await
            }
            Ok(Fetched::Nothing) => {
                self.not_retrievable(settings, open, (uid, listed), Obstacle::NothingHandedOut)
                    .await
            }
            Ok(Fetched::Later(slices)) => {
                self.memory.begun.insert(place, slices);
                self.not_retrievable(settings, open, (uid, listed), Obstacle::ConnectionEnded)
                    .await
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
                if let Some(obstacle) = error.obstacle() {
                    self.not_retrievable(settings, open, (uid, listed), obstacle)
                        .await?;
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
            listed_size: listed_size(listed),
            received_host: settings.received_host.clone().map(Into::into),
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
            received_host: settings.received_host.clone().map(Into::into),
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
        (uid, listed): (u32, Listed),
        obstacle: Obstacle,
    ) -> Result<(), ImapError> {
        self.passed.report.not_retrievable += 1;
        let place = place(settings, open, uid);
        let listed = ListedAs {
            date: listed.date,
            size: listed_size(listed),
        };
        self.destination
            .store
            .skip_sighting(&place, Skip::NotRetrievable(obstacle, listed), (self.now)())
            .await
            .map_err(archiving)
    }
}

pub(super) fn place(settings: &MailboxSettings, open: &OpenFolder, uid: u32) -> SightingPlace {
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
