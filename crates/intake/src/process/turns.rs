//! Batches come to their societies in the order in which they were taken: an arrival that comes before one that is
//! settled has all of its society settled anew.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How long a batch waits for those before it. A document that takes long to read keeps nobody back for longer.
const PATIENCE: Duration = Duration::from_millis(500);

/// Who has not come to its societies yet.
#[derive(Debug, Default)]
pub(super) struct Turns {
    outstanding: Mutex<Outstanding>,
    passed: Notify,
}

#[derive(Debug, Default)]
struct Outstanding {
    next: u64,
    numbers: BTreeSet<u64>,
}

/// The turn of a batch; it has passed when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<Turns>,
    number: u64,
}

impl Turns {
    /// The next turn.
    pub(super) fn take(self: &Arc<Self>) -> Turn {
        let mut outstanding = self.outstanding();
        let number = outstanding.next;
        outstanding.next += 1;
        outstanding.numbers.insert(number);
        Turn {
            turns: Arc::clone(self),
            number,
        }
    }

    fn outstanding(&self) -> MutexGuard<'_, Outstanding> {
        self.outstanding.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Waits until all before it have passed, or long enough.
    pub(super) async fn come(&self) {
        let all = async {
            loop {
                let passed = self.turns.passed.notified();
                tokio::pin!(passed);
                // From here on no passing is missed.
                passed.as_mut().enable();
                if self.turns.outstanding().numbers.first() == Some(&self.number) {
                    return;
                }
                passed.await;
            }
        };
        // Coming too early costs work, nothing else.
        drop(tokio::time::timeout(PATIENCE, all).await);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.outstanding().numbers.remove(&self.number);
        self.turns.passed.notify_waiters();
    }
}
