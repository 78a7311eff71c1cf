//! A file under its name is whole: it is written beside, synced and renamed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::ProductError;
use crate::passing::passing_file;

/// Has a file written that stands under its name when it is whole and durable, and not before. Blocks.
pub fn write_whole<T>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<T, ProductError>,
) -> Result<T, ProductError> {
    let failed = |source: io::Error| ProductError::Write {
        path: path.to_path_buf(),
        source,
    };
    let folder = folder_of(path);
    let mut file = passing_file(&folder).map_err(failed)?;
    let written = write(file.as_file_mut())?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    // The name is durable when its folder is.
    File::open(&folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(written)
}

/// The folder in which a file stands.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_fails_leaves_the_older_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("归档.zip");
        write_whole(&path, |file| {
            file.write_all(b"one").unwrap();
            Ok(())
        })
        .unwrap();
        let failed = write_whole(&path, |file| {
            file.write_all(b"tw").unwrap();
            Err::<(), _>(ProductError::Ending)
        });
        assert!(matches!(failed, Err(ProductError::Ending)));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = write_whole(Path::new("/nowhere/at/all/归档.zip"), |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "write /nowhere/at/all/归档.zip");
    }
}
