//! `ingest`: messages from files, as if they had arrived in a mailbox.

use std::path::PathBuf;

use domain::ids::MailboxName;
use indicatif::{ProgressBar, ProgressStyle};
use intake::archive::{SightedMail, mail};
use store::{News, SightingPlace, Store};

use crate::mail_files;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{clock, judge, now};

/// What was taken in.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub files: u64,
    pub new: u64,
    pub copies: u64,
    pub known: u64,
    pub judged: u64,
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
    let progress = progress(taken.files);
    for file in &files {
        for message in mail_files::read(file)? {
            let place = SightingPlace::File {
                mailbox: mailbox.clone(),
                path: message.path,
            };
            let sighted = SightedMail {
                place,
                raw: &message.bytes,
                internal_date: None,
                listed_size: None,
                received_host: None,
                seen_at: now(),
            };
            match mail(store, sighted).await?.news {
                News::NewArrival => taken.new += 1,
                News::NewSighting => taken.copies += 1,
                News::KnownSighting => taken.known += 1,
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    taken.judged = judge(settings, store.clone())?.process_pending(&clock()).await?;
    Ok(taken)
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
