//! Comparing a collection of essays with itself: how long it takes as it grows, and what it finds of what is planted;
//! beside datasketch (MinHash and LSH in Python, confirmed by exact Jaccard) and beside comparing all with all.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use domain::selection::Selection;
use domain::submission::SubmissionId;
use reporting::similar::{CROWD, NEARLY, PASSAGE, RUN};
use reporting::{Similarity, Snapshot, similar, similar_workbook};

use crate::essays::{Essays, Planted};

/// All with all is quadratic: so many essays.
const NAIVE: usize = 1_000;

/// Pairs by the places of their texts, the lower first.
type Pairs = BTreeSet<(usize, usize)>;

/// Prints a table, each number of essays a quarter, a half and the whole of `count`.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(count: usize) -> anyhow::Result<()> {
    println!(
        "| essays × 1,000 characters | contestant | seconds | µs per essay | pairs | not planted | recall: copies | 4 % changed | 6 % throughout | 200 borrowed |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for count in [count / 4, count / 2, count] {
        let essays = Essays::write(count);
        let snapshot = Snapshot::new(essays.ledger()?, Selection::default());
        let begun = Instant::now();
        let found = similar(&snapshot, &[]);
        let seconds = begun.elapsed().as_secs_f64();
        let pairs = pairs_of(&found)?;
        let row = judged("zhengji similar", &essays, &pairs, seconds)?;
        println!("{row}");
        let reference = Essays::write(30).texts.concat();
        let begun = Instant::now();
        let quoting = similar(&snapshot, &[&reference]);
        println!(
            "| {count} | the same with a reference of 30,000 characters, {} texts quote | {:.2} | | | | | | | |",
            quoting.quotations.len(),
            begun.elapsed().as_secs_f64()
        );
        if let Some((seconds, pairs)) = datasketch(&essays.texts)? {
            println!(
                "{}",
                judged("datasketch 128 × 5-grams", &essays, &pairs, seconds)?
            );
        }
        precision(&essays, &pairs)?;
        let begun = Instant::now();
        let book = similar_workbook(&snapshot, &found)?;
        println!(
            "| {count} | its workbook, {} MB, {} passages of crowds | {:.2} | | | | | | | |",
            book.len() / 1_000_000,
            found.common.len(),
            begun.elapsed().as_secs_f64()
        );
    }
    exact()?;
    let peak = fs::read_to_string("/proc/self/status")?;
    let peak = peak
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    println!("\n{peak} (generator, texts and all three contestants of this process)");
    Ok(())
}

/// Comparing all with all finds everything by the definition: how much of it is found without that.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn exact() -> anyhow::Result<()> {
    let essays = Essays::write(NAIVE);
    let begun = Instant::now();
    let wanted = all_with_all(&essays.texts);
    let name = "all with all, by the definition";
    println!(
        "{}",
        judged(name, &essays, &wanted, begun.elapsed().as_secs_f64())?
    );
    let snapshot = Snapshot::new(essays.ledger()?, Selection::default());
    let begun = Instant::now();
    let found = pairs_of(&similar(&snapshot, &[]))?;
    let name = format!(
        "zhengji similar: {} of these {}",
        found.intersection(&wanted).count(),
        wanted.len()
    );
    println!(
        "{}",
        judged(&name, &essays, &found, begun.elapsed().as_secs_f64())?
    );
    Ok(())
}

fn judged(name: &str, essays: &Essays, pairs: &Pairs, seconds: f64) -> anyhow::Result<String> {
    let planted: Pairs = essays
        .planted
        .iter()
        .map(|(_, from, to)| ordered(*from, *to))
        .collect();
    let count = essays.texts.len();
    let micros = seconds * 1e6 / f64::from(u32::try_from(count)?);
    let recall = |kind: Planted| {
        let of_kind = || essays.planted.iter().filter(move |(known, ..)| *known == kind);
        let hit = of_kind()
            .filter(|(_, from, to)| pairs.contains(&ordered(*from, *to)))
            .count();
        format!("{hit} of {}", of_kind().count())
    };
    Ok(format!(
        "| {count} | {name} | {seconds:.2} | {micros:.0} | {} | {} | {} |",
        pairs.len(),
        pairs.difference(&planted).count(),
        Planted::ALL.map(recall).join(" | ")
    ))
}

/// What was found beyond what is planted must be so: judged by comparing the two texts alone.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn precision(essays: &Essays, pairs: &Pairs) -> anyhow::Result<()> {
    let planted: Pairs = essays
        .planted
        .iter()
        .map(|(_, from, to)| ordered(*from, *to))
        .collect();
    let others: Vec<_> = pairs.difference(&planted).collect();
    let texts = |place: &usize| essays.texts.get(*place).context("a text");
    let mut true_ones = 0;
    for (one, other) in &others {
        let both = [texts(one)?.clone(), texts(other)?.clone()];
        true_ones += usize::from(!all_with_all(&both).is_empty());
    }
    println!(
        "| {} | of {} not planted, {true_ones} are pairs by the definition | | | | | {} |",
        essays.texts.len(),
        others.len(),
        Planted::ALL.map(Planted::name).join(" | ")
    );
    Ok(())
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

