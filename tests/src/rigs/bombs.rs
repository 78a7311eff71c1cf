//! Hostile files, each sent as a letter to a running site: the site lives on and hardly grows, each letter is decided
//! with little computing in a small reader process, and its original is there for a clerk byte by byte.

mod archives;
mod careless;
mod letters;
mod package;
mod picture;
mod text;
mod word;
mod workbook;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

pub use self::careless::read as read_carelessly;
use super::letters::date;
use crate::build::charset::base64_lines;
use crate::dovecot::Dovecot;
use crate::mailbox::Mailbox;
use crate::memory::{MemoryWatch, anonymous, processor_time};
use crate::office::{Office, list, word};
use crate::site::{Site, add_account};

const USER: &str = "office1";
/// A document type that unfolds to 10^9 times three characters.
const LAUGHS: &str = r#"<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;"><!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;"><!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;"><!ENTITY lol4 "&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;"><!ENTITY lol5 "&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;"><!ENTITY lol6 "&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;"><!ENTITY lol7 "&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;"><!ENTITY lol8 "&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;"><!ENTITY lol9 "&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;">]>"#;
/// Growth of the anonymous memory of the site, in bytes.
pub const GROWTH_LIMIT: u64 = 64 << 20;
/// Anonymous memory of a reader process, in bytes.
pub const READER_LIMIT: u64 = 512 << 20;
/// With what code a program in Rust ends by a panic.
const PANICKED: i32 = 101;
/// Between two looks at whether a letter is decided.
const INTERVAL: Duration = Duration::from_millis(100);
/// How long a letter may take from the mailbox to its verdict on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
const PASSWORD: &str = "correct horse battery";

/// A hostile file or letter.
pub struct Bomb {
    /// Its file name.
    pub name: &'static str,
    make: Box<dyn Fn() -> Vec<u8>>,
    sent: Sent,
    /// Computing that may be spent on it.
    pub allowed: Duration,
}

/// How a bomb travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// As an attachment.
    Attached,
    /// It is the letter.
    Itself,
}

impl Bomb {
    fn file(name: &'static str, make: impl Fn() -> Vec<u8> + 'static) -> Self {
        Self {
            name,
            make: Box::new(make),
            sent: Sent::Attached,
            allowed: Duration::from_secs(10),
        }
    }

    fn letter(name: &'static str, make: impl Fn() -> String + 'static) -> Self {
        Self {
            sent: Sent::Itself,
            ..Self::file(name, move || make().into_bytes())
        }
    }

    /// A document of a million cells.
    fn heavy(self) -> Self {
        Self {
            allowed: Duration::from_secs(30),
            ..self
        }
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        (self.make)()
    }

    /// The letter that brings it.
    fn message(&self, number: usize) -> Vec<u8> {
        let mut message = format!(
            "Received: from a.example by mx.office.example; Mon, 24 Oct 2022 09:00:00 +0800\r\n\
             From: <s{number}@huaxia.example>\r\nTo: <kjstdw@office.example>\r\n\
             Date: Mon, 24 Oct 2022 09:00:00 +0800\r\nMessage-ID: <bomb-{number}@rig.example>\r\n"
        )
        .into_bytes();
        match self.sent {
            Sent::Itself => message.extend(self.bytes()),
            Sent::Attached => {
                let head = format!(
                    "Subject: bomb {number}\r\nMIME-Version: 1.0\r\n\
                     Content-Type: multipart/mixed; boundary=\"rig\"\r\n\r\n--rig\r\n\
                     Content-Type: application/octet-stream; name=\"{0}\"\r\nContent-Transfer-Encoding: base64\r\n\
                     Content-Disposition: attachment; filename=\"{0}\"\r\n\r\n",
                    self.name
                );
                message.extend(head.into_bytes());
                for line in base64_lines(&self.bytes()).split(|byte| *byte == b'\n') {
                    message.extend_from_slice(line);
                    message.extend_from_slice(b"\r\n");
                }
                message.extend_from_slice(b"--rig--\r\n");
            }
        }
        message
    }
}

/// What one bomb did. Memory is anonymous and resident, in bytes.
#[derive(Debug, Clone)]
pub struct Harm {
    /// Its file name.
    pub name: &'static str,
    /// Size of the letter.
    pub bytes: usize,
    /// By how much the site grew beyond what it held at the beginning.
    pub growth: u64,
    /// The most that a reader process held.
    pub reader: u64,
    /// Computing of all reader processes.
    pub computing: Duration,
    /// What of it is allowed.
    pub allowed: Duration,
    /// Verdict and reasons.
    pub verdict: String,
}

