//! A real browser: Debian's Chromium, driven by WebDriver (<https://www.w3.org/TR/webdriver2/>) over plain HTTP.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http;
use crate::process::Running;

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

const FLAGS: [&str; 14] = [
    "--headless=new",
    "--no-sandbox", // which Chromium cannot set up as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--hide-scrollbars",
    "--lang=zh-CN",
    "--window-size=1280,1000",
];

/// A browser with a profile of its own, closed with this value.
#[derive(Debug)]
pub struct Browser {
    address: SocketAddr,
    session: String,
    // Dropped in this order: the driver, then what it wrote.
    _driver: Running,
    _profile: TempDir,
}

/// An element of the page that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

impl Browser {
    /// Opens an empty window.
    pub fn open() -> anyhow::Result<Self> {
        let profile = TempDir::with_prefix("zhengji-browser-")?;
        let (driver, address) = driver(profile.path())?;
        let folder = profile.path().join("profile");
        let arguments: Vec<String> = FLAGS
            .iter()
            .map(|flag| (*flag).to_owned())
            .chain([format!("--user-data-dir={}", folder.display())])
            .collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"implicit": 20_000, "pageLoad": 60_000},
            "goog:chromeOptions": {"args": arguments},
        }}});
        let opened = call(address, "POST /session", &wanted)?;
        let session = word(&opened, "/sessionId").context("no session")?.to_owned();
        Ok(Self {
            address,
            session,
            _driver: driver,
            _profile: profile,
        })
    }

    /// Opens a page.
    pub fn visit(&self, url: &str) -> anyhow::Result<()> {
        self.post("url", &json!({ "url": url }))?;
        Ok(())
    }

    /// The address of the page that is open.
    pub fn url(&self) -> anyhow::Result<String> {
        let url = call(
            self.address,
            &format!("GET /session/{}/url", self.session),
            &Value::Null,
        )?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// The first element that the CSS selector matches, as soon as there is one.
    pub fn find(&self, selector: &str) -> anyhow::Result<Element> {
        self.locate("css selector", selector)
    }

    /// The first element with this XPath, for what can only be told by its text.
    pub fn find_path(&self, path: &str) -> anyhow::Result<Element> {
        self.locate("xpath", path)
    }

    fn locate(&self, using: &str, value: &str) -> anyhow::Result<Element> {
        let found = self
            .post("element", &json!({"using": using, "value": value}))
            .with_context(|| format!("no {value}"))?;
        let id = word(&found, &format!("/{ELEMENT}")).context("no element")?;
        Ok(Element(id.to_owned()))
    }

    /// Clicks; a page that this opens is awaited by the next call.
    pub fn click(&self, element: &Element) -> anyhow::Result<()> {
        self.post(&format!("element/{}/click", element.0), &json!({}))?;
        Ok(())
    }

    /// Types into a field, or chooses the file whose path this is.
    pub fn type_into(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let Element(id) = self.find(selector)?;
        self.post(&format!("element/{id}/value"), &json!({ "text": text }))?;
        Ok(())
    }

    /// What people read in an element.
    pub fn text(&self, element: &Element) -> anyhow::Result<String> {
        let path = format!("GET /session/{}/element/{}/text", self.session, element.0);
        let text = call(self.address, &path, &Value::Null)?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page says this.
    pub fn wait_for(&self, words: &str) -> anyhow::Result<String> {
        let begun = Instant::now();
        loop {
            // A page that is just being replaced has no text.
            let page = self
                .find("main")
                .and_then(|main| self.text(&main))
                .unwrap_or_default();
            if page.contains(words) {
                return Ok(page);
            }
            if begun.elapsed() > PATIENCE {
                bail!("the page does not say {words}: {page}");
            }
        }
    }

    /// Runs JavaScript of the test, not of the page, and gives what it returns.
    pub fn run(&self, script: &str) -> anyhow::Result<Value> {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// A picture of the page from its top, as PNG, in a window of this width in CSS pixels.
    pub fn picture(&self, width: u32) -> anyhow::Result<Vec<u8>> {
        self.post("window/rect", &json!({"width": width, "height": 700}))?;
        let height = self.run("return document.documentElement.scrollHeight")?;
        // The window has a bar above the page, even when nobody sees it.
        let height = height.as_u64().unwrap_or(700).clamp(600, 3000) + 140;
        self.post("window/rect", &json!({"width": width, "height": height}))?;
        let path = format!("GET /session/{}/screenshot", self.session);
        let picture = call(self.address, &path, &Value::Null)?;
        let picture = picture.as_str().context("no picture")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(picture)?)
    }

    fn post(&self, command: &str, body: &Value) -> anyhow::Result<Value> {
        let path = format!("POST /session/{}/{command}", self.session);
        call(self.address, &path, body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closes Chromium; the driver alone would leave it running.
        let _ = call(
            self.address,
            &format!("DELETE /session/{}", self.session),
            &Value::Null,
        );
    }
}

/// Starts ChromeDriver on a port that it chooses and says.
fn driver(home: &Path) -> anyhow::Result<(Running, SocketAddr)> {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .env("HOME", home)
        .env("TMPDIR", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("chromedriver of the package chromium-driver")?;
    let output = child.stdout.take().context("standard output")?;
    let driver = Running::watch(child)?;
    let mut lines = BufReader::new(output).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
        .context("ChromeDriver did not start")?;
    // It must never wait for somebody to read what it says.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((driver, SocketAddr::from(([127, 0, 0, 1], port))))
}

/// One command; the value of its answer.
fn call(address: SocketAddr, method_and_path: &str, body: &Value) -> anyhow::Result<Value> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let kind = [("Content-Type", "application/json; charset=utf-8")];
    let answer = http::send(address, method_and_path, &kind, body.as_bytes())?;
    let mut told: Value = serde_json::from_slice(&answer.body).context("WebDriver answers JSON")?;
    let value = told.get_mut("value").map(Value::take).unwrap_or_default();
    ensure!(
        answer.status == 200,
        "{method_and_path}: {}",
        word(&value, "/message").unwrap_or("?")
    );
    Ok(value)
}

/// The text at a JSON pointer.
fn word<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}
