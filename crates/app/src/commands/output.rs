//! `export` and `verify`: what leaves the system beside products.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use domain::ids::NoticeId;
use domain::ledger::Ledger;
use store::Store;
use tempfile::NamedTempFile;

use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// Writes beside the target and renames, so that a half-written report is never found under its name.
pub(super) fn write_whole(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = beside(out)?;
    file.write_all(bytes).context("write the report")?;
    put(file, out)
}

/// A file in the folder of the target, removed again unless it is [`put`].
pub(super) fn beside(out: &Path) -> anyhow::Result<NamedTempFile> {
    let folder = folder_of(out);
    products::passing_file(folder).with_context(|| format!("write into {}", folder.display()))
}

/// The folder in which a file stands.
pub(super) fn folder_of(out: &Path) -> &Path {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new("."))
}

/// Gives a file that is whole the target's name.
pub(super) fn put(file: NamedTempFile, out: &Path) -> anyhow::Result<()> {
    file.as_file().sync_all().context("write the report")?;
    file.persist(out)
        .with_context(|| format!("write {}", out.display()))?;
    Ok(())
}

pub(super) async fn export(settings: &Settings, notice: &str) -> anyhow::Result<()> {
    let ledger = ledger(&super::store(settings).await?, notice).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &reporting::export(&ledger)).context("write JSON")?;
    out.write_all(b"\n")
        .and_then(|()| out.flush())
        .context("write JSON")
}

pub(super) async fn ledger(store: &Store, notice: &str) -> anyhow::Result<Ledger> {
    let id = notice_id(notice)?;
    store
        .ledger(&id, now())
        .await
        .with_context(|| format!("draw the ledger of {id} (see `zhengji notice list`)"))
}

pub(super) fn notice_id(notice: &str) -> anyhow::Result<NoticeId> {
    NoticeId::parse(notice).map_err(|error| WrongUsage(format!("--notice {notice:?}: {error}")).into())
}

pub(super) async fn verify(settings: &Settings) -> anyhow::Result<()> {
    let report = super::store(settings).await?.verify().await?;
    for problem in &report.problems {
        say(problem);
    }
    say(&format!(
        "原件 {}，来件 {}，见到记录 {}，问题 {}。",
        report.originals,
        report.arrivals,
        report.sightings,
        report.problems.len()
    ));
    if report.problems.is_empty() {
        Ok(())
    } else {
        bail!("{} problem(s) found", report.problems.len())
    }
}
