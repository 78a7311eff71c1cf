//! A scripted server with a store beside it.

use std::collections::BTreeMap;

use intake::reader::ReaderPool;
use intake_imap::{Destination, ImapError, MailboxSettings, PollReport, poll_once};
use store::{Presence, Store};
use tempfile::TempDir;

use crate::scripted::{self, Quirk, Script, Shared};
use crate::{letter, no_readers, now, open_store, settings};

pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) readers: ReaderPool,
    pub(crate) settings: MailboxSettings,
    pub(crate) script: Shared,
    pub(crate) folder: TempDir,
}

impl Bench {
    /// A server with messages 11, 12 and 13.
    pub(crate) async fn new(quirks: &[Quirk]) -> Self {
        Self::with((11..=13).map(|uid| (uid, letter(uid, "a"))).collect(), quirks).await
    }

    pub(crate) async fn with(messages: BTreeMap<u32, Vec<u8>>, quirks: &[Quirk]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (port, script) = scripted::start(messages, quirks).await;
        Self {
            store: open_store(folder.path()).await,
            readers: no_readers(),
            settings: settings("kjstdw", port),
            script,
            folder,
        }
    }

    pub(crate) fn destination(&self) -> Destination<'_> {
        Destination {
            store: &self.store,
            readers: &self.readers,
        }
    }

    pub(crate) async fn poll(&self) -> Result<PollReport, ImapError> {
        poll_once(self.destination(), &self.settings, None, &now).await
    }

    /// A pass so many minutes later.
    pub(crate) async fn poll_after(&self, minutes: i64) -> Result<PollReport, ImapError> {
        let later = move || now() + chrono::TimeDelta::minutes(minutes);
        poll_once(self.destination(), &self.settings, None, &later).await
    }

    /// UIDs of the messages that were never handed out, and whether each is on the server still.
    pub(crate) async fn unretrieved(&self) -> Vec<(u32, Presence)> {
        let unretrieved = self.store.unretrieved().await.unwrap();
        unretrieved.iter().map(|one| (one.uid, one.presence)).collect()
    }

    pub(crate) fn script<T>(&self, look: impl FnOnce(&mut Script) -> T) -> T {
        look(&mut self.script.lock().unwrap())
    }

    pub(crate) fn heal(&self) {
        self.script(|script| script.quirks.clear());
    }

    pub(crate) async fn arrivals(&self) -> usize {
        self.store.arrival_ids().await.unwrap().len()
    }

    /// How many lines with this word were heard.
    pub(crate) fn heard(&self, word: &str) -> usize {
        self.script(|script| script.heard.iter().filter(|line| line.contains(word)).count())
    }

    /// The bytes of the only original.
    pub(crate) async fn only_original(&self) -> Vec<u8> {
        let ids = self.store.arrival_ids().await.unwrap();
        assert_eq!(ids.len(), 1);
        let arrival = self.store.arrival(*ids.first().unwrap()).await.unwrap().unwrap();
        self.store.original(&arrival.arrival.original).await.unwrap()
    }

    /// Files that are being written.
    pub(crate) fn unfinished(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("originals/tmp"))
            .unwrap()
            .count()
    }
}
