//! `serve`: the site, the pollers and the outbox, until told to stop.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use intake::kept::KeptFiles;
use intake::process::Judge;
use intake_http::{HttpSettings, LineKind, MailboxLine, SiteState};
use intake_imap::{Destination, MailboxSettings, MailboxStatus};
use store::Store;
use tokio::sync::Notify;
use tokio::sync::watch::{Receiver, Sender};

use super::{letter_view, letters, poll};
use crate::settings::Settings;
use crate::wiring::{clock, digest_plan, judge, letter_modes, now, readers};
use crate::workshop::{Workshop, make_in_rounds};

/// How often the outbox and what waits to be judged are looked at without being called.
const ROUND: Duration = Duration::from_secs(15);
/// How often is looked whether a round of reminders has come.
const REMINDERS: Duration = Duration::from_mins(1);
/// The letter at hand is finished before the end, so that it is not sent again after the next start.
const ONE_LETTER: Duration = Duration::from_secs(90);

pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    can_listen(settings.http.listen)?;
    let store = super::store(settings).await?;
    run_on(settings, store).await
}

/// Found out before anything is opened or fetched: an address that is taken cannot be served on.
fn can_listen(listen: SocketAddr) -> anyhow::Result<()> {
    let Err(error) = TcpListener::bind(listen) else {
        return Ok(());
    };
    let (ip, port) = (listen.ip(), listen.port());
    let kind = error.kind();
    let mend = if kind == ErrorKind::AddrInUse {
        let next = port.checked_add(1).unwrap_or(8080);
        format!(
            "端口 {port} 已被其他程序占用（可能是另一个 zhengji）；请先停止该程序，或在 [http] listen 中改用其他端口，如 {ip}:{next}"
        )
    } else if kind == ErrorKind::PermissionDenied {
        format!("没有使用端口 {port} 的权限；请在 [http] listen 中改用 1024 以上的端口，由反向代理转发")
    } else if kind == ErrorKind::AddrNotAvailable {
        format!("本机没有地址 {ip}；请核对 [http] listen")
    } else {
        "请核对 [http] listen".to_owned()
    };
    Err(error).with_context(|| format!("不能监听 {listen}：{mend}"))
}

/// Serves on a store that is open already.
pub(super) async fn run_on(settings: &Settings, store: Store) -> anyhow::Result<()> {
    let judge = judge(settings, store.clone())?;
    let (stop_sender, stop) = tokio::sync::watch::channel(false);
    let mut pollers = tokio::task::JoinSet::new();
    let statuses = start_pollers(&mut pollers, settings, &store, &judge, &stop)?;
    let rounds = tokio::spawn(judge_in_rounds(judge.clone(), stop.clone()));
    let letters = tokio::spawn(deliver_in_rounds(
        store.clone(),
        letters::outbox_settings(settings)?,
        stop.clone(),
    ));
    let bell = Arc::new(Notify::new());
    let kept = KeptFiles::new(store.clone(), readers(settings)?);
    let workshop = Workshop {
        kept: kept.clone(),
        temporary: upload_folder(settings)?,
        bell: Arc::clone(&bell),
        keep_days: settings.products.keep_days,
    };
    let products = tokio::spawn(make_in_rounds(workshop, stop.clone()));
    let reminders = tokio::spawn(remind_in_rounds(
        store.clone(),
        letters::outbox_settings(settings)?,
        (letter_modes(settings), settings.letters.domain.clone()),
        digest_plan(settings)?,
        stop.clone(),
    ));
    let site = site(settings, kept, judge, statuses, bell)?;
    // Ends on SIGTERM or SIGINT, once requests under way are answered.
    let served = intake_http::serve(site).await.context("serve the site");
    tell(&stop_sender);
    let ended = async { tokio::join!(rounds, reminders, pollers.join_all(), products) };
    drop(tokio::time::timeout(Duration::from_secs(10), ended).await);
    drop(tokio::time::timeout(ONE_LETTER, letters).await);
    served
}

fn tell(stop: &Sender<bool>) {
    stop.send_replace(true);
}

fn site(
    settings: &Settings,
    kept: KeptFiles,
    judge: Judge,
    statuses: Vec<Arc<MailboxStatus>>,
    bell: Arc<Notify>,
) -> anyhow::Result<SiteState> {
    let upload_folder = upload_folder(settings)?;
    let mut http = HttpSettings::new(
        settings.http.listen,
        settings.http.public_url.clone(),
        upload_folder,
    );
    http.max_request_bytes = settings.http.max_request_mb.saturating_mul(1024 * 1024);
    http.max_files = settings.http.max_files;
    http.proxies.clone_from(&settings.http.proxies);
    Ok(SiteState {
        letter_previews: letter_view::previewer(kept.store().clone(), letters::outbox_settings(settings)?),
        store: kept.store().clone(),
        kept,
        settings: http,
        reception: Arc::new(crate::wiring::reception(settings)?),
        process: Arc::new(move || {
            let judge = judge.clone();
            Box::pin(async move { judge_waiting(&judge).await })
        }),
        now: clock(),
        product_wanted: Arc::new(move || bell.notify_one()),
        keep_days: settings.products.keep_days,
        folder_name: crate::wiring::folder_name,
        mailbox_lines: Arc::new(move || {
            statuses
                .iter()
                .flat_map(|status| mailbox_lines(status, now()))
                .collect()
        }),
    })
}

