//! Letters as files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use domain::letter::LetterKey;

use crate::error::{Stage, Trouble};

/// Writes a letter so that it is whole or absent, also after a power cut. The same letter has the same name.
///
/// One that came back leaves as another, `…-r1.eml`.
pub(crate) async fn put(folder: &Path, key: &LetterKey, returned: u32, bytes: &[u8]) -> Result<(), Trouble> {
    put_as(folder, file_name(key, returned), bytes).await
}

/// [`put`] under a name of its own.
pub(crate) async fn put_as(folder: &Path, name: String, bytes: &[u8]) -> Result<(), Trouble> {
    let (folder, bytes) = (folder.to_owned(), bytes.to_vec());
    tokio::task::spawn_blocking(move || write(&folder, &name, &bytes))
        .await
        .map_err(io::Error::other)
        .and_then(|written| written)
        .map_err(|error| Trouble::new(Stage::Folder, None, &error.to_string()))
}

fn file_name(key: &LetterKey, returned: u32) -> String {
    let name = key.to_string().replace('/', "-");
    match returned {
        0 => format!("{name}.eml"),
        times => format!("{name}-r{times}.eml"),
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let target: PathBuf = folder.join(name);
    let temporary = folder.join(format!(".{name}.tmp"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, &target)?;
    // The rename itself lasts only once the folder is written.
    File::open(folder)?.sync_all()
}
