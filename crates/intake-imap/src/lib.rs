//! The mail door: reads mailboxes over IMAP and never changes them. The only user of async-imap.
//!
//! [`poll_once`] makes one pass; [`watch`] keeps one connection and goes on making passes. What is new is decided by
//! set difference against the store, never by a cursor, a flag or a search: a server may renumber a folder, hide
//! UIDNEXT, ignore criteria or forget a flag, and nothing is lost or taken twice.
//!
//! Several processes may be given the same mailbox: one holds its lease and reads, the others stand by.
//!
//! async-imap drops the tagged answer of FETCH and LIST and takes an end of stream during EXAMINE for an empty folder;
//! so it is used for LOGIN and for the wire format only, and [`connection`] checks every answer itself.
#![warn(missing_docs)]

mod backoff;
mod check;
mod connection;
mod error;
mod first_day;
mod folder;
mod guard;
mod idle;
mod lease;
mod line;
mod listing;
mod login;
mod mailbox_name;
mod memory;
mod message;
mod pass;
mod quota;
mod report;
mod settings;
mod slices;
mod status;
mod suspects;
mod tls;
mod uid_set;
mod unknown;
mod watch;

pub use check::{FolderCheck, MailboxCheck, ReceivedBy, check};
pub use error::{Declined, FailureKind, ImapError};
pub use folder::Unwatched;
pub use mailbox_name::display_name;
pub use pass::{Destination, poll_once};
pub use report::PollReport;
pub use settings::{Auth, FolderRule, MailboxSettings, Password, Timeouts, Tls};
pub use status::{Failure, MailboxStatus, StatusLine};
pub use watch::watch;