/// What there is to say of a mailbox. Trouble is trouble for everybody, also for a process that only stands by.
fn mailbox_lines(status: &MailboxStatus, now: DateTime<Utc>) -> Vec<MailboxLine> {
    let mailbox = status.mailbox();
    let mut lines: Vec<MailboxLine> = status
        .lines(now)
        .into_iter()
        .map(|line| MailboxLine {
            kind: LineKind::Alarm,
            probe: line.english,
            shown: line.chinese,
        })
        .collect();
    if lines.is_empty() && status.stands_by() {
        lines.push(MailboxLine {
            kind: LineKind::Standby,
            probe: format!("mailbox {mailbox}: standby, read by another process"),
            shown: format!("邮箱 {mailbox}：由另一进程读取，本进程待命。"),
        });
    }
    lines
}

/// Beside the originals when these are local, so that nothing is copied between disks.
fn upload_folder(settings: &Settings) -> anyhow::Result<std::path::PathBuf> {
    let originals = settings.local_url(&settings.originals.url);
    let folder = match originals.strip_prefix("file:") {
        Some(path) => std::path::PathBuf::from(path).join("uploads"),
        None => settings.path("uploads"),
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("make the folder {}", folder.display()))?;
    Ok(folder)
}

fn start_pollers(
    pollers: &mut tokio::task::JoinSet<()>,
    settings: &Settings,
    store: &Store,
    judge: &Judge,
    stop: &Receiver<bool>,
) -> anyhow::Result<Vec<Arc<MailboxStatus>>> {
    let mut statuses = Vec::new();
    for mailbox in poll::mailboxes(settings)? {
        let status = Arc::new(MailboxStatus::new(mailbox.mailbox.clone()));
        statuses.push(Arc::clone(&status));
        pollers.spawn(watch(store.clone(), mailbox, judge.clone(), status, stop.clone()));
    }
    Ok(statuses)
}

async fn watch(
    store: Store,
    mailbox: MailboxSettings,
    judge: Judge,
    status: Arc<MailboxStatus>,
    stop: Receiver<bool>,
) {
    let readers = judge.clone();
    let on_new = move |_| {
        let judge = judge.clone();
        tokio::spawn(async move { judge_waiting(&judge).await });
    };
    let destination = Destination {
        store: &store,
        readers: readers.readers(),
    };
    intake_imap::watch(destination, &mailbox, mailbox.since, &now, on_new, &status, stop).await;
}

/// The clock of reminders and digests: looks every minute whether a round or the hour has come.
async fn remind_in_rounds(
    store: Store,
    outbox: outbox::OutboxSettings,
    (modes, domain): (store::LetterModes, String),
    digests: outbox::DigestPlan,
    mut stop: Receiver<bool>,
) {
    let mut told = BTreeSet::new();
    while !*stop.borrow() {
        warn_of_unknown_years(&store, &outbox, &mut told).await;
        match outbox::remind(&store, outbox.schedule(), modes, &domain, now()).await {
            Ok(0) => {}
            Ok(fresh) => tracing::info!(fresh, "reminders written"),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "reminders cannot be written"
                );
            }
        }
        if let Err(error) = outbox::write_digest(&store, &digests, &outbox, &domain, now()).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the digest cannot be written"
            );
        }
        tokio::select! {
            () = tokio::time::sleep(REMINDERS) => {}
            stopped = stop.wait_for(|stop| *stop) => {
                // An error means that nobody is left who could say stop.
                drop(stopped);
                return;
            }
        }
    }
}

/// Says once that reminders fall into years whose holidays are not known.
async fn warn_of_unknown_years(store: &Store, outbox: &outbox::OutboxSettings, told: &mut BTreeSet<i32>) {
    match outbox::unknown_years(store, &outbox.calendar, now()).await {
        Ok(years) if years != *told => {
            if !years.is_empty() {
                tracing::warn!(?years, "{}", super::remind::missing_years(&years));
            }
            *told = years;
        }
        Ok(_) => {}
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the calendar cannot be checked"
            );
        }
    }
}

async fn deliver_in_rounds(store: Store, settings: outbox::OutboxSettings, stop: Receiver<bool>) {
    outbox::run(&store, &settings, &now, ROUND, stop).await;
}

/// Judges what no door has announced: archived by another replica, or left by one that died.
async fn judge_in_rounds(judge: Judge, mut stop: Receiver<bool>) {
    while !*stop.borrow() {
        judge_waiting(&judge).await;
        // Either way the loop condition decides.
        drop(tokio::time::timeout(ROUND, stop.changed()).await);
    }
}

async fn judge_waiting(judge: &Judge) {
    if let Err(error) = judge.process_pending(&clock()).await {
        tracing::error!(error = %anyhow::Error::from(error), "judging what waits");
    }
}
