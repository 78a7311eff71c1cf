//! Puts the parts together as the settings say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use intake::claim::LinkProvider;
use intake::process::{Clock, Judge, JudgeSettings};
use intake::reader::{ReaderPool, ReaderSettings};
use intake::reception::{ReceivingHosts, Reception};
use outbox::DigestPlan;
use store::{LetterModes, Store};

use crate::converters::converters;
use crate::settings::{LetterMode, Settings, WrongUsage};

/// The only place that reads the clock.
#[expect(clippy::disallowed_methods, reason = "app is where the clock is read")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The clock as the other crates take it.
pub(crate) fn clock() -> Clock {
    Arc::new(now)
}

/// A folder of a mailbox as people call it; an empty name stands for files given to `ingest`.
pub(crate) fn folder_name(raw: &str) -> String {
    match raw {
        "" => "（文件导入）".to_owned(),
        "INBOX" => "收件箱".to_owned(),
        raw => intake_imap::display_name(raw),
    }
}

/// Opens the store. A local database is brought to this version's schema; a shared one is only checked, so that
/// starting one replica does not change the schema under the others.
pub(crate) async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let database = settings.local_url(&settings.database.url);
    let store = Store::open(&database, &settings.local_url(&settings.originals.url))
        .await
        .context("open database and originals")?;
    if let Some(path) = database.strip_prefix("sqlite:") {
        store
            .migrate()
            .await
            .context("bring the database to this version's schema")?;
        if alone(path)? {
            // What a killed process had claimed need not wait for its lease to run out.
            store
                .release_claims()
                .await
                .context("take over what a process that died had claimed")?;
        }
    } else {
        store
            .check_schema()
            .await
            .context("check the schema (run `zhengji migrate` after an update)")?;
    }
    Ok(store)
}

/// Whether no other process of this machine works on the database. Holds a shared lock on a file beside it until this
/// process ends, however it ends.
fn alone(database: &str) -> anyhow::Result<bool> {
    static HELD: std::sync::OnceLock<std::fs::File> = std::sync::OnceLock::new();
    let path = format!("{database}.lock");
    let file = std::fs::File::create(&path).with_context(|| format!("make the lock file {path}"))?;
    let alone = file.try_lock().is_ok();
    file.lock_shared().with_context(|| format!("lock {path}"))?;
    // A second store in this process keeps the first lock.
    let first = HELD.set(file).is_ok();
    Ok(alone && first)
}

/// What the settings say of the office's own side of the mail.
pub(crate) fn reception(settings: &Settings) -> anyhow::Result<Reception> {
    let mut hosts = BTreeMap::new();
    for imap in &settings.imap {
        let Some(patterns) = &imap.received_host else {
            continue;
        };
        let mailbox = MailboxName::parse(&imap.mailbox)
            .map_err(|error| WrongUsage(format!("[[imap]] mailbox {:?}: {error}", imap.mailbox)))?;
        let parsed = ReceivingHosts::parse(patterns.as_slice())
            .map_err(|error| WrongUsage(format!("[[imap]] {mailbox}: received_host: {error}")))?;
        hosts.insert(mailbox, parsed);
    }
    let from = &settings.smtp.from;
    let sender = from.rsplit_once('<').map_or(from.as_str(), |(_, address)| {
        address.trim_end().trim_end_matches('>')
    });
    let mut link_providers = settings.intake.link_providers.clone();
    link_providers.extend(LinkProvider::known());
    Ok(Reception {
        hosts,
        link_providers,
        gateway_wordings: settings.intake.gateway_wordings.clone(),
        own_addresses: BTreeSet::from([sender.trim().to_lowercase()]),
    })
}

/// To whom digests go, and when.
pub(crate) fn digest_plan(settings: &Settings) -> anyhow::Result<DigestPlan> {
    let hour = settings.letters.digest_hour;
    if hour > 23 {
        return Err(WrongUsage(format!("[letters] digest_hour = {hour}: 0 to 23")).into());
    }
    Ok(DigestPlan {
        readers: settings.letters.digest_to.clone(),
        hour,
    })
}

/// Whether letters of each kind wait for a person, as configured.
pub(crate) fn letter_modes(settings: &Settings) -> LetterModes {
    let letters = &settings.letters;
    let mode = |own: Option<LetterMode>| match own.unwrap_or(letters.mode) {
        LetterMode::Off => store::LetterMode::Off,
        LetterMode::Approve => store::LetterMode::Approve,
        LetterMode::Auto => store::LetterMode::Auto,
    };
    let own = &letters.modes;
    LetterModes {
        receipt: mode(own.receipt),
        correction_request: mode(own.correction_request),
        acknowledgement: mode(own.acknowledgement),
        under_review: mode(own.under_review),
        reminder: mode(own.reminder),
        overdue: mode(own.overdue),
        extension: mode(own.extension),
        invitation: mode(own.invitation),
    }
}

/// A pool of reader processes as configured; none runs before something is to be read.
pub(crate) fn readers(settings: &Settings) -> anyhow::Result<Arc<ReaderPool>> {
    let converters = converters(settings);
    let conversion = Duration::from_secs(converters.seconds);
    let memory = settings.reader.memory_mb.saturating_mul(1024 * 1024);
    Ok(Arc::new(ReaderPool::new(ReaderSettings {
        program: std::env::current_exe().context("find this program for its reader processes")?,
        arguments: vec![
            "reader".into(),
            format!("--memory-bytes={memory}"),
            format!("--cpu-seconds={}", settings.reader.seconds),
            format!(
                "--converters={}",
                serde_json::to_string(&converters).context("describe the converters")?
            ),
        ],
        processes: settings.reader.processes,
        time: Duration::from_secs(settings.reader.seconds.saturating_mul(2)) + conversion,
        originals_per_child: settings.reader.documents,
    })))
}

/// The judge over a store, with its pool of reader processes.
pub(crate) fn judge(settings: &Settings, store: Store) -> anyhow::Result<Judge> {
    let judge_settings = JudgeSettings {
        letter_modes: letter_modes(settings),
        letter_domain: settings.letters.domain.clone(),
        workers: settings.intake.workers,
        max_attempts: settings.intake.max_attempts,
        lease: chrono::Duration::seconds(settings.intake.lease_seconds.into()),
        reception: reception(settings)?,
    };
    Ok(Judge::new(store, readers(settings)?, judge_settings))
}
