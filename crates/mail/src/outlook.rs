//! `.msg`: a letter saved by Outlook as a compound file (MS-OXMSG).

use std::io::{Cursor, Read as _};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use crate::mapi::{self, Bytes, OutlookContent, OutlookFile, OutlookLetter, Properties, Value};

const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const PROPERTIES: &str = "__properties_version1.0";
const STREAM: &str = "__substg1.0_";
const ATTACHMENT: &str = "__attach_version1.0_";
/// Letters attached to letters.
const DEEPEST: usize = 5;
/// Entries of the directory that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// Whether a compound file is a letter: other documents have no such stream.
pub(crate) fn is_letter(bytes: &[u8]) -> bool {
    let name: Vec<u8> = PROPERTIES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Entries of the directory are 128 bytes, and sectors are multiples of that.
    bytes.starts_with(MAGIC) && bytes.chunks_exact(128).any(|entry| entry.starts_with(&name))
}

/// Opens the letter as far as it goes.
pub(crate) fn read(bytes: &[u8]) -> OutlookLetter {
    let damaged = || OutlookLetter {
        is_damaged: true,
        ..OutlookLetter::default()
    };
    // The library holds invariants by panics; the other parts of the message must not suffer for one.
    catch_unwind(|| {
        let file = CompoundFile::open(Cursor::new(bytes)).ok()?;
        let mut opened = Opened {
            file,
            // Streams may share their bytes: all of them together hold no more than the file.
            left: bytes.len() as u64,
        };
        Some(opened.letter(Path::new("/"), 0))
    })
    .ok()
    .flatten()
    .unwrap_or_else(damaged)
}

struct Opened<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    left: u64,
}

/// One entry of a storage.
struct Entry {
    name: String,
    path: PathBuf,
    is_stream: bool,
}

impl Opened<'_> {
    fn letter(&mut self, folder: &Path, depth: usize) -> OutlookLetter {
        let mut letter = OutlookLetter::default();
        let Some((properties, entries)) = self.properties(folder) else {
            letter.is_damaged = true;
            return letter;
        };
        letter.properties = properties;
        for entry in entries.iter().filter(|entry| entry.name.starts_with(ATTACHMENT)) {
            match self.attachment(&entry.path, depth) {
                Some(attached) => letter.attachments.push(attached),
                None => letter.is_damaged = true,
            }
        }
        letter
    }

    fn attachment(&mut self, folder: &Path, depth: usize) -> Option<OutlookFile> {
        let (mut properties, entries) = self.properties(folder)?;
        // PtypObject: a storage instead of a stream.
        let object = format!("{STREAM}{:04X}000D", mapi::DATA);
        let inner = entries
            .iter()
            .find(|entry| !entry.is_stream && entry.name.eq_ignore_ascii_case(&object));
        let content = match (properties.take_bytes(mapi::DATA), inner) {
            (Some(bytes), _) => OutlookContent::File(bytes),
            (None, Some(inner)) if depth < DEEPEST => {
                OutlookContent::Letter(Box::new(self.letter(&inner.path, depth + 1)))
            }
            (None, _) => return None,
        };
        Some(OutlookFile { properties, content })
    }

    /// The properties that a storage holds, and its entries. `None` when one cannot be read.
    fn properties(&mut self, folder: &Path) -> Option<(Properties, Vec<Entry>)> {
        let entries: Vec<Entry> = self
            .file
            .read_storage(folder)
            .ok()?
            .take(MOST_ENTRIES)
            .map(|entry| Entry {
                name: entry.name().to_owned(),
                path: entry.path().to_owned(),
                is_stream: entry.is_stream(),
            })
            .collect();
        let mut properties = Properties::default();
        for entry in entries.iter().filter(|entry| entry.is_stream) {
            if entry.name == PROPERTIES {
                let bytes = self.stream(&entry.path)?;
                fixed(&bytes, folder, &mut properties);
            } else if let Some((id, kind)) = numbers(&entry.name).filter(|(id, _)| *id < 0x8000) {
                let bytes = self.stream(&entry.path)?;
                properties.values.insert(id, mapi::value(kind, &bytes));
            }
        }
        Some((properties, entries))
    }

    fn stream(&mut self, path: &Path) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        self.left = self.left.checked_sub(stream.len())?;
        let mut bytes = Vec::new();
        let length = stream.len();
        stream.take(length).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == length).then_some(bytes)
    }
}

/// Number and type of a property from the name of its stream. `None` for a value of several.
fn numbers(name: &str) -> Option<(u16, u16)> {
    let digits = name.strip_prefix(STREAM)?;
    let both = u32::from_str_radix(digits, 16)
        .ok()
        .filter(|_| digits.len() == 8)?;
    Some((
        u16::try_from(both >> 16).ok()?,
        u16::try_from(both & 0xFFFF).ok()?,
    ))
}

/// Properties that stand in one stream, 16 bytes each, behind a header (MS-OXMSG 2.4).
fn fixed(bytes: &[u8], folder: &Path, into: &mut Properties) {
    let is_attachment = folder
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(ATTACHMENT));
    let header = match (is_attachment, folder.parent()) {
        (true, _) => 8,
        (false, None) => 32,
        (false, Some(_)) => 24,
    };
    for entry in bytes.get(header..).unwrap_or_default().chunks_exact(16) {
        let mut entry = Bytes(entry);
        let (Some(kind), Some(id), Some(_flags), Some(value)) =
            (entry.short(), entry.short(), entry.long(), entry.double())
        else {
            continue;
        };
        // The number stands in the first half.
        let number = Bytes(&value.to_le_bytes()).long().unwrap_or_default();
        match kind {
            0x0003 => into.values.insert(id, Value::Number(number)),
            0x0040 => into.values.insert(id, Value::Time(value)),
            _ => None,
        };
    }
}
