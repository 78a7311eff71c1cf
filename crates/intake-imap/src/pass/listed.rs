//! One folder of a pass: what it lists, and what of that is wanted.

use store::{FolderPass, Skip};

use super::Pass;
use super::fetching::place;
use crate::connection::OpenFolder;
use crate::error::archiving;
use crate::folder::INBOX;
use crate::line::Line;
use crate::listing::{self, Detail, Listed, Listing};
use crate::message::SLICE;
use crate::unknown::{self, Unknown};
use crate::{ImapError, MailboxSettings};

/// Messages from before the first day that are noted in one transaction.
const NOTED_AT_ONCE: usize = 500;

impl Pass<'_> {
    pub(super) async fn folder(&mut self, line: &mut Line<'_>, name: &str) -> Result<(), ImapError> {
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
        self.note_complete(line.settings, open, &listing).await
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
        let store = self.destination.store;
        store.note_folder_pass(&pass).await.map_err(archiving)
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
        let (mut old, mut wanted) = (Vec::new(), Vec::new());
        for (uid, listed) in unknown {
            match listed.date.filter(|date| unknown::is_before(*date, self.start)) {
                Some(date) => old.push((place(settings, open, *uid), Skip::BeforeStart(date))),
                None => wanted.push((*uid, *listed)),
            }
        }
        for chunk in old.chunks(NOTED_AT_ONCE) {
            self.destination
                .store
                .skip_sightings(chunk, (self.now)())
                .await
                .map_err(archiving)?;
            self.passed.report.before_start += chunk.len() as u64;
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
}
