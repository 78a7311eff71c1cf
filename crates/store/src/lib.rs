//! Rows ↔ domain, and the originals. The only user of sea-orm; SQLite and PostgreSQL with the same code.
//!
//! Begin with [`Store`]; what goes in through [`Store::archive`] is judged with what [`Store::society_facts`] says, and
//! what came of it is written by [`Store::record`] in one transaction.
#![warn(missing_docs)]

mod error;
mod facts;
mod letters;
mod people;
mod record;
mod sighting;
mod stub;

pub mod notice_file;

pub use error::{Cause, NoticeImportError, StoreError};
pub use facts::{SocietyFacts, StoredArrival};
pub use letters::{LetterState, StoredLetter};
pub use people::{Link, LoginOutcome, Role, Session, Staff};
pub use record::{LetterMode, Record, Recorded, SocietyRecord};
pub use sighting::{Archived, News, NewSighting, SightingPlace, Skip};
pub use stub::*;
