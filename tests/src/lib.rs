//! What the acceptance tests need: builders of papers and letters, the sample mailbox, and the harness around real
//! servers and the real program.

pub mod browser;
pub mod build;
pub mod clerk;
pub mod converted;
pub mod crowd;
pub mod dovecot;
pub mod fault_proxy;
pub mod http;
pub mod imap_client;
pub mod mailbox;
pub mod memory;
pub mod office;
pub mod papers;
pub mod ports;
pub mod postgres;
pub mod process;
pub mod random;
pub mod rigs;
pub mod rounds;
pub mod samples;
pub mod servers;
pub mod site;
pub mod smtp_sink;
pub mod zhengji;
