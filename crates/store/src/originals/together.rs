//! Many originals made durable with two syncs of their file system instead of two for each of them.
//!
//! syncfs(2) writes everything that waits, also what others wrote. It tells of failures since Linux 5.8 only, and what it
//! promises rests on the file system: where either is not known to hold, each file is synced by itself.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::{Originals, hexadecimal, holds, length, write};
use crate::durable::create_folder;

/// From how many on: others may have much to be written, which a few are not made to wait for.
const MANY: usize = 8;

/// The first Linux of which syncfs(2) tells of failures.
const TELLS_FAILURES: (u32, u32) = (5, 8);

/// ext4, XFS and Btrfs: file systems on a disk of this machine (linux/magic.h).
const LOCAL: [rustix::fs::FsWord; 3] = [0xEF53, 0x5846_5342, 0x9123_683E];

impl Originals {
    /// Keeps all of these, durable when this returns; gives their SHA-256 in the same order.
    pub(super) fn put_all(&self, all: &[Arc<[u8]>]) -> io::Result<Vec<String>> {
        if all.len() < MANY || !is_synced_as_a_whole(self.root()) {
            return all.iter().map(|bytes| self.put(bytes)).collect();
        }
        // What fails from now on is told by this descriptor.
        let system = File::open(self.root())?;
        let mut written = Written::default();
        let mut names = Vec::with_capacity(all.len());
        for bytes in all {
            let sha256 = hexadecimal(&Sha256::digest(bytes));
            self.write_unsynced(&sha256, bytes, &mut written)?;
            names.push(sha256);
        }
        rustix::fs::syncfs(&system)?;
        written.place()?;
        rustix::fs::syncfs(&system)?;
        self.known().append(&mut written.folders);
        Ok(names)
    }

    /// Writes what is not there under a temporary name.
    fn write_unsynced(&self, sha256: &str, bytes: &[u8], written: &mut Written) -> io::Result<()> {
        let target = self.path(sha256).ok_or(io::ErrorKind::InvalidInput)?;
        let folder = target.parent().map(Path::to_path_buf).unwrap_or_default();
        if !self.known().contains(&folder) && !written.folders.contains(&folder) {
            create_unsynced(&folder)?;
            written.folders.insert(folder);
        }
        if !holds(&target, length(bytes.len())) {
            let temporary = self.temporary("")?;
            written.files.push((temporary.clone(), target));
            write(&temporary, bytes)?;
        }
        Ok(())
    }
}

/// What was written and is not yet durable.
#[derive(Debug, Default)]
struct Written {
    /// Temporary names and the places of the hashes.
    files: Vec<(PathBuf, PathBuf)>,
    folders: BTreeSet<PathBuf>,
}

impl Written {
    fn place(&mut self) -> io::Result<()> {
        while let Some((temporary, target)) = self.files.last() {
            fs::rename(temporary, target)?;
            self.files.pop();
        }
        Ok(())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for (temporary, _) in &self.files {
            // Best effort: the first error is the one that counts.
            let _ = fs::remove_file(temporary);
        }
    }
}

fn create_unsynced(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // The root itself is gone.
        Err(error) if error.kind() == io::ErrorKind::NotFound => create_folder(folder),
        made => made,
    }
}

fn is_synced_as_a_whole(root: &Path) -> bool {
    let release = rustix::system::uname();
    let tells = release.release().to_str().is_ok_and(tells_failures);
    tells && rustix::fs::statfs(root).is_ok_and(|system| LOCAL.contains(&system.f_type))
}

/// Whether this release of Linux, such as `6.1.0-13-amd64`, tells of what syncfs(2) could not write.
fn tells_failures(release: &str) -> bool {
    let mut numbers = release.split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= TELLS_FAILURES,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_that_tell_of_failures_are_known() {
        for (release, tells) in [
            ("6.1.0-13-amd64", true),
            ("5.8", true),
            ("5.7.19", false),
            ("4.19.0-27-amd64", false),
            ("unknown", false),
        ] {
            assert_eq!(tells_failures(release), tells, "{release}");
        }
    }

    #[tokio::test]
    async fn many_at_once_are_kept_as_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("originals");
        let originals = Originals::open(&format!("file:{}", root.display()))
            .await
            .unwrap();
        let one: Arc<[u8]> = Arc::from(b"number 3".as_slice());
        let known = originals.put(&one).unwrap();
        // What a crash left behind is written anew.
        let torn = originals.put(b"number 5").unwrap();
        fs::write(originals.path(&torn).unwrap(), b"num").unwrap();
        let mut all: Vec<Arc<[u8]>> = (0..40)
            .map(|number| Arc::from(format!("number {number}").into_bytes()))
            .collect();
        all.push(Arc::clone(&one));
        let names = originals.put_all(&all).unwrap();
        assert_eq!((&names[3], &names[40]), (&known, &known));
        for (name, bytes) in names.iter().zip(&all) {
            assert_eq!(fs::read(originals.path(name).unwrap()).unwrap(), **bytes);
        }
        assert_eq!(fs::read_dir(root.join("tmp")).unwrap().count(), 0);
        assert_eq!(originals.files().unwrap().len(), 40);
    }

    #[tokio::test]
    async fn what_cannot_be_placed_leaves_nothing_half_done() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("originals");
        let originals = Originals::open(&format!("file:{}", root.display()))
            .await
            .unwrap();
        let all: Vec<Arc<[u8]>> = (0..MANY)
            .map(|number| Arc::from(format!("number {number}").into_bytes()))
            .collect();
        // A folder stands where a file belongs.
        let name = hexadecimal(&Sha256::digest(b"number 0"));
        fs::create_dir_all(originals.path(&name).unwrap().join("in the way")).unwrap();
        assert!(originals.put_all(&all).is_err());
        assert_eq!(fs::read_dir(root.join("tmp")).unwrap().count(), 0);
    }
}
