//! Who is measured, and how: processor time of a process and of all that it waited for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::mailbox::Mailbox;

/// Who takes a mailbox in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contestant {
    Ours,
    Script,
    Floor,
}

/// What one run cost, in milliseconds per message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    cpu: f64,
    wall: f64,
}

impl Cost {
    pub(crate) fn median_cpu(costs: &[Self]) -> f64 {
        median(costs.iter().map(|cost| cost.cpu).collect())
    }

    pub(crate) fn median_wall(costs: &[Self]) -> f64 {
        median(costs.iter().map(|cost| cost.wall).collect())
    }

    pub(crate) fn least_cpu(costs: &[Self]) -> f64 {
        costs.iter().map(|cost| cost.cpu).fold(f64::INFINITY, f64::min)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

impl Contestant {
    pub(crate) const ALL: [Self; 3] = [Self::Ours, Self::Script, Self::Floor];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "zhengji ingest",
            Self::Script => "a volunteer's script",
            Self::Floor => "the floor",
        }
    }

    /// Takes the mailbox in, from nothing, into an empty folder.
    pub(crate) fn run(self, mailbox: &Mailbox, data: &Path) -> anyhow::Result<Cost> {
        let mut command = match self {
            Self::Ours => {
                prepare(data, mailbox)?;
                let mut command = zhengji(data)?;
                command
                    .args(["ingest", "--mailbox", "kjstdw"])
                    .arg(mailbox.maildir());
                command
            }
            Self::Script => {
                let mut command = Command::new("python3");
                command.arg(here("peers/volunteer.py")).arg(mailbox.folder());
                command
            }
            Self::Floor => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("floor").arg(mailbox.folder()).arg(data);
                command
            }
        };
        let (before, begun) = (children_time()?, Instant::now());
        let status = command
            .stdout(Stdio::null())
            .status()
            .context("start a contestant")?;
        let wall = begun.elapsed();
        ensure!(status.success(), "{} failed", self.name());
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / f64::from(mailbox.messages.max(1));
        Ok(Cost {
            cpu: each(children_time()?.saturating_sub(before)),
            wall: each(wall),
        })
    }
}

/// Notice and roster are not part of what is measured.
fn prepare(data: &Path, mailbox: &Mailbox) -> anyhow::Result<()> {
    let notice = here("../config/notices/cast-2022-41.toml");
    for (what, file) in [("notice", notice), ("roster", mailbox.roster())] {
        let mut command = zhengji(data)?;
        let status = command
            .args([what, "import"])
            .arg(file)
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "{what} import failed");
    }
    Ok(())
}

pub(crate) fn zhengji(data: &Path) -> anyhow::Result<Command> {
    let program = match std::env::var_os("ZHENGJI_BENCH_PROGRAM") {
        Some(program) => PathBuf::from(program),
        None => std::env::current_exe()?.with_file_name("zhengji"),
    };
    ensure!(
        program.exists(),
        "there is no {}: run `cargo build --release` first",
        program.display()
    );
    let mut command = Command::new(program);
    command.arg("--data").arg(data);
    Ok(command)
}

pub(crate) fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// User and system time of all children that have ended, from `/proc/self/stat` (proc(5), fields 16 and 17).
pub(crate) fn children_time() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(')')
        .context("proc(5): the name ends with a bracket")?;
    let ticks: u64 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    // USER_HZ is 100 on every Linux that runs on PCs.
    Ok(Duration::from_millis(ticks * 10))
}

/// Where this was measured.
pub(crate) fn machine() -> anyhow::Result<String> {
    let output = |program: &str, arguments: &[&str]| -> anyhow::Result<String> {
        let output = Command::new(program).args(arguments).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "Commit {}, {cores} cores, Linux {}, {}.\n",
        output("git", &["rev-parse", "--short", "HEAD"])?,
        output("uname", &["-r"])?,
        output("python3", &["--version"])?
    ))
}
