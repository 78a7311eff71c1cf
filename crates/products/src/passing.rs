//! What lies in a folder only while a product is made. It is removed by whoever made it, and where that was killed, by
//! the next one: its name says what it is, and a lock on it says whether its maker lives.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::{Builder, NamedTempFile, TempDir};

/// How the names begin.
const MARK: &str = ".zhengji-making-";
/// How long something is left alone whatever its lock says: between its making and its locking it has none.
const NEW: Duration = Duration::from_mins(1);

/// A folder that is removed when this goes, or later by somebody else.
#[derive(Debug)]
pub(crate) struct PassingFolder {
    folder: TempDir,
    /// Held as long as the folder is wanted.
    _lock: File,
}

impl PassingFolder {
    pub(crate) fn new_in(parent: &Path) -> io::Result<Self> {
        let folder = Builder::new().prefix(MARK).tempdir_in(parent)?;
        let lock = File::open(folder.path())?;
        lock.lock()?;
        tidy(parent, lock.metadata()?.modified()?);
        Ok(Self { folder, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A file in a folder that is removed again unless it is given another name.
///
/// # Errors
/// When nothing can be written there.
pub fn passing_file(folder: &Path) -> io::Result<NamedTempFile> {
    let file = Builder::new().prefix(MARK).tempfile_in(folder)?;
    file.as_file().lock()?;
    tidy(folder, file.as_file().metadata()?.modified()?);
    Ok(file)
}

/// Removes what nobody holds any more; `now` is by the clock of the folder, as of what was just made there. What cannot be looked at or removed stays: it is in nobody's way.
fn tidy(folder: &Path, now: SystemTime) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(MARK) {
            // Errors leave it to the next one.
            let _stays = remove_if_left(&entry.path(), now);
        }
    }
}

fn remove_if_left(path: &Path, now: SystemTime) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    let age = now.duration_since(found.modified()?).unwrap_or_default();
    if found.is_symlink() || age < NEW {
        return Ok(());
    }
    let lock = File::open(path)?;
    if lock.try_lock().is_err() {
        return Ok(());
    }
    if found.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_a_killed_maker_left_is_removed_and_what_another_one_holds_stays() {
        let parent = tempfile::tempdir().unwrap();
        let left = parent.path().join(".zhengji-making-left");
        fs::create_dir_all(left.join("inside")).unwrap();
        fs::write(parent.path().join(".zhengji-making-file"), "half").unwrap();
        fs::write(parent.path().join("归档.zip"), "whole").unwrap();
        let file = passing_file(parent.path()).unwrap();
        let folder = PassingFolder::new_in(parent.path()).unwrap();
        assert_eq!(names(parent.path()), 5, "what is new is left alone");
        let now = file.as_file().metadata().unwrap().modified().unwrap();
        tidy(parent.path(), now + NEW * 2);
        assert!(file.path().exists() && folder.path().exists());
        assert_eq!(names(parent.path()), 3);
        drop((file, folder));
        assert_eq!(names(parent.path()), 1);
    }

    #[test]
    fn what_was_given_a_name_is_no_longer_passing() {
        let parent = tempfile::tempdir().unwrap();
        let file = passing_file(parent.path()).unwrap();
        let now = file.as_file().metadata().unwrap().modified().unwrap();
        file.persist(parent.path().join("归档.zip")).unwrap();
        tidy(parent.path(), now + NEW * 2);
        assert_eq!(names(parent.path()), 1);
    }
}
