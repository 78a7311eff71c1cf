//! Many reminders are due, and four processes send them at once: some are killed, one is frozen until its letters
//! belong to others and then goes on. Every letter must arrive, and none twice but for what nobody can know: the letter
//! that the server had taken when its sender was stopped, and which that one had not marked yet.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::office::{Office, On};
use crate::random::Random;
use crate::rounds;
use crate::smtp_sink::{SmtpSink, Taken};

const WORKERS: usize = 4;
/// How long a worker is frozen: the patience that it is started with gives it a letter for nine seconds.
const FROZEN_FOR: Duration = Duration::from_secs(11);
/// After so long the letters are counted that had been taken when it froze: those on their way have arrived.
const SETTLED: Duration = Duration::from_millis(500);
/// A frozen worker that holds the only lock of a SQLite database freezes everybody; it is known by nobody sending
/// anything, and let go on.
const NOBODY_WORKS: Duration = Duration::from_millis(2500);
/// How long nothing may leave: longer than a letter waits that the server was too slow for.
const PATIENCE: Duration = Duration::from_mins(20);
const POLL: Duration = Duration::from_millis(2);

/// What a run showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Letters that were due.
    pub letters: usize,
    /// Letters that the server took, repetitions included.
    pub taken: usize,
    /// Workers killed at work.
    pub killed: usize,
    /// Workers frozen at work.
    pub frozen: usize,
    /// Letters taken twice because their sender was stopped before it could note the first time.
    pub excused: usize,
    /// Letters taken twice for any other reason, each with its senders in order.
    pub doubled: Vec<String>,
    /// Letters that never came.
    pub lost: usize,
}

impl Report {
    /// Fails when something was lost or doubled.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(self.lost == 0, "{} letters never came", self.lost);
        ensure!(
            self.doubled.is_empty(),
            "letters came twice without need: {:?}",
            self.doubled
        );
        Ok(())
    }
}

/// A worker that was stopped, and how many letters the server had taken from it by then.
struct Stopped {
    sender: String,
    taken: usize,
}

struct Worker {
    sender: String,
    process: Child,
    frozen: Option<Freeze>,
    /// Whether it ever was frozen: PostgreSQL gives up a connection that stood still in a transaction, and its process
    /// ends with that error.
    was_frozen: bool,
}

/// When a worker was frozen, and how many letters had been taken from all of them soon after.
struct Freeze {
    since: Instant,
    taken: Option<usize>,
}

/// An office with about this many reminders due, which leave through the sink.
fn office(on: On, sink: &SmtpSink, letters: u32) -> anyhow::Result<(Office, usize)> {
    let port = sink.port().to_string();
    let settings = [
        ("ZHENGJI__SMTP__TRANSPORT", "smtp"),
        ("ZHENGJI__SMTP__PORT", &port),
        ("ZHENGJI__SMTP__TLS", "none"),
        ("ZHENGJI__SMTP__PER_MINUTE", "0"),
        ("ZHENGJI__SMTP__PER_DOMAIN_PER_MINUTE", "0"),
        // As long as a letter may take: a machine at work on other things as well may keep the sink waiting.
        ("ZHENGJI__SMTP__TIMEOUT_SECONDS", "3"),
        ("ZHENGJI__SMTP__LETTER_TIMEOUT_SECONDS", "3"),
        ("ZHENGJI__LETTERS__MODE", "auto"),
    ];
    let office =
        Office::open(on, &settings)?.context("no PostgreSQL: set ZHENGJI_TEST_POSTGRES or use tests/run")?;
    let tomorrow = today() + chrono::Duration::days(1);
    let mut due = 0;
    let mut number = 0;
    while due < letters as usize {
        number += 1;
        rounds::import_as(&office, &format!("rig-{number:04}"), tomorrow, rounds::ANY_HOUR)?;
        if number == 1 {
            office.zhengji.ok(&["remind"])?;
            due = queued(&office)?;
            ensure!(due > 0, "nobody is reminded");
        } else {
            due += due / (number - 1);
        }
    }
    office.zhengji.ok(&["remind"])?;
    let due = queued(&office)?;
    Ok((office, due))
}

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock")]
fn today() -> chrono::NaiveDate {
    chrono::Utc::now()
        .with_timezone(&chrono_tz::Asia::Shanghai)
        .date_naive()
}

fn queued(office: &Office) -> anyhow::Result<usize> {
    count(office, "queued")
}

fn count(office: &Office, state: &str) -> anyhow::Result<usize> {
    let told = office.zhengji.ok(&["letters", "list", "--state", state])?;
    Ok(told.lines().filter(|line| line.contains('\t')).count())
}

/// Sends about so many reminders while workers are killed and frozen, at moments drawn from `seed`.
pub fn reminders(on: On, letters: u32, kills: u32, freezes: u32, seed: u64) -> anyhow::Result<Report> {
    let sink = SmtpSink::start(None)?;
    let (office, due) = office(on, &sink, letters)?;
    let mut rig = Rig {
        office: &office,
        sink: &sink,
        workers: Vec::new(),
        stopped: Vec::new(),
        started: 0,
        random: Random::new(seed),
        killed: 0,
        frozen: 0,
    };
    let mut blows = rig.blows(due, kills, freezes);
    rig.run(due, &mut blows)?;
    let report = rig.judge(due);
    ensure!(
        count(&office, "sent")? == due,
        "some letters are not marked as sent"
    );
    Ok(report)
}

