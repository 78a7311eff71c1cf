//! `kill -9` at random moments of taking in mail. After the restarts the ledger must be the one of an undisturbed run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::crowd;
use crate::office::{Office, On};
use crate::random::Random;

/// A lease that runs out while the test looks on.
const IMPATIENT: [(&str, &str); 1] = [("ZHENGJI__INTAKE__LEASE_SECONDS", "1")];
/// How long everything left may take to be judged.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a run of the rig showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Starts that were killed while they worked.
    pub killed: u32,
    /// Offices that were brought to the end and compared.
    pub offices: u32,
}

/// The letters of the rig, and what becomes of them when nobody disturbs.
struct Fixture {
    letters: PathBuf,
    undisturbed: String,
    /// How long an undisturbed run takes: blows fall within it.
    duration: Duration,
    _folder: tempfile::TempDir,
}

/// Kills until `kills` blows have fallen on work, at moments drawn from `seed`. An office is hit until one start
/// survives; then its ledger is compared, and the next office begins.
pub fn kill(on: On, kills: u32, seed: u64) -> anyhow::Result<Report> {
    let fixture = fixture(on)?;
    let mut report = Report {
        killed: 0,
        offices: 0,
    };
    let mut random = Random::new(seed);
    while report.killed < kills {
        let office = Office::open(on, &IMPATIENT)?
            .context("no PostgreSQL: set ZHENGJI_TEST_POSTGRES or use tests/run")?;
        while report.killed < kills && blow(&office, &fixture.letters, moment(&mut random, fixture.duration))?
        {
            report.killed += 1;
        }
        compare(&office, &fixture)?;
        report.offices += 1;
    }
    Ok(report)
}

/// Lets a start finish. Nothing may be lost, doubled or damaged.
fn compare(office: &Office, fixture: &Fixture) -> anyhow::Result<()> {
    office.ingest("kjstdw", &fixture.letters)?;
    // On a shared database what the dead were judging is free again when their leases run out.
    let start = Instant::now();
    while office.unjudged()? > 0 {
        ensure!(start.elapsed() < PATIENCE, "an arrival is never judged");
        office.zhengji.ok(&["process"])?;
    }
    ensure!(
        office.transcript()? == fixture.undisturbed,
        "the ledger differs from that of an undisturbed run"
    );
    let verified = office.zhengji.ok(&["verify"])?;
    ensure!(verified.contains("问题 0"), "{verified}");
    Ok(())
}

/// The control: the same with one letter withheld in the end must be noticed.
pub fn control(on: On) -> anyhow::Result<()> {
    let fixture = fixture(on)?;
    let office = Office::open(on, &[])?.context("no PostgreSQL")?;
    let withheld = fixture.letters.join("0007.eml");
    fs::remove_file(&withheld).context("withhold a letter")?;
    office.ingest("kjstdw", &fixture.letters)?;
    ensure!(
        office.transcript()? != fixture.undisturbed,
        "the oracle does not notice a lost letter"
    );
    Ok(())
}

fn fixture(on: On) -> anyhow::Result<Fixture> {
    let folder = tempfile::tempdir().context("make a folder")?;
    let letters = folder.path().join("mail");
    crowd::write(&letters, 60)?;
    for entry in fs::read_dir(Office::sample("kjstdw"))? {
        let path = entry?.path();
        let name = path.file_name().context("samples have names")?;
        fs::copy(&path, letters.join(name))?;
    }
    let office = Office::open(on, &[])?.context("no PostgreSQL")?;
    let start = Instant::now();
    office.ingest("kjstdw", &letters)?;
    let duration = start.elapsed();
    Ok(Fixture {
        undisturbed: office.transcript()?,
        letters,
        duration,
        _folder: folder,
    })
}

/// Starts taking in and kills after a while; false when it was done before.
fn blow(office: &Office, letters: &Path, after: Duration) -> anyhow::Result<bool> {
    let arguments = [
        "ingest".as_ref(),
        "--mailbox".as_ref(),
        "kjstdw".as_ref(),
        letters.as_os_str(),
    ];
    let mut process = office
        .zhengji
        .command(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("start zhengji")?;
    let start = Instant::now();
    while start.elapsed() < after {
        if process.try_wait()?.is_some() {
            return Ok(false);
        }
        std::thread::yield_now();
    }
    process.kill().context("kill zhengji")?;
    let status = process.wait()?;
    Ok(status.code().is_none())
}

/// A moment within the duration.
fn moment(random: &mut Random, duration: Duration) -> Duration {
    let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(random.below(microseconds))
}
