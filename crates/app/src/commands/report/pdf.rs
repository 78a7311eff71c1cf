//! A document of ours as PDF, made by LibreOffice where it is installed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::process::Command;

use crate::converters::converters;
use crate::settings::Settings;

/// What LibreOffice ends with when it has set up a new profile and wants to be started again.
const AGAIN: i32 = 81;

/// Writes the PDF beside the document; `None` when there is no LibreOffice.
pub(super) async fn beside(settings: &Settings, document: &Path) -> anyhow::Result<Option<PathBuf>> {
    let converters = converters(settings);
    let Some(program) = converters.office else {
        return Ok(None);
    };
    let folder = super::super::output::folder_of(document);
    let place = tempfile::tempdir_in(folder).with_context(|| format!("write into {}", folder.display()))?;
    let mut installation = OsString::from("-env:UserInstallation=file://");
    installation.push(std::path::absolute(place.path())?.join("profile"));
    let run = async || {
        Command::new(&program)
            .arg(&installation)
            .args([
                "--headless",
                "--norestore",
                "--nologo",
                "--convert-to",
                "pdf",
                "--outdir",
            ])
            .arg(place.path())
            .arg(document)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status()
            .await
    };
    let twice = async {
        let ended = run().await?;
        if ended.code() == Some(AGAIN) {
            return run().await;
        }
        Ok(ended)
    };
    let patience = Duration::from_secs(converters.seconds);
    let ended = tokio::time::timeout(patience, twice)
        .await
        .context("LibreOffice took too long")?
        .context("start LibreOffice")?;
    let made = place
        .path()
        .join(document.file_name().unwrap_or_default())
        .with_extension("pdf");
    if !ended.success() || !made.is_file() {
        bail!("LibreOffice made no PDF of {}", document.display());
    }
    let pdf = document.with_extension("pdf");
    std::fs::rename(&made, &pdf).with_context(|| format!("write {}", pdf.display()))?;
    Ok(Some(pdf))
}