/// A blow that falls when the server has taken so many letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Blow {
    at: usize,
    kill: bool,
}

struct Rig<'a> {
    office: &'a Office,
    sink: &'a SmtpSink,
    workers: Vec<Worker>,
    stopped: Vec<Stopped>,
    started: usize,
    random: Random,
    killed: usize,
    frozen: usize,
}

impl Rig<'_> {
    /// Latest first. None falls at the very end, when nobody is at work any more.
    fn blows(&mut self, due: usize, kills: u32, freezes: u32) -> Vec<Blow> {
        let most = u64::try_from(due).unwrap_or(0) * 9 / 10;
        let mut blows = Vec::new();
        for kill in (0..kills).map(|_| true).chain((0..freezes).map(|_| false)) {
            let at = usize::try_from(self.random.below(most)).unwrap_or(0);
            blows.push(Blow { at, kill });
        }
        blows.sort_unstable();
        blows.reverse();
        blows
    }

    fn run(&mut self, due: usize, blows: &mut Vec<Blow>) -> anyhow::Result<()> {
        let (mut moved, mut taken) = (Instant::now(), 0);
        for _ in 0..WORKERS {
            self.start()?;
        }
        let mut looked = Instant::now();
        loop {
            if self.sink.count() > taken {
                (moved, taken) = (Instant::now(), self.sink.count());
            }
            ensure!(
                moved.elapsed() < PATIENCE,
                "{taken} of {due} letters left, and now none: {}",
                self.office
                    .zhengji
                    .ok(&["letters", "list", "--state", "queued"])?
            );
            for _ in 0..self.thaw()? {
                let at = self.sink.count() + 1;
                blows.push(Blow { at, kill: false });
            }
            while blows.last().is_some_and(|blow| blow.at <= self.sink.count()) {
                if let Some(blow) = blows.pop() {
                    self.strike(blow)?;
                }
            }
            let ended = self.replace_ended()?;
            if ended && looked.elapsed() > Duration::from_secs(1) && self.nobody_is_frozen() {
                looked = Instant::now();
                if queued(self.office)? == 0 {
                    return self.finish();
                }
            }
            std::thread::sleep(POLL);
        }
    }

    fn nobody_is_frozen(&self) -> bool {
        self.workers.iter().all(|worker| worker.frozen.is_none())
    }

    fn start(&mut self) -> anyhow::Result<()> {
        self.started += 1;
        let sender = format!("worker-{}@office.example", self.started);
        let process = self
            .office
            .zhengji
            .command(&["send"])
            .env("ZHENGJI__SMTP__ENVELOPE_FROM", &sender)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("start a worker")?;
        self.workers.push(Worker {
            sender,
            process,
            frozen: None,
            was_frozen: false,
        });
        Ok(())
    }

    /// Whether a worker had ended by itself; another takes its place.
    fn replace_ended(&mut self) -> anyhow::Result<bool> {
        let mut ended = 0;
        let mut at_work = Vec::new();
        for mut worker in self.workers.drain(..) {
            match worker.process.try_wait()? {
                Some(_) => ended += 1,
                None => at_work.push(worker),
            }
        }
        self.workers = at_work;
        for _ in 0..ended {
            self.start()?;
        }
        Ok(ended > 0)
    }

    fn strike(&mut self, blow: Blow) -> anyhow::Result<()> {
        // Within the time that a letter or two take.
        std::thread::sleep(Duration::from_micros(self.random.below(5000)));
        let chosen = usize::try_from(self.random.below(WORKERS as u64)).unwrap_or(0);
        let Some(worker) = self
            .workers
            .get_mut(chosen)
            .filter(|worker| worker.frozen.is_none())
        else {
            return Ok(());
        };
        if blow.kill {
            worker.process.kill()?;
            worker.process.wait()?;
            self.killed += 1;
            let sender = worker.sender.clone();
            self.stopped.push(Stopped {
                sender,
                // It can send no more: all of its letters are meant, once the sink has heard the last.
                taken: usize::MAX,
            });
        } else {
            signal(&worker.process, Signal::STOP)?;
            worker.was_frozen = true;
            worker.frozen = Some(Freeze {
                since: Instant::now(),
                taken: None,
            });
        }
        Ok(())
    }

    /// Lets those go on who were frozen long enough, or in whose place nobody works. Gives how many of the latter there
    /// were: they are to be frozen another time.
    fn thaw(&mut self) -> anyhow::Result<usize> {
        let mut in_vain = 0;
        for worker in &mut self.workers {
            let Some(freeze) = &mut worker.frozen else {
                continue;
            };
            let elapsed = freeze.since.elapsed();
            let count = self.sink.count();
            if elapsed > SETTLED && freeze.taken.is_none() {
                freeze.taken = Some(count);
            }
            let stuck = elapsed > NOBODY_WORKS && freeze.taken == Some(count);
            if !stuck && elapsed < FROZEN_FOR {
                continue;
            }
            if stuck {
                in_vain += 1;
            } else {
                self.frozen += 1;
            }
            worker.frozen = None;
            self.stopped.push(Stopped {
                sender: worker.sender.clone(),
                taken: of(&self.sink.taken(), &worker.sender).len(),
            });
            signal(&worker.process, Signal::CONT)?;
        }
        Ok(in_vain)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        for worker in &mut self.workers {
            let status = worker.process.wait()?;
            ensure!(
                status.success() || worker.was_frozen,
                "a worker that was left alone ended with {status}"
            );
        }
        Ok(())
    }

    fn judge(&self, due: usize) -> Report {
        let taken = self.sink.taken();
        let (excused, doubled) = repetitions(&taken, &self.stopped);
        let arrived: BTreeSet<&str> = taken.iter().map(|one| one.message_id.as_str()).collect();
        Report {
            letters: due,
            taken: taken.len(),
            killed: self.killed,
            frozen: self.frozen,
            excused,
            doubled,
            lost: due.saturating_sub(arrived.len()),
        }
    }
}

