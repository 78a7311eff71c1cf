//! The store as [`Sources`]: synchronous, for a thread that may block.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use domain::arrival::Arrival;
use domain::ids::ArrivalId;
use domain::ledger::Ledger;
use intake::IntakeError;
use intake::kept::KeptFiles;
use reporting::{Scratch, Sources, UploadedFile};
use store::StoreError;
use tokio::runtime::Handle;

use crate::spool::{Known, Spool};

/// The kept bytes that a ledger names. To be used where blocking is allowed (`spawn_blocking`), never in a task.
#[derive(Debug)]
pub struct KeptSources {
    kept: KeptFiles,
    runtime: Handle,
    arrivals: BTreeMap<ArrivalId, Arrival>,
    /// What will be asked for: a letter is opened once for all of its files.
    wanted: BTreeMap<ArrivalId, BTreeSet<String>>,
    spool: Mutex<Spool>,
    temporary: PathBuf,
}

impl KeptSources {
    /// For the files that a ledger names. What is taken out of letters lies in a folder of its own in `temporary` as
    /// long as this lives.
    pub fn new(kept: KeptFiles, runtime: Handle, ledger: &Ledger, temporary: &Path) -> io::Result<Self> {
        let arrivals = ledger.arrivals.iter().map(|record| &record.arrival);
        Ok(Self {
            kept,
            runtime,
            arrivals: arrivals.map(|arrival| (arrival.id, arrival.clone())).collect(),
            wanted: wanted(ledger),
            spool: Mutex::new(Spool::new(temporary)?),
            temporary: temporary.to_path_buf(),
        })
    }

    /// An arrival of the ledger, or another one of the store.
    fn arrival(&self, id: ArrivalId) -> io::Result<Option<Arrival>> {
        if let Some(known) = self.arrivals.get(&id) {
            return Ok(Some(known.clone()));
        }
        let stored = self.runtime.block_on(self.kept.store().arrival(id));
        Ok(stored.map_err(of_the_store)?.map(|stored| stored.arrival))
    }

    fn take_out(&self, spool: &mut Spool, arrival: &Arrival, sha256: &str) -> io::Result<()> {
        let mut wanted = self.wanted.get(&arrival.id).cloned().unwrap_or_default();
        wanted.insert(sha256.to_owned());
        let folder = spool.room()?;
        let taking = self.kept.take_out(arrival, &wanted, folder.path());
        let files = self.runtime.block_on(taking).map_err(of_the_reading)?;
        spool.keep(arrival.id, wanted, files, folder)
    }
}

impl Sources for KeptSources {
    fn original(&self, sha256: &str) -> io::Result<Box<dyn Read + '_>> {
        let place = self.kept.store().original_place(sha256);
        let (path, _) = place.map_err(of_the_store)?;
        Ok(Box::new(File::open(path)?))
    }

    fn attachment(&self, arrival: ArrivalId, sha256: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        let mut spool = self.spool.lock().unwrap_or_else(PoisonError::into_inner);
        if spool.look(arrival, sha256) == Known::Unknown {
            let Some(arrival) = self.arrival(arrival)? else {
                return Ok(None);
            };
            self.take_out(&mut spool, &arrival, sha256)?;
        }
        match spool.look(arrival, sha256) {
            Known::At(path) => Ok(Some(Box::new(File::open(path)?))),
            Known::Nowhere | Known::Unknown => Ok(None),
        }
    }

    fn uploaded(&self, arrival: ArrivalId) -> io::Result<Vec<UploadedFile>> {
        let Some(arrival) = self.arrival(arrival)? else {
            return Ok(Vec::new());
        };
        let files = self.runtime.block_on(self.kept.uploaded(&arrival));
        let files = files.map_err(of_the_reading)?.into_iter();
        Ok(files
            .map(|file| UploadedFile {
                name: file.name,
                sha256: file.sha256,
                bytes: file.bytes,
            })
            .collect())
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile_in(&self.temporary)?))
    }
}

/// An error of which callers can tell whether one original is at fault or the store as a whole.
fn of_the_store(error: StoreError) -> io::Error {
    let kind = match &error {
        StoreError::Missing { .. } => io::ErrorKind::NotFound,
        StoreError::Corrupt { .. } => io::ErrorKind::InvalidData,
        StoreError::Full { .. } => io::ErrorKind::StorageFull,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

fn of_the_reading(error: IntakeError) -> io::Error {
    match error {
        IntakeError::Store(error) => of_the_store(error),
        IntakeError::Reading { .. } => io::Error::new(io::ErrorKind::InvalidData, error),
        other => io::Error::other(other),
    }
}

/// The files that pieces name, under the arrivals that may have brought them.
fn wanted(ledger: &Ledger) -> BTreeMap<ArrivalId, BTreeSet<String>> {
    let mut wanted: BTreeMap<ArrivalId, BTreeSet<String>> = BTreeMap::new();
    for piece in &ledger.submissions {
        let arrivals = std::iter::once(piece.id.arrival).chain(piece.completed_by);
        let document = piece
            .source
            .attachment
            .as_ref()
            .map(|_| &piece.source.origin.sha256);
        let attachments = piece.attachments.iter().map(|attachment| &attachment.sha256);
        let files: BTreeSet<String> = document
            .into_iter()
            .chain(attachments)
            .filter(|sha256| !sha256.is_empty())
            .cloned()
            .collect();
        for arrival in arrivals {
            wanted.entry(arrival).or_default().extend(files.iter().cloned());
        }
    }
    wanted
}
