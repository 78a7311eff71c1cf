//! `poll --once`: one pass over every configured mailbox.

use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use domain::ids::MailboxName;
use domain::notice::Notice;
use intake_imap::{FolderRule, MailboxSettings, Password, Timeouts};

use crate::settings::{self, Imap, Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{clock, judge, now};

pub(super) async fn once(settings: &Settings) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let mailboxes = mailboxes(settings)?;
    if mailboxes.is_empty() {
        return Err(WrongUsage("no mailbox is configured; add an [[imap]] section".to_owned()).into());
    }
    let notices = store.notices().await?;
    let mut failed = Vec::new();
    for mailbox in &mailboxes {
        match intake_imap::poll_once(&store, mailbox, since(mailbox, &notices), &now).await {
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
            Err(error) => {
                say(&format!("{}：{}", mailbox.mailbox, error.kind().advice()));
                failed.push(format!("{}: {:#}", mailbox.mailbox, anyhow::Error::from(error)));
            }
        }
    }
    let judged = judge(settings, store)?.process_pending(&clock()).await?;
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
    let password = settings::password(&imap.password, &imap.password_file, settings)
        .with_context(|| format!("password of mailbox {name}"))?;
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
        password: Password::new(password),
        ca_file: (!imap.ca_file.is_empty()).then(|| settings.path(&imap.ca_file)),
        since: imap.since,
        received_host: imap.received_host.clone(),
        folders: FolderRule::default(),
        poll_every: Duration::from_secs(imap.poll_seconds),
        timeouts: Timeouts {
            command: Duration::from_secs(imap.timeout_seconds.max(1)),
            retry: Duration::from_secs(imap.retry_seconds),
            ..Timeouts::default()
        },
    })
}

/// Mail older than this is none of our business: as configured, else the issue date of the earliest notice that the
/// mailbox serves.
pub(super) fn since(mailbox: &MailboxSettings, notices: &[Notice]) -> Option<NaiveDate> {
    let served = notices
        .iter()
        .filter(|notice| !notice.items_of(&mailbox.mailbox).is_empty());
    mailbox
        .since
        .or_else(|| served.map(|notice| notice.issued_on).min())
}
