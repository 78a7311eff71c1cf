//! 7z archives and the files in them.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sevenz_rust2::{Archive, ArchiveEntry, ArchiveReader, Coder, EncoderMethod, Error, Password};

use super::limits::{Allowance, Refusal};
use super::{Content, ReadFile, archive, member_name, read_into};

/// Dictionaries above this are refused: the decoder takes their size at once. 7-Zip's strongest preset uses 64 MiB.
const LARGEST_DICTIONARY: u64 = 256 << 20;
/// Archives below this size unpacked are not held to the ratio of the limits.
const RATIO_FLOOR: u64 = 1 << 20;

/// Content of a 7z file, and its members.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    level: usize,
    allowance: &mut Allowance<'_>,
) -> (Content, Vec<ReadFile>) {
    let mut files = Vec::new();
    // The library indexes freely; a mistake of its own must not cost the other files of the letter.
    let result = catch_unwind(AssertUnwindSafe(|| {
        open(name, bytes, level, allowance, &mut files)
    }));
    match result.unwrap_or(Err(Refusal::Unreadable)) {
        Ok(()) => (Content::Archive, files),
        // What came out before the damage is as good as its checksum says.
        Err(Refusal::Unreadable) => (Content::Unreadable, files),
        Err(refusal) => (refusal.into(), Vec::new()),
    }
}

fn open(
    name: &str,
    bytes: &[u8],
    level: usize,
    allowance: &mut Allowance<'_>,
    files: &mut Vec<ReadFile>,
) -> Result<(), Refusal> {
    if level > allowance.limits.depth {
        return Err(Refusal::Unsafe);
    }
    let mut source = Cursor::new(bytes);
    let directory = Archive::read(&mut source, &Password::empty()).map_err(|error| refusal(&error))?;
    check(&directory, bytes.len() as u64, allowance)?;
    let folder = archive::folder(name, level);
    let mut reader = ArchiveReader::from_archive(directory, source, Password::empty());
    let mut stopped = None;
    let result = reader.for_each_entries(|entry, content| {
        match member(entry, content, &folder, level, allowance, files) {
            Ok(()) => Ok(true),
            Err(refusal) => {
                stopped = Some(refusal);
                Err(Error::Other("stopped".into()))
            }
        }
    });
    match (stopped, result) {
        (Some(refusal), _) => Err(refusal),
        (None, Err(error)) => Err(refusal(&error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Everything that the directory alone gives away.
fn check(directory: &Archive, packed: u64, allowance: &mut Allowance<'_>) -> Result<(), Refusal> {
    allowance.spend_entries(directory.files.len())?;
    let coders = || directory.blocks.iter().flat_map(|block| &block.coders);
    if coders().any(|coder| coder.encoder_method_id() == EncoderMethod::ID_AES256_SHA256) {
        return Err(Refusal::Encrypted);
    }
    let claimed = directory
        .blocks
        .iter()
        .fold(0u64, |sum, block| sum.saturating_add(block.get_unpack_size()));
    let too_dense = claimed > packed.saturating_mul(allowance.limits.ratio).max(RATIO_FLOOR);
    let too_hungry = coders().any(|coder| dictionary(coder) > LARGEST_DICTIONARY);
    if claimed > allowance.bytes_left() || too_dense || too_hungry {
        return Err(Refusal::Unsafe);
    }
    Ok(())
}

/// Bytes of memory that a coder asks for, by its properties (7zFormat.txt, Methods.txt of the LZMA SDK).
fn dictionary(coder: &Coder) -> u64 {
    let properties = coder.properties();
    match coder.encoder_method_id() {
        EncoderMethod::ID_LZMA | EncoderMethod::ID_PPMD => properties
            .get(1..5)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, |bytes| u64::from(u32::from_le_bytes(bytes))),
        EncoderMethod::ID_LZMA2 => {
            let bits = properties.first().map_or(0, |bits| u32::from(*bits & 0x3F));
            (2 | u64::from(bits & 1)) << (bits / 2 + 11)
        }
        _ => 0,
    }
}

fn member(
    entry: &ArchiveEntry,
    content: &mut dyn Read,
    folder: &str,
    level: usize,
    allowance: &mut Allowance<'_>,
    files: &mut Vec<ReadFile>,
) -> Result<(), Refusal> {
    let name = member_name::sanitise(entry.name());
    if entry.is_directory() || member_name::is_debris(&name) {
        return Ok(());
    }
    let path = format!("{folder}{name}");
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        match content.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => {
                allowance.spend_bytes(read as u64)?;
                bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
            }
            Err(_) => {
                files.push(archive::plain(path, &bytes, Content::Unreadable));
                return Err(Refusal::Unreadable);
            }
        }
    }
    if is_link(entry) {
        files.push(archive::plain(path, &bytes, Content::Other));
    } else {
        read_into(files, &path, &bytes, level + 1, allowance);
    }
    Ok(())
}

/// Attributes of Unix stand in the upper half when bit 15 says so.
fn is_link(entry: &ArchiveEntry) -> bool {
    let attributes = entry.windows_attributes();
    attributes & 0x8000 != 0 && (attributes >> 16) & 0o170_000 == 0o120_000
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Refusal::Encrypted,
        // An encrypted directory: the method is named, and compiled in only where archives are made for tests.
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => Refusal::Encrypted,
        _ => Refusal::Unreadable,
    }
}
