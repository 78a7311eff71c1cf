//! What nobody can leave out who keeps a message safely: read it, hash it, take it apart, write it durably under its
//! hash, and commit twice, once that it has come and once what became of it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

/// Takes the mailbox of `folder` into `kept`, an empty folder.
pub(crate) fn run(folder: &Path, kept: &Path) -> anyhow::Result<()> {
    let database = Connection::open(kept.join("floor.db"))?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE messages (sha256 TEXT PRIMARY KEY, subject TEXT, parts INTEGER, verdict TEXT);",
    )?;
    for entry in fs::read_dir(folder.join("maildir/new")).context("read the Maildir")? {
        let raw = fs::read(entry?.path())?;
        let hash = hexadecimal(&Sha256::digest(&raw));
        let temporary = kept.join("writing");
        let mut file = File::create(&temporary)?;
        file.write_all(&raw)?;
        file.sync_all()?;
        fs::rename(&temporary, kept.join(&hash))?;
        File::open(kept)?.sync_all()?;
        let parsed = mail_parser::MessageParser::default().parse(&raw);
        let subject = parsed.as_ref().and_then(|mail| mail.subject());
        let parts = parsed.as_ref().map_or(0, |mail| mail.parts.len());
        database.execute(
            "INSERT OR IGNORE INTO messages VALUES (?1, ?2, ?3, NULL)",
            params![hash, subject, i64::try_from(parts)?],
        )?;
        database.execute(
            "UPDATE messages SET verdict = 'accepted' WHERE sha256 = ?1",
            params![hash],
        )?;
    }
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
