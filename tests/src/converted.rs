//! Files that LibreOffice makes of ours, as societies save them.

use std::ffi::OsString;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

/// Saves files in another format: `to` is `ending:filter` as for `soffice --convert-to`. One start for all of them.
pub fn save_as(files: &[(&str, &[u8])], to: &str) -> anyhow::Result<Vec<Vec<u8>>> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("made"))?;
    let mut arguments: Vec<OsString> = vec![
        format!("-env:UserInstallation=file://{}", path("profile").display()).into(),
        "--headless".into(),
        "--norestore".into(),
        "--convert-to".into(),
        to.into(),
        "--outdir".into(),
        path("made").into(),
    ];
    for (name, bytes) in files {
        fs::write(path(name), bytes)?;
        arguments.push(path(name).into());
    }
    let status = Command::new("soffice")
        .args(arguments)
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("start LibreOffice")?;
    ensure!(status.success(), "LibreOffice ended with {status}");
    let ending = to.split(':').next().unwrap_or_default();
    files
        .iter()
        .map(|(name, _)| {
            let stem = name.rsplit_once('.').map_or(*name, |(stem, _)| stem);
            let made = path("made").join(format!("{stem}.{ending}"));
            fs::read(&made).with_context(|| format!("LibreOffice made no {stem}.{ending}"))
        })
        .collect()
}
