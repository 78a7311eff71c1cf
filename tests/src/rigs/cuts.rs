//! The line to the mail server is cut again and again while one process takes in a mailbox that fills. In the end every
//! message is exactly one arrival, byte for byte, and the process is still the first one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::careless::{Careless, Cursor};
use super::letters::{self, letter};
use crate::dovecot::Dovecot;
use crate::fault_proxy::{Cuts, Fault, FaultProxy};
use crate::mailbox::Mailbox;
use crate::office::{Office, On};
use crate::site::Site;

const USER: &str = "office1";
/// INBOX, 病毒文件夹 and the junk folder.
const FOLDERS: [&str; 3] = ["", "&dcVr0mWHTvZZOQ-", "Junk"];
/// Portions in which the mailbox fills.
const PORTIONS: u32 = 20;
/// Between two looks at how far it has come.
const INTERVAL: Duration = Duration::from_millis(500);
/// How long it may take to make a cut, and in the end to take in what is left.
const PATIENCE: Duration = Duration::from_mins(5);

/// What a run of the rig showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Cuts that were made.
    pub cuts: u64,
    /// Logins that it took, all of one process.
    pub logins: u64,
    /// Messages, each of which is exactly one arrival.
    pub messages: u32,
    /// From the start to the last arrival.
    pub duration: Duration,
}

/// Makes `cuts` cuts, at bytes drawn from `seed`, while `messages` messages come.
pub fn cuts(cuts: u32, messages: u32, seed: u64) -> anyhow::Result<Report> {
    let dovecot = Dovecot::start(&[USER])?;
    let proxy = FaultProxy::start(dovecot.plain(), fault(cuts, messages, seed))?;
    let office = Office::open(On::Sqlite, &[])?.context("SQLite is always there")?;
    let mailbox = Mailbox::plain("kjstdw", proxy.port(), USER)
        .key("poll_seconds", "1")
        .key("retry_seconds", "1")
        .key("timeout_seconds", "10");
    office.zhengji.configure(&mailbox.table())?;
    let start = Instant::now();
    let site = Site::start(&office.zhengji)?;
    let mut delivered = 0;
    let mut progress = (0, Instant::now());
    while proxy.applied() < u64::from(cuts) || delivered < messages {
        let due = due(proxy.applied(), cuts, messages);
        deliver(&dovecot, delivered..due)?;
        delivered = due;
        site.goes_on_for(INTERVAL)?;
        if proxy.applied() > progress.0 {
            progress = (proxy.applied(), Instant::now());
        }
        ensure!(
            progress.1.elapsed() < PATIENCE,
            "{} cuts, and no more",
            proxy.applied()
        );
    }
    let last = Instant::now();
    while arrivals(&office)?.len() < usize::try_from(messages)? {
        ensure!(
            last.elapsed() < PATIENCE,
            "{} arrivals, and no more",
            arrivals(&office)?.len()
        );
        site.goes_on_for(INTERVAL)?;
    }
    let report = Report {
        cuts: proxy.applied(),
        logins: proxy.heard("LOGIN"),
        messages,
        duration: start.elapsed(),
    };
    // Two more looks, at which nothing may come twice.
    let looks = proxy.heard("LIST");
    while proxy.heard("LIST") < looks + 2 {
        site.goes_on_for(INTERVAL)?;
    }
    ensure!(site.stop()? == Some(0), "the process did not end well");
    compare(&office, messages)?;
    Ok(report)
}

/// How many messages a careless client loses under the same number of cuts, while its mailbox fills likewise.
pub fn control(cuts: u32, messages: u32, seed: u64, cursor: Cursor) -> anyhow::Result<usize> {
    let dovecot = Dovecot::start(&[USER])?;
    let proxy = FaultProxy::start(dovecot.plain(), fault(cuts, messages, seed))?;
    let mut client = Careless::new(cursor);
    let (mut delivered, mut complete) = (0, false);
    while proxy.applied() < u64::from(cuts) || delivered < messages || !complete {
        let due = due(proxy.applied(), cuts, messages);
        deliver(&dovecot, delivered..due)?;
        delivered = due;
        complete = client.session(proxy.port(), USER, &FOLDERS).is_ok();
    }
    Ok((0..messages)
        .filter(|number| !client.has(&letter(*number)))
        .count())
}

/// Connections live for anything between a few bytes and all that there is.
fn fault(cuts: u32, messages: u32, seed: u64) -> Fault {
    let longest = (u64::from(messages) * 512).next_power_of_two();
    Fault::Cuts(Cuts::new(seed, cuts, longest))
}

/// How many messages have come by the time of so many cuts: half of them at once, the last ones before the last cut.
fn due(applied: u64, cuts: u32, messages: u32) -> u32 {
    let portions = PORTIONS.min(messages).max(1);
    let applied = u32::try_from(applied).unwrap_or(u32::MAX).min(cuts);
    let half = portions.div_ceil(2);
    let come = half + applied.saturating_mul(half) / cuts.max(1) + 1;
    messages * come.min(portions) / portions
}

fn deliver(dovecot: &Dovecot, numbers: std::ops::Range<u32>) -> anyhow::Result<()> {
    let mut by_folder: BTreeMap<&str, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for (number, folder) in numbers.clone().zip(FOLDERS.iter().cycle().skip(
        // The same message is always in the same folder.
        usize::try_from(numbers.start)? % FOLDERS.len(),
    )) {
        let message = (format!("{number:06}.rig"), letter(number));
        by_folder.entry(folder).or_default().push(message);
    }
    for (folder, messages) in by_folder {
        dovecot.deliver_all(USER, folder, messages, letters::date()?)?;
    }
    Ok(())
}

/// Message-ID and SHA-256 of every arrival.
fn arrivals(office: &Office) -> anyhow::Result<Vec<(String, String)>> {
    let export = office.export()?;
    let rows = export
        .get("arrivals")
        .and_then(Value::as_array)
        .context("arrivals")?;
    let word = |row: &Value, key: &str| -> anyhow::Result<String> {
        let value = row.get(key).and_then(Value::as_str);
        Ok(value
            .with_context(|| format!("an arrival without {key}"))?
            .to_owned())
    };
    rows.iter()
        .map(|row| Ok((word(row, "message_id")?, word(row, "original")?)))
        .collect()
}

/// Every message is exactly one arrival, and its original is what was sent.
fn compare(office: &Office, messages: u32) -> anyhow::Result<()> {
    let found = arrivals(office)?;
    let expected: BTreeSet<String> = (0..messages).map(letters::id).collect();
    let ids: BTreeSet<String> = found.iter().map(|(id, _)| id.clone()).collect();
    ensure!(
        ids == expected,
        "{} of {messages} messages have arrived",
        ids.len()
    );
    ensure!(
        found.len() == ids.len(),
        "{} arrivals of {messages} messages",
        found.len()
    );
    for number in 0..messages {
        let (_, original) = found
            .iter()
            .find(|(id, _)| *id == letters::id(number))
            .context("checked above")?;
        let (folder, _) = original.split_at_checked(2).context("a SHA-256")?;
        let file = office
            .zhengji
            .data()
            .join("originals")
            .join(folder)
            .join(original);
        let bytes = fs::read(&file).with_context(|| format!("read {}", file.display()))?;
        ensure!(bytes == letter(number), "letter {number} is not what was sent");
    }
    let verified = office.zhengji.ok(&["verify"])?;
    ensure!(verified.contains("问题 0"), "{verified}");
    Ok(())
}
