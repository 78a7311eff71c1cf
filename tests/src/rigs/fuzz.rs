//! The fuzz targets of `tests/fuzz`, run by cargo-fuzz with the nightly compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::zhengji::repository;

/// What is fuzzed.
pub const TARGETS: [&str; 7] = ["mail", "zip_names", "docx", "xlsx", "xlsb", "flat", "text"];

/// The target with a fault that must be found: it takes every table for one.
const CONTROL: &str = "control";

/// How long the control may take.
const CONTROL_TIME: Duration = Duration::from_mins(2);

/// What one target did.
#[derive(Debug, Clone)]
pub struct Run {
    /// Which target.
    pub target: String,
    /// How many inputs it was given.
    pub inputs: u64,
    /// How many edges of the program they reached.
    pub coverage: u64,
}

/// Fuzzes a target for so long, from the kept corpus onwards; an error that ends with the fuzzer's last words when it
/// found a fault. New inputs stay in the folder `fuzz` of the target directory.
pub fn fuzz(target: &str, time: Duration) -> anyhow::Result<Run> {
    let output = run(target, target, time)?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{target}: {}", last_lines(&said, 40));
    let done = said
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("Done ")?.split(' ').next()?.parse().ok())
        .context("the fuzzer does not say how much it has done")?;
    let coverage = said
        .lines()
        .rev()
        .find_map(|line| line.split_once(" cov: ")?.1.split(' ').next()?.parse().ok())
        .context("the fuzzer does not say how much it has reached")?;
    Ok(Run {
        target: target.to_owned(),
        inputs: done,
        coverage,
    })
}

/// An error unless the fault that was put in for it is found.
pub fn control() -> anyhow::Result<()> {
    let output = run(CONTROL, "docx", CONTROL_TIME)?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        !output.status.success() && said.contains("a table, as the control says"),
        "the control was not found: {}",
        last_lines(&said, 40)
    );
    Ok(())
}

fn run(target: &str, corpus: &str, time: Duration) -> anyhow::Result<Output> {
    let home = repository();
    let work = home.join("target/fuzz").join(target);
    let findings = home.join("target/fuzz").join(format!("{target}-findings"));
    for folder in [&work, &findings] {
        fs::create_dir_all(folder)?;
    }
    Command::new("cargo")
        .args(["+nightly", "fuzz", "run", "--fuzz-dir", "tests/fuzz", target])
        .args([&work, &kept(home, corpus)])
        .arg("--")
        .arg(format!("-max_total_time={}", time.as_secs()))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=65536"])
        .current_dir(home)
        .output()
        .context("run cargo fuzz: rustup toolchain install nightly && cargo install cargo-fuzz --locked")
}

fn kept(home: &Path, target: &str) -> PathBuf {
    home.join("tests/corpus/fuzz").join(target)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(count)..)
        .unwrap_or_default()
        .join("\n")
}
