//! Why there is no archive. Names of people and files stand in its lists only: here are kinds, numbers and hashes.

use std::io;

use domain::arrival::Arrival;

use super::absent::Why;
use super::entry::Entry;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Something that was kept cannot be read, or is no longer what it was.
    #[error(
        "{what} {problem}; run `zhengji verify`, bring the original back from the backup, or let the archive list what is missing"
    )]
    Source {
        /// What it is: kind, number of the arrival, SHA-256.
        what: String,
        /// What is wrong with it.
        problem: &'static str,
        /// What the system said, if it did.
        #[source]
        source: Option<io::Error>,
    },
    /// The archive cannot be written, for example because the disk is full.
    #[error("write the archive")]
    Write(#[from] io::Error),
    /// The archive cannot be packed.
    #[error("pack the archive")]
    Pack(#[from] zip::result::ZipError),
    /// The data of the ledger cannot be written as JSON.
    #[error("write the ledger as JSON")]
    Json(#[from] serde_json::Error),
}

impl ArchiveError {
    pub(super) fn uploads(arrival: &Arrival, source: io::Error) -> Self {
        Self::Source {
            what: format!("list of uploads of arrival {}, {}", arrival.id, arrival.original),
            problem: "cannot be read",
            source: Some(source),
        }
    }

    pub(super) fn entry(entry: &Entry, why: &Why, source: Option<io::Error>) -> Self {
        let arrival = entry
            .arrival
            .map_or_else(String::new, |id| format!(" of arrival {id}"));
        let what = match entry.content.sha256() {
            Some(sha256) => format!("{}{arrival}, {sha256},", entry.kind.as_str()),
            // What is made from them has no hash of its own.
            None => format!("something for the {}", entry.kind.as_str()),
        };
        Self::Source {
            what,
            problem: match why {
                Why::NotFound | Why::Omitted | Why::OnlyInOriginal => "is not found in its original",
                Why::Unreadable(_) => "cannot be read",
                Why::Damaged(_) => "is no longer what was recorded",
            },
            source,
        }
    }
}
