//! A mailbox with very many messages, and one very large message: what the second look costs, and what the process holds
//! in memory throughout.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::letters;
use crate::dovecot::Dovecot;
use crate::fault_proxy::{Fault, FaultProxy};
use crate::mailbox::Mailbox;
use crate::memory::{MemoryWatch, Peak};
use crate::office::{NOTICE, Office};
use crate::site::{Site, add_account};

const USER: &str = "office1";
const PASSWORD: &str = "a long passphrase";
/// Between two looks at how far it has come.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long a step may take.
const PATIENCE: Duration = Duration::from_hours(2);
/// Bytes of a second look that finds nothing new.
pub const TRAFFIC_LIMIT: u64 = 5_000_000;
/// Anonymous memory of the server process, in bytes.
pub const MEMORY_LIMIT: u64 = 256 * 1024 * 1024;
/// Anonymous memory of a reader process, in bytes.
pub const READER_LIMIT: u64 = 1024 * 1024 * 1024;

/// What a run of the rig showed. Memory is anonymous and resident, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// Messages that were there at the start.
    pub messages: usize,
    /// Bytes of the pass that took them in.
    pub first_pass: u64,
    /// Bytes of the next pass.
    pub second_pass: u64,
    /// From the start to the beginning of the second pass, 10 s of waiting included.
    pub first_pass_time: Duration,
    /// Memory until all were archived and listed again.
    pub many: Peak,
    /// Memory while the rest was judged.
    pub judging: Peak,
    /// Bytes of the large message.
    pub large_bytes: usize,
    /// Memory from its arrival to its verdict.
    pub large: Peak,
    /// Whether it became an arrival in time.
    pub large_arrived: bool,
    /// Memory while a clerk opens the pages that draw the ledger.
    pub pages: Peak,
}

/// Fills a mailbox with `messages` messages, then with one of `megabytes` (10^6 bytes).
pub fn big(messages: u32, megabytes: usize) -> anyhow::Result<Report> {
    let dovecot = Dovecot::start(&[USER])?;
    let names = (0..messages).map(|number| (format!("{number:06}.rig"), letters::short(number)));
    dovecot.deliver_all(USER, "", names, letters::date()?)?;
    let proxy = FaultProxy::start(dovecot.plain(), Fault::None)?;
    let office = Office::deployed()?;
    let mailbox = Mailbox::plain("kjstdw", proxy.port(), USER).key("poll_seconds", "10");
    office.zhengji.configure(&mailbox.table())?;
    let site = Site::start(&office.zhengji)?;
    let memory = MemoryWatch::start(site.pid());
    let start = Instant::now();
    wait(&site, PATIENCE, || Ok(proxy.passes().len() > 1))?;
    let first_pass_time = start.elapsed();
    wait(&site, PATIENCE, || Ok(proxy.passes().len() > 2))?;
    let [first, second, third] = *proxy.passes().first_chunk().context("three passes")?;
    let many = memory.take();
    let messages = usize::try_from(messages)?;
    wait_judged(&site, &office, messages, PATIENCE)?;
    let judging = memory.take();

    let message = large(megabytes);
    let large_bytes = message.len();
    dovecot.deliver(USER, "", "999999.large", &message, letters::date()?)?;
    drop(message);
    let waited = wait_judged(&site, &office, messages + 1, Duration::from_mins(5));
    let large = memory.take();
    open_pages(&site, &office)?;
    Ok(Report {
        messages,
        first_pass: second - first,
        second_pass: third - second,
        first_pass_time,
        many,
        judging,
        large_bytes,
        large,
        large_arrived: waited.is_ok(),
        pages: memory.take(),
    })
}

impl Report {
    /// An error that names the first limit that was not kept.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.second_pass < TRAFFIC_LIMIT,
            "the second pass costs {} bytes",
            self.second_pass
        );
        ensure!(self.large_arrived, "the large message has not become an arrival");
        for peak in [self.many, self.judging, self.large, self.pages] {
            ensure!(
                peak.process < MEMORY_LIMIT,
                "the server process held {} bytes",
                peak.process
            );
            ensure!(
                peak.child < READER_LIMIT,
                "a reader process held {} bytes",
                peak.child
            );
        }
        Ok(())
    }
}

/// Until there are so many arrivals, each with a verdict.
fn wait_judged(site: &Site, office: &Office, arrivals: usize, patience: Duration) -> anyhow::Result<()> {
    wait(site, patience, || {
        let export = office.export()?;
        let rows = export.get("arrivals").and_then(serde_json::Value::as_array);
        let rows = rows.context("arrivals")?;
        let judged = rows
            .iter()
            .filter(|row| row.get("verdict").is_some_and(serde_json::Value::is_string));
        Ok(judged.count() >= arrivals)
    })
}

/// As a clerk who begins the day.
fn open_pages(site: &Site, office: &Office) -> anyhow::Result<()> {
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD)?;
    let cookie = site.sign_in("clerk", PASSWORD)?;
    let ledger = format!("/office/notices/{NOTICE}");
    for path in ["/office", &ledger, &format!("{ledger}/held"), "/office/reconcile"] {
        let answer = site.get(path, &[("Cookie", &cookie)])?;
        ensure!(answer.status == 200, "{path} answers {}", answer.status);
    }
    Ok(())
}

fn wait(site: &Site, patience: Duration, enough: impl Fn() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let start = Instant::now();
    while !enough()? {
        ensure!(start.elapsed() < patience, "not in time");
        site.goes_on_for(INTERVAL)?;
    }
    Ok(())
}

/// A letter with a video.
fn large(megabytes: usize) -> Vec<u8> {
    const LINE: &[u8] = b"AAAAHGZ0eXBtcDQyAAAAAW1wNDFtcDQyaXNvbWlzbzIAAAAIZnJlZQAAAAhtZGF0AAAAAAAAAAAA\r\n";
    let mut message = b"Received: from a.example by mx.office.example; Mon, 24 Oct 2022 10:00:00 +0800\r\n\
        From: <large@huaxia.example>\r\nTo: <kjstdw@office.example>\r\n\
        Date: Mon, 24 Oct 2022 10:00:00 +0800\r\nMessage-ID: <large@rig.example>\r\nSubject: video\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"rig\"\r\n\r\n\
        --rig\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nvideo\r\n\
        --rig\r\nContent-Type: video/mp4; name=\"video.mp4\"\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"video.mp4\"\r\n\r\n"
        .to_vec();
    while message.len() < megabytes * 1_000_000 {
        message.extend_from_slice(LINE);
    }
    message.extend_from_slice(b"--rig--\r\n");
    message
}
