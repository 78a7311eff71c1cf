//! A mail server for rigs and benchmarks: takes everything, and knows from whom it took which letter, in which order.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;

/// A letter that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its Message-ID with brackets.
    pub message_id: String,
    /// The envelope sender.
    pub sender: String,
    /// The recipient.
    pub recipient: String,
}

/// A running server; it ends with the process.
#[derive(Debug)]
pub struct SmtpSink {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl SmtpSink {
    /// Starts it on a free port of loopback. With a folder every letter is on the disk before it is taken, as with a
    /// server that keeps what it has promised (RFC 5321, section 6.1).
    pub fn start(folder: Option<&Path>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("a port for the sink")?;
        let sink = Self {
            port: listener.local_addr()?.port(),
            taken: Arc::default(),
        };
        let (taken, folder) = (Arc::clone(&sink.taken), folder.map(PathBuf::from));
        std::thread::spawn(move || {
            for (number, stream) in (0_u64..).zip(listener.incoming()) {
                let Ok(stream) = stream else { continue };
                let (taken, folder) = (Arc::clone(&taken), folder.clone());
                // A client that goes away ends its conversation, and nothing else.
                std::thread::spawn(move || converse(stream, number, &taken, folder.as_deref()));
            }
        });
        Ok(sink)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many letters it has taken.
    pub fn count(&self) -> usize {
        lock(&self.taken).len()
    }

    /// What it has taken, in this order.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.taken).clone()
    }
}

fn lock(taken: &Mutex<Vec<Taken>>) -> MutexGuard<'_, Vec<Taken>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

fn converse(
    stream: TcpStream,
    number: u64,
    taken: &Mutex<Vec<Taken>>,
    folder: Option<&Path>,
) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let say = |stream: &mut BufReader<TcpStream>, reply: &str| stream.get_mut().write_all(reply.as_bytes());
    say(&mut stream, "220 sink\r\n")?;
    let (mut sender, mut recipient) = (String::new(), String::new());
    let mut count = 0_u64;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.trim_end();
        match command.get(..4).unwrap_or_default() {
            "MAIL" => sender = address(command),
            "RCPT" => recipient = address(command),
            "DATA" => {
                say(&mut stream, "354 go on\r\n")?;
                let letter = read_letter(&mut stream)?;
                if let Some(folder) = folder {
                    keep(folder, &format!("{number}-{count}"), &letter)?;
                }
                count += 1;
                lock(taken).push(Taken {
                    message_id: message_id(&letter),
                    sender: sender.clone(),
                    recipient: recipient.clone(),
                });
            }
            "QUIT" => {
                say(&mut stream, "221 bye\r\n")?;
                return Ok(());
            }
            _ => {}
        }
        say(&mut stream, "250 ok\r\n")?;
    }
}

/// What stands in angle brackets.
fn address(command: &str) -> String {
    let inner = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn read_letter(stream: &mut BufReader<TcpStream>) -> anyhow::Result<Vec<u8>> {
    let mut letter = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        anyhow::ensure!(
            stream.read_until(b'\n', &mut line)? > 0,
            "cut off within a letter"
        );
        if line == b".\r\n" {
            return Ok(letter);
        }
        letter.extend_from_slice(&line);
    }
}

fn keep(folder: &Path, name: &str, letter: &[u8]) -> anyhow::Result<()> {
    let mut file = std::fs::File::create(folder.join(name))?;
    file.write_all(letter)?;
    file.sync_all()?;
    Ok(())
}

fn message_id(letter: &[u8]) -> String {
    let text = String::from_utf8_lossy(letter);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let mut lines = head.lines();
    let line = lines.find_map(|line| line.strip_prefix("Message-ID: "));
    line.unwrap_or_default().to_owned()
}
