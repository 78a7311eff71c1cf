//! One run of an outside program: in a folder of its own, with limits.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use forms::read::NotConverted;
use rustix::process::{Pid, Resource, Rlimit};

/// Largest file that a program may write, in bytes.
const LARGEST_FILE: u64 = 256 << 20;
/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(5);
/// How much of what a program complains of is kept, in bytes.
const COMPLAINT: u64 = 4_096;

/// What a program may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub time: Duration,
    pub memory_bytes: u64,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Its status; `None` when a signal ended it.
    Status(Option<i32>),
    TooLong,
    NotStarted,
}

/// A folder for one conversion, removed afterwards.
#[derive(Debug)]
pub(super) struct Workplace {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl Workplace {
    /// A folder inside `parent` with the file to be converted.
    pub(super) fn new(parent: &Path, ending: &str, bytes: &[u8]) -> Result<Self, NotConverted> {
        let folder = tempfile::Builder::new()
            .prefix("convert-")
            .tempdir_in(parent)
            .map_err(|_| NotConverted::Unavailable)?;
        let file = folder.path().join("file").with_extension(ending);
        std::fs::write(&file, bytes).map_err(|_| NotConverted::Unavailable)?;
        Ok(Self { folder, file })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// What the program made: a file in this folder.
    pub(super) fn take(&self, made: &Path) -> Result<Vec<u8>, NotConverted> {
        std::fs::read(self.folder.path().join(made)).map_err(|_| NotConverted::Failed)
    }

    /// What the program wrote to its error output.
    pub(super) fn complaint(&self) -> String {
        let mut bytes = Vec::new();
        if let Ok(file) = File::open(self.complaints()) {
            drop(file.take(COMPLAINT).read_to_end(&mut bytes));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn complaints(&self) -> PathBuf {
        self.folder.path().join("complaints")
    }
}

/// Runs a program to its end, or ends it; and how long it took.
pub(super) fn run(
    place: &Workplace,
    program: &Path,
    arguments: &[OsString],
    bounds: Bounds,
) -> (Ending, Duration) {
    let begin = Instant::now();
    let ending = match start(place, program, arguments) {
        Ok(child) => {
            limit(&child, bounds);
            wait(child, begin, bounds.time)
        }
        Err(_) => Ending::NotStarted,
    };
    (ending, begin.elapsed())
}

fn start(place: &Workplace, program: &Path, arguments: &[OsString]) -> std::io::Result<Child> {
    let folder = place.folder();
    let complaints = File::create(place.complaints())?;
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .env("LANG", "C.UTF-8")
        .env("SAL_USE_VCLPLUGIN", "svp")
        // tesseract would take every processor.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(complaints)
        .spawn()
}

/// The limits are set from outside: to set them between fork and exec would need unsafe code. Until then the program
/// has those of the reader process, which are no wider but for the memory.
fn limit(child: &Child, bounds: Bounds) {
    let pid = Pid::from_child(child);
    let seconds = bounds.time.as_secs().saturating_add(1);
    for (resource, value) in [
        (Resource::As, bounds.memory_bytes),
        (Resource::Cpu, seconds),
        (Resource::Fsize, LARGEST_FILE),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        // One that the system refuses (already lower) is no reason not to work.
        let _ = rustix::process::prlimit(Some(pid), resource, limit);
    }
}

fn wait(mut child: Child, begin: Instant, time: Duration) -> Ending {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ending::Status(status.code()),
            Ok(None) if begin.elapsed() < time => std::thread::sleep(GLANCE),
            Ok(None) | Err(_) => {
                drop(child.kill());
                drop(child.wait());
                return Ending::TooLong;
            }
        }
    }
}
