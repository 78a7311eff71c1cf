//! What a process holds in memory, as Linux counts it.

use anyhow::Context as _;
use rustix::process::Pid;

/// Anonymous memory that is resident, in bytes: what the process itself asked for, without files that are mapped.
pub fn anonymous(pid: Pid) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .context("RssAnon")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}
