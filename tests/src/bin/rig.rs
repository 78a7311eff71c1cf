//! The rigs at full dose: `tests/rig NAME`.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tests::office::On;
use tests::rigs;
use tests::rigs::careless::Cursor;
use tests::zhengji::{program, repository};

/// A rig: its name, what it shows, and what runs it with the further arguments.
type Rig = (&'static str, &'static str, fn(&[String]) -> anyhow::Result<()>);

const RIGS: &[Rig] = &[
    (
        "kill",
        "kill -9 at random moments of taking in mail: [KILLS [SEED]], 50 and 1 by default, on both databases",
        kill,
    ),
    (
        "cuts",
        "the line to the mail server is cut: [CUTS [SEED [MESSAGES]]], 500, 1 and 2000 by default",
        cuts,
    ),
    (
        "big",
        "many messages and a large one: [MESSAGES [MEGABYTES]], 40000 and 200 by default",
        big,
    ),
    (
        "bombs",
        "hostile files are sent to a running site: [PART OF A NAME], all of them by default",
        bombs,
    ),
    (
        "fuzz",
        "random bytes are read, with the nightly compiler and cargo-fuzz: [SECONDS [TARGET]], 600 and all by default",
        fuzz,
    ),
    (
        "reminders",
        "four processes send reminders, some are killed and one is frozen: [LETTERS [KILLS [FREEZES [SEED]]]], 10000, \
         40, 4 and 1 by default, on both databases",
        reminders,
    ),
    (
        "power",
        "power cuts while letters are taken in, as root: [CUTS], 100 by default; needs xfsprogs, strace and 6 GB in TMPDIR",
        power,
    ),
];

/// What the control of `bombs` runs as a process of its own.
const CARELESS: &str = "careless-reader";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, further)) = arguments.split_first() else {
        bail!("say which rig: tests/rig NAME\n{}", list());
    };
    if name == CARELESS {
        return careless(further);
    }
    match RIGS.iter().find(|(known, ..)| known == name) {
        Some((_, _, run)) => run(further),
        None => bail!("there is no rig “{name}”\n{}", list()),
    }
}

