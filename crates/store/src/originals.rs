//! 原件 — the bytes as they came, in a local folder: `DIR/ab/<sha256>`.
//!
//! What [`Store::put_original`] has returned for is on the disk: the file was synced under a temporary name, renamed,
//! and the folder synced, and so were the folders above it when they were new. Many at once are synced together
//! ([`together`]).

mod together;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::connect::Store;
use crate::durable::{create_folder, sync_folder};
use crate::error::{Cause, StoreError};
use crate::incoming::tidy;

/// Free space that must remain on the originals' disk, in bytes.
const RESERVE: u64 = 64 * 1024 * 1024;

/// How much of a file is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The folder of originals.
#[derive(Debug, Clone)]
pub(crate) struct Originals {
    root: PathBuf,
    /// Folders whose names are known to be durable in the folders above them.
    durable: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Originals {
    /// Opens `file:PATH`, making the folder when it is not there.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let root = match url.split_once(':') {
            Some(("file", path)) => PathBuf::from(path.strip_prefix("//").unwrap_or(path)),
            Some((scheme, _)) => {
                return Err(StoreError::UnsupportedUrl {
                    url_scheme: scheme.to_owned(),
                });
            }
            None => {
                return Err(StoreError::UnsupportedUrl {
                    url_scheme: String::new(),
                });
            }
        };
        let temporary = root.join("tmp");
        blocking(move || create_folder(&temporary).and_then(|()| tidy(&temporary))).await?;
        Ok(Self {
            root,
            durable: Arc::default(),
        })
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// All files, with the hash that their names promise. Blocks.
    pub(crate) fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for folder in folders(&self.root)? {
            for entry in fs::read_dir(folder)? {
                files.push(entry?.path());
            }
        }
        files.sort();
        Ok(files)
    }

    /// Where the original with this hash lies; `None` when the text is no hash.
    pub(crate) fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let folder = sha256.get(..2)?;
        is_hash.then(|| self.root.join(folder).join(sha256))
    }

    /// Enough free space, and a file can be written.
    fn check(&self) -> Result<(), StoreError> {
        let space = rustix::fs::statvfs(&self.root).map_err(io::Error::from)?;
        let free = space.f_bavail.saturating_mul(space.f_frsize);
        if free < RESERVE {
            let source = Cause::Reserve {
                free,
                reserve: RESERVE,
            };
            return Err(StoreError::Full { source });
        }
        let temporary = self.temporary("")?;
        let written = write_synced(&temporary, b"zhengji");
        let removed = fs::remove_file(&temporary);
        Ok(written.and(removed)?)
    }

    fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let sha256 = hexadecimal(&Sha256::digest(bytes));
        let (folder, target) = self.prepare(&sha256)?;
        if holds(&target, length(bytes.len())) {
            resync(&target, &folder)?;
            return Ok(sha256);
        }
        let temporary = self.temporary("")?;
        let placed = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, &target));
        if placed.is_err() {
            // Best effort: the first error is the one that counts.
            let _ = fs::remove_file(&temporary);
        }
        placed.and_then(|()| sync_folder(&folder)).map(|()| sha256)
    }

    fn put_file(&self, path: &Path) -> io::Result<(String, u64)> {
        let mut file = File::open(path)?;
        let (sha256, bytes) = hash(&mut file)?;
        let (folder, target) = self.prepare(&sha256)?;
        if holds(&target, bytes) {
            resync(&target, &folder)?;
            return Ok((sha256, bytes));
        }
        file.sync_all()?;
        match fs::rename(path, &target) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let temporary = self.temporary("")?;
                fs::copy(path, &temporary)?;
                File::open(&temporary)?.sync_all()?;
                fs::rename(&temporary, &target)?;
            }
            other => other?,
        }
        sync_folder(&folder)?;
        Ok((sha256, bytes))
    }

    /// Moves a synced file of this folder to where its hash belongs.
    pub(crate) fn place(&self, file: &Path, sha256: &str, bytes: u64) -> io::Result<()> {
        let (folder, target) = self.prepare(sha256)?;
        if holds(&target, bytes) {
            return resync(&target, &folder);
        }
        fs::rename(file, &target)?;
        sync_folder(&folder)
    }

    /// The folder of a hash, made when it is not there and durable in either case, and the file's place.
    fn prepare(&self, sha256: &str) -> io::Result<(PathBuf, PathBuf)> {
        let target = self.path(sha256).ok_or(io::ErrorKind::InvalidInput)?;
        let folder = target.parent().map(Path::to_path_buf).unwrap_or_default();
        if !self.known().contains(&folder) {
            create_folder(&folder)?;
            // Another process may have made it and not yet synced it.
            sync_folder(&self.root)?;
            self.known().insert(folder.clone());
        }
        Ok((folder, target))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes, if they still have this hash.
    fn load(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let missing = || StoreError::missing("original", &sha256);
        let bytes = match fs::read(self.path(sha256).ok_or_else(missing)?) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
            read => read?,
        };
        if hexadecimal(&Sha256::digest(&bytes)) == sha256 {
            Ok(bytes)
        } else {
            Err(StoreError::corrupt(
                "originals",
                sha256,
                "its bytes have another hash",
            ))
        }
    }

    /// A name for a file that is not yet an original.
    pub(crate) fn temporary(&self, begins: &str) -> io::Result<PathBuf> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(self
            .root
            .join("tmp")
            .join(format!("{begins}{}", hexadecimal(&random))))
    }
}

