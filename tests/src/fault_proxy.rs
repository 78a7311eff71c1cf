//! A proxy between the program and an IMAP server on loopback that misbehaves as servers and lines have been seen to.
//! It speaks no TLS. What it does can be changed while connections are open.

mod conversation;
mod downstream;
mod upstream;

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use self::conversation::Conversation;
use crate::random::Random;

/// A way to misbehave.
#[derive(Debug, Clone)]
pub enum Fault {
    /// None.
    None,
    /// Each new connection ends after a number of bytes, counted in both directions, until that was done often enough.
    Cuts(Cuts),
    /// BYE, and the end, as soon as the client idles.
    ByeInIdle,
    /// Nothing of the server gets through any more, and nobody says so: half-open.
    Silence,
    /// 163: opening a folder before ID is an unsafe login.
    IdRequired,
    /// 163: no UIDNEXT when a folder is opened, and `STATUS INBOX ()`.
    NoUidNext,
    /// No IDLE: not offered, and BAD when asked for.
    NoIdle,
    /// BAD to every command on more than one UID or sequence number.
    BadToSets,
    /// OK, and no data, when the message with this UID is fetched.
    OkWithoutData(u32),
    /// No more than this many bytes per second from the server.
    Slow(u32),
    /// The message with this UID is announced with 4 GiB, and what is there of it is followed by nothing.
    HugeLiteral(u32),
}

/// How often and when to cut.
#[derive(Debug, Clone)]
pub struct Cuts {
    random: Random,
    longest: u64,
    left: u32,
}

impl Cuts {
    /// `count` cuts, each after at most `longest` bytes of a connection.
    pub fn new(seed: u64, count: u32, longest: u64) -> Self {
        Self {
            random: Random::new(seed),
            longest,
            left: count,
        }
    }
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    server: u16,
    fault: Mutex<Fault>,
    applied: AtomicU64,
    bytes: AtomicU64,
    commands: Mutex<BTreeMap<String, u64>>,
    listed_at: Mutex<Vec<u64>>,
    open: Mutex<Vec<Weak<Conversation>>>,
    ended: AtomicBool,
    end: (Mutex<()>, Condvar),
}

/// A running proxy; it ends with this value.
#[derive(Debug)]
pub struct FaultProxy {
    port: u16,
    shared: Arc<Shared>,
}

impl FaultProxy {
    /// Stands before the server on this port of loopback.
    pub fn start(server: u16, fault: Fault) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("listen")?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            server,
            fault: Mutex::new(fault),
            applied: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            commands: Mutex::default(),
            listed_at: Mutex::default(),
            open: Mutex::default(),
            ended: AtomicBool::new(false),
            end: (Mutex::new(()), Condvar::new()),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.ended.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(client) = client {
                    // A server that cannot be reached: the client's connection ends with its value.
                    let _ = conversation::begin(&accepting, client);
                }
            }
        });
        Ok(Self { port, shared })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Misbehaves in another way from now on; connections that are dead stay so.
    pub fn set(&self, fault: Fault) {
        *lock(&self.shared.fault) = fault;
    }

    /// How often it has misbehaved.
    pub fn applied(&self) -> u64 {
        self.shared.applied.load(Ordering::SeqCst)
    }

    /// Bytes passed on, in both directions.
    pub fn bytes(&self) -> u64 {
        self.shared.bytes.load(Ordering::SeqCst)
    }

    /// How often a command was given; `word` in upper case, the command of UID with it: `UID FETCH`.
    pub fn heard(&self, word: &str) -> u64 {
        lock(&self.shared.commands).get(word).copied().unwrap_or(0)
    }

    /// [`FaultProxy::bytes`] at the beginning of each pass, that is at each LIST.
    pub fn passes(&self) -> Vec<u64> {
        lock(&self.shared.listed_at).clone()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        self.shared.end.1.notify_all();
        for conversation in lock(&self.shared.open).drain(..) {
            if let Some(conversation) = conversation.upgrade() {
                conversation.end();
            }
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    fn fault(&self) -> Fault {
        lock(&self.fault).clone()
    }

    /// So that it ends with the proxy.
    fn remember(&self, conversation: &Arc<Conversation>) {
        let mut open = lock(&self.open);
        open.retain(|known| known.strong_count() > 0);
        open.push(Arc::downgrade(conversation));
    }

    fn note_fault(&self) {
        self.applied.fetch_add(1, Ordering::SeqCst);
    }

    /// The bytes that a new connection lives for; `None`: for ever.
    fn lifetime(&self) -> Option<u64> {
        match &mut *lock(&self.fault) {
            Fault::Cuts(cuts) if cuts.left > 0 => Some(cuts.random.of_any_size(cuts.longest)),
            _ => None,
        }
    }

    /// Counts a cut.
    fn note_cut(&self) {
        self.note_fault();
        if let Fault::Cuts(cuts) = &mut *lock(&self.fault) {
            cuts.left = cuts.left.saturating_sub(1);
        }
    }

    /// Lets time pass, less when the proxy ends.
    fn linger(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut guard = lock(&self.end.0);
        while !self.ended.load(Ordering::SeqCst) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.end.1.wait_timeout(guard, left);
            guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
