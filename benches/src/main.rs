//! Benchmarks side by side with a baseline, in one run: `cargo run --release -p benches -- mail [MESSAGES [ROUNDS]]`,
//! `… -- forms [FORMS [ROUNDS]]`, `… -- workbook [ROWS [ROUNDS]]`, `… -- similar [ESSAYS]`, `… -- archive [GIGABYTES]`
//! `… -- letters [LETTERS [ROUNDS]]` or `… -- stored [LETTERS]`.
//!
//! `mail`: processor time per message from Maildir to committed verdict, all processes counted, beside a script as a
//! volunteer would write it (`peers/volunteer.py`, needs python-docx and openpyxl) and beside the floor: what nobody
//! can leave out who keeps a message safely. The program under test is the release build, or `ZHENGJI_BENCH_PROGRAM`.
//!
//! `forms`: processor time per return form from the bytes of a file to persons and texts, beside a script that finds the
//! same pieces with python-docx and openpyxl (`peers/read_forms.py`), and how it grows with the number of persons.
//!
//! `similar`: a collection of essays compared with itself, beside datasketch (`peers/datasketch_pairs.py`).
//! `archive [GIGABYTES]`: seconds and memory for an archive of videos and letters, beside `zip` and Python's zipfile
//! (`peers/archive.py`) with the same files and packing; and an archive with a file above 4 GiB, read by `unzip -t`.
//! `stored`: what a letter costs after 1,000, 10,000 and 50,000 others (`stored.rs`).
//! `letters`: reminders per second over one and four connections, beside a bare loop over lettre (`letters.rs`).
//! `workbook`: time, memory and size of a list of 20 columns and of the workbook of a whole ledger, beside Python's
//! XlsxWriter in constant-memory mode (`peers/write_workbook.py`, needs XlsxWriter) and beside `rust_xlsxwriter` alone,
//! all writing the same cells; and ours with ten times as many.

mod archiving;
mod contestants;
mod essays;
mod floor;
mod letters;
mod mailbox;
mod notice;
mod returns;
mod similar;
mod stored;
mod workbooks;

use anyhow::{Context as _, bail};

use contestants::{Contestant, Cost};
use mailbox::{Kind, Mailbox};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts.as_slice() {
        // The floor runs in a process of its own, so that it is measured as the others are.
        ["floor", folder, kept] => floor::run(folder.as_ref(), kept.as_ref()),
        ["mail"] => mail(500, 5),
        ["mail", messages] => mail(number(messages)?, 5),
        ["mail", messages, rounds] => mail(number(messages)?, number(rounds)?),
        // So does whoever reads forms.
        ["read", folder] => returns::read(folder.as_ref()),
        ["forms"] => forms(300, 5),
        ["forms", count] => forms(number(count)?, 5),
        ["forms", count, rounds] => forms(number(count)?, number(rounds)?),
        ["stored"] => stored(2_500),
        ["stored", part] => stored(number(part)?),
        ["letters"] => outgoing(2_100, 3),
        ["letters", count] => outgoing(number(count)?, 3),
        ["letters", count, rounds] => outgoing(number(count)?, number(rounds)?),
        ["similar"] => similarity(20_000),
        ["similar", essays] => similarity(number(essays)?),
        // And whoever makes an archive.
        ["archive-one", folder, out] => archiving::one(folder.as_ref(), out.as_ref()),
        ["archive"] => archive(10),
        ["archive", gigabytes] => archive(number(gigabytes)?),
        // And so does whoever writes workbooks.
        ["write-ours", rows, out] => workbooks::write_ours(rows.as_ref(), out.as_ref()),
        ["write-bare", rows, out] => workbooks::write_bare(rows.as_ref(), out.as_ref()),
        ["write-ledger", pieces, out] => workbooks::write_ledger(number(pieces)?, out.as_ref()),
        ["workbook"] => workbook(100_000, 3),
        ["workbook", rows] => workbook(number(rows)?, 3),
        ["workbook", rows, rounds] => workbook(number(rows)?, number(rounds)?),
        _ => bail!(
            "say which: mail [MESSAGES [ROUNDS]], forms [FORMS [ROUNDS]], workbook [ROWS [ROUNDS]], \
             similar [ESSAYS], archive [GIGABYTES], letters [LETTERS [ROUNDS]], stored [LETTERS]"
        ),
    }
}

fn number(text: &str) -> anyhow::Result<u32> {
    text.parse().with_context(|| format!("{text:?} is no number"))
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn similarity(essays: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    similar::bench(usize::try_from(essays)?)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn stored(part: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    stored::bench(part)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn outgoing(count: u32, rounds: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    letters::bench(count, rounds)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn archive(gigabytes: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    archiving::bench(gigabytes)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn forms(count: u32, rounds: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    returns::bench(count, rounds)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn workbook(rows: u32, rounds: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    workbooks::bench(rows, rounds)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn mail(messages: u32, rounds: u32) -> anyhow::Result<()> {
    println!("{}", contestants::machine()?);
    println!("| mailbox | contestant | CPU ms per message, median (least) | wall ms, median | of ours |");
    println!("|---|---|---|---|---|");
    // What a run wrote is kept to the end: for seconds after files were removed ext4 looks for inodes that were not in use
    // lately (recently_deleted in fs/ext4/ialloc.c), which would be charged to the next run.
    let mut kept = Vec::new();
    for kind in [Kind::Mixed, Kind::TextOnly] {
        let mailbox = Mailbox::write(kind, messages)?;
        let mut costs: Vec<(Contestant, Vec<Cost>)> =
            Contestant::ALL.iter().map(|one| (*one, Vec::new())).collect();
        for _ in 0..rounds.max(1) {
            for (contestant, found) in &mut costs {
                let folder = tempfile::tempdir()?;
                found.push(contestant.run(&mailbox, folder.path())?);
                kept.push(folder);
            }
        }
        let ours = costs.first().map_or(0.0, |(_, costs)| Cost::median_cpu(costs));
        for (contestant, costs) in &costs {
            let cpu = Cost::median_cpu(costs);
            println!(
                "| {} × {messages} | {} | {cpu:.3} ({:.3}) | {:.3} | {:.2} |",
                kind.name(),
                contestant.name(),
                Cost::least_cpu(costs),
                Cost::median_wall(costs),
                cpu / ours
            );
        }
    }
    Ok(())
}
