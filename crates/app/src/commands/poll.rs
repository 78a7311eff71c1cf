//! `poll --once`: one pass over every configured mailbox.

use std::time::Duration;

use anyhow::bail;
use domain::ids::MailboxName;
use intake_imap::{Auth, Destination, FailureKind, FolderRule, MailboxSettings, Password, Timeouts};

use crate::settings::{self, Imap, Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{clock, judge, now, reception};

pub(super) async fn once(settings: &Settings) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let mailboxes = mailboxes(settings)?;
    if mailboxes.is_empty() {
        return Err(WrongUsage("no mailbox is configured; add an [[imap]] section".to_owned()).into());
    }
    let judge = judge(settings, store.clone())?;
    let destination = Destination {
        store: &store,
        readers: judge.readers(),
    };
    let mut failed = Vec::new();
    for mailbox in &mailboxes {
        match intake_imap::poll_once(destination, mailbox, mailbox.since, &now).await {
            Ok(report) => say(&format!(
                "{}：文件夹 {}，服务器上 {}，此前已存档 {}，本次存档 {}，早于通知 {}，无法取回 {}",
                mailbox.mailbox,
                report.folders,
                report.on_server,
                report.already_known,
                report.archived,
                report.before_start,
                report.not_retrievable
            )),
            Err(error) if error.kind() == FailureKind::ReadElsewhere => {
                say(&format!("{}：由另一进程读取，本次不再读取", mailbox.mailbox));
            }
            Err(error) => {
                say(&format!("{}：{}", mailbox.mailbox, error.kind().advice()));
                failed.push(format!("{}: {:#}", mailbox.mailbox, anyhow::Error::from(error)));
            }
        }
    }
    let judged = judge.process_pending(&clock()).await?;
    say(&format!("核验 {judged} 件。"));
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("{}", failed.join("; "))
    }
}

/// The mailboxes as configured.
pub(super) fn mailboxes(settings: &Settings) -> anyhow::Result<Vec<MailboxSettings>> {
    settings.imap.iter().map(|imap| mailbox(imap, settings)).collect()
}

fn mailbox(imap: &Imap, settings: &Settings) -> anyhow::Result<MailboxSettings> {
    let name = MailboxName::parse(&imap.mailbox)
        .map_err(|error| WrongUsage(format!("[[imap]] mailbox {:?}: {error}", imap.mailbox)))?;
    // A file is read at every login, so that a renewed token or code needs no restart.
    let password = if imap.password_file.is_empty() {
        Password::new(&imap.password)
    } else {
        Password::file(settings.path(&imap.password_file))
    };
    let received_host = reception(settings)?.hosts.remove(&name);
    Ok(MailboxSettings {
        mailbox: name,
        host: imap.host.clone(),
        port: imap.port,
        tls: match imap.tls {
            settings::Tls::Implicit => intake_imap::Tls::Implicit,
            settings::Tls::StartTls => intake_imap::Tls::StartTls,
            settings::Tls::None => intake_imap::Tls::None,
        },
        user: imap.user.clone(),
        auth: match imap.auth {
            settings::ImapAuth::Login => Auth::Login,
            settings::ImapAuth::XOAuth2 => Auth::XOAuth2,
        },
        password,
        ca_file: (!imap.ca_file.is_empty()).then(|| settings.path(&imap.ca_file)),
        since: imap.since,
        received_host,
        folders: folder_rule(imap)?,
        poll_every: Duration::from_secs(imap.poll_seconds),
        alarm_after: Duration::from_secs(imap.alarm_minutes.saturating_mul(60)),
        timeouts: Timeouts {
            command: Duration::from_secs(imap.timeout_seconds.max(1)),
            retry: Duration::from_secs(imap.retry_seconds),
            ..Timeouts::default()
        },
        lease: Duration::from_secs(settings.intake.mailbox_lease_seconds.into()),
    })
}

fn folder_rule(imap: &Imap) -> anyhow::Result<FolderRule> {
    match (imap.folders.as_slice(), imap.except_folders.as_slice()) {
        ([], []) => Ok(FolderRule::AllButOwn),
        ([], except) => Ok(FolderRule::Except(except.to_vec())),
        (only, []) => Ok(FolderRule::Only(only.to_vec())),
        _ => Err(WrongUsage(format!(
            "mailbox {}: give folders or except_folders, not both",
            imap.mailbox
        ))
        .into()),
    }
}
