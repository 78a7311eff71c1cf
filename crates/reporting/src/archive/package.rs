//! A zip file that is written piece by piece, without going back: nothing that was sent is ever held whole.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Read, Write};
use std::rc::Rc;

use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::error::ArchiveError;

/// Letters are mostly base64, of which this takes off a quarter as higher levels do; level 1 takes off nothing.
const LEVEL: i64 = 3;
/// How much is read and written at once, in bytes.
const CHUNK: usize = 256 << 10;
/// Files of this size in bytes and more get ZIP64 fields; a packed file may be a little longer than its content.
const LARGE: u64 = 0xF000_0000;

/// An archive that is being written. Dropped before it is finished, it is left without a directory.
pub(super) struct Package<W: Write> {
    // Dropped before the library's writer, which would finish the archive.
    closing: Closing,
    zip: ZipWriter<StreamWriter<BufWriter<Guarded<W>>>>,
    options: SimpleFileOptions,
    chunk: Vec<u8>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// How copying ended.
#[derive(Debug)]
pub(super) enum Copied {
    /// At the end of the source.
    Whole(Written),
    /// Before it, or beyond what was registered: the entry holds what was read so far.
    Broken(Written, Option<io::Error>),
}

impl<W: Write> Package<W> {
    /// All files get this moment as their time.
    pub(super) fn begin(out: W, at: DateTime<Tz>) -> Self {
        let valve = Rc::new(Cell::new(Valve::Open));
        let guarded = Guarded {
            out,
            valve: Rc::clone(&valve),
        };
        Self {
            closing: Closing(valve),
            zip: ZipWriter::new_stream(BufWriter::with_capacity(CHUNK, guarded)),
            options: SimpleFileOptions::default()
                .last_modified_time(dos_time(at))
                .unix_permissions(0o644),
            chunk: vec![0; CHUNK],
        }
    }

    /// Adds a file of what `write` writes.
    pub(super) fn add<E: From<ArchiveError>>(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<Written, E> {
        self.start(path, None)?;
        let mut hashing = Hashing::new(&mut self.zip);
        write(&mut hashing)?;
        Ok(hashing.written())
    }

    /// Adds a file from a source, of which `registered` bytes are known to be there. `on_bytes` is told of every piece.
    pub(super) fn copy(
        &mut self,
        path: &str,
        registered: Option<u64>,
        source: &mut dyn Read,
        mut on_bytes: impl FnMut(u64),
    ) -> Result<Copied, ArchiveError> {
        self.start(path, registered)?;
        let longest = registered.unwrap_or(LARGE);
        let mut hashing = Hashing::new(&mut self.zip);
        loop {
            let read = match source.read(&mut self.chunk) {
                Ok(0) => return Ok(Copied::Whole(hashing.written())),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Ok(Copied::Broken(hashing.written(), Some(error))),
            };
            if hashing.bytes + read as u64 > longest {
                return Ok(Copied::Broken(hashing.written(), None));
            }
            hashing.write_all(self.chunk.get(..read).unwrap_or_default())?;
            on_bytes(read as u64);
        }
    }

    fn start(&mut self, path: &str, registered: Option<u64>) -> Result<(), ArchiveError> {
        let method = packing(path);
        // The library keeps its compressor as long as the level stays; a new one for every other file would leave a hole
        // of its size in the heap of glibc.
        let level = (method == CompressionMethod::Deflated).then_some(LEVEL);
        let options = self.options.compression_method(method).compression_level(level);
        let is_large = registered.is_some_and(|bytes| bytes >= LARGE);
        self.zip.start_file(path, options.large_file(is_large))?;
        Ok(())
    }

    /// Writes the directory, without which nobody takes it for an archive.
    pub(super) fn finish(self) -> Result<(), ArchiveError> {
        let Self { closing, zip, .. } = self;
        let mut buffered = zip.finish()?.into_inner();
        buffered.flush()?;
        drop(closing);
        Ok(())
    }
}

/// Whether what is written goes on to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Valve {
    Open,
    Closed,
}

/// Closes the valve of an archive that is given up.
#[derive(Debug)]
struct Closing(Rc<Cell<Valve>>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.set(Valve::Closed);
    }
}

