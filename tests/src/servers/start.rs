//! Starting a server and waiting until it greets.

use std::fs::File;
use std::io::Read as _;
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::process::Running;

/// How long a start may take before it counts as failed.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(10);

/// Starts a server whose standard error goes to `log`, and waits for its greeting on a port of loopback.
pub(crate) fn greeting(name: &str, command: &mut Command, port: u16, log: &Path) -> anyhow::Result<Running> {
    // Told to stop, Cyrus and Courier signal their whole process group, which must not be ours.
    command.process_group(0);
    greeting_with(name, command, port, log, *b"* OK")
}

/// The same for a server whose greeting begins with these bytes, and that makes a process group by itself.
pub(crate) fn greeting_with(
    name: &str,
    command: &mut Command,
    port: u16,
    log: &Path,
    greeting: [u8; 4],
) -> anyhow::Result<Running> {
    command.stderr(File::create(log)?);
    let process = Running::start(command)?;
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if greets(port, greeting) {
            return Ok(process);
        }
        if let Some(status) = process.ended_within(INTERVAL) {
            bail!("{name} ended with {status:?}: {}", said(log));
        }
    }
    bail!("no greeting from {name}: {}", said(log))
}

fn greets(port: u16, greeting: [u8; 4]) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut first = [0_u8; 4];
    stream.set_read_timeout(Some(PATIENCE)).is_ok()
        && stream.read_exact(&mut first).is_ok()
        && first == greeting
}

fn said(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}
