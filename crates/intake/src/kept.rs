//! What was kept, given out again: originals, and files from within them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arrival::{Arrival, Door};
use store::Store;

use crate::IntakeError;
use crate::reader::{Blob, ReaderPool};
use crate::reading::{Container, UploadManifest, UploadedFile};

/// The kept bytes of all arrivals.
#[derive(Debug, Clone)]
pub struct KeptFiles {
    store: Store,
    readers: Arc<ReaderPool>,
}

impl KeptFiles {
    /// Over a store; letters and archives are opened by reader processes.
    pub fn new(store: Store, readers: Arc<ReaderPool>) -> Self {
        Self { store, readers }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The files of an upload in the order sent; none for a letter.
    pub async fn uploaded(&self, arrival: &Arrival) -> Result<Vec<UploadedFile>, IntakeError> {
        match arrival.door {
            Door::Mail | Door::Manual => Ok(Vec::new()),
            Door::Upload | Door::Form => {
                let bytes = self.store.original(&arrival.original).await?;
                let manifest: UploadManifest =
                    serde_json::from_slice(&bytes).map_err(|source| IntakeError::Reading {
                        original: arrival.original.clone(),
                        source,
                    })?;
                Ok(manifest.files)
            }
        }
    }

    /// Where the files that an arrival brought and that have one of these SHA-256 can be read: originals of their own
    /// where they lie, all others in `folder`, each under its hash. What is not found is not in the answer. Nothing is
    /// hashed here: whoever reads compares.
    pub async fn take_out(
        &self,
        arrival: &Arrival,
        wanted: &BTreeSet<String>,
        folder: &Path,
    ) -> Result<BTreeMap<String, PathBuf>, IntakeError> {
        let mut wanted = wanted.clone();
        let mut found = BTreeMap::new();
        match arrival.door {
            Door::Mail | Door::Manual => {
                let taken = self
                    .inside(Container::Letter, &arrival.original, &wanted, folder)
                    .await?;
                found.extend(taken);
            }
            Door::Upload | Door::Form => {
                let mut files = self.uploaded(arrival).await?;
                for file in &files {
                    if wanted.remove(&file.sha256) {
                        let (path, _) = self.store.original_place(&file.sha256)?;
                        found.insert(file.sha256.clone(), path);
                    }
                }
                // Small ones first: documents and archives before videos.
                files.sort_by_key(|file| file.bytes);
                for file in files {
                    if wanted.is_empty() {
                        break;
                    }
                    let container = Container::File(file.name);
                    let taken = self.inside(container, &file.sha256, &wanted, folder).await?;
                    wanted.retain(|sha256| !taken.contains_key(sha256));
                    found.extend(taken);
                }
            }
        }
        Ok(found)
    }

    /// A process that fails at an original finds nothing in it.
    async fn inside(
        &self,
        container: Container,
        original: &str,
        wanted: &BTreeSet<String>,
        folder: &Path,
    ) -> Result<BTreeMap<String, PathBuf>, IntakeError> {
        let (path, bytes) = self.store.original_place(original)?;
        let blob = Blob::File { path, bytes };
        let taken = self.readers.take_out(container, wanted, &blob, folder).await?;
        Ok(taken.unwrap_or_default())
    }
}
