//! Batches come to their societies in the order in which they were taken: an arrival that comes before one that is
//! settled has all of its society settled anew.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::error::Elapsed;

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
        // Coming too early costs work, nothing else.
        drop(self.come_within(PATIENCE).await);
    }

    async fn come_within(&self, patience: Duration) -> Result<(), Elapsed> {
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
        tokio::time::timeout(patience, all).await
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.outstanding().numbers.remove(&self.number);
        self.turns.passed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A turn that is never woken fails the test by not ending it.
    const EVER: Duration = Duration::from_hours(1);

    /// Whether it has come, without waiting.
    async fn is_there(turn: &Turn) -> bool {
        tokio::select! {
            biased;
            come = turn.come_within(EVER) => come.is_ok(),
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn turns_come_in_the_order_in_which_they_were_taken() {
        let turns = Arc::new(Turns::default());
        let (first, second, third) = (turns.take(), turns.take(), turns.take());
        let order = Mutex::new(Vec::new());
        let pass = async |number, turn: Turn| {
            turn.come_within(EVER).await.unwrap();
            // Others that should not have come would come meanwhile.
            tokio::task::yield_now().await;
            order.lock().unwrap().push(number);
        };
        tokio::join!(pass(3, third), pass(1, first), pass(2, second));
        assert_eq!(*order.lock().unwrap(), [1, 2, 3]);
        assert!(turns.outstanding().numbers.is_empty());
    }

    #[tokio::test]
    async fn a_turn_waits_for_those_before_it_and_for_nobody_behind() {
        let turns = Arc::new(Turns::default());
        let (first, second, third) = (turns.take(), turns.take(), turns.take());
        assert!(is_there(&first).await);
        assert!(!is_there(&second).await);
        drop(second);
        assert!(!is_there(&third).await, "the first has not passed");
        drop(first);
        assert!(is_there(&third).await);
        drop(third);
        assert!(
            is_there(&turns.take()).await,
            "who comes later waits for nobody who has passed"
        );
    }

    #[tokio::test]
    async fn a_turn_that_does_not_pass_keeps_back_nobody_for_long() {
        let turns = Arc::new(Turns::default());
        let (_slow, next) = (turns.take(), turns.take());
        assert!(next.come_within(Duration::from_millis(1)).await.is_err());
        next.come().await;
    }

    #[tokio::test]
    async fn a_batch_that_ends_by_a_panic_has_passed() {
        let turns = Arc::new(Turns::default());
        let (first, second) = (turns.take(), turns.take());
        let broken = tokio::spawn(async move {
            let _turn = first;
            panic!("a fault in judging");
        });
        second.come_within(EVER).await.unwrap();
        assert!(broken.await.unwrap_err().is_panic());
    }
}
