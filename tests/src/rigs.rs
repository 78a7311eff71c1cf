//! Rigs: what is hurt on purpose, and the oracle that says whether anything was lost or doubled.

pub mod big;
pub mod careless;
pub mod cuts;
pub mod kill;
mod letters;
