//! OLE compound files: which program wrote them. The directory is looked at without following its chains.

/// What the directory of a compound file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compound {
    /// An OOXML package under a password, or a Word file with its encryption bit.
    Encrypted,
    Workbook,
    /// Outlook's .msg.
    Letter,
    /// Word, WPS, PowerPoint and whatever else.
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
    } else {
        Compound::Closed
    }
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
