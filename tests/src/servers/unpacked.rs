//! Where `tests/unpack` has put a server.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::zhengji::repository;

/// The unpacked tree of a server; unpacks it when `tests/run` has not done so.
pub(crate) fn tree(server: &str) -> anyhow::Result<PathBuf> {
    let folder = match named() {
        Some(folder) => folder,
        None => unpack()?,
    };
    let tree = folder.join(server);
    ensure!(
        tree.join("usr").is_dir(),
        "{server} is not unpacked in {}: run tests/unpack",
        folder.display()
    );
    Ok(tree)
}

/// Where the libraries of an unpacked tree are, for `LD_LIBRARY_PATH`.
pub(crate) fn libraries(tree: &Path) -> String {
    let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
    let folders = [
        tree.join("usr/lib").join(&machine),
        tree.join("lib").join(&machine),
        tree.join("usr/lib"),
    ];
    folders.map(|folder| folder.display().to_string()).join(":")
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests/run names the folder by environment"
)]
fn named() -> Option<PathBuf> {
    std::env::var("ZHENGJI_TEST_SERVERS").ok().map(PathBuf::from)
}

fn unpack() -> anyhow::Result<PathBuf> {
    let output = Command::new(repository().join("tests/unpack"))
        .output()
        .context("tests/unpack")?;
    ensure!(
        output.status.success(),
        "tests/unpack: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    let folder = text.lines().last().context("tests/unpack names no folder")?;
    Ok(folder.into())
}
