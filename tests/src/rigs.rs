//! Rigs: what is hurt on purpose, and the oracle that says whether anything was lost or doubled.

pub mod big;
pub mod bombs;
pub mod careless;
pub mod cuts;
pub mod fuzz;
pub mod kill;
mod letters;
pub mod reminders;
