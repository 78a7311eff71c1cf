//! A program that keeps running beside a test.

use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

/// A started program. It is told to stop with this value, and killed when it does not.
#[derive(Debug)]
pub struct Running {
    pid: Pid,
    ended: Mutex<Receiver<Option<i32>>>,
}

impl Running {
    /// Starts it.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command
            .spawn()
            .with_context(|| format!("start {}", command.get_program().display()))?;
        Self::watch(child)
    }

    /// Looks after a program that was started.
    pub fn watch(mut child: Child) -> anyhow::Result<Self> {
        let pid = Pid::from_raw(child.id().try_into()?).context("a process number")?;
        let (sender, ended) = channel();
        std::thread::spawn(move || {
            let status = child.wait().ok().and_then(|status| status.code());
            let _ = sender.send(status);
        });
        Ok(Self {
            pid,
            ended: Mutex::new(ended),
        })
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        kill_process(self.pid, signal).with_context(|| format!("{signal:?}"))
    }

    /// The status of a program that ended by itself already; `Some(None)` after a signal.
    pub fn ended(&self) -> Option<Option<i32>> {
        self.report().try_recv().ok()
    }

    /// Waits for its end, no longer than this; the status as by [`Running::ended`].
    pub fn ended_within(&self, patience: Duration) -> Option<Option<i32>> {
        self.report().recv_timeout(patience).ok()
    }

    /// Its number.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    fn report(&self) -> MutexGuard<'_, Receiver<Option<i32>>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends SIGTERM and waits; the exit status, `None` after a signal. An error when it takes longer.
    pub fn stop(self, patience: Duration) -> anyhow::Result<Option<i32>> {
        kill_process(self.pid, Signal::TERM).context("SIGTERM")?;
        self.report().recv_timeout(patience).context("still running")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Until the thread has reported the end, the number is nobody else's.
        for (signal, seconds) in [(Signal::TERM, 40), (Signal::KILL, 5)] {
            if self.ended().is_none() && kill_process(self.pid, signal).is_ok() {
                match self.report().recv_timeout(Duration::from_secs(seconds)) {
                    Ok(_) | Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        }
    }
}
