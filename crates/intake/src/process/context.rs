//! Everything that is loaded before thinking: configuration, readings, claims already made.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::arrival::{Arrival, Door};
use domain::directory::Directory;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::notice::Notice;
use domain::ruling::Ruling;
use store::{Store, StoredArrival};
use tokio::sync::Mutex;

use crate::IntakeError;
use crate::archive::LARGE;
use crate::claim::{Evidence, Placed, place_at};
use crate::reader::{Blob, ReaderPool, Request};
use crate::reading::{READER_VERSION, Reading, UploadManifest};

/// How many placed claims are remembered; each is about as large as the texts of its arrival.
const REMEMBERED: usize = 2_000;

/// Notices and roster of one configuration version.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub version: i64,
    pub notices: Vec<Notice>,
    pub directory: Directory,
}

/// An arrival with everything that its claim is made from.
#[derive(Debug)]
pub(crate) struct Exhibit {
    pub arrival: Arrival,
    pub rulings: Vec<Ruling>,
    pub reading: Reading,
    pub thread: Option<(SocietyCode, NoticeId)>,
}

/// Arrival, its revision, and the configuration that the claim was made with.
type Key = (ArrivalId, i64, i64);

#[derive(Debug)]
pub(crate) struct Context {
    store: Store,
    reader: Arc<ReaderPool>,
    configuration: Mutex<Option<Arc<Configuration>>>,
    placed: Mutex<BTreeMap<Key, Arc<Placed>>>,
}

impl Context {
    pub(crate) fn new(store: Store, reader: Arc<ReaderPool>) -> Self {
        Self {
            store,
            reader,
            configuration: Mutex::new(None),
            placed: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn readers(&self) -> &ReaderPool {
        &self.reader
    }

    /// Whether a reader process takes a message apart.
    pub(crate) async fn reads(&self) -> Result<bool, IntakeError> {
        let reading = self
            .reader
            .read(
                &Request::Mail,
                &[Blob::Bytes(b"Subject: probe\n\nprobe\n".to_vec())],
            )
            .await?;
        Ok(!reading.failed)
    }

    /// Notices and roster as they are now.
    pub(crate) async fn configuration(&self) -> Result<Arc<Configuration>, IntakeError> {
        let version = self.store.configuration_version().await?;
        let mut known = self.configuration.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.version == version) {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(Configuration {
            version,
            notices: self.store.notices().await?,
            directory: self.store.directory().await?,
        });
        *known = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    pub(crate) async fn exhibit(
        &self,
        stored: &StoredArrival,
        rulings: Vec<Ruling>,
    ) -> Result<Exhibit, IntakeError> {
        let reading = self.reading(&stored.arrival).await?;
        let thread = self.thread(&reading).await?;
        Ok(Exhibit {
            arrival: stored.arrival.as_ruled(&rulings),
            rulings,
            reading,
            thread,
        })
    }

    /// The claim of an arrival at the place where it already stands; remembered.
    pub(crate) async fn placed(
        &self,
        stored: &StoredArrival,
        rulings: &[Ruling],
        configuration: &Configuration,
        notice: &Notice,
        society: &SocietyCode,
    ) -> Result<Arc<Placed>, IntakeError> {
        let key = (stored.arrival.id, stored.revision, configuration.version);
        let known = self.placed.lock().await.get(&key).map(Arc::clone);
        if let Some(known) = known.filter(|known| known.notice == notice.id && known.society == *society) {
            return Ok(known);
        }
        let exhibit = self.exhibit(stored, rulings.to_vec()).await?;
        let placed = Arc::new(place_at(exhibit.evidence(configuration), notice, society));
        let mut remembered = self.placed.lock().await;
        while remembered.len() >= REMEMBERED {
            remembered.pop_first();
        }
        remembered.insert(key, Arc::clone(&placed));
        Ok(placed)
    }

    async fn reading(&self, arrival: &Arrival) -> Result<Reading, IntakeError> {
        let original = &arrival.original;
        if let Some(body) = self.store.reading(original, READER_VERSION).await? {
            return serde_json::from_str(&body).map_err(|source| IntakeError::Reading {
                original: original.clone(),
                source,
            });
        }
        let mut reading = self.read(arrival).await?;
        if reading.failed {
            // Once more: the child may have been ended by something that this original has nothing to do with.
            reading = self.read(arrival).await?;
        }
        if !reading.failed {
            let body = serde_json::to_string(&reading).map_err(|source| IntakeError::Reading {
                original: original.clone(),
                source,
            })?;
            self.store.put_reading(original, READER_VERSION, &body).await?;
        }
        Ok(reading)
    }

    async fn read(&self, arrival: &Arrival) -> Result<Reading, IntakeError> {
        match arrival.door {
            Door::Mail | Door::Manual => {
                let blob = self.blob(&arrival.original, arrival.bytes).await?;
                self.reader.read(&Request::Mail, &[blob]).await
            }
            Door::Upload | Door::Form => {
                let bytes = self.store.original(&arrival.original).await?;
                let manifest: UploadManifest =
                    serde_json::from_slice(&bytes).map_err(|source| IntakeError::Reading {
                        original: arrival.original.clone(),
                        source,
                    })?;
                let mut files = Vec::new();
                for file in &manifest.files {
                    files.push(self.blob(&file.sha256, file.bytes).await?);
                }
                self.reader.read(&Request::Upload(manifest), &files).await
            }
        }
    }

    /// An original for the reader; what is large is not loaded.
    async fn blob(&self, original: &str, bytes: u64) -> Result<Blob, IntakeError> {
        if bytes <= LARGE {
            return Ok(Blob::Bytes(self.store.original(original).await?));
        }
        let (path, bytes) = self.store.original_file(original).await?;
        Ok(Blob::File { path, bytes })
    }

    /// Society and notice of the letter of ours that a mail answers.
    async fn thread(&self, reading: &Reading) -> Result<Option<(SocietyCode, NoticeId)>, IntakeError> {
        let Some(mail) = &reading.mail else {
            return Ok(None);
        };
        for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()) {
            if let Some(found) = self.store.letter_by_message_id(id).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl Exhibit {
    pub(crate) fn evidence<'a>(&'a self, configuration: &'a Configuration) -> Evidence<'a> {
        Evidence {
            arrival: &self.arrival,
            reading: &self.reading,
            rulings: &self.rulings,
            thread: self.thread.as_ref(),
            notices: &configuration.notices,
            directory: &configuration.directory,
        }
    }
}
