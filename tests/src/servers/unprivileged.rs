//! The user that servers run as: ourselves, or nobody when we are root.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

/// nobody and nogroup of Debian, which have a passwd entry.
const NOBODY: (u32, u32) = (65534, 65534);

pub(crate) fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// Names of user and group that the servers run as.
pub(crate) fn names() -> anyhow::Result<(String, String)> {
    if running_as_root() {
        return Ok(("nobody".to_owned(), "nogroup".to_owned()));
    }
    let name = |flag| -> anyhow::Result<String> {
        let output = Command::new("id").arg(flag).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    Ok((name("-un")?, name("-gn")?))
}

/// Numbers of user and group that the servers run as.
pub(crate) fn numbers() -> anyhow::Result<(u32, u32)> {
    if running_as_root() {
        return Ok(NOBODY);
    }
    let ourselves = fs::metadata("/proc/self").context("look at ourselves")?;
    Ok((ourselves.uid(), ourselves.gid()))
}

/// A program to be started as that user, silently.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = if running_as_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Makes a tree belong to that user.
pub(crate) fn give_away(path: &Path) -> anyhow::Result<()> {
    if !running_as_root() {
        return Ok(());
    }
    chown(path, Some(NOBODY.0), Some(NOBODY.1))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give_away(&entry?.path())?;
        }
    }
    Ok(())
}
