//! Where products find the bytes that the ledger only names, and where a reader of the archive finds files.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, Write};

use domain::ids::ArrivalId;

/// The bytes of what arrived. `reporting` itself opens no file.
pub trait Sources {
    /// An original as it was kept, by its SHA-256.
    fn original(&self, sha256: &str) -> io::Result<Box<dyn Read + '_>>;

    /// A file that an arrival brought, also from within a mail or an archive, by its SHA-256; `None` when the arrival
    /// holds no such file.
    fn attachment(&self, arrival: ArrivalId, sha256: &str) -> io::Result<Option<Box<dyn Read + '_>>>;

    /// The files of an upload, each an original of its own beside the one that lists them. Mail has none.
    fn uploaded(&self, _arrival: ArrivalId) -> io::Result<Vec<UploadedFile>> {
        Ok(Vec::new())
    }

    /// Room for a product that is written back and forth before it is copied; in memory where nothing better is known.
    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

/// What can be written, gone back in and read, for example a temporary file.
pub trait Scratch: Read + Write + Seek {}

impl<T: Read + Write + Seek> Scratch for T {}

/// A file of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Name as it was sent.
    pub name: String,
    /// SHA-256 of its original, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Paths inside an archive, relative to the workbook that stands in its root, with `/` between folders.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Of originals, by arrival.
    pub originals: BTreeMap<ArrivalId, String>,
    /// Of attachments, by arrival and SHA-256.
    pub attachments: BTreeMap<(ArrivalId, String), String>,
}
