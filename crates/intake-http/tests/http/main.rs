//! The site as browsers see it: a real server, a real socket, SQLite in a temporary folder.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod approving;
mod frame;
mod letters;
mod office;
mod pieces;
mod portal;
mod products;
mod reconcile;
mod sign_in;
mod site;
