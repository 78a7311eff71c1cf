//! Opens untrusted documents in child processes: the same binary, a hidden subcommand, a small pool.
//!
//! A frame is a 64-bit little-endian length and that many bytes. A request is a JSON [`Request`] followed by one
//! frame per blob; the answer is one frame with the JSON of a [`Reading`], or of an [`Envelope`] if that was asked for,
//! or files by their hash (`extraction`).

mod extraction;
mod probe;
mod row;

use std::collections::BTreeSet;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, Semaphore};

use crate::convert::{ConverterSettings, Converters};
use crate::reading::{
    Container, LONGEST_READING, Reading, UploadManifest, fitting_json, read_mail_with, read_upload,
};
use crate::{Envelope, IntakeError};

/// Largest frame that a child accepts, in bytes.
const LARGEST_FRAME: u64 = 1 << 32;

/// Largest answer that is accepted from a child, in bytes.
const LARGEST_ANSWER: u64 = LONGEST_READING as u64;

/// How much waits between this process and a child, in bytes: what Linux allows everybody (pipe(7)).
const PIPE: usize = 1 << 20;

/// What is passed to the pipe at once, in bytes: each write wakes the other process, each read costs a call.
const TOGETHER: usize = 1 << 16;

/// What the child is asked to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// One blob: a message.
    Mail,
    /// One blob: a message, of which only the [`Envelope`] is wanted.
    Envelope,
    /// One blob for each file of the manifest.
    Upload(UploadManifest),
    /// One blob: what holds files, of which those with these SHA-256 are wanted.
    Files {
        /// What the blob is.
        container: Container,
        /// Lower-case hexadecimal.
        wanted: BTreeSet<String>,
    },
}

/// What the child is given to read.
#[derive(Debug, Clone)]
pub enum Blob {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file, which is passed on piece by piece and never loaded.
    File {
        /// Where.
        path: PathBuf,
        /// Its size in bytes.
        bytes: u64,
    },
}

/// How child processes are started and limited.
#[derive(Debug, Clone)]
pub struct ReaderSettings {
    /// The program, usually this one.
    pub program: PathBuf,
    /// Its arguments, usually the hidden subcommand.
    pub arguments: Vec<String>,
    /// How many children work at once.
    pub processes: usize,
    /// How long one original may take.
    pub time: Duration,
    /// After how many originals a child is replaced.
    pub originals_per_child: u32,
}

/// What a child answered.
#[derive(Debug)]
pub struct Answer {
    /// The reading.
    pub reading: Reading,
    /// The same as JSON, as the child wrote it; empty when the reading failed.
    pub body: String,
}

/// What a child is asked, with what it is given for it.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is wanted.
    pub request: Request,
    /// As many as the request says.
    pub blobs: Vec<Blob>,
}

/// A pool of reader processes.
#[derive(Debug)]
pub struct ReaderPool {
    settings: ReaderSettings,
    idle: Mutex<Vec<ReaderChild>>,
    permits: Semaphore,
}

type ToChild = io::BufWriter<ChildStdin>;
type FromChild = io::BufReader<ChildStdout>;

#[derive(Debug)]
struct ReaderChild {
    process: Child,
    stdin: ToChild,
    stdout: FromChild,
    served: u32,
    /// For its temporary files and those of the programs that it runs; removed with it.
    _folder: tempfile::TempDir,
}