fn pairs_of(found: &Similarity) -> anyhow::Result<Pairs> {
    let place = |id: SubmissionId| -> anyhow::Result<usize> { Ok(usize::try_from(id.arrival.number())? - 1) };
    let mut pairs = Pairs::new();
    for pair in &found.pairs {
        pairs.insert(ordered(place(pair.left.piece)?, place(pair.right.piece)?));
    }
    for group in &found.groups {
        for (at, one) in group.pieces.iter().enumerate() {
            for other in group.pieces.iter().skip(at + 1) {
                pairs.insert(ordered(place(*one)?, place(*other)?));
            }
        }
    }
    Ok(pairs)
}

fn letters(text: &str) -> Vec<char> {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// Every two texts that are a pair by the definition, found by comparing all with all: those with a run of [`PASSAGE`]
/// letters in common in which no run of [`RUN`] is that of more than [`CROWD`] texts, by a sorted set of all such runs of
/// each; and those of which [`NEARLY`] of either stands in runs of [`RUN`] that the other has, too.
fn all_with_all(texts: &[String]) -> Pairs {
    let letters: Vec<Vec<char>> = texts.iter().map(|text| letters(text)).collect();
    let mut frequency: BTreeMap<&[char], usize> = BTreeMap::new();
    for text in &letters {
        for run in text.windows(RUN).collect::<BTreeSet<_>>() {
            *frequency.entry(run).or_default() += 1;
        }
    }
    let passages: Vec<BTreeSet<&[char]>> = letters.iter().map(|text| rare(text, &frequency)).collect();
    let runs: Vec<BTreeSet<u64>> = letters
        .iter()
        .map(|text| text.windows(RUN).map(hash).collect())
        .collect();
    let sorted: Vec<Vec<u64>> = runs.iter().map(|runs| runs.iter().copied().collect()).collect();
    let mut pairs = Pairs::new();
    let all = || letters.iter().zip(&runs).zip(&sorted).zip(&passages).enumerate();
    for (one, (((letters, runs), sorted), passages)) in all() {
        for (other, (((its_letters, its_runs), its_sorted), its_passages)) in all().skip(one + 1) {
            // Where runs of 13 make seven tenths of a text, one of 19 runs at least is common.
            let may_be_nearly = common(sorted, its_sorted) * 20 > sorted.len().min(its_sorted.len());
            if !passages.is_disjoint(its_passages)
                || (may_be_nearly && share(letters, its_runs).min(share(its_letters, runs)) >= NEARLY)
            {
                pairs.insert((one, other));
            }
        }
    }
    pairs
}

fn hash(run: &[char]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

/// How many of these two sorted lists have in common.
fn common(one: &[u64], other: &[u64]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        match left.cmp(right) {
            Ordering::Less => drop(one.next()),
            Ordering::Greater => drop(other.next()),
            Ordering::Equal => {
                count += 1;
                one.next();
                other.next();
            }
        }
    }
    count
}

/// The part of a text that stands in these runs.
#[expect(clippy::cast_precision_loss, reason = "texts of a thousand letters")]
fn share(text: &[char], runs: &BTreeSet<u64>) -> f64 {
    let (mut covered, mut until) = (0, 0);
    for (place, run) in text.windows(RUN).enumerate() {
        if runs.contains(&hash(run)) {
            covered += place + RUN - until.max(place);
            until = place + RUN;
        }
    }
    covered as f64 / text.len().max(1) as f64
}

fn rare<'a>(text: &'a [char], frequency: &BTreeMap<&[char], usize>) -> BTreeSet<&'a [char]> {
    let is_rare = |run: &[char]| frequency.get(run).is_some_and(|count| *count <= CROWD);
    let flags: Vec<bool> = text.windows(RUN).map(is_rare).collect();
    let passages = text.windows(PASSAGE).zip(flags.windows(PASSAGE - RUN + 1));
    passages
        .filter(|(_, flags)| flags.iter().all(|is_rare| *is_rare))
        .map(|(passage, _)| passage)
        .collect()
}

/// `None` where Python has no datasketch.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn datasketch(texts: &[String]) -> anyhow::Result<Option<(f64, Pairs)>> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/datasketch_pairs.py");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("essays.txt");
    let lines: Vec<String> = texts
        .iter()
        .map(|text| letters(text).into_iter().collect())
        .collect();
    fs::write(&file, lines.join("\n"))?;
    let output = Command::new("python3").arg(python).arg(&file).output()?;
    if output.status.code() == Some(3) {
        println!(
            "| {} | datasketch is not installed (pip install datasketch) | | | | | | | | |",
            texts.len()
        );
        return Ok(None);
    }
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout)?;
    let mut lines = said.lines();
    let seconds = lines.next().context("seconds")?.parse()?;
    let mut pairs = Pairs::new();
    for line in lines {
        let (one, other) = line.split_once(' ').context("two numbers")?;
        pairs.insert(ordered(one.parse()?, other.parse()?));
    }
    Ok(Some((seconds, pairs)))
}
