//! `report`, `export` and `verify`: what leaves the system.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use domain::ids::NoticeId;
use domain::ledger::Ledger;
use domain::selection::Selection;
use reporting::{Links, Snapshot};
use store::Store;

use crate::cli::ReportCommand;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn report(settings: &Settings, command: ReportCommand) -> anyhow::Result<()> {
    let ReportCommand::Workbook { notice, out } = command;
    let ledger = ledger(&super::store(settings).await?, &notice).await?;
    let bytes = reporting::workbook(&Snapshot::new(ledger, Selection::default()), &Links::default())
        .context("make the workbook")?;
    write_whole(&out, &bytes)?;
    say(&format!("已写入 {}", out.display()));
    Ok(())
}

/// Writes beside the target and renames, so that a half-written report is never found under its name.
pub(super) fn write_whole(out: &std::path::Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("write into {}", folder.display()))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .context("write the report")?;
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
    let id = NoticeId::parse(notice).map_err(|error| WrongUsage(format!("--notice {notice:?}: {error}")))?;
    store
        .ledger(&id, now())
        .await
        .with_context(|| format!("draw the ledger of {id} (see `zhengji notice list`)"))
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