impl Drop for ReaderChild {
    /// Ends it together with the program that it may be running: both are of one process group.
    fn drop(&mut self) {
        let pid = self.process.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = pid.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl ReaderPool {
    /// A pool without children yet; they are started when needed.
    pub fn new(settings: ReaderSettings) -> Self {
        let permits = Semaphore::new(settings.processes.max(1));
        Self {
            settings,
            idle: Mutex::new(Vec::new()),
            permits,
        }
    }

    /// Reads one original. A child that dies, hangs or answers nonsense gives a [`Reading`] marked `failed`.
    pub async fn read(&self, request: &Request, blobs: &[Blob]) -> Result<Answer, IntakeError> {
        let answer = self.answer(request, blobs).await?;
        Ok(answer.map_or_else(failed, |(reading, body)| Answer { reading, body }))
    }

    /// Takes a message apart as far as archiving it needs; `None` when the child fails at it.
    pub async fn envelope(&self, message: &Blob) -> Result<Option<Envelope>, IntakeError> {
        let answer = self
            .answer(&Request::Envelope, std::slice::from_ref(message))
            .await?;
        Ok(answer.map(|(envelope, _)| envelope))
    }

    /// What the child answers, and the same as it wrote it.
    async fn answer<T: DeserializeOwned>(
        &self,
        request: &Request,
        blobs: &[Blob],
    ) -> Result<Option<(T, String)>, IntakeError> {
        let Ok(_permit) = self.permits.acquire().await else {
            return Ok(None);
        };
        let child = match self.idle_child().await {
            Some(child) => child,
            None => self.start()?,
        };
        if let Some(answer) = self.ask(child, request, blobs).await {
            return Ok(Some(answer));
        }
        // Once more, by one that has read nothing else: the first may have been ended by something with which this
        // original has nothing to do.
        Ok(self.ask(self.start()?, request, blobs).await)
    }

    /// A child that waits for work. Those that were ended from outside meanwhile are left out.
    async fn idle_child(&self) -> Option<ReaderChild> {
        let mut idle = self.idle.lock().await;
        while let Some(mut child) = idle.pop() {
            if matches!(child.process.try_wait(), Ok(None)) {
                return Some(child);
            }
        }
        None
    }

    /// `None` when the child fails at it.
    async fn ask<T: DeserializeOwned>(
        &self,
        mut child: ReaderChild,
        request: &Request,
        blobs: &[Blob],
    ) -> Option<(T, String)> {
        let answer = tokio::time::timeout(self.settings.time, child.ask(request, blobs)).await;
        self.after(child, answer).await
    }

    /// A child that answered works on; one that failed is ended.
    async fn after<T>(
        &self,
        mut child: ReaderChild,
        answer: Result<std::io::Result<T>, tokio::time::error::Elapsed>,
    ) -> Option<T> {
        match answer {
            Ok(Ok(answer)) => {
                child.served += 1;
                if child.served < self.settings.originals_per_child {
                    self.idle.lock().await.push(child);
                }
                Some(answer)
            }
            Ok(Err(source)) => {
                tracing::warn!(error = %source, "reader process failed");
                None
            }
            Err(_) => {
                tracing::warn!("reader process took too long");
                None
            }
        }
    }

    fn start(&self) -> Result<ReaderChild, IntakeError> {
        let folder = tempfile::Builder::new()
            .prefix("zhengji-reader-")
            .tempdir()
            .map_err(IntakeError::Reader)?;
        let mut process = Command::new(&self.settings.program)
            .args(&self.settings.arguments)
            .env_clear()
            .env("TMPDIR", folder.path())
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(IntakeError::Reader)?;
        let missing = || IntakeError::Reader(std::io::Error::other("no pipe to the reader process"));
        let stdin = process.stdin.take().ok_or_else(missing)?;
        let stdout = process.stdout.take().ok_or_else(missing)?;
        // A message in one go instead of a change of context for each 64 KiB; a smaller pipe does as well.
        let _ = rustix::pipe::fcntl_setpipe_size(&stdin, PIPE);
        let _ = rustix::pipe::fcntl_setpipe_size(&stdout, PIPE);
        Ok(ReaderChild {
            process,
            stdin: ToChild::with_capacity(TOGETHER, stdin),
            stdout: FromChild::with_capacity(TOGETHER, stdout),
            served: 0,
            _folder: folder,
        })
    }
}

impl ReaderChild {
    async fn ask<T: DeserializeOwned>(
        &mut self,
        request: &Request,
        blobs: &[Blob],
    ) -> std::io::Result<(T, String)> {
        send_request(&mut self.stdin, request, blobs).await?;
        receive_answer(&mut self.stdout).await
    }
}

async fn receive_answer<T: DeserializeOwned>(stdout: &mut FromChild) -> std::io::Result<(T, String)> {
    let mut length = [0; 8];
    stdout.read_exact(&mut length).await?;
    let length = checked(u64::from_le_bytes(length), LARGEST_ANSWER)?;
    let mut body =
        String::with_capacity(usize::try_from(length).map_or(TOGETHER, |length| length.min(TOGETHER)));
    stdout.take(length).read_to_string(&mut body).await?;
    Ok((serde_json::from_str(&body)?, body))
}

async fn send_request(stdin: &mut ToChild, request: &Request, blobs: &[Blob]) -> std::io::Result<()> {
    send(stdin, &serde_json::to_vec(request)?).await?;
    for blob in blobs {
        match blob {
            Blob::Bytes(bytes) => send(stdin, bytes).await?,
            Blob::File { path, bytes } => pass_on(stdin, path, *bytes).await?,
        }
    }
    stdin.flush().await
}

async fn pass_on(stdin: &mut ToChild, path: &Path, bytes: u64) -> std::io::Result<()> {
    let mut file = tokio::fs::File::open(path).await?.take(bytes);
    stdin.write_all(&bytes.to_le_bytes()).await?;
    if tokio::io::copy(&mut file, stdin).await? == bytes {
        Ok(())
    } else {
        Err(std::io::Error::other("the file is shorter than it was"))
    }
}

async fn send(stdin: &mut ToChild, bytes: &[u8]) -> std::io::Result<()> {
    stdin.write_all(&(bytes.len() as u64).to_le_bytes()).await?;
    stdin.write_all(bytes).await
}

/// What one reader process may use.
#[derive(Debug, Clone, Copy)]
pub struct ReaderLimits {
    /// Address space, in bytes.
    pub memory_bytes: u64,
    /// Processor time for one original, in seconds.
    pub cpu_seconds: u64,
}

/// The child's side: limits itself, then answers requests until its input ends.
pub fn serve(
    mut input: impl Read,
    output: impl Write,
    limits: ReaderLimits,
    converters: ConverterSettings,
) -> std::io::Result<()> {
    let ReaderLimits {
        memory_bytes,
        cpu_seconds,
    } = limits;
    let mut output = BufWriter::with_capacity(TOGETHER, output);
    let converters = Converters::new(converters, std::env::temp_dir());
    limit(rustix::process::Resource::As, memory_bytes);
    limit(rustix::process::Resource::Core, 0);
    let mut used = 0;
    while let Some(frame) = receive(&mut input)? {
        // RLIMIT_CPU counts the life of the process, so that the allowance grows with every request.
        used += cpu_seconds;
        limit(rustix::process::Resource::Cpu, used);
        converters.begin_original();
        let request: Request = serde_json::from_slice(&frame)?;
        let answer = match request {
            Request::Mail => {
                let raw = receive(&mut input)?.unwrap_or_default();
                fitting_json(read_mail_with(&raw, &converters))?
            }
            Request::Envelope => {
                serde_json::to_vec(&Envelope::read(&receive(&mut input)?.unwrap_or_default()))?
            }
            Request::Upload(manifest) => {
                let mut files = Vec::new();
                for _ in &manifest.files {
                    files.push(receive(&mut input)?.unwrap_or_default());
                }
                fitting_json(read_upload(manifest, &files, &converters))?
            }
            Request::Files { container, wanted } => {
                let bytes = receive(&mut input)?.unwrap_or_default();
                extraction::answer(&container, wanted, &bytes, &converters, &mut output)?;
                output.flush()?;
                continue;
            }
        };
        output.write_all(&(answer.len() as u64).to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

fn receive(input: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = checked(u64::from_le_bytes(length), LARGEST_FRAME)?;
    // Exactly as much as is needed: growing by doubling would cost a large message half of the memory allowed.
    let mut frame = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    input.take(length).read_to_end(&mut frame)?;
    Ok(Some(frame))
}

fn checked(length: u64, largest: u64) -> std::io::Result<u64> {
    if length > largest {
        Err(std::io::Error::other("frame too large"))
    } else {
        Ok(length)
    }
}

/// A limit that the system refuses (already lower) is no reason not to work.
fn limit(resource: rustix::process::Resource, value: u64) {
    let old = rustix::process::getrlimit(resource);
    let limit = rustix::process::Rlimit {
        current: Some(value),
        maximum: old.maximum,
    };
    let _ = rustix::process::setrlimit(resource, limit);
}

fn failed() -> Answer {
    Answer {
        reading: Reading::failed(),
        body: String::new(),
    }
}
