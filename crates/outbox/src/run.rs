//! The outbox as a part of a running server.

use std::time::Duration;

use store::Store;
use tokio::sync::watch;

use crate::deliver::{Clock, deliver_unless};
use crate::digest::send_digests;
use crate::error::OutboxError;
use crate::settings::OutboxSettings;

/// The longest pause between two rounds that both failed.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Delivers what is due every `every`, until `stop` holds true or its sender is gone; the letter at hand is finished.
/// While rounds fail, the pause doubles up to 15 minutes, so that a wrong password does not lock the account.
pub async fn run(
    store: &Store,
    settings: &OutboxSettings,
    now: &Clock,
    every: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let mut failures = 0_u32;
    while !*stop.borrow() {
        let delivered = match deliver_unless(store, settings, now, Some(&stop)).await {
            Ok(_) => send_digests(store, settings, now).await,
            Err(error) => Err(error),
        };
        match delivered {
            Ok(_) => failures = 0,
            Err(error) => {
                failures = failures.saturating_add(1);
                report(&error, failures);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause(every, failures)) => {}
            stopped = stop.wait_for(|stop| *stop) => {
                // An error means that nobody is left who could say stop.
                drop(stopped);
                return;
            }
        }
    }
}

fn report(error: &OutboxError, failures: u32) {
    let source = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(%error, source, failures, "the outbox cannot deliver");
}

fn pause(every: Duration, failures: u32) -> Duration {
    let longest = LONGEST_PAUSE.max(every);
    every.saturating_mul(1 << failures.min(10)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_while_rounds_fail() {
        let every = Duration::from_mins(1);
        assert_eq!(pause(every, 0), every);
        assert_eq!(pause(every, 1), every * 2);
        assert_eq!(pause(every, 9), LONGEST_PAUSE);
        assert_eq!(pause(LONGEST_PAUSE * 2, 3), LONGEST_PAUSE * 2);
    }
}