impl Store {
    /// Keeps bytes as they are; durable when this returns. Gives their SHA-256 in lower-case hexadecimal.
    pub async fn put_original(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let (originals, bytes) = (self.originals().clone(), bytes.to_vec());
        blocking(move || originals.put(&bytes)).await
    }

    /// Keeps several as [`Store::put_original`] does; gives their SHA-256 in the same order.
    pub async fn put_originals(&self, all: Vec<Arc<[u8]>>) -> Result<Vec<String>, StoreError> {
        let originals = self.originals().clone();
        blocking(move || originals.put_all(&all)).await
    }

    /// The bytes with this SHA-256. Bytes that no longer have it are [`StoreError::Corrupt`].
    pub async fn original(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let mut loaded = self.load_originals(&[sha256]).await?;
        loaded
            .pop()
            .ok_or_else(|| StoreError::missing("original", &sha256))
    }

    /// The same of several, in their order.
    pub async fn load_originals(&self, all: &[&str]) -> Result<Vec<Vec<u8>>, StoreError> {
        let (originals, all) = (self.originals().clone(), all.iter().map(|one| (*one).to_owned()));
        let all: Vec<String> = all.collect();
        let loaded = blocking(move || Ok(all.iter().map(|sha256| originals.load(sha256)).collect()));
        loaded.await?
    }

    /// The file with the bytes of this SHA-256 and its size, after its bytes were hashed again: for what is too large
    /// to be loaded. Bytes that no longer have it are [`StoreError::Corrupt`].
    pub async fn original_file(&self, sha256: &str) -> Result<(PathBuf, u64), StoreError> {
        let missing = || StoreError::missing("original", &sha256);
        let path = self.originals().path(sha256).ok_or_else(missing)?;
        let found = path.clone();
        let hashed = blocking(move || Ok(File::open(found).and_then(|mut file| hash(&mut file))));
        let (hash, bytes) = match hashed.await? {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
            read => read?,
        };
        if hash == sha256 {
            Ok((path, bytes))
        } else {
            Err(StoreError::corrupt(
                "originals",
                sha256,
                "its bytes have another hash",
            ))
        }
    }

    /// Where the bytes of this SHA-256 lie, and how many there are. They are not hashed again: for readers that compare
    /// what they read. Blocks for a look into the folder.
    pub fn original_place(&self, sha256: &str) -> Result<(PathBuf, u64), StoreError> {
        let missing = || StoreError::missing("original", &sha256);
        let path = self.originals().path(sha256).ok_or_else(missing)?;
        match fs::metadata(&path) {
            Ok(found) => Ok((path, found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves a file's bytes into the originals; gives hash and size.
    pub(crate) async fn keep_file(&self, path: &Path) -> Result<(String, u64), StoreError> {
        let (originals, path) = (self.originals().clone(), path.to_path_buf());
        blocking(move || originals.put_file(&path)).await
    }

    /// Enough free space, and a file can be written.
    pub(crate) async fn check_originals(&self) -> Result<(), StoreError> {
        let originals = self.originals().clone();
        blocking(move || Ok(originals.check())).await?
    }
}

/// Runs what waits for the disk where it holds up nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(failed) => Err(io::Error::other(failed).into()),
    }
}

/// Hash and size of what can be read.
pub(crate) fn hash(file: &mut impl Read) -> io::Result<(String, u64)> {
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => return Ok((hexadecimal(&hasher.finalize()), bytes)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        hasher.update(buffer.get(..read).unwrap_or_default());
        bytes += length(read);
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes)?.sync_all()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Another process may have renamed it and not yet synced the folder.
fn resync(file: &Path, folder: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()?;
    sync_folder(folder)
}

fn holds(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes)
}

fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && entry.file_name().len() == 2 {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
