//! What is being judged stays with who judges it: reading one message may take longer than a lease lasts, and whatever a
//! lease that ran out gives to another is read and judged twice.

use std::future::Future;

use chrono::TimeDelta;
use store::{Claimed, Store};

use super::Clock;

/// Does some work, and keeps what was claimed for it until it is done.
pub(super) async fn during<T>(
    work: impl Future<Output = T>,
    claimed: &[Claimed],
    store: &Store,
    lease: (TimeDelta, &Clock),
) -> T {
    tokio::select! {
        done = work => done,
        never = keep(claimed, store, lease) => match never {},
    }
}

/// Renews the lease again and again: two renewals may fail before it runs out.
async fn keep(
    claimed: &[Claimed],
    store: &Store,
    (lease, clock): (TimeDelta, &Clock),
) -> std::convert::Infallible {
    let Some(step) = (lease / 3).to_std().ok().filter(|step| !step.is_zero()) else {
        return std::future::pending().await;
    };
    loop {
        tokio::time::sleep(step).await;
        if let Err(error) = store.keep(claimed, clock() + lease).await {
            tracing::warn!(
                arrivals = claimed.len(),
                error = &error as &dyn std::error::Error,
                "the lease of what is being judged was not renewed"
            );
        }
    }
}
