//! The nouns and rules of collecting what a notice asks for.
//!
//! No I/O, no clock, no async, no serde, no framework: everything here is a value or a pure function.
//! Begin with [`notice::Notice`], [`arrival::Arrival`] and [`ledger::Ledger`].
#![warn(missing_docs, clippy::wildcard_enum_match_arm)]

pub mod arrival;
pub mod characters;
pub mod correction;
pub mod deadline;
pub mod digest;
pub mod directory;
pub mod extension;
pub mod filter;
pub mod finding;
pub mod form_code;
pub mod grounds;
pub mod ids;
pub mod ledger;
pub mod letter;
pub mod location;
pub mod notice;
pub mod person;
pub mod product;
pub mod quotation;
pub mod rates;
pub mod receipts;
pub mod reminder;
pub mod renaming;
pub mod return_form;
pub mod returned;
pub mod ruling;
pub mod selection;
pub mod society;
pub mod submission;
pub mod task;
pub mod text;
pub mod verdict;
pub mod workdays;
