//! The real site: `zhengji serve` on a free port of loopback.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use rustix::process::Pid;

use crate::http::{self, Answer, BOUNDARY, Part, multipart, urlencoded};
use crate::ports::free_port;
use crate::process::Running;
use crate::zhengji::Zhengji;

/// How long it may take until the site is ready.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long it may take to stop: requests under way get 30 seconds.
const STOPPING: Duration = Duration::from_secs(35);

/// A running site, stopped with this value.
#[derive(Debug)]
pub struct Site {
    process: Running,
    address: SocketAddr,
    log: PathBuf,
}

impl Site {
    /// Starts `serve` and waits until it is ready. Several may run on one office.
    pub fn start(zhengji: &Zhengji) -> anyhow::Result<Self> {
        let mut site = Self::start_on(zhengji, free_port()?);
        // Somebody else may take a free port before the program does.
        for _ in 0..2 {
            if site.is_err() {
                site = Self::start_on(zhengji, free_port()?);
            }
        }
        site
    }

    fn start_on(zhengji: &Zhengji, port: u16) -> anyhow::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let log = zhengji.data().join(format!("serve-{port}.log"));
        let process = Running::start(
            zhengji
                .command(&["serve"])
                .env("ZHENGJI__HTTP__LISTEN", address.to_string())
                .env("ZHENGJI__HTTP__PUBLIC_URL", format!("http://{address}"))
                .stdout(Stdio::null())
                .stderr(File::create(&log)?),
        )?;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = process.ended() {
                bail!("ended with {status:?}: {}", std::fs::read_to_string(&log)?);
            }
            if http::send(address, "GET /readyz", &[], b"").is_ok_and(|answer| answer.status == 200) {
                return Ok(Self {
                    process,
                    address,
                    log,
                });
            }
            std::thread::yield_now();
        }
        bail!("not ready: {}", std::fs::read_to_string(&log)?)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has written to standard error so far.
    pub fn log(&self) -> anyhow::Result<String> {
        std::fs::read_to_string(&self.log).context("read the log")
    }

    /// The process.
    pub fn process(&self) -> &Running {
        &self.process
    }

    /// The number of its process.
    pub fn pid(&self) -> Pid {
        self.process.pid()
    }

    /// Waits; an error if it ends meanwhile.
    pub fn goes_on_for(&self, time: Duration) -> anyhow::Result<()> {
        match self.process.ended_within(time) {
            None => Ok(()),
            Some(status) => bail!("the site ended with {status:?}"),
        }
    }

    /// The address of a page, for browsers.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// GET with these headers.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Answer> {
        http::send(self.address, &format!("GET {path}"), headers, b"")
    }

    /// POST of an ordinary form.
    pub fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let headers = [headers, &[kind]].concat();
        http::send(
            self.address,
            &format!("POST {path}"),
            &headers,
            urlencoded(fields).as_bytes(),
        )
    }

    /// POST of a form with files.
    pub fn submit(&self, path: &str, parts: &[Part<'_>]) -> anyhow::Result<Answer> {
        self.submit_as(path, &[], parts)
    }

    /// The same with headers, for example the cookie of a session.
    pub fn submit_as(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        parts: &[Part<'_>],
    ) -> anyhow::Result<Answer> {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [headers, &[("Content-Type", kind.as_str())]].concat();
        http::send(self.address, &format!("POST {path}"), &headers, &multipart(parts))
    }

    /// Signs in; the cookie of the session.
    pub fn sign_in(&self, name: &str, password: &str) -> anyhow::Result<String> {
        let answer = self.post("/office/sign-in", &[], &[("name", name), ("password", password)])?;
        ensure!(answer.status == 303, "sign-in answers {}", answer.status);
        let cookie = answer.header("set-cookie").context("a cookie")?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// The path of a new link of a society, made as a clerk makes it.
    pub fn new_link(&self, cookie: &str, notice: &str, society: &str) -> anyhow::Result<String> {
        let (path, cookie) = (format!("/office/links/{notice}"), [("Cookie", cookie)]);
        let page = self.get(&path, &cookie)?.text();
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").context("a form")?;
        let made = self
            .post(&path, &cookie, &[("csrf", csrf), ("society", society)])?
            .text();
        let link = between(&made, &self.url(""), "<").context("a link")?;
        Ok(link.to_owned())
    }

    /// Stops it by SIGTERM and gives the exit status.
    pub fn stop(self) -> anyhow::Result<Option<i32>> {
        self.process.stop(STOPPING)
    }
}

/// Makes an office account by `staff add`, the password coming from standard input.
pub fn add_account(zhengji: &Zhengji, name: &str, role: &str, password: &str) -> anyhow::Result<()> {
    let mut child = zhengji
        .command(&["staff", "add", name, "--role", role])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().context("standard input")?;
    writeln!(input, "{password}")?;
    drop(input);
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "staff add: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The text between two marks.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
