//! Logs to standard error: ids only, never an address, a name, a subject or a text.

use std::io::Write as _;

use tracing_subscriber::EnvFilter;

/// Never logged, whatever `ZHENGJI_LOG` says: async-imap traces the LOGIN line with its password, sqlx the bound values.
const SECRETIVE: [&str; 5] = [
    "async_imap=off",
    "imap_proto=off",
    "sqlx=warn",
    "sea_orm=warn",
    "lettre=warn",
];

/// Logs warnings unless `ZHENGJI_LOG` says otherwise, for example `ZHENGJI_LOG=info`.
pub(crate) fn start() {
    let asked = EnvFilter::try_from_env("ZHENGJI_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let secretive = SECRETIVE
        .into_iter()
        .filter_map(|directive| directive.parse().ok());
    let filter = secretive.fold(asked, EnvFilter::add_directive);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(true)
        .init();
}

/// One line that says what failed and why.
pub(crate) fn complain(error: &anyhow::Error) {
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(std::io::stderr(), "zhengji: {error:#}"));
}

/// Writes a line for the person who runs the command.
pub(crate) fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
