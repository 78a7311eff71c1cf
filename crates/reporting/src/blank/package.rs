//! Office packages: zip files of parts.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::ReportError;

/// The most that a part of the office's own file may take, in bytes: it is a blank form.
const LARGEST: u64 = 32 << 20;

/// The parts in their order.
#[derive(Debug, Default)]
pub(crate) struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// Opens a package; `None` when it is none, or much too large.
    pub(crate) fn open(bytes: &[u8]) -> Option<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).ok()?;
            if file.is_dir() {
                continue;
            }
            let mut content = Vec::new();
            let name = file.name().ok()?.into_owned();
            file.by_ref().take(LARGEST).read_to_end(&mut content).ok()?;
            if content.len() as u64 >= LARGEST {
                return None;
            }
            parts.push((name, content));
        }
        Some(Self(parts))
    }

    /// A part that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let (_, content) = self.0.iter().find(|(known, _)| known == name)?;
        let text = str::from_utf8(content).ok()?;
        Some(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }

    /// Names of all parts.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Puts a part at its place, or at the end.
    pub(crate) fn put(&mut self, name: &str, content: impl Into<Vec<u8>>) {
        let content = content.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = content,
            None => self.0.push((name.to_owned(), content)),
        }
    }

    /// Takes a part out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The package as a file. The same parts always give the same bytes.
    pub(crate) fn pack(&self) -> Result<Vec<u8>, ReportError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            writer.start_file(name.as_str(), SimpleFileOptions::default())?;
            writer.write_all(content).map_err(zip::result::ZipError::from)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}
