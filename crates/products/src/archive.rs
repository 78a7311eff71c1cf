//! 归档包 of a notice, into a file.

use std::path::{Path, PathBuf};

use intake::kept::KeptFiles;
use reporting::archive::{Archived, Enclosure, EnclosureKind, Progress};
use reporting::{ArchiveOptions, Snapshot};
use store::Store;
use tokio::runtime::Handle;

use crate::whole_file::{folder_of, write_whole};
use crate::{KeptSources, ProductError};

/// Adds the file from which the notice was set up.
pub async fn with_notice(
    store: &Store,
    snapshot: &Snapshot,
    mut options: ArchiveOptions,
) -> Result<ArchiveOptions, ProductError> {
    let notice = &snapshot.ledger.notice.id;
    if let Some(source) = store.notice_source(notice).await? {
        options.enclosures.push(Enclosure {
            kind: EnclosureKind::Notice,
            name: format!("{notice}.toml"),
            bytes: source.into_bytes(),
        });
    }
    Ok(options)
}

/// Makes the archive of a snapshot under a name, where it stands when it is whole and durable. `progress` is told after
/// every piece, on another thread; it must not block. Beside the file there must be room for it and for the attachments
/// of a few letters.
pub async fn archive_to_file(
    kept: KeptFiles,
    snapshot: Snapshot,
    options: ArchiveOptions,
    path: PathBuf,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<Archived, ProductError> {
    let options = with_notice(kept.store(), &snapshot, options).await?;
    let runtime = Handle::current();
    let making =
        tokio::task::spawn_blocking(move || make(kept, runtime, &snapshot, &options, &path, progress));
    making.await.map_err(|_| ProductError::Ending)?
}

fn make(
    kept: KeptFiles,
    runtime: Handle,
    snapshot: &Snapshot,
    options: &ArchiveOptions,
    path: &Path,
    mut progress: impl FnMut(Progress),
) -> Result<Archived, ProductError> {
    let temporary = folder_of(path);
    let sources = KeptSources::new(kept, runtime, &snapshot.ledger, &temporary).map_err(|source| {
        ProductError::Write {
            path: temporary.clone(),
            source,
        }
    })?;
    write_whole(path, |file| {
        let archived = reporting::archive(snapshot, options, &sources, file, &mut progress)?;
        Ok(archived)
    })
}
