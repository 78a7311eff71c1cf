//! `ingest`: messages from files, as if they had arrived in a mailbox.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use domain::ids::MailboxName;
use indicatif::{ProgressBar, ProgressStyle};
use intake::archive::{SightedFile, SightedMail, mail_file, mails};
use intake::process::Judge;
use intake::reception::ReceivingHosts;
use store::{News, SightingPlace, Store};
use tokio::io::AsyncReadExt as _;

use crate::mail_files;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{clock, judge, now, reception};

/// How much of a large message is held at once, in bytes.
const PIECE: usize = 256 * 1024;

/// What was taken in.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub files: u64,
    pub new: u64,
    pub copies: u64,
    pub known: u64,
    pub judged: u64,
}

impl Taken {
    fn note(&mut self, news: News) {
        match news {
            News::NewArrival => self.new += 1,
            News::NewSighting => self.copies += 1,
            News::KnownSighting => self.known += 1,
        }
    }
}

pub(super) async fn run(settings: &Settings, mailbox: &str, paths: &[PathBuf]) -> anyhow::Result<()> {
    let mailbox = MailboxName::parse(mailbox)
        .map_err(|error| WrongUsage(format!("--mailbox {mailbox:?} is no mailbox name: {error}")))?;
    let store = super::store(settings).await?;
    known_to_a_notice(&store, &mailbox).await?;
    let taken = take_in(settings, &store, &mailbox, paths).await?;
    say(&format!(
        "读取文件 {} 个：新来件 {}，已知来件的又一份 {}，此前已登记 {}；本次核验 {} 件。",
        taken.files, taken.new, taken.copies, taken.known, taken.judged
    ));
    let waiting = store.pending().await?;
    if waiting > 0 {
        say(&format!(
            "另有 {waiting} 件尚在其他进程中核验；如该进程已退出，稍后运行 zhengji process 即可。"
        ));
    }
    Ok(())
}

async fn known_to_a_notice(store: &Store, mailbox: &MailboxName) -> anyhow::Result<()> {
    let notices = store.notices().await?;
    let known = notices
        .iter()
        .flat_map(|notice| &notice.mailboxes)
        .any(|route| route.name == *mailbox);
    if known {
        return Ok(());
    }
    let names: Vec<&str> = notices
        .iter()
        .flat_map(|notice| &notice.mailboxes)
        .map(|route| route.name.as_str())
        .collect();
    Err(WrongUsage(format!(
        "no notice uses a mailbox named {mailbox}; known: {}. Import the notice first (zhengji notice import FILE)",
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    ))
    .into())
}

/// Archives every message, then judges what waits.
pub(super) async fn take_in(
    settings: &Settings,
    store: &Store,
    mailbox: &MailboxName,
    paths: &[PathBuf],
) -> anyhow::Result<Taken> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(mail_files::find(path)?);
    }
    let mut taken = Taken {
        files: files.len() as u64,
        ..Taken::default()
    };
    let judge = judge(settings, store.clone())?;
    let reception = reception(settings)?;
    let received_host = reception.hosts.get(mailbox).cloned().map(Arc::new);
    let progress = progress(taken.files);
    let mut batch = Batch::default();
    for file in &files {
        if mail_files::is_large_message(file)? {
            batch.archive(store, &mut taken).await?;
            let host = received_host.clone();
            taken.note(large(&judge, mailbox, file, host).await?);
            progress.inc(1);
            continue;
        }
        for message in mail_files::read(file)? {
            let place = SightingPlace::File {
                mailbox: mailbox.clone(),
                path: message.path,
            };
            batch.add(SightedMail {
                place,
                raw: message.bytes.into(),
                internal_date: None,
                listed_size: None,
                received_host: received_host.clone(),
                seen_at: now(),
            });
            if batch.is_full() {
                batch.archive(store, &mut taken).await?;
            }
        }
        progress.inc(1);
    }
    batch.archive(store, &mut taken).await?;
    progress.finish_and_clear();
    taken.judged = judge.process_pending(&clock()).await?;
    Ok(taken)
}

/// Messages that are archived with one commit.
#[derive(Debug, Default)]
struct Batch {
    messages: Vec<SightedMail>,
    bytes: usize,
}

impl Batch {
    /// Messages that wait, at most; and their size in bytes, from which on no more are added.
    const MOST: (usize, usize) = (64, 8 * 1024 * 1024);

    fn add(&mut self, message: SightedMail) {
        self.bytes += message.raw.len();
        self.messages.push(message);
    }

    fn is_full(&self) -> bool {
        self.messages.len() >= Self::MOST.0 || self.bytes >= Self::MOST.1
    }

    async fn archive(&mut self, store: &Store, taken: &mut Taken) -> anyhow::Result<()> {
        let batch = std::mem::take(self);
        for archived in mails(store, batch.messages).await? {
            taken.note(archived.news);
        }
        Ok(())
    }
}

/// Archives a message piece by piece, so that its size costs no memory.
async fn large(
    judge: &Judge,
    mailbox: &MailboxName,
    path: &Path,
    received_host: Option<Arc<ReceivingHosts>>,
) -> anyhow::Result<News> {
    let context = || format!("read {}", path.display());
    let mut file = tokio::fs::File::open(path).await.with_context(context)?;
    let mut incoming = judge.store().incoming().await?;
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        if file.read_buf(&mut piece).await.with_context(context)? == 0 {
            break;
        }
        incoming.write(piece).await?;
    }
    let sighted = SightedFile {
        place: SightingPlace::File {
            mailbox: mailbox.clone(),
            path: path.display().to_string(),
        },
        incoming,
        internal_date: None,
        listed_size: None,
        received_host,
        seen_at: now(),
    };
    Ok(mail_file(judge.store(), judge.readers(), sighted).await?.news)
}

/// Drawn on a terminal only.
fn progress(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    let bar = ProgressBar::new(total).with_message("archiving");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
