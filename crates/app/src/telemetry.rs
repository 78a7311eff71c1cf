//! Logs to standard error: ids only, never an address, a name, a subject or a text.

use std::io::Write as _;

use tracing_subscriber::EnvFilter;

/// Logs warnings unless `ZHENGJI_LOG` says otherwise, for example `ZHENGJI_LOG=info`.
pub fn start() {
    let filter = EnvFilter::try_from_env("ZHENGJI_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true).init();
}

/// One line that says what failed and why.
pub fn complain(error: &anyhow::Error) {
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(std::io::stderr(), "zhengji: {error:#}"));
}

/// Writes a line for the person who runs the command.
pub fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
