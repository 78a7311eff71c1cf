//! The HTTP door: the page on which a society returns its material, and the office's console.
//!
//! Everything is rendered on the server and works without scripts. What a society submits is made durable through
//! `intake::archive` before it is answered; pages only read what `store` recorded, and what a clerk decides goes in
//! as a ruling. The only user of actix-web.
#![warn(missing_docs)]

mod assets;
mod blank;
mod client;
mod fields;
mod frame;
mod office;
mod password;
mod portal;
mod probes;
mod refusal;
mod sent;
mod server;
mod session;
mod settings;
mod shown;
mod token;
mod ways;
mod wording;

pub use blank::{BlankError, BlankFile, BlankFormat, MadeOf, blank_form, blank_name};
pub use password::{PasswordError, hash_password};
pub use server::{bind, serve};
pub use settings::{
    Clock, HttpSettings, LetterPreview, LetterPreviewer, LineKind, MailboxLine, MailboxLines, Processor,
    ProductWanted, SiteState,
};
pub use token::{new_link_token, token_hash};
pub use wording::in_our_words as due_in_words;
