//! Rigs: what is hurt on purpose, and the oracle that says whether anything was lost or doubled.

pub mod kill;
