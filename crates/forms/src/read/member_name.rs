//! Names of archive members: their charset, and what must not be in them.

use encoding_rs::GB18030;

/// General purpose bit 11: the name is UTF-8. The zip reader sets it as well for a valid 0x7075 extra field.
const UTF8_FLAG: u16 = 1 << 11;

/// Path inside the archive with `/`, never leaving it.
///
/// Chinese Windows writes GBK without a flag, some tools write UTF-8 without a flag or the flag with GBK. The bytes
/// are decoded before `\` is looked at, because 0x5C is the second byte of many GBK characters.
pub(super) fn decode(raw: &[u8], flags: u16) -> String {
    let gb = || sanitise(&GB18030.decode_without_bom_handling(raw).0);
    match std::str::from_utf8(raw) {
        Ok(name) if flags & UTF8_FLAG == 0 && is_accident(name) => gb(),
        Ok(name) => sanitise(name),
        Err(_) => gb(),
    }
}

/// GBK pairs such as that of 学 (D1 A7) are valid UTF-8 too, but then every character comes from two bytes, and no
/// society writes its file names in Greek, Cyrillic or Arabic.
fn is_accident(name: &str) -> bool {
    !name.is_ascii() && name.chars().all(|c| c.len_utf8() <= 2)
}

/// A path with `/` that never leaves its archive.
pub(super) fn sanitise(name: &str) -> String {
    // Parts of office packages have plain names.
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b':'));
    let mut steps = name.as_bytes().split(|byte| *byte == b'/');
    if plain && steps.all(|step| !matches!(step, b"" | b"." | b"..")) {
        return name.to_owned();
    }
    let steps: Vec<String> = name
        .split(['/', '\\'])
        .map(|step| step.chars().filter(|c| !c.is_control()).collect::<String>())
        .map(|step| step.trim().to_owned())
        .filter(|step| !matches!(step.as_str(), "" | "." | "..") && !is_drive(step))
        .collect();
    if steps.is_empty() {
        "未命名".to_owned()
    } else {
        steps.join("/")
    }
}

fn is_drive(step: &str) -> bool {
    let mut characters = step.chars();
    matches!((characters.next(), characters.next(), characters.next()), (Some(letter), Some(':'), None) if letter.is_ascii_alphabetic())
}

/// Left behind by operating and office systems beside the real files; nobody sent them.
pub(super) fn is_debris(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|step| step == "__MACOSX")
        || last.starts_with("._")
        || last.starts_with("~$")
        || [".DS_Store", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|debris| last.eq_ignore_ascii_case(debris))
}
