//! The one door outward: turns letters into words and delivers them. The only user of lettre.
//!
//! [`render`] is pure and deterministic. [`deliver`] works off what is due in the store's outbox, at least once for
//! each letter: the bytes are archived, sent, and only then marked as sent, so that a crash in between sends the same
//! letter with the same Message-ID again, and loses none.
#![warn(missing_docs)]

mod addressing;
mod courier;
mod deadline_words;
mod deliver;
mod digest;
mod dkim;
mod enclosed;
mod error;
mod folder;
mod hold;
mod html;
mod meanwhile;
mod message;
mod occasions;
mod plan;
mod remind;
mod render;
mod retry;
mod run;
mod sample;
mod server;
mod settings;
mod smtp;
mod templates;
mod text;
mod wording;

pub use deliver::{Clock, Delivered, deliver};
pub use digest::{DigestPlan, digest, digest_in_words, send_digests, write_digest};
pub use dkim::{Dkim, DkimError};
pub use error::{OutboxError, Stage, Trouble};
pub use occasions::{concerns, extension, invitation, passed, put_off, without_way};
pub use plan::{Planned, planned};
pub use remind::{Round, Schedule, due, remind, unknown_years};
pub use render::{About, RenderedLetter, render, words};
pub use run::run;
pub use sample::{check_template, preview};
pub use server::{Password, SmtpServer, SmtpTls};
pub use settings::{OutboxSettings, Transport};
pub use templates::{TemplateName, TemplateProblem, Templates, Text};
