//! Archives of videos and letters beside `zip` and a script. The same few files stand under many names (hard links), so
//! that ten gigabytes need no ten gigabytes of disk; the archives go to `/dev/null`.

mod files;
mod ledger;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use ::tests::memory::MemoryWatch;
use anyhow::{Context as _, ensure};
use reporting::{ArchiveOptions, archive};
use rustix::process::Pid;

use self::files::{Files, Shelf};
use crate::contestants::{children_time, here};

/// Who makes the archive.
#[derive(Debug, Clone, Copy)]
enum Archiver {
    Ours,
    Zip,
    Script,
}

impl Archiver {
    const ALL: [Self; 3] = [Self::Ours, Self::Zip, Self::Script];

    const fn name(self) -> &'static str {
        match self {
            Self::Ours => "reporting::archive, with SHA-256 of everything",
            Self::Zip => "zip -3 -n .mp4",
            Self::Script => "Python zipfile",
        }
    }

    fn command(self, folder: &Path, out: &Path) -> anyhow::Result<Command> {
        Ok(match self {
            Self::Ours => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("archive-one").args([folder, out]);
                command
            }
            Self::Zip => {
                let mut command = Command::new("zip");
                command.args(["-q", "-3", "-n", ".mp4", "-r", "-", "."]);
                command.current_dir(folder).stdout(File::create(out)?);
                command
            }
            Self::Script => {
                let mut command = Command::new("python3");
                command.arg(here("peers/archive.py")).args([folder, out]);
                command
            }
        })
    }
}

/// A process that makes an archive of a folder; says how much memory it had at most.
#[expect(clippy::print_stderr, reason = "what a benchmark prints is its result")]
pub(crate) fn one(folder: &Path, out: &Path) -> anyhow::Result<()> {
    let shelf = Shelf::open(folder)?;
    let snapshot = ledger::snapshot(&shelf)?;
    let mut out = BufWriter::new(File::create(out)?);
    let archived = archive(
        &snapshot,
        &ArchiveOptions::default(),
        &shelf,
        &mut out,
        &mut |_| {},
    )?;
    out.flush()?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
    eprintln!(
        "{} files, {} bytes, {}",
        archived.files,
        archived.bytes,
        peak.context("VmHWM")?.replace('\t', " ")
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(gigabytes: u32) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let files = Files::write(folder.path(), u64::from(gigabytes) * 1_000_000_000)?;
    println!(
        "| {} videos and letters, {} bytes | wall s | CPU s | MB/s | anonymous memory, most, MiB |",
        files.count, files.bytes
    );
    println!("|---|---|---|---|---|");
    for archiver in Archiver::ALL {
        let (before, begun) = (children_time()?, Instant::now());
        let mut child = archiver
            .command(folder.path(), Path::new("/dev/null"))?
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| archiver.name())?;
        let watch = MemoryWatch::start(Pid::from_child(&child));
        ensure!(child.wait()?.success(), "{} failed", archiver.name());
        let (wall, cpu) = (
            begun.elapsed().as_secs_f64(),
            children_time()?.saturating_sub(before),
        );
        println!(
            "| {} | {wall:.1} | {:.1} | {:.0} | {} |",
            archiver.name(),
            cpu.as_secs_f64(),
            files.megabytes() / wall,
            watch.take().process >> 20
        );
    }
    large()
}

/// A file above 4 GiB, of zeros, that others must read.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn large() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sources = folder.path().join("sources");
    std::fs::create_dir(&sources)?;
    // Not stored, so that the archive is small.
    File::create(sources.join("000001.eml"))?.set_len((4 << 30) + 4_096)?;
    File::create(sources.join("000002.eml"))?.write_all(b"Subject: after it\r\n\r\n")?;
    let out = folder.path().join("large.zip");
    let made = Archiver::Ours.command(&sources, &out)?.status()?;
    ensure!(made.success(), "no archive");
    let read = Command::new("unzip").args(["-q", "-t"]).arg(&out).output()?;
    ensure!(
        read.status.success(),
        "unzip: {}",
        String::from_utf8_lossy(&read.stdout)
    );
    println!(
        "\nan archive with a file of 4 GiB and 4 KiB: {}",
        String::from_utf8_lossy(&read.stdout).trim()
    );
    Ok(())
}
