//! OLE compound files: which program wrote them. The directory is looked at without following its chains.

/// What the directory of a compound file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compound {
    /// An OOXML package under a password, or a Word file with its encryption bit.
    Encrypted,
    Workbook,
    /// Outlook's .msg.
    Letter,
    /// Word, and WPS Office's own name for the same.
    Text,
    /// PowerPoint, Works and whatever else.
    Closed,
}

/// Directory entries are 128 bytes and sectors are multiples of that, so every entry is found by stepping.
pub(super) fn recognise(bytes: &[u8]) -> Compound {
    let names: Vec<String> = bytes.chunks_exact(128).filter_map(entry_name).collect();
    let has = |name: &str| names.iter().any(|found| found == name);
    if has("EncryptedPackage") || has("EncryptionInfo") {
        Compound::Encrypted
    } else if has("__properties_version1.0") {
        Compound::Letter
    } else if has("Workbook") || has("Book") {
        Compound::Workbook
    } else if has("WordDocument") && bytes.chunks_exact(512).any(is_encrypted_word) {
        Compound::Encrypted
    } else if has("WordDocument") {
        Compound::Text
    } else {
        Compound::Closed
    }
}

/// Whether the file reaches as far as its own allocation table says ([MS-CFB] 2.2, 2.3): other programs open what was
/// cut off without a word about what is missing. Files too large for the table in the header (about 7 MB) are looked
/// at as far as that reaches.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    const FREE: u32 = 0xFFFF_FFFF;
    let shift = bytes.get(30).copied().unwrap_or_default();
    if !(9..=12).contains(&shift) {
        return false;
    }
    let sector = 1_usize << shift;
    let start = |number: u32| usize::try_from(number).ok()?.checked_add(1)?.checked_mul(sector);
    // The last sector may be short by padding that some writers leave out.
    let present = |number: u32| start(number).is_some_and(|start| start < bytes.len());
    let tables = words(bytes, 76, 109).take_while(|number| *number != FREE);
    let mut first = 0;
    for table in tables {
        let Some(start) = start(table).filter(|start| start + sector <= bytes.len()) else {
            return false;
        };
        let used = words(bytes, start, sector / 4)
            .zip(first..)
            .filter(|(next, _)| *next != FREE)
            .last();
        if used.is_some_and(|(_, number)| !present(number)) {
            return false;
        }
        first = first.saturating_add(u32::try_from(sector / 4).unwrap_or(u32::MAX));
    }
    first > 0
}

/// `count` little-endian numbers from `start` on.
fn words(bytes: &[u8], start: usize, count: usize) -> impl Iterator<Item = u32> {
    let end = start.saturating_add(count.saturating_mul(4));
    let place = bytes.get(start..end).unwrap_or_default();
    place.chunks_exact(4).filter_map(|word| {
        let word: [u8; 4] = word.try_into().ok()?;
        Some(u32::from_le_bytes(word))
    })
}

/// Name of a stream entry ([MS-CFB] 2.6.1): UTF-16LE, its length with the final zero at 64, its type at 66.
fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?]));
    let is_stream = *entry.get(66)? == 2;
    if !is_stream || !(4..=64).contains(&length) || length % 2 != 0 {
        return None;
    }
    let units = entry.get(..length - 2)?.chunks_exact(2);
    let units: Option<Vec<u16>> = units
        .map(|pair| Some(u16::from_le_bytes([*pair.first()?, *pair.get(1)?])))
        .collect();
    String::from_utf16(&units?).ok()
}

/// File information block of Word 97 and later with fEncrypted ([MS-DOC] 2.5.2).
fn is_encrypted_word(sector: &[u8]) -> bool {
    sector.starts_with(&[0xEC, 0xA5]) && sector.get(11).is_some_and(|flags| flags & 0x01 != 0)
}
