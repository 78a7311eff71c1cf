//! One connection through the proxy, and what both directions know of it.

use std::io::Write as _;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::{Shared, downstream, lock, upstream};

/// What was asked under a tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The command in upper case, UID with the next word.
    pub(super) command: String,
    /// The UID of a message that is fetched whole.
    pub(super) message: Option<u32>,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) shared: Arc<Shared>,
    client: TcpStream,
    server: TcpStream,
    /// Both directions may have something to tell the client.
    telling: Mutex<()>,
    /// The latest command.
    pub(super) asked: Mutex<Asked>,
    pub(super) identified: AtomicBool,
    /// Nothing gets through any more.
    pub(super) silent: AtomicBool,
    /// Bytes until it is cut.
    lifetime: Mutex<Option<u64>>,
}

/// The connection has ended.
#[derive(Debug)]
pub(super) struct Ended;

/// Connects to the server and lets two threads pass on what is said.
pub(super) fn begin(shared: &Arc<Shared>, client: TcpStream) -> std::io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", shared.server))?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let (from_client, from_server) = (client.try_clone()?, server.try_clone()?);
    let conversation = Arc::new(Conversation {
        shared: Arc::clone(shared),
        client,
        server,
        telling: Mutex::new(()),
        asked: Mutex::default(),
        identified: AtomicBool::new(false),
        silent: AtomicBool::new(false),
        lifetime: Mutex::new(shared.lifetime()),
    });
    shared.remember(&conversation);
    let other = Arc::clone(&conversation);
    std::thread::spawn(move || {
        // Either way the conversation is over.
        let _ = upstream::pass_on(&conversation, from_client);
        conversation.end();
    });
    std::thread::spawn(move || {
        let _ = downstream::pass_on(&other, from_server);
        other.end();
    });
    Ok(())
}

impl Conversation {
    /// Sends to the client, unless it is to hear nothing.
    pub(super) fn tell_client(&self, bytes: &[u8]) -> Result<(), Ended> {
        if self.silent.load(Ordering::SeqCst) {
            return Ok(());
        }
        let _telling = lock(&self.telling);
        self.send(&self.client, bytes)
    }

    /// Sends to the server.
    pub(super) fn tell_server(&self, bytes: &[u8]) -> Result<(), Ended> {
        self.send(&self.server, bytes)
    }

    fn send(&self, mut to: &TcpStream, bytes: &[u8]) -> Result<(), Ended> {
        let (bytes, cut) = self.within_lifetime(bytes);
        let count = u64::try_from(bytes.len()).unwrap_or(0);
        self.shared.bytes.fetch_add(count, Ordering::SeqCst);
        to.write_all(bytes).map_err(|_| Ended)?;
        if cut {
            self.shared.note_cut();
            self.end();
            return Err(Ended);
        }
        Ok(())
    }

    /// What may still be sent, and whether the connection is to be cut then.
    fn within_lifetime<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], bool) {
        let mut lifetime = lock(&self.lifetime);
        let Some(left) = lifetime.as_mut() else {
            return (bytes, false);
        };
        let allowed = usize::try_from(*left).unwrap_or(usize::MAX);
        *left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        match bytes.get(..allowed) {
            Some(allowed) => {
                // It is cut once.
                *lifetime = None;
                (allowed, true)
            }
            None => (bytes, false),
        }
    }

    /// Ends both sides.
    pub(super) fn end(&self) {
        for stream in [&self.client, &self.server] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
