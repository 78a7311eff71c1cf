//! Everything that is loaded before thinking: configuration, readings, claims already made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::arrival::Arrival;
use domain::directory::Directory;
use domain::form_code::IssuedForm;
use domain::ids::{ArrivalId, SocietyCode};
use domain::letter::Answered;
use domain::notice::Notice;
use domain::ruling::Ruling;
use store::{ConfigurationVersion, NewReading, Store, StoredArrival, is_own_message_id};
use tokio::sync::Mutex;

use crate::IntakeError;
use crate::claim::{Evidence, Placed};
use crate::reader::{Blob, ReaderPool, Request};
use crate::reading::{READER_VERSION, Reading};
use crate::reception::Reception;

use super::books::Shelf;
use super::turns::Turns;
use super::{staying, thinking};

/// How much of placed claims is remembered, in bytes.
const REMEMBERED: usize = 32 << 20;

/// How many identifiers of a thread are looked up.
const THREAD: usize = 100;

/// Notices and roster of one configuration version.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub version: ConfigurationVersion,
    pub notices: Vec<Notice>,
    pub directory: Directory,
}

/// An arrival with everything that its claim is made from.
#[derive(Debug)]
pub(crate) struct Exhibit {
    pub arrival: Arrival,
    pub rulings: Vec<Ruling>,
    pub reading: Reading,
    /// What is to be kept of the reading, when it was made just now.
    pub fresh: Option<NewReading>,
    pub thread: Option<Answered>,
    pub issued: Vec<IssuedForm>,
}

/// Arrival, its revision, and the configuration that the claim was made with: its count without rulings.
type Key = (ArrivalId, i64, i64);

#[derive(Debug)]
pub(crate) struct Context {
    store: Store,
    reader: Arc<ReaderPool>,
    reception: Arc<Reception>,
    configuration: Mutex<Option<Arc<Configuration>>>,
    remembered: Mutex<Remembered>,
    shelf: Arc<Shelf>,
    /// Held while arrivals are taken.
    taking: Mutex<()>,
    turns: Arc<Turns>,
    /// Originals on which the reader failed: another process may try them again, this one does not.
    failed: Mutex<BTreeSet<String>>,
}

/// Claims that were made lately.
#[derive(Debug, Default)]
struct Remembered {
    claims: BTreeMap<Key, (usize, Arc<Placed>)>,
    /// Sum of their weights, in bytes.
    weight: usize,
}

impl Remembered {
    fn get(&self, key: &Key) -> Option<Arc<Placed>> {
        self.claims.get(key).map(|(_, placed)| Arc::clone(placed))
    }

    /// Forgets the oldest arrivals when it becomes too much.
    fn insert(&mut self, key: Key, placed: &Arc<Placed>) {
        let weight = placed.weight();
        let before = self.claims.insert(key, (weight, Arc::clone(placed)));
        self.weight += weight;
        self.weight -= before.map_or(0, |(weight, _)| weight);
        while self.weight > REMEMBERED
            && let Some((_, (weight, _))) = self.claims.pop_first()
        {
            self.weight -= weight;
        }
    }
}

