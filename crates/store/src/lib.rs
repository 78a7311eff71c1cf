//! Rows ↔ domain, and the originals. The only user of sea-orm; SQLite and PostgreSQL with the same code.
//!
//! Begin with [`Store`]; what goes in through [`Store::archive`] is judged with what [`Store::society_facts`] says, and
//! what came of it is written by [`Store::record`] in one transaction.
#![warn(missing_docs)]

mod archive;
mod arrival_rows;
mod choices;
mod claiming;
mod configuration;
mod connect;
mod counting;
mod counts;
mod durable;
mod entity;
mod error;
mod facts;
mod fetch_failures;
mod folder_passes;
mod form_codes;
mod form_files;
mod incoming;
mod known_messages;
mod leases;
mod ledger;
mod letter_rows;
mod letters;
mod links;
mod mailbox_health;
mod mailbox_leases;
mod missing_shapes;
mod notices;
mod origin_shapes;
mod originals;
mod people;
mod product_files;
mod readings;
mod receipts;
mod record;
mod report_claims;
mod reports;
mod return_form_rows;
mod roster;
mod rounds;
mod rulings;
mod sessions;
mod shapes;
mod sighting;
mod sighting_rows;
mod sighting_times;
mod society_rows;
mod submission_rows;
mod uid_set;
mod values;
mod verdict_rows;
mod verify;
mod wish_shapes;

pub mod notice_file;

pub use choices::{Choice, ChoiceState, Chosen};
pub use claiming::Claimed;
pub use connect::Store;
pub use counts::{MailboxCounts, OnServer, Reconciliation, Tally};
pub use error::{Cause, NoticeImportError, StoreError};
pub use facts::{ArrivalFacts, FactsScope, SocietyFacts, StoredArrival};
pub use fetch_failures::Unretrieved;
pub use folder_passes::FolderPass;
pub use form_files::{FormFile, RowPrompts};
pub use incoming::IncomingOriginal;
pub use known_messages::KnownMessage;
pub use letter_rows::is_own_message_id;
pub use letters::{CameTo, Cancellation, Sending};
pub use links::Link;
pub use mailbox_health::MailboxHealth;
pub use mailbox_leases::{LeaseHolder, MailboxLease};
pub use people::{Role, Staff};
pub use product_files::ProductDraft;
pub use readings::NewReading;
pub use receipts::Gathered;
pub use record::{LetterMode, Record, Recorded, SocietyRecord};
pub use report_claims::{ProductFacts, ReportClaim, Trouble};
pub use reports::{MadeReport, Report, ReportState};
pub use roster::RosterChange;
pub use sessions::{LoginOutcome, Session};
pub use sighting::{Archived, NewSighting, News, Obstacle, SightingPlace, Skip, SkipKind};
pub use sighting_times::SightingTimes;
pub use verify::VerifyReport;
