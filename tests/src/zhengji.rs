//! The real program, as an operator runs it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

/// The configuration file in the data folder, if there is one.
const CONFIGURATION: &str = "settings-of-the-test.toml";

/// What a run ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Exit status; `None` after a signal.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ended {
    /// The standard output of a run that went well.
    pub fn success(self) -> anyhow::Result<String> {
        match self.status {
            Some(0) => Ok(self.stdout),
            status => bail!(
                "ended with {status:?}\nstdout: {}\nstderr: {}",
                self.stdout,
                self.stderr
            ),
        }
    }
}

/// The program on a data folder of its own, removed with this value.
#[derive(Debug)]
pub struct Zhengji {
    program: PathBuf,
    data: TempDir,
    settings: Vec<(String, String)>,
}

impl Zhengji {
    /// The program on an empty data folder.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            program: program()?,
            data: TempDir::with_prefix("zhengji-")?,
            settings: Vec::new(),
        })
    }

    /// With one more setting, by its name in the environment, for example `ZHENGJI__DATABASE__URL`.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a configuration file of this text, for what cannot be given in the environment.
    pub fn configuration(self, text: &str) -> anyhow::Result<Self> {
        self.configure(text)?;
        Ok(self)
    }

    /// Runs with a configuration file of this text from now on.
    pub fn configure(&self, text: &str) -> anyhow::Result<()> {
        let file = self.data().join(CONFIGURATION);
        std::fs::write(&file, text).context("write the configuration")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The program with `--data` and these arguments, not yet started: for what keeps running.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(&self.program);
        let configuration = self.data.path().join(CONFIGURATION);
        if configuration.exists() {
            command.arg("--config").arg(configuration);
        }
        command
            .arg("--data")
            .arg(self.data.path())
            .args(arguments)
            .stdin(Stdio::null());
        // Nothing of the machine's own configuration gets in.
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ZHENGJI__"))
        {
            command.env_remove(name);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> anyhow::Result<Ended> {
        let output = self.command(arguments).output().context("start zhengji")?;
        Ok(Ended {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).context("standard output is UTF-8")?,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs it to its end and returns the standard output of a run that went well.
    pub fn ok<S: AsRef<OsStr>>(&self, arguments: &[S]) -> anyhow::Result<String> {
        self.run(arguments)?.success()
    }
}

/// The repository.
pub fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// What the unit of systemd puts into the environment.
pub fn unit_environment() -> anyhow::Result<Vec<(String, String)>> {
    let unit =
        std::fs::read_to_string(repository().join("deploy/zhengji.service")).context("read the unit")?;
    let settings: Vec<_> = unit
        .lines()
        .filter_map(|line| line.strip_prefix("Environment=")?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if settings.is_empty() {
        bail!("the unit sets nothing");
    }
    Ok(settings)
}

/// The program that `tests/run` has built and named; without it, builds it and says where it is.
#[expect(
    clippy::disallowed_methods,
    reason = "tests/run names its program by environment"
)]
pub fn program() -> anyhow::Result<PathBuf> {
    if let Ok(program) = std::env::var("ZHENGJI_TEST_PROGRAM") {
        return Ok(program.into());
    }
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "app",
            "--bin",
            "zhengji",
            "--message-format=json",
        ])
        .current_dir(repository())
        .stdin(Stdio::null())
        .output()
        .context("cargo")?;
    if !output.status.success() {
        bail!(
            "zhengji does not build: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    cargo_metadata::Message::parse_stream(output.stdout.as_slice())
        .filter_map(Result::ok)
        .find_map(|message| match message {
            cargo_metadata::Message::CompilerArtifact(artifact) => artifact.executable,
            _ => None,
        })
        .map(cargo_metadata::camino::Utf8PathBuf::into_std_path_buf)
        .context("cargo names no program")
}
