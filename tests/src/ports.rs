//! Ports of loopback for servers that are told where to listen.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::bail;

/// Below the range from which the kernel takes ports for those who ask for none (32768 and up), so that no connection
/// that a test opens meanwhile takes one away.
const FIRST: u32 = 12_000;
/// How many each of the tests that run at the same time has for itself.
const SHARE: u32 = 400;
const SHARES: u32 = 50;

static TAKEN: AtomicU32 = AtomicU32::new(0);

/// A port of loopback that is free at this moment, and that no test beside this one is given.
pub fn free_port() -> anyhow::Result<u16> {
    let share = share();
    for _ in 0..SHARE {
        // Where a process begins differs, so that one that starts right after another does not meet its closing servers.
        let at = (std::process::id() * 7 + TAKEN.fetch_add(1, Ordering::Relaxed)) % SHARE;
        let port = u16::try_from(FIRST + share * SHARE + at)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port among {SHARE}")
}

/// Which share is this process's: nextest numbers the places of tests that run at the same time
/// (<https://nexte.st/docs/configuration/env-vars/>).
#[expect(
    clippy::disallowed_methods,
    reason = "it is set for each test by the test runner"
)]
fn share() -> u32 {
    let slot = std::env::var("NEXTEST_TEST_GLOBAL_SLOT").ok();
    let slot = slot.and_then(|slot| slot.parse().ok());
    slot.unwrap_or_else(std::process::id) % SHARES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ports_are_two() {
        assert_ne!(free_port().unwrap(), free_port().unwrap());
    }
}
