//! Document bytes → [`document::Document`] → return forms, essays, suggestions.
//!
//! Pure and never failing: what cannot be read is said in the result.

mod compare;
pub mod document;
pub mod interpret;
pub mod read;
mod recent;
