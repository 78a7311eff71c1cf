//! Workbooks beside Python's XlsxWriter in constant-memory mode and beside bare `rust_xlsxwriter`, each in a process of
//! its own that reads the same cells from a file: one list of rows that nobody has in memory, and the workbook of a
//! whole ledger with all its sheets.

mod bare;
mod cells;
mod list;
mod office;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};

use self::office::Made;
use crate::contestants::children_time;

pub(crate) use self::bare::write_bare;
pub(crate) use self::list::write_ours;
pub(crate) use self::office::write as write_ledger;

/// Who writes a workbook.
#[derive(Debug, Clone, Copy)]
enum Writer {
    Ours,
    Bare,
    Script,
}

/// What one run cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
    /// Peak of the resident memory.
    mebibytes: f64,
    /// Size of the file, in megabytes.
    file: f64,
}

impl Writer {
    const fn name(self) -> &'static str {
        match self {
            Self::Ours => "zhengji",
            Self::Bare => "rust_xlsxwriter",
            Self::Script => "XlsxWriter, constant memory",
        }
    }

    fn run(self, rows: &Path, out: &Path) -> anyhow::Result<Cost> {
        let mut command = match self {
            Self::Script => {
                let mut command = Command::new("python3");
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/write_workbook.py"));
                command
            }
            Self::Ours | Self::Bare => {
                let mut command = Command::new(std::env::current_exe()?);
                let which = if matches!(self, Self::Ours) {
                    "write-ours"
                } else {
                    "write-bare"
                };
                command.arg(which);
                command
            }
        };
        let (said, wall, cpu) = run(command.arg(rows).arg(out))?;
        Ok(Cost {
            wall,
            cpu,
            mebibytes: said.trim().parse::<f64>()? / 1024.0,
            file: megabytes(out)?,
        })
    }

    fn median(self, rows: &Path, out: &Path, rounds: u32) -> anyhow::Result<Cost> {
        let mut costs = Vec::new();
        for _ in 0..rounds.max(1) {
            costs.push(self.run(rows, out)?);
        }
        costs.sort_by(|one, other| one.wall.total_cmp(&other.wall));
        costs.get(costs.len() / 2).copied().context("a round")
    }
}

/// What a process said, and the seconds that it took by the clock and of processors.
fn run(command: &mut Command) -> anyhow::Result<(String, f64, f64)> {
    let (before, begun) = (children_time()?, Instant::now());
    let output = command.output()?;
    let wall = begun.elapsed().as_secs_f64();
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let cpu = children_time()?.saturating_sub(before).as_secs_f64();
    Ok((String::from_utf8(output.stdout)?, wall, cpu))
}

#[expect(clippy::cast_precision_loss, reason = "a size to be shown")]
fn megabytes(file: &Path) -> anyhow::Result<f64> {
    Ok(fs::metadata(file)?.len() as f64 / 1e6)
}

/// Both tables, for `count` rows or pieces, and ours for ten times as many.
pub(crate) fn bench(count: u32, rounds: u32) -> anyhow::Result<()> {
    of_list(count, rounds)?;
    of_ledger(count, rounds)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn of_list(count: u32, rounds: u32) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (rows, out) = (folder.path().join("rows"), folder.path().join("out.xlsx"));
    println!(
        "One list of rows from a file:\n\n| rows × {} | writer | wall s, median | CPU s | peak MiB | file MB | wall of ours |",
        list::COLUMNS.len()
    );
    println!("|---|---|---|---|---|---|---|");
    list::generate(&rows, count)?;
    let ours = Writer::Ours.median(&rows, &out, rounds)?;
    let row = |count: u32, writer: Writer, cost: Cost| {
        println!(
            "| {count} | {} | {:.2} | {:.2} | {:.0} | {:.1} | {:.2} |",
            writer.name(),
            cost.wall,
            cost.cpu,
            cost.mebibytes,
            cost.file,
            cost.wall / ours.wall
        );
    };
    row(count, Writer::Ours, ours);
    for writer in [Writer::Bare, Writer::Script] {
        row(count, writer, writer.median(&rows, &out, rounds)?);
    }
    let more = count.saturating_mul(10);
    list::generate(&rows, more)?;
    row(more, Writer::Ours, Writer::Ours.median(&rows, &out, 1)?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn of_ledger(count: u32, rounds: u32) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (cells, book, out) = (
        folder.path().join("cells"),
        folder.path().join("ledger.xlsx"),
        folder.path().join("out.xlsx"),
    );
    println!(
        "\nThe workbook of a whole ledger, all its sheets; the others write the same cells from a file:\n\n\
         | pieces | writer | cells | writing, s | CPU s of the process | MiB before | MiB more for writing | file MB | of ours |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut ours: Option<Made> = None;
    for (count, rounds) in [(count, rounds), (count.saturating_mul(10), 1)] {
        let (made, cpu) = ledger_median(count, &book, rounds)?;
        let written = if ours.is_none() {
            cells::copy(&book, &cells)?.to_string()
        } else {
            String::new()
        };
        println!(
            "| {count} | zhengji | {written} | {:.2} | {cpu:.2} | {:.0} | {:.0} | {:.1} | {:.2} |",
            made.written,
            made.before / 1024.0,
            (made.peak - made.before) / 1024.0,
            megabytes(&book)?,
            made.written / ours.unwrap_or(made).written
        );
        println!(
            "| | of it before: ledger {:.2} s, states {:.2} s, snapshot {:.2} s | | | | | | | |",
            made.ledger, made.drawn, made.frozen
        );
        if ours.is_none() {
            for writer in [Writer::Bare, Writer::Script] {
                let cost = writer.median(&cells, &out, rounds)?;
                println!(
                    "| {count} | {} | {written} | {:.2} | {:.2} | | {:.0} | {:.1} | {:.2} |",
                    writer.name(),
                    cost.wall,
                    cost.cpu,
                    cost.mebibytes,
                    cost.file,
                    cost.wall / made.written
                );
            }
        }
        ours = ours.or(Some(made));
    }
    Ok(())
}

fn ledger_median(count: u32, out: &Path, rounds: u32) -> anyhow::Result<(Made, f64)> {
    let mut found = Vec::new();
    for _ in 0..rounds.max(1) {
        let mut command = Command::new(std::env::current_exe()?);
        let (said, _, cpu) = run(command.arg("write-ledger").arg(count.to_string()).arg(out))?;
        found.push((Made::parse(&said)?, cpu));
    }
    found.sort_by(|(one, _), (other, _)| one.written.total_cmp(&other.written));
    found.get(found.len() / 2).copied().context("a round")
}

/// The greatest resident memory so far, in KiB (proc(5), `VmHWM`).
fn peak() -> anyhow::Result<f64> {
    kibibytes("VmHWM:")
}

/// The resident memory now, in KiB.
fn resident() -> anyhow::Result<f64> {
    kibibytes("VmRSS:")
}

fn kibibytes(name: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let Some(line) = status.lines().find_map(|line| line.strip_prefix(name)) else {
        bail!("no {name}");
    };
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
