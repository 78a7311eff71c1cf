//! The least that is needed to talk IMAP with servers of our own on loopback: to fill them, to look at them, and to
//! show what a careless client loses.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};

use crate::servers::PASSWORD;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects without encryption and logs in.
    pub fn log_in(port: u16, user: &str) -> anyhow::Result<Self> {
        Self::log_in_with(port, user, PASSWORD)
    }

    /// As [`Client::log_in`], with a password of one's own.
    pub fn log_in_with(port: u16, user: &str, password: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("connect")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut client = Self {
            stream: BufReader::new(stream),
        };
        client.stream.read_line(&mut String::new())?;
        client.ask(&format!("LOGIN {user} {password}"))?;
        Ok(client)
    }

    /// Sends a command; everything up to and with its tagged answer, which must be OK.
    pub fn ask(&mut self, command: &str) -> anyhow::Result<String> {
        let answer = self.answer(command)?;
        let last = answer.lines().last().unwrap_or_default();
        ensure!(last.starts_with("a OK"), "{command}: {last}");
        Ok(answer)
    }

    /// Sends a command; everything up to and with its tagged answer, whatever that is.
    pub fn answer(&mut self, command: &str) -> anyhow::Result<String> {
        let bytes = self.exchange(command)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The bytes of a message of the open folder.
    pub fn message(&mut self, uid: u32) -> anyhow::Result<Vec<u8>> {
        self.send(&format!("a UID FETCH {uid} (UID BODY.PEEK[])\r\n"))?;
        let mut message = Vec::new();
        loop {
            let (line, literal) = self.piece()?;
            message.extend(literal);
            if line.starts_with(b"a ") {
                ensure!(line.starts_with(b"a OK"), "not fetched");
                return Ok(message);
            }
        }
    }

    /// Names of all folders that can be opened.
    pub fn folders(&mut self) -> anyhow::Result<Vec<String>> {
        let answer = self.ask("LIST \"\" \"*\"")?;
        let lines = answer
            .lines()
            .filter(|line| line.starts_with("* LIST") && !line.contains("\\Noselect"));
        Ok(lines.filter_map(folder_name).collect())
    }

    /// Puts a message into a folder.
    pub fn append(&mut self, folder: &str, raw: &[u8], date: DateTime<Utc>) -> anyhow::Result<()> {
        let mut command = format!("a APPEND \"{folder}\" ");
        write!(command, "\"{}\" ", date.format("%d-%b-%Y %H:%M:%S +0000"))?;
        write!(command, "{{{}}}\r\n", raw.len())?;
        self.send(&command)?;
        let (line, _) = self.piece()?;
        ensure!(
            line.starts_with(b"+"),
            "APPEND to {folder}: {}",
            String::from_utf8_lossy(&line)
        );
        self.stream.get_mut().write_all(raw)?;
        self.send("\r\n")?;
        loop {
            let (line, _) = self.piece()?;
            if line.starts_with(b"a ") {
                ensure!(line.starts_with(b"a OK"), "{}", String::from_utf8_lossy(&line));
                return Ok(());
            }
        }
    }

    fn exchange(&mut self, command: &str) -> anyhow::Result<Vec<u8>> {
        self.send(&format!("a {command}\r\n"))?;
        let mut all = Vec::new();
        loop {
            let (line, literal) = self.piece()?;
            let done = line.starts_with(b"a ");
            all.extend(line);
            all.extend(literal);
            if done {
                return Ok(all);
            }
        }
    }

    fn send(&mut self, text: &str) -> anyhow::Result<()> {
        self.stream.get_mut().write_all(text.as_bytes()).context("send")
    }

    /// A line, and the literal that it announces.
    fn piece(&mut self) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
        let mut line = Vec::new();
        ensure!(
            self.stream.read_until(b'\n', &mut line)? > 0,
            "the connection ended"
        );
        let mut literal = vec![0; announced(&line).unwrap_or(0)];
        self.stream.read_exact(&mut literal).context("read a literal")?;
        Ok((line, literal))
    }
}

/// The length of the literal that a line announces: `… {42}`.
pub(crate) fn announced(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line).ok()?.trim_end();
    let (_, number) = text.strip_suffix('}')?.rsplit_once('{')?;
    number.parse().ok()
}

/// The name at the end of a LIST line, quoted or not.
fn folder_name(line: &str) -> Option<String> {
    let line = line.trim_end();
    match line.strip_suffix('"') {
        Some(quoted) => quoted.rsplit_once('"').map(|(_, name)| name.to_owned()),
        None => line.rsplit_once(' ').map(|(_, name)| name.to_owned()),
    }
}
