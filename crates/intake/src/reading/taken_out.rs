//! Takes files out of what was kept, by their hash: the same walk as reading, with the same limits.

use std::collections::BTreeSet;
use std::io;

use forms::read::{Convert, Limits, show_files};
use mail::ParsedMail;
use serde::{Deserialize, Serialize};

use super::NESTED_MESSAGES;

/// In what files are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Container {
    /// A message.
    Letter,
    /// A file with its name as it was sent.
    File(String),
}

/// What is given for every file that is found: its SHA-256 and its bytes.
pub type Give<'g> = dyn FnMut(&str, &[u8]) -> io::Result<()> + 'g;

/// Gives the files inside `bytes` that have one of these SHA-256, each once. Fails only when `give` does.
pub fn take_out(
    container: &Container,
    bytes: &[u8],
    wanted: BTreeSet<String>,
    converters: &dyn Convert,
    give: &mut Give<'_>,
) -> io::Result<()> {
    let mut search = Search {
        wanted,
        converters,
        give,
        ended: Ok(()),
    };
    match container {
        Container::Letter => {
            let mail = mail::parse(bytes);
            search.attached(&mail, 0);
            search.inside(&mail, 0);
        }
        Container::File(name) => search.file(name, bytes),
    }
    search.ended
}

struct Search<'g, 'b> {
    wanted: BTreeSet<String>,
    converters: &'g dyn Convert,
    give: &'g mut Give<'b>,
    ended: io::Result<()>,
}

impl Search<'_, '_> {
    fn is_over(&self) -> bool {
        self.wanted.is_empty() || self.ended.is_err()
    }

    fn met(&mut self, sha256: &str, bytes: &[u8]) {
        if !self.is_over() && self.wanted.remove(sha256) {
            self.ended = (self.give)(sha256, bytes);
        }
    }

    /// What is attached as it is, without opening anything.
    fn attached(&mut self, mail: &ParsedMail, depth: usize) {
        for file in &mail.files {
            self.met(&file.sha256, &file.bytes);
        }
        if depth < NESTED_MESSAGES {
            for nested in &mail.nested {
                self.attached(nested, depth + 1);
            }
        }
    }

    /// What is inside of what is attached.
    fn inside(&mut self, mail: &ParsedMail, depth: usize) {
        for file in &mail.files {
            self.file(&file.name, &file.bytes);
        }
        if depth < NESTED_MESSAGES {
            for nested in &mail.nested {
                self.inside(nested, depth + 1);
            }
        }
    }

    fn file(&mut self, name: &str, bytes: &[u8]) {
        if !self.is_over() {
            let converters = self.converters;
            let mut show = |sha256: &str, bytes: &[u8]| self.met(sha256, bytes);
            show_files(name, bytes, &Limits::default(), converters, &mut show);
        }
    }
}