fn signal(process: &Child, signal: Signal) -> anyhow::Result<()> {
    let pid = Pid::from_raw(process.id().try_into()?).context("a process number")?;
    kill_process(pid, signal).with_context(|| format!("{signal:?}"))
}

/// The Message-IDs of what was taken from this sender.
fn of<'a>(taken: &'a [Taken], sender: &str) -> Vec<&'a str> {
    let own = taken.iter().filter(|one| one.sender == sender);
    own.map(|one| one.message_id.as_str()).collect()
}

/// How many repetitions are excused and which are not: excused is one of the letter that was the last to be taken
/// from a sender when that one was stopped.
fn repetitions(taken: &[Taken], stopped: &[Stopped]) -> (usize, Vec<String>) {
    let mut unmarked: BTreeMap<&str, usize> = BTreeMap::new();
    for stop in stopped {
        let own = of(taken, &stop.sender);
        if let Some(last) = own.get(..stop.taken.min(own.len())).and_then(<[&str]>::last) {
            *unmarked.entry(last).or_default() += 1;
        }
    }
    let mut senders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in taken {
        senders.entry(&one.message_id).or_default().push(&one.sender);
    }
    let (mut excused, mut doubled) = (0, Vec::new());
    for (message_id, senders) in senders {
        let again = senders.len() - 1;
        let allowed = again.min(unmarked.get(message_id).copied().unwrap_or(0));
        excused += allowed;
        let others = (allowed..again).map(|_| format!("{message_id} by {}", senders.join(", ")));
        doubled.extend(others);
    }
    (excused, doubled)
}

/// The control: two senders that do not see what the other has taken up, each on its own copy of the database. Gives how
/// many letters came twice.
pub fn control(letters: u32) -> anyhow::Result<usize> {
    let sink = SmtpSink::start(None)?;
    let (office, due) = office(On::Sqlite, &sink, letters)?;
    let copy = tempfile::tempdir()?;
    copy_folder(office.zhengji.data(), copy.path())?;
    office.zhengji.ok(&["send"])?;
    let mut blind = office.zhengji.command(&["send"]);
    // Given twice, the second counts for nothing: the copy is named in full.
    let database = format!("sqlite:{}", copy.path().join("zhengji.db").display());
    let originals = format!("file:{}", copy.path().join("originals").display());
    let status = blind
        .env("ZHENGJI__DATABASE__URL", database)
        .env("ZHENGJI__ORIGINALS__URL", originals)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "the second sender ended with {status}");
    let (excused, doubled) = repetitions(&sink.taken(), &[]);
    ensure!(excused == 0 && sink.count() >= due, "the control proves nothing");
    Ok(doubled.len())
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(sender: &str, message_id: &str) -> Taken {
        Taken {
            message_id: message_id.into(),
            sender: sender.into(),
            recipient: String::new(),
        }
    }

    #[test]
    fn only_the_last_letter_of_who_was_stopped_may_come_twice() {
        let all = [
            taken("a", "1"),
            taken("a", "2"),
            taken("b", "1"),
            taken("b", "2"),
            taken("b", "3"),
        ];
        let stopped = |sender: &str, taken| Stopped {
            sender: sender.into(),
            taken,
        };
        let counts = |stopped: &[Stopped]| {
            let (excused, doubled) = repetitions(&all, stopped);
            (excused, doubled.len())
        };
        assert_eq!(counts(&[]), (0, 2));
        assert_eq!(counts(&[stopped("a", usize::MAX)]), (1, 1));
        assert_eq!(counts(&[stopped("a", 1)]), (1, 1), "frozen after its first");
        assert_eq!(counts(&[stopped("b", usize::MAX)]), (0, 2));
        assert_eq!(repetitions(&all, &[]).1, ["1 by a, b", "2 by a, b"]);
    }
}
