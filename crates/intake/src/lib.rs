//! The one way inward: archive · read · judge · record.
//!
//! An arrival is made durable first ([`archive`]), read in a child process ([`reader`]), turned into a [`claim`]
//! (what it says of itself) and [`settle`]d with everything that the same society sent for the same notice. Claims
//! and settling are pure; [`process`] loads the facts before and writes the result after, in one transaction.
#![warn(missing_docs)]

pub mod archive;
pub mod claim;
pub mod convert;
mod envelope;
mod error;
pub mod kept;
mod letters;
pub mod process;
pub mod reader;
pub mod reading;
pub mod reception;
pub mod replay;
mod returned;
pub mod settle;

pub use envelope::Envelope;
pub use error::IntakeError;
