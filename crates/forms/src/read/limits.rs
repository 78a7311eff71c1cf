//! How much one file may cost, and what is left of it while reading.

use super::convert::{Conversion, Convert, NotConverted};
use super::{Content, Show};

/// Bounds for reading one file together with everything inside it.
///
/// The defaults come from the hostile-file tests: generous for what societies send, small beside what a child
/// process may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Members over all archives.
    pub entries: usize,
    /// Archives inside an archive: 2 means an archive in an archive in the archive that was sent.
    pub depth: usize,
    /// Uncompressed bytes over all archives and office packages.
    pub bytes: u64,
    /// Uncompressed bytes of one XML part of an office package.
    pub xml_bytes: u64,
    /// Uncompressed to compressed size; looked at above 1 MiB only.
    pub ratio: u64,
    /// Table cells, with text or without.
    pub cells: usize,
    /// Characters of text over all documents.
    pub characters: usize,
    /// Elements inside each other.
    pub xml_depth: usize,
    /// Elements and texts in one XML part.
    pub xml_nodes: usize,
    /// Pages of one PDF.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 10_000,
            depth: 2,
            bytes: 512 << 20,
            xml_bytes: 64 << 20,
            ratio: 100,
            cells: 1_000_000,
            characters: 20_000_000,
            xml_depth: 200,
            xml_nodes: 5_000_000,
            pages: 300,
        }
    }
}

/// Why a file was not read. Stays inside the readers; outside it is a [`Content`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Unreadable,
    Unsafe,
    Encrypted,
    Unconverted,
}

impl From<Refusal> for Content {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unreadable => Self::Unreadable,
            Refusal::Unsafe => Self::Unsafe,
            Refusal::Encrypted => Self::Encrypted,
            Refusal::Unconverted => Self::Unconverted,
        }
    }
}

/// What is left of the [`Limits`] while one file is read. Shared by an archive and all its members, so that
/// a thousand small members cannot cost more than one large one.
pub(super) struct Allowance<'l> {
    pub(super) limits: &'l Limits,
    converters: &'l dyn Convert,
    show: Option<&'l mut Show<'l>>,
    entries: usize,
    bytes: u64,
    cells: usize,
    characters: usize,
}

impl<'l> Allowance<'l> {
    pub(super) fn new(limits: &'l Limits, converters: &'l dyn Convert) -> Self {
        Self {
            limits,
            converters,
            show: None,
            entries: limits.entries,
            bytes: limits.bytes,
            cells: limits.cells,
            characters: limits.characters,
        }
    }

    /// Shows every file that is met, with its SHA-256.
    pub(super) fn showing(mut self, show: &'l mut Show<'l>) -> Self {
        self.show = Some(show);
        self
    }

    /// Whether files are looked for, and not read.
    pub(super) fn is_showing(&self) -> bool {
        self.show.is_some()
    }

    /// A file was met, alone or inside another.
    pub(super) fn met(&mut self, sha256: &str, bytes: &[u8]) {
        if let Some(show) = &mut self.show {
            show(sha256, bytes);
        }
    }

    /// Has a program convert a file; what it makes counts like everything else.
    pub(super) fn convert(&mut self, conversion: Conversion, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let made = self
            .converters
            .convert(conversion, bytes)
            .map_err(|reason| match reason {
                NotConverted::Unavailable => Refusal::Unconverted,
                NotConverted::Encrypted => Refusal::Encrypted,
                NotConverted::Failed => Refusal::Unreadable,
            })?;
        self.spend_bytes(made.len() as u64)?;
        Ok(made)
    }

    pub(super) fn bytes_left(&self) -> u64 {
        self.bytes
    }

    pub(super) fn spend_entries(&mut self, count: usize) -> Result<(), Refusal> {
        self.entries = self.entries.checked_sub(count).ok_or(Refusal::Unsafe)?;
        Ok(())
    }

    pub(super) fn spend_bytes(&mut self, count: u64) -> Result<(), Refusal> {
        self.bytes = self.bytes.checked_sub(count).ok_or(Refusal::Unsafe)?;
        Ok(())
    }

    pub(super) fn spend_cells(&mut self, count: usize) -> Result<(), Refusal> {
        self.cells = self.cells.checked_sub(count).ok_or(Refusal::Unsafe)?;
        Ok(())
    }

    pub(super) fn spend_text(&mut self, text: &str) -> Result<(), Refusal> {
        self.characters = self
            .characters
            .checked_sub(text.chars().count())
            .ok_or(Refusal::Unsafe)?;
        Ok(())
    }
}
