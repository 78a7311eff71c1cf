//! Databases of our own on the server that `tests/run` starts.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, bail};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An empty database, dropped with this value.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A fresh database on the server named by `ZHENGJI_TEST_POSTGRES` (`postgres://…/DATABASE`); `None` when it is not
    /// set, as when a test is run without `tests/run`.
    #[expect(
        clippy::disallowed_methods,
        reason = "tests/run names its server by environment"
    )]
    pub fn create() -> anyhow::Result<Option<Self>> {
        let Ok(server) = std::env::var("ZHENGJI_TEST_POSTGRES") else {
            return Ok(None);
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("acceptance_{}_{number}", std::process::id());
        psql(
            &server,
            &format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"),
        )?;
        Ok(Some(Self { server, name }))
    }

    /// The URL for the configuration.
    pub fn url(&self) -> String {
        let base = self
            .server
            .rsplit_once('/')
            .map_or(self.server.as_str(), |(base, _)| base);
        format!("{base}/{}", self.name)
    }

    /// Runs a statement and returns its rows, unaligned, columns separated by `|`.
    pub fn query(&self, statement: &str) -> anyhow::Result<String> {
        psql(&self.url(), statement)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What is left goes with the server, which is a throw-away one too.
        let _ = psql(
            &self.server,
            &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
        );
    }
}

fn psql(url: &str, statement: &str) -> anyhow::Result<String> {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--no-align",
            "--tuples-only",
            "--set=ON_ERROR_STOP=1",
            "--command",
            statement,
            url,
        ])
        .stdin(Stdio::null())
        .output()
        .context("psql of the package postgresql-client")?;
    if !output.status.success() {
        bail!("{statement}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}
