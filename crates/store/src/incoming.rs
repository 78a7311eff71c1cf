//! An original that comes piece by piece, as large as it likes: written beside the originals and hashed meanwhile.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::connect::Store;
use crate::error::StoreError;
use crate::originals::{blocking, hexadecimal};

/// How the names of files begin that are being written. Each is locked by the process that writes it.
pub(crate) const INCOMING: &str = "incoming-";

/// An original that is being written. Dropped before [`IncomingOriginal::keep`], it leaves nothing behind.
#[derive(Debug)]
pub struct IncomingOriginal {
    store: Store,
    /// Away only while a piece is being written, or for good after an error.
    writing: Option<Writing>,
    bytes: u64,
}

#[derive(Debug)]
struct Writing {
    file: File,
    path: PathBuf,
    hasher: Sha256,
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Renamed by `keep`, it is no longer there.
        let _ = fs::remove_file(&self.path);
    }
}

impl Store {
    /// Begins an original that is not yet wholly there.
    pub async fn incoming(&self) -> Result<IncomingOriginal, StoreError> {
        let originals = self.originals().clone();
        let writing = blocking(move || {
            let path = originals.temporary(INCOMING)?;
            let file = File::create_new(&path)?;
            // Tells whoever tidies up that somebody still writes.
            file.try_lock()?;
            Ok(Writing {
                file,
                path,
                hasher: Sha256::new(),
            })
        });
        Ok(IncomingOriginal {
            store: self.clone(),
            writing: Some(writing.await?),
            bytes: 0,
        })
    }
}

impl IncomingOriginal {
    /// Number of bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Appends a piece.
    pub async fn write(&mut self, piece: Vec<u8>) -> Result<(), StoreError> {
        let mut writing = self.writing.take().ok_or_else(broken)?;
        let length = piece.len() as u64;
        let written = blocking(move || {
            writing.file.write_all(&piece)?;
            writing.hasher.update(&piece);
            Ok(writing)
        });
        self.writing = Some(written.await?);
        self.bytes += length;
        Ok(())
    }

    /// Makes it an original, durable when this returns; its SHA-256 and size.
    pub async fn keep(mut self) -> Result<(String, u64), StoreError> {
        let writing = self.writing.take().ok_or_else(broken)?;
        let (originals, bytes) = (self.store.originals().clone(), self.bytes);
        blocking(move || {
            let sha256 = hexadecimal(&writing.hasher.clone().finalize());
            writing.file.sync_all()?;
            originals.place(&writing.path, &sha256, bytes)?;
            Ok((sha256, bytes))
        })
        .await
    }
}

fn broken() -> StoreError {
    io::Error::other("an earlier piece could not be written").into()
}

/// After what time a temporary file that nobody can be asked about is no longer being written.
const ABANDONED: Duration = Duration::from_hours(24);

/// Removes what processes that died have left unfinished.
pub(crate) fn tidy(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_incoming = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(INCOMING));
        if !is_incoming {
            let written = entry.metadata().and_then(|found| found.modified());
            let age = written.ok().and_then(|written| written.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                fs::remove_file(&path)?;
            }
            continue;
        }
        match File::open(&path) {
            Ok(file) if file.try_lock().is_ok() => fs::remove_file(&path)?,
            // Somebody still writes it, or has just renamed it.
            _ => {}
        }
    }
    Ok(())
}
