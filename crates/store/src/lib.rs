//! Rows ↔ domain, and the originals. The only user of sea-orm; SQLite and PostgreSQL with the same code.
//!
//! Begin with [`Store`]; what goes in through [`Store::archive`] is judged with what [`Store::society_facts`] says, and
//! what came of it is written by [`Store::record`] in one transaction.
#![warn(missing_docs)]

mod archive;
mod arrival_rows;
mod claiming;
mod configuration;
mod connect;
mod counts;
mod durable;
mod entity;
mod error;
mod facts;
mod incoming;
mod known_messages;
mod leases;
mod ledger;
mod letter_rows;
mod letters;
mod links;
mod notices;
mod originals;
mod people;
mod readings;
mod record;
mod return_form_rows;
mod roster;
mod rulings;
mod sessions;
mod shapes;
mod sighting;
mod sighting_rows;
mod submission_rows;
mod values;
mod verdict_rows;
mod verify;

pub mod notice_file;

pub use claiming::Claimed;
pub use connect::Store;
pub use counts::MailboxCounts;
pub use error::{Cause, NoticeImportError, StoreError};
pub use facts::{SocietyFacts, StoredArrival};
pub use incoming::IncomingOriginal;
pub use known_messages::KnownMessage;
pub use letters::{LetterState, StoredLetter};
pub use links::Link;
pub use people::{Role, Staff};
pub use record::{LetterMode, Record, Recorded, SocietyRecord};
pub use roster::RosterChange;
pub use sessions::{LoginOutcome, Session};
pub use sighting::{Archived, NewSighting, News, SightingPlace, Skip};
pub use verify::VerifyReport;
