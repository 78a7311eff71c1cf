//! What the acceptance tests need: builders of papers and letters, the sample mailbox, and the harness around real
//! servers and the real program.

pub mod build;
pub mod crowd;
pub mod dovecot;
pub mod office;
pub mod postgres;
pub mod rigs;
pub mod samples;
pub mod zhengji;
