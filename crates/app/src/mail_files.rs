//! Messages in files: `.eml`, mbox and Maildir.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use intake::archive::LARGE;

/// One message and the path by which it is known.
pub(crate) struct MessageFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// All files under a path that hold messages, sorted. A Maildir's `tmp` is work in progress and left out.
pub(crate) fn find(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let kind = std::fs::metadata(path).with_context(|| format!("find {}", path.display()))?;
    if kind.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let is_maildir = path.join("cur").is_dir() || path.join("new").is_dir();
    let entries = std::fs::read_dir(path).with_context(|| format!("list {}", path.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("list {}", path.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.path().is_dir();
        let skip = (is_maildir && (name == "tmp" || !is_folder))
            || (name.starts_with('.') && !is_folder)
            || name.starts_with("dovecot");
        if skip {
            continue;
        }
        if is_folder {
            found.extend(find(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file is one message that is too large to be loaded.
pub(crate) fn is_large_message(path: &Path) -> anyhow::Result<bool> {
    let context = || format!("read {}", path.display());
    let file = std::fs::File::open(path).with_context(context)?;
    if file.metadata().with_context(context)?.len() <= LARGE {
        return Ok(false);
    }
    let mut start = Vec::new();
    file.take(5).read_to_end(&mut start).with_context(context)?;
    Ok(start != b"From ")
}

/// The messages of one file: one, or all of an mbox, whose later ones are known as `PATH#N`.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<MessageFile>> {
    let bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    let shown = path.display().to_string();
    if !bytes.starts_with(b"From ") {
        return Ok(vec![MessageFile { path: shown, bytes }]);
    }
    let messages = split_mbox(&bytes);
    let numbered = (1..).zip(messages).map(|(number, bytes)| MessageFile {
        path: if number == 1 {
            shown.clone()
        } else {
            format!("{shown}#{number}")
        },
        bytes,
    });
    Ok(numbered.collect())
}

/// Splits at `From ` lines after an empty line and takes one `>` off quoted ones (mboxrd).
fn split_mbox(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = Vec::new();
    let mut after_blank = true;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if after_blank && line.starts_with(b"From ") {
            messages.push(Vec::new());
        } else if let Some(message) = messages.last_mut() {
            let unquoted = line
                .iter()
                .position(|byte| *byte != b'>')
                .and_then(|level| line.get(level..));
            let quoted = line.starts_with(b">") && unquoted.is_some_and(|rest| rest.starts_with(b"From "));
            message.extend_from_slice(if quoted {
                line.get(1..).unwrap_or(line)
            } else {
                line
            });
        }
        after_blank = matches!(line, b"\n" | b"\r\n");
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::split_mbox;

    #[test]
    fn an_mbox_is_split_at_its_from_lines_only() {
        let mbox = b"From a@b.example x\nSubject: 1\n\n>From here\nFrom there\n\nFrom c@d.example y\nSubject: 2\n\nend\n";
        let messages = split_mbox(mbox);
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0], b"Subject: 1\n\nFrom here\nFrom there\n\n");
        assert_eq!(messages[1], b"Subject: 2\n\nend\n");
    }
}
