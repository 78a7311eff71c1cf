//! Files taken out of letters, kept on disk while they are asked for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::ids::ArrivalId;
use tempfile::TempDir;

use crate::passing::PassingFolder;

/// How much may lie on disk before the oldest are removed, in bytes.
const ROOM: u64 = 1 << 30;

/// What was taken out lately, by arrival.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PassingFolder,
    taken: VecDeque<Taken>,
}

/// What was taken out of one arrival.
#[derive(Debug)]
struct Taken {
    arrival: ArrivalId,
    /// What was looked for.
    wanted: BTreeSet<String>,
    files: BTreeMap<String, PathBuf>,
    /// Removed with it.
    folder: TempDir,
    bytes: u64,
}

/// What is known of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It lies here.
    At(PathBuf),
    /// The arrival does not hold it.
    Nowhere,
    /// It was not looked for yet.
    Unknown,
}

impl Spool {
    /// With a folder of its own in `parent`.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: PassingFolder::new_in(parent)?,
            taken: VecDeque::new(),
        })
    }

    pub(crate) fn look(&self, arrival: ArrivalId, sha256: &str) -> Known {
        let mut of_arrival = self.taken.iter().filter(|taken| taken.arrival == arrival);
        let Some(taken) = of_arrival.find(|taken| taken.wanted.contains(sha256)) else {
            return Known::Unknown;
        };
        match taken.files.get(sha256) {
            Some(path) => Known::At(path.clone()),
            None => Known::Nowhere,
        }
    }

    /// A folder for what will be taken out of an arrival.
    pub(crate) fn room(&self) -> io::Result<TempDir> {
        tempfile::tempdir_in(self.folder.path())
    }

    /// Keeps what was taken out, and forgets the oldest where that is too much.
    pub(crate) fn keep(
        &mut self,
        arrival: ArrivalId,
        wanted: BTreeSet<String>,
        files: BTreeMap<String, PathBuf>,
        folder: TempDir,
    ) -> io::Result<()> {
        let mut bytes = 0;
        for file in fs::read_dir(folder.path())? {
            bytes += file?.metadata()?.len();
        }
        self.taken.push_back(Taken {
            arrival,
            wanted,
            files,
            folder,
            bytes,
        });
        while self.taken.len() > 1 && self.taken.iter().map(|taken| taken.bytes).sum::<u64>() > ROOM {
            if let Some(oldest) = self.taken.pop_front() {
                oldest.folder.close()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_known_whether_found_or_not() {
        let parent = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(parent.path()).unwrap();
        let (one, two) = (ArrivalId::new(1), ArrivalId::new(2));
        assert_eq!(spool.look(one, "a"), Known::Unknown);
        let folder = spool.room().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "content").unwrap();
        let wanted = ["a", "b"].map(str::to_owned).into();
        let files = [("a".to_owned(), path.clone())].into();
        spool.keep(one, wanted, files, folder).unwrap();
        assert_eq!(spool.look(one, "a"), Known::At(path.clone()));
        assert_eq!(spool.look(one, "b"), Known::Nowhere);
        assert_eq!(spool.look(one, "c"), Known::Unknown);
        assert_eq!(spool.look(two, "a"), Known::Unknown);
        drop(spool);
        assert!(!path.exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
