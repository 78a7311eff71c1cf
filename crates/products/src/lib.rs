//! What the office hands on, made from what is stored: the bytes behind the ledger for `reporting`, and whole files.
//!
//! `reporting` stays pure; here its [`Sources`](reporting::Sources) are the store, and letters and archives are opened by
//! the reader processes of `intake`.
#![warn(missing_docs)]

mod archive;
mod kept;
mod passing;
mod spool;
mod whole_file;

pub use archive::{archive_to_file, with_notice};
pub use kept::KeptSources;
pub use passing::passing_file;
pub use whole_file::write_whole;

/// Why there is no product.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// It cannot be made.
    #[error("make the product")]
    Report(#[from] reporting::ReportError),
    /// What it is made from cannot be read.
    #[error("read what the product is made from")]
    Store(#[from] store::StoreError),
    /// The file cannot be written.
    #[error("write {path}")]
    Write {
        /// Where.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The program is ending, or has a mistake; no file was left under the name that was asked for.
    #[error("the work was broken off, since the program is ending")]
    Ending,
}
