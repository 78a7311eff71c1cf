//! Zip archives and the files in them.

use super::limits::{Allowance, Refusal};
use super::office::{self, Office};
use super::package::{Bound, Package};
use super::{Content, Frame, ReadFile, member_name, read_into, sha256};

/// Content of a zip file, and its members when it is an archive.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    level: usize,
    allowance: &mut Allowance<'_>,
) -> (Content, Vec<ReadFile>) {
    open(name, bytes, level, allowance).unwrap_or_else(|refusal| (refusal.into(), Vec::new()))
}

fn open(
    name: &str,
    bytes: &[u8],
    level: usize,
    allowance: &mut Allowance<'_>,
) -> Result<(Content, Vec<ReadFile>), Refusal> {
    let mut package = Package::open(bytes, allowance)?;
    let office = office::recognise(&mut package, allowance)?;
    if office != Office::None {
        return Ok((office::read(&office, bytes, &mut package, allowance)?, Vec::new()));
    }
    if level > allowance.limits.depth {
        return Err(Refusal::Unsafe);
    }
    members(&mut package, &folder(name, level), level, allowance)
}

/// What stands before the names of members: those of the archive that was sent go by their path in it, those of an
/// inner one by both.
pub(super) fn folder(name: &str, level: usize) -> String {
    if level == 0 {
        String::new()
    } else {
        format!("{name}/")
    }
}

fn members(
    package: &mut Package<'_>,
    folder: &str,
    level: usize,
    allowance: &mut Allowance<'_>,
) -> Result<(Content, Vec<ReadFile>), Refusal> {
    let members = package.members();
    allowance.spend_entries(members.len())?;
    let mut files = Vec::new();
    let mut content = Content::Archive;
    for member in members {
        if member.folder || member_name::is_debris(&member.name) {
            continue;
        }
        let path = format!("{folder}{}", member.name);
        if member.encrypted {
            content = Content::Encrypted;
            continue;
        }
        match package.read(member.index, Bound::Ratio, allowance) {
            // A link points to something on the sender's computer; it holds no text of its own.
            Ok(bytes) if member.link => files.push(plain(path, &bytes, Content::Other)),
            Ok(bytes) => read_into(&mut files, &path, &bytes, level + 1, allowance),
            Err((Refusal::Unsafe, _)) => return Err(Refusal::Unsafe),
            Err((refusal @ (Refusal::Unreadable | Refusal::Encrypted | Refusal::Unconverted), bytes)) => {
                files.push(plain(path, &bytes, refusal.into()));
            }
        }
    }
    Ok((content, files))
}

/// A file that is kept as it is.
pub(super) fn plain(name: String, bytes: &[u8], content: Content) -> ReadFile {
    ReadFile {
        name,
        sha256: sha256(bytes),
        bytes: bytes.len() as u64,
        content,
        recognised: None,
        frame: Frame::Whole,
    }
}