impl Harm {
    /// An error that names the first limit that was not kept.
    pub fn check(&self) -> anyhow::Result<()> {
        let Self {
            name,
            growth,
            reader,
            computing,
            allowed,
            ..
        } = self;
        ensure!(*growth < GROWTH_LIMIT, "{name}: the site grew by {growth} bytes");
        ensure!(
            *reader < READER_LIMIT,
            "{name}: a reader process held {reader} bytes"
        );
        ensure!(computing < allowed, "{name}: {computing:?} of computing");
        Ok(())
    }
}

/// All of them.
pub fn bombs() -> Vec<Bomb> {
    let all = [
        workbook::bombs(),
        word::bombs(),
        archives::bombs(),
        picture::bombs(),
        text::bombs(),
        letters::bombs(),
    ];
    all.into_iter().flatten().collect()
}

/// Sends these one after the other to a site with the environment of the unit; an error if the site ends, a letter is not decided or an original is not kept.
pub fn explode(bombs: &[Bomb], mut told: impl FnMut(&Harm)) -> anyhow::Result<Vec<Harm>> {
    let dovecot = Dovecot::start(&[USER])?;
    let office = Office::deployed()?;
    let mailbox = Mailbox::plain("kjstdw", dovecot.plain(), USER).key("poll_seconds", "1");
    office.zhengji.configure(&mailbox.table())?;
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD)?;
    let site = Site::start(&office.zhengji)?;
    let cookie = site.sign_in("clerk", PASSWORD)?;
    let begin = anonymous(site.pid())?;
    let memory = MemoryWatch::start(site.pid());
    let mut harms = Vec::new();
    for (number, bomb) in bombs.iter().enumerate() {
        let message = bomb.message(number);
        let before = processor_time(site.pid());
        let _ = memory.take();
        dovecot.deliver(USER, "", &format!("{number}.rig"), &message, date()?)?;
        let arrival = decided(&site, &office, number).with_context(|| bomb.name)?;
        let peak = memory.take();
        let harm = Harm {
            name: bomb.name,
            bytes: message.len(),
            growth: peak.process.saturating_sub(begin),
            reader: peak.child,
            computing: processor_time(site.pid()).saturating_sub(before),
            allowed: bomb.allowed,
            verdict: arrival.verdict,
        };
        told(&harm);
        let original = site.get(
            &format!("/office/arrivals/{}/original", arrival.id),
            &[("Cookie", &cookie)],
        )?;
        ensure!(
            original.status == 200,
            "{}: the original answers {}",
            bomb.name,
            original.status
        );
        ensure!(
            original.body == message,
            "{}: the original is not what was sent",
            bomb.name
        );
        harms.push(harm);
    }
    Ok(harms)
}

/// The names of those at which a careless reader fails under the limits of [`Harm::check`]: `program` with these
/// arguments and the path of a file.
pub fn control(program: &Path, arguments: &[&str], bombs: &[Bomb]) -> anyhow::Result<Vec<&'static str>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bomb");
    let mut failed = Vec::new();
    for bomb in bombs {
        fs::write(&path, bomb.bytes())?;
        let limits = format!(
            "ulimit -v {} && ulimit -t {} && ulimit -c 0 && exec \"$@\"",
            READER_LIMIT / 1024,
            bomb.allowed.as_secs()
        );
        let output = Command::new("sh")
            .args(["-c", &limits, "sh"])
            .arg(program)
            .args(arguments)
            .arg(&path)
            .output()?;
        // Killed, aborted for want of memory, or ended by a panic; an error that it reports itself is no harm.
        if matches!(output.status.code(), None | Some(PANICKED)) {
            failed.push(bomb.name);
        }
    }
    Ok(failed)
}

/// The next of a row of numbers that look like chance (MMIX's linear congruential generator).
fn next_random(last: u64) -> u64 {
    last.wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407)
}

struct Decided {
    id: String,
    verdict: String,
}

/// The letter with this number, once it has a verdict.
fn decided(site: &Site, office: &Office, number: usize) -> anyhow::Result<Decided> {
    let message_id = format!("bomb-{number}@rig.example");
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let export = office.export()?;
        let found = list(&export, "arrivals")
            .iter()
            .find(|row| word(&row["message_id"]) == message_id);
        if let Some(row) = found.filter(|row| row["verdict"].is_string()) {
            let reasons: Vec<&str> = list(row, "reasons").iter().map(word).collect();
            return Ok(Decided {
                id: word(&row["id"]).to_owned(),
                verdict: format!("{} [{}]", word(&row["verdict"]), reasons.join(" ")),
            });
        }
        site.goes_on_for(INTERVAL)?;
    }
    anyhow::bail!("no verdict within {PATIENCE:?}; the log: {}", site.log()?)
}
