//! 归档包 — originals, attachments, letters and products of a notice in one .zip file, for ten or thirty years.

mod absent;
mod attached;
mod catalogue;
mod csv;
mod entry;
mod error;
mod list;
mod notice_text;
mod options;
mod package;
mod pattern;
mod plan;
mod records;
mod registers;
mod safe_name;
mod scope;
mod written;

pub use absent::{Absent, Why};
pub use entry::EntryKind;
pub use error::ArchiveError;
pub use options::{ArchiveOptions, Enclosure, EnclosureKind, Filing, Media, Retention, Unreadable};
pub use pattern::{NameField, NamePattern, PatternError};
pub use plan::Plan;
pub use written::{Archived, Progress, archive};
