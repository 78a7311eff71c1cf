//! What a process and its children hold in memory while they work, and what they compute, as Linux counts it.

use std::fs;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::Pid;

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(10);

/// The most that was seen, in bytes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Peak {
    /// Of the process.
    pub process: u64,
    /// Of the child that held most.
    pub child: u64,
}

/// Looks at a process again and again until it is dropped.
#[derive(Debug)]
pub struct MemoryWatch {
    peak: Arc<Mutex<Peak>>,
    end: Option<Sender<()>>,
    looking: Option<JoinHandle<()>>,
}

impl MemoryWatch {
    /// Begins to look.
    pub fn start(pid: Pid) -> Self {
        let (end, ended) = channel();
        let peak: Arc<Mutex<Peak>> = Arc::default();
        let shared = Arc::clone(&peak);
        let looking = std::thread::spawn(move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                look(pid.as_raw_nonzero().get(), &shared);
            }
        });
        Self {
            peak,
            end: Some(end),
            looking: Some(looking),
        }
    }

    /// The most that was seen since the beginning or the last call.
    pub fn take(&self) -> Peak {
        std::mem::take(&mut *self.peak.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for MemoryWatch {
    fn drop(&mut self) {
        self.end = None;
        if let Some(looking) = self.looking.take() {
            let _ = looking.join();
        }
    }
}

/// Anonymous memory that is resident, in bytes: what the process itself asked for, without files that are mapped.
pub fn anonymous(pid: Pid) -> anyhow::Result<u64> {
    resident(pid.as_raw_nonzero().get()).context("RssAnon")
}

/// What the children of a process have computed so far, those included that have ended.
pub fn processor_time(pid: Pid) -> Duration {
    let pid = pid.as_raw_nonzero().get();
    let ended = times(pid).map_or(0, |times| times.of_children);
    let running = children(pid).into_iter().filter_map(times);
    let ticks = running.map(|times| times.own + times.of_children).sum::<u64>() + ended;
    let ticks_per_second = rustix::param::clock_ticks_per_second();
    Duration::from_millis(ticks * 1_000 / ticks_per_second)
}

/// In ticks of the clock.
struct Times {
    own: u64,
    of_children: u64,
}

/// `None` for a process that has ended. The fields are counted behind the name, which may hold anything (proc(5)).
fn times(pid: i32) -> Option<Times> {
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = status.rsplit_once(") ")?;
    let mut fields = fields
        .split(' ')
        .skip(11)
        .map(|field| field.parse::<u64>().unwrap_or(0));
    let mut both = || Some(fields.next()? + fields.next()?);
    Some(Times {
        own: both()?,
        of_children: both()?,
    })
}

fn look(pid: i32, peak: &Mutex<Peak>) {
    let process = resident(pid).unwrap_or(0);
    let child = children(pid).into_iter().filter_map(resident).max();
    let mut peak = peak.lock().unwrap_or_else(PoisonError::into_inner);
    peak.process = peak.process.max(process);
    peak.child = peak.child.max(child.unwrap_or(0));
}

/// `None` for a process that has ended.
fn resident(pid: i32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn children(pid: i32) -> Vec<i32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}