/// The library finishes an archive when its writer is dropped, also after a failure. What it writes then goes nowhere.
struct Guarded<W> {
    out: W,
    valve: Rc<Cell<Valve>>,
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.valve.get() == Valve::Closed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        if written
            .as_ref()
            .is_err_and(|error| error.kind() != io::ErrorKind::Interrupted)
        {
            self.valve.set(Valve::Closed);
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.valve.get() {
            Valve::Open => self.out.flush(),
            Valve::Closed => Ok(()),
        }
    }
}

/// Counts and hashes what goes through.
struct Hashing<'w> {
    out: &'w mut dyn Write,
    sha256: Sha256,
    bytes: u64,
}

impl<'w> Hashing<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            sha256: Sha256::new(),
            bytes: 0,
        }
    }

    fn written(self) -> Written {
        let digest = self.sha256.finalize();
        let sha256 = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Written {
            bytes: self.bytes,
            sha256,
        }
    }
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sha256.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// By the ending: photos, videos and packages are packed already.
fn packing(path: &str) -> CompressionMethod {
    const PACKED: [&str; 34] = [
        "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "avif", "mp4", "m4v", "m4a", "mov", "avi",
        "wmv", "mkv", "webm", "flv", "mp3", "3gp", "docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods",
        "ofd", "pdf", "zip", "7z", "rar", "gz", "xz", "mpg",
    ];
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if PACKED.contains(&ending) {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    }
}

/// Years before 1980 and after 2107 have no time in a zip file: its first moment stands for them.
fn dos_time(at: DateTime<Tz>) -> zip::DateTime {
    let part = |value: u32| u8::try_from(value).unwrap_or_default();
    u16::try_from(at.year())
        .ok()
        .and_then(|year| {
            zip::DateTime::from_date_and_time(
                year,
                part(at.month()),
                part(at.day()),
                part(at.hour()),
                part(at.minute()),
                part(at.second()),
            )
            .ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> DateTime<Tz> {
        let moment = DateTime::parse_from_rfc3339("2022-10-25T09:30:00+08:00").unwrap();
        moment.with_timezone(&chrono_tz::Asia::Shanghai)
    }

    /// Takes so many bytes and fails then.
    struct Short<'v>(&'v mut Vec<u8>, usize);

    impl Write for Short<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.len() + bytes.len() > self.1 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_archive_that_is_given_up_has_no_directory() {
        let mut out = Vec::new();
        let mut package = Package::begin(&mut out, at());
        let source = vec![7; 2 * CHUNK];
        let copied = package
            .copy("a.jpg", None, &mut source.as_slice(), |_| {})
            .unwrap();
        assert!(matches!(copied, Copied::Whole(Written { bytes, .. }) if bytes == 2 * CHUNK as u64));
        drop(package);
        assert!(!out.is_empty());
        let is_directory = |window: &[u8]| window == b"PK\x01\x02" || window == b"PK\x05\x06";
        assert!(!out.windows(4).any(is_directory));
    }

    #[test]
    fn a_full_disk_is_an_error_and_leaves_no_archive() {
        let mut out = Vec::new();
        let mut package = Package::begin(Short(&mut out, CHUNK + 100), at());
        let source = vec![7; 4 * CHUNK];
        let error = package
            .copy("a.jpg", None, &mut source.as_slice(), |_| {})
            .unwrap_err();
        assert!(matches!(error, ArchiveError::Write(error) if error.kind() == io::ErrorKind::StorageFull));
        drop(package);
        assert!(out.len() <= CHUNK + 100);
        let mut out = Vec::new();
        let package = Package::begin(Short(&mut out, 10), at());
        assert!(package.finish().is_err());
    }

    #[test]
    fn a_source_longer_than_registered_is_broken_off() {
        let mut out = Vec::new();
        let mut package = Package::begin(&mut out, at());
        let source = [1_u8; 11];
        let copied = package
            .copy("a.eml", Some(10), &mut source.as_slice(), |_| {})
            .unwrap();
        assert!(matches!(copied, Copied::Broken(_, None)));
    }

    #[test]
    fn what_is_packed_already_is_stored() {
        for (path, method) in [
            ("附件/a.jpg", CompressionMethod::Stored),
            ("a.docx", CompressionMethod::Stored),
            ("原件/a.eml", CompressionMethod::Deflated),
            ("无后缀", CompressionMethod::Deflated),
        ] {
            assert_eq!(packing(path), method, "{path}");
        }
    }
}
