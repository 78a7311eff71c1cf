//! Return forms as Word and Excel files, from bytes to persons, without a mailbox or a database; and how the cost grows
//! with the number of persons in one form.

use std::fs;
use std::path::Path;
use std::process::Command;

use ::tests::build::form::Style;
use ::tests::build::people::Notation;
use ::tests::samples::letter::{filled, own};
use anyhow::{Context as _, ensure};
use forms::interpret::{Interpretation, Place, Prepared, Vocabulary};
use forms::read::{Content, Limits, read_file};

use crate::mailbox::{person, society, text};
use crate::notice;

/// Persons in a form of the comparison.
const PERSONS: usize = 2;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Word,
    Excel,
}

impl Kind {
    const fn extension(self) -> &'static str {
        match self {
            Self::Word => "docx",
            Self::Excel => "xlsx",
        }
    }

    /// What the script reads it with.
    const fn library(self) -> &'static str {
        match self {
            Self::Word => "python-docx",
            Self::Excel => "openpyxl",
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Reader {
    Ours,
    Script,
}

/// What reading a folder cost, the start of the program not counted.
#[derive(Debug, Clone, Copy)]
struct Reading {
    milliseconds: f64,
    pieces: usize,
}

impl Reader {
    /// Reads the folder in a process of its own and keeps the least of some rounds.
    fn least(self, folder: &Path, rounds: u32) -> anyhow::Result<Reading> {
        let mut least = self.run(folder)?;
        for _ in 1..rounds.max(1) {
            let found = self.run(folder)?;
            if found.milliseconds < least.milliseconds {
                least = found;
            }
        }
        Ok(least)
    }

    fn run(self, folder: &Path) -> anyhow::Result<Reading> {
        let mut command = match self {
            Self::Ours => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("read");
                command
            }
            Self::Script => {
                let mut command = Command::new("python3");
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/read_forms.py"));
                command
            }
        };
        let output = command.arg(folder).output()?;
        ensure!(output.status.success(), "{self:?} failed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let (time, pieces) = said.trim().split_once(' ').context("time and pieces")?;
        Ok(Reading {
            milliseconds: time.parse::<f64>()? / 1_000_000.0,
            pieces: pieces.parse()?,
        })
    }
}

/// Prints both tables.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(forms: u32, rounds: u32) -> anyhow::Result<()> {
    println!(
        "| files | reader | CPU ms per form, least | forms per CPU second | pieces found | of the script |"
    );
    println!("|---|---|---|---|---|---|");
    for kind in [Kind::Word, Kind::Excel] {
        let folder = tempfile::tempdir()?;
        for number in 0..forms {
            write(folder.path(), kind, usize::try_from(number)?, PERSONS)?;
        }
        let (ours, script) = (
            Reader::Ours.least(folder.path(), rounds)?,
            Reader::Script.least(folder.path(), rounds)?,
        );
        let wanted = usize::try_from(forms)? * (PERSONS + 1);
        let library = kind.library();
        for (name, found) in [("zhengji", ours), (library, script)] {
            ensure!(
                found.pieces == wanted,
                "{name}: {} pieces of {wanted}",
                found.pieces
            );
            let each = found.milliseconds / f64::from(forms.max(1));
            println!(
                "| .{} × {forms} | {name} | {each:.3} | {:.0} | {} | 1/{:.1} |",
                kind.extension(),
                1000.0 / each,
                found.pieces,
                script.milliseconds / found.milliseconds,
            );
        }
    }
    println!();
    println!(
        "| persons in one .docx | zhengji, CPU ms, least | µs per person | python-docx, CPU ms, least |"
    );
    println!("|---|---|---|---|");
    for persons in [10_u32, 100, 999] {
        let folder = tempfile::tempdir()?;
        let count = usize::try_from(persons)?;
        write(folder.path(), Kind::Word, 0, count)?;
        let (ours, script) = (
            Reader::Ours.least(folder.path(), rounds)?,
            Reader::Script.least(folder.path(), rounds)?,
        );
        ensure!(
            ours.pieces == count + 1,
            "{} pieces of {}",
            ours.pieces,
            count + 1
        );
        println!(
            "| {persons} | {:.3} | {:.1} | {:.3} |",
            ours.milliseconds,
            1000.0 * ours.milliseconds / f64::from(persons),
            script.milliseconds,
        );
    }
    Ok(())
}

fn write(folder: &Path, kind: Kind, number: usize, persons: usize) -> anyhow::Result<()> {
    let society = society(number);
    let pieces: Vec<_> = (0..persons)
        .map(|at| {
            let at = persons * number + at;
            own(society, &person(at), "常务理事", &text(at))
        })
        .collect();
    let form = filled(society, &pieces, Notation::Numbered, number);
    let bytes = match kind {
        Kind::Word => form.docx(Style::default()),
        Kind::Excel => form.xlsx(Style::default()),
    };
    fs::write(folder.join(format!("{number:05}.{}", kind.extension())), bytes)?;
    Ok(())
}

/// Reads every file of a folder and says how many nanoseconds of processor time that took, and how many pieces it found.
#[expect(clippy::print_stdout, reason = "its parent reads what it prints")]
pub(crate) fn read(folder: &Path) -> anyhow::Result<()> {
    let items = notice::items()?;
    let template = notice::template(&items);
    let words = Prepared::new(Vocabulary {
        template: Some(&template),
        items: &items,
    });
    let mut paths: Vec<_> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let begun = processor_time()?;
    let mut pieces = 0;
    for path in paths {
        let name = path.to_string_lossy();
        for file in read_file(&name, &fs::read(&path)?, &Limits::default()) {
            if let Content::Document { document, .. } = file.content {
                pieces += count(&words.interpret(&document, Place::File(&name)));
            }
        }
    }
    println!("{} {pieces}", processor_time()? - begun);
    Ok(())
}

fn count(found: &Interpretation) -> usize {
    let in_forms: usize = found.forms.iter().map(|form| form.pieces.len()).sum();
    in_forms + found.pieces.len()
}

/// Nanoseconds that this thread was on a processor (Linux, Documentation/scheduler/sched-stats.rst).
fn processor_time() -> anyhow::Result<u64> {
    // The kernel brings the number up to date when the thread gives way.
    std::thread::yield_now();
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let time = stat.split_whitespace().next().context("three numbers")?;
    Ok(time.parse()?)
}