impl Context {
    pub(crate) fn new(store: Store, reader: Arc<ReaderPool>, reception: Reception) -> Self {
        Self {
            store,
            reader,
            reception: Arc::new(reception),
            configuration: Mutex::new(None),
            remembered: Mutex::default(),
            shelf: Arc::default(),
            taking: Mutex::default(),
            turns: Arc::default(),
            failed: Mutex::default(),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn shelf(&self) -> &Arc<Shelf> {
        &self.shelf
    }

    /// Originals on which the reader failed.
    pub(super) fn failed(&self) -> &Mutex<BTreeSet<String>> {
        &self.failed
    }

    pub(super) fn taking(&self) -> &Mutex<()> {
        &self.taking
    }

    pub(super) fn turns(&self) -> &Arc<Turns> {
        &self.turns
    }

    pub(crate) fn reception(&self) -> &Arc<Reception> {
        &self.reception
    }

    pub(crate) fn readers(&self) -> &ReaderPool {
        &self.reader
    }

    /// Whether a reader process takes a message apart.
    pub(crate) async fn reads(&self) -> Result<bool, IntakeError> {
        let answer = self
            .reader
            .read(
                &Request::Mail,
                &[Blob::Bytes(b"Subject: probe\n\nprobe\n".to_vec())],
            )
            .await?;
        Ok(!answer.reading.failed)
    }

    /// Notices and roster as they are now.
    pub(crate) async fn configuration(&self) -> Result<Arc<Configuration>, IntakeError> {
        let version = self.store.configuration_version().await?;
        let mut known = self.configuration.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.version == version) {
            return Ok(Arc::clone(known));
        }
        // A ruling changes neither notices nor roster.
        let fresh = match known.as_ref() {
            Some(known) if known.version.claims == version.claims => Configuration {
                version,
                notices: known.notices.clone(),
                directory: known.directory.clone(),
            },
            _ => Configuration {
                version,
                notices: self.store.notices().await?,
                directory: self.store.directory().await?,
            },
        };
        let fresh = Arc::new(fresh);
        *known = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// The exhibit of an arrival that was judged before. A reading that had to be made anew is kept.
    pub(crate) async fn exhibit(
        &self,
        stored: &StoredArrival,
        rulings: Vec<Ruling>,
    ) -> Result<Exhibit, IntakeError> {
        let known = self
            .store
            .reading(&stored.arrival.original, READER_VERSION)
            .await?;
        let mut exhibit = self.exhibit_with(stored, rulings, known.as_deref()).await?;
        if let Some(fresh) = exhibit.fresh.take() {
            self.store.put_reading(&fresh).await?;
        }
        Ok(exhibit)
    }

    /// The claim of an arrival at the place where it already stands; remembered.
    pub(crate) async fn placed(
        &self,
        stored: &StoredArrival,
        rulings: &[Ruling],
        configuration: &Arc<Configuration>,
        notice: &Notice,
        society: &SocietyCode,
    ) -> Result<Arc<Placed>, IntakeError> {
        let key = (stored.arrival.id, stored.revision, configuration.version.claims);
        let known = self.remembered.lock().await.get(&key);
        if let Some(known) = known.filter(|known| known.notice == notice.id && known.society == *society) {
            return Ok(known);
        }
        let exhibit = self.exhibit(stored, rulings.to_vec()).await?;
        let known = (Arc::clone(configuration), Arc::clone(&self.reception));
        let (notice, society) = (notice.clone(), society.clone());
        let is_decided = rulings.iter().any(Ruling::places);
        let placed = thinking::apart(move || {
            let (configuration, reception) = &known;
            let evidence = exhibit.evidence(configuration, reception);
            staying::at(evidence, &notice, &society, is_decided)
        });
        let placed = Arc::new(placed.await?.ok_or(IntakeError::Slow(stored.arrival.id))?);
        self.remember(stored, configuration, &placed).await;
        Ok(placed)
    }

    /// Keeps a claim for when another arrival of its society is judged.
    pub(crate) async fn remember(
        &self,
        stored: &StoredArrival,
        configuration: &Configuration,
        placed: &Arc<Placed>,
    ) {
        let key = (stored.arrival.id, stored.revision, configuration.version.claims);
        self.remembered.lock().await.insert(key, placed);
    }

    /// The letter of ours that a mail answers: the one that it names as answered, else the latest of its thread,
    /// unless that thread holds letters to several societies or about several notices.
    pub(super) async fn thread(&self, reading: &Reading) -> Result<Option<Answered>, IntakeError> {
        let Some(mail) = &reading.mail else {
            return Ok(None);
        };
        let answered = mail.in_reply_to.iter().take(THREAD);
        for id in answered.filter(|id| is_own_message_id(id)) {
            if let Some(found) = self.store.letter_by_message_id(id).await? {
                return Ok(Some(found));
            }
        }
        let mut latest: Option<Answered> = None;
        for id in mail.references.iter().rev().take(THREAD) {
            let Some(found) = self.store.letter_by_message_id(id).await? else {
                continue;
            };
            match &latest {
                None => latest = Some(found),
                Some(known) if known.society == found.society && known.notice == found.notice => {}
                Some(_) => return Ok(None),
            }
        }
        Ok(latest)
    }
}

impl Exhibit {
    pub(crate) fn evidence<'a>(
        &'a self,
        configuration: &'a Configuration,
        reception: &'a Reception,
    ) -> Evidence<'a> {
        Evidence {
            arrival: &self.arrival,
            reading: &self.reading,
            rulings: &self.rulings,
            thread: self.thread.as_ref(),
            issued: &self.issued,
            notices: &configuration.notices,
            directory: &configuration.directory,
            reception,
        }
    }
}
