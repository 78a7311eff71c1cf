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
    /// By number, which grows: the first is the oldest.
    taken: BTreeMap<u64, Taken>,
    /// What was taken out of each arrival, oldest first, so that a look does not go through all that lies here.
    of_arrivals: BTreeMap<ArrivalId, VecDeque<u64>>,
    next: u64,
    bytes: u64,
    /// How much may lie here before the oldest are removed, in bytes.
    room: u64,
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
        Self::with_room(parent, ROOM)
    }

    fn with_room(parent: &Path, room: u64) -> io::Result<Self> {
        Ok(Self {
            folder: PassingFolder::new_in(parent)?,
            taken: BTreeMap::new(),
            of_arrivals: BTreeMap::new(),
            next: 0,
            bytes: 0,
            room,
        })
    }

    pub(crate) fn look(&self, arrival: ArrivalId, sha256: &str) -> Known {
        let numbers = self.of_arrivals.get(&arrival).into_iter().flatten();
        let mut of_arrival = numbers.filter_map(|number| self.taken.get(number));
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
        let taken = Taken {
            arrival,
            wanted,
            files,
            folder,
            bytes,
        };
        self.taken.insert(self.next, taken);
        self.of_arrivals.entry(arrival).or_default().push_back(self.next);
        self.next += 1;
        self.bytes += bytes;
        while self.taken.len() > 1 && self.bytes > self.room {
            self.forget_oldest()?;
        }
        Ok(())
    }

    fn forget_oldest(&mut self) -> io::Result<()> {
        let Some((_, oldest)) = self.taken.pop_first() else {
            return Ok(());
        };
        self.bytes -= oldest.bytes;
        if let Some(numbers) = self.of_arrivals.get_mut(&oldest.arrival) {
            numbers.pop_front();
            if numbers.is_empty() {
                self.of_arrivals.remove(&oldest.arrival);
            }
        }
        oldest.folder.close()
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
    #[test]
    fn the_oldest_go_when_there_is_no_room_and_the_last_stays() {
        let parent = tempfile::tempdir().unwrap();
        let mut spool = Spool::with_room(parent.path(), 10).unwrap();
        let mut keep = |arrival: i64, sha256: &str, bytes: usize| {
            let folder = spool.room().unwrap();
            let path = folder.path().join(sha256);
            fs::write(&path, vec![b'x'; bytes]).unwrap();
            let files = [(sha256.to_owned(), path)].into();
            let wanted = [sha256.to_owned()].into();
            spool
                .keep(ArrivalId::new(arrival), wanted, files, folder)
                .unwrap();
            let at = |arrival: i64, sha256: &str| matches!(spool.look(ArrivalId::new(arrival), sha256), Known::At(path) if path.exists());
            (at(1, "a"), at(1, "b"), at(2, "c"))
        };
        assert_eq!(keep(1, "a", 4), (true, false, false));
        assert_eq!(keep(1, "b", 4), (true, true, false));
        assert_eq!(keep(2, "c", 6), (false, true, true));
        assert_eq!(keep(1, "a", 11), (true, false, false));
        assert_eq!(fs::read_dir(spool.folder.path()).unwrap().count(), 1);
    }
}
