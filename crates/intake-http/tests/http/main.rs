//! The site as browsers see it: a real server, a real socket, SQLite in a temporary folder.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod frame;
mod office;
mod portal;
mod reconcile;
mod site;