/// An argument, or what stands for it.
fn number(arguments: &[String], index: usize, default: u64) -> anyhow::Result<u64> {
    match arguments.get(index) {
        None => Ok(default),
        Some(text) => text.parse().with_context(|| format!("{text:?} is no number")),
    }
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn kill(arguments: &[String]) -> anyhow::Result<()> {
    let (kills, seed) = (
        u32::try_from(number(arguments, 0, 50)?)?,
        number(arguments, 1, 1)?,
    );
    for on in [On::Sqlite, On::Postgres] {
        rigs::kill::control(on)?;
        let report = rigs::kill::kill(on, kills, seed)?;
        println!(
            "kill on {on:?}: seed {seed}, {} starts killed at work, {} offices brought to the end: \
             ledger as undisturbed, originals verified; control (one letter withheld) noticed",
            report.killed, report.offices
        );
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn reminders(arguments: &[String]) -> anyhow::Result<()> {
    let dose = |index, default| anyhow::Ok(u32::try_from(number(arguments, index, default)?)?);
    let (letters, kills, freezes) = (dose(0, 10_000)?, dose(1, 40)?, dose(2, 4)?);
    let seed = number(arguments, 3, 1)?;
    println!("reminders: commit {}, seed {seed}", commit()?);
    let doubled = rigs::reminders::control(100)?;
    println!("control, two senders that do not see each other's claims: {doubled} letters came twice");
    ensure!(doubled > 0, "the control proves nothing");
    for on in [On::Sqlite, On::Postgres] {
        let report = rigs::reminders::reminders(on, letters, kills, freezes, seed)?;
        println!(
            "{on:?}: {} letters due, {} taken; {} workers killed, {} frozen until their letters were others'; {} letters \
             came twice, each the last that was taken from a worker stopped before it could note it; {} others; {} lost",
            report.letters,
            report.taken,
            report.killed,
            report.frozen,
            report.excused,
            report.doubled.len(),
            report.lost
        );
        report.check()?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn cuts(arguments: &[String]) -> anyhow::Result<()> {
    let (count, seed) = (
        u32::try_from(number(arguments, 0, 500)?)?,
        number(arguments, 1, 1)?,
    );
    let messages = u32::try_from(number(arguments, 2, 2000)?)?;
    println!("cuts: commit {}, seed {seed}", commit()?);
    for (cursor, shown) in [
        (Cursor::First, "moved before the message is kept"),
        (Cursor::Last, "moved once the message is kept"),
    ] {
        let lost = rigs::cuts::control(count, messages, seed, cursor)?;
        println!("control, a client whose cursor is {shown}: {lost} of {messages} messages lost");
        anyhow::ensure!(
            (lost > 0) == (cursor == Cursor::First),
            "the control proves nothing"
        );
    }
    let report = rigs::cuts::cuts(count, messages, seed)?;
    println!(
        "{} cuts, {} logins of one process, {} messages in 3 folders, {} s: every message exactly one arrival, every \
         original as sent, no restart",
        report.cuts,
        report.logins,
        report.messages,
        report.duration.as_secs()
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn big(arguments: &[String]) -> anyhow::Result<()> {
    let messages = u32::try_from(number(arguments, 0, 40_000)?)?;
    let megabytes = usize::try_from(number(arguments, 1, 200)?)?;
    let report = rigs::big::big(messages, megabytes)?;
    println!(
        "big: commit {}, {} messages in one folder",
        commit()?,
        report.messages
    );
    println!(
        "first pass: {} bytes, the second begins after {} s; second pass: {} bytes (limit {})",
        report.first_pass,
        report.first_pass_time.as_secs(),
        report.second_pass,
        rigs::big::TRAFFIC_LIMIT
    );
    for (when, peak) in [
        ("two passes", report.many),
        ("judging the rest", report.judging),
        ("the large message", report.large),
        ("the office's pages", report.pages),
    ] {
        println!(
            "most anonymous memory during {when}: server process {} MiB (limit {}), reader process {} MiB (limit {})",
            mebibytes(peak.process),
            mebibytes(rigs::big::MEMORY_LIMIT),
            mebibytes(peak.child),
            mebibytes(rigs::big::READER_LIMIT)
        );
    }
    let arrived = if report.large_arrived {
        "an arrival"
    } else {
        "NOT an arrival"
    };
    println!("the message of {} bytes is {arrived}", report.large_bytes);
    report.check()
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn bombs(arguments: &[String]) -> anyhow::Result<()> {
    let part = arguments.first().map_or("", String::as_str);
    let mut bombs = rigs::bombs::bombs();
    bombs.retain(|bomb| bomb.name.contains(part));
    println!("bombs: commit {}, {} files", commit()?, bombs.len());
    let hurt = rigs::bombs::control(&std::env::current_exe()?, &[CARELESS], &bombs)?;
    println!(
        "control, a careless reader with as much memory and computing: fails at {} of them",
        hurt.len()
    );
    println!("KiB sent | site grew, MiB | reader, MiB | computing, s | file: verdict");
    let harms = rigs::bombs::explode(&bombs, |harm| {
        println!(
            "{:>8} | {:>3} | {:>3} | {:>5.2} | {}: {}",
            harm.bytes / 1024,
            mebibytes(harm.growth),
            mebibytes(harm.reader),
            harm.computing.as_secs_f64(),
            harm.name,
            harm.verdict
        );
    })?;
    harms.iter().try_for_each(rigs::bombs::Harm::check)?;
    println!("every letter decided within its limits, every original downloaded as it was sent");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn fuzz(arguments: &[String]) -> anyhow::Result<()> {
    let time = Duration::from_secs(arguments.first().map_or(Ok(600), |seconds| seconds.parse())?);
    let named = arguments.get(1);
    println!("fuzz: commit {}, {} s for each target", commit()?, time.as_secs());
    rigs::fuzz::control()?;
    println!("control: the fault that was put in for it is found");
    let targets = rigs::fuzz::TARGETS.into_iter();
    for target in targets.filter(|target| named.is_none_or(|named| named == target)) {
        let run = rigs::fuzz::fuzz(target, time)?;
        println!(
            "{}: {} inputs, {} edges reached, no fault",
            run.target, run.inputs, run.coverage
        );
    }
    Ok(())
}

/// Reads one file without much thought; want of memory ends it as it ends most programs.
fn careless(arguments: &[String]) -> anyhow::Result<()> {
    let path = arguments.first().context("which file")?;
    let read = rigs::bombs::read_carelessly(&std::fs::read(path)?);
    let cause = read
        .as_ref()
        .err()
        .and_then(|error| error.downcast_ref::<std::io::Error>());
    if cause.is_some_and(|error| error.kind() == std::io::ErrorKind::OutOfMemory) {
        std::process::abort();
    }
    read.map(|_| ())
}

fn mebibytes(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}

/// What is checked out.
fn commit() -> anyhow::Result<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .current_dir(repository())
        .output()
        .context("git")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn list() -> String {
    let lines: Vec<String> = RIGS
        .iter()
        .map(|(name, shows, _)| format!("  {name}  {shows}"))
        .collect();
    if lines.is_empty() {
        "no rig has been built in yet".to_owned()
    } else {
        format!("rigs:\n{}", lines.join("\n"))
    }
}

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn power(arguments: &[String]) -> anyhow::Result<()> {
    let cuts = number(arguments, 0, 100)?.to_string();
    println!("power: commit {}", commit()?);
    for dose in [&["10", "unsynced"][..], &[&cuts]] {
        let status = Command::new(repository().join("tests/src/rigs/power.sh"))
            .arg(program()?)
            .args(dose)
            .status()?;
        ensure!(status.success(), "power cuts {dose:?}: {status}");
    }
    Ok(())
}
