//! Stands between the server and async-imap, which would buffer whatever a server announces, up to 512 MiB.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::tls::Wire;

/// Largest literal that is let in, in bytes: a whole message from a server that cannot cut it into slices.
pub(crate) const LARGEST_LITERAL: u64 = 64 * 1024 * 1024;
/// Longest line outside literals, in bytes.
const LONGEST_LINE: u64 = 1024 * 1024;

/// The server announced more than is let in. Nothing of it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{bytes} bytes in one piece, which is more than is let in")]
pub(crate) struct TooMuch {
    /// As announced.
    pub(crate) bytes: u64,
}

/// How much was heard on a wire, in bytes. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard(Arc<AtomicU64>);

impl Heard {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A wire that ends with an error instead of letting in too much.
pub(crate) struct Guard {
    wire: Box<dyn Wire>,
    scan: Scan,
    heard: Heard,
}

impl Guard {
    pub(crate) fn new(wire: Box<dyn Wire>) -> Self {
        Self {
            wire,
            scan: Scan::default(),
            heard: Heard::default(),
        }
    }

    pub(crate) fn into_wire(self) -> Box<dyn Wire> {
        self.wire
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard.clone()
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Guard").field(&self.wire).finish()
    }
}

impl AsyncRead for Guard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.wire).poll_read(context, buffer))?;
        let new = buffer.filled().get(before..).unwrap_or_default();
        self.heard.0.fetch_add(new.len() as u64, Ordering::Relaxed);
        let passed = self.scan.pass(new);
        Poll::Ready(passed.map_err(|much| io::Error::new(io::ErrorKind::InvalidData, much)))
    }
}

impl AsyncWrite for Guard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(context)
    }
}

/// Follows lines and literals. A status text that ends like the announcement of a literal makes it overlook what comes
/// next, at most as much as a literal may be large; it never stops what is allowed.
#[derive(Debug, Default)]
struct Scan {
    /// What is left of the literal.
    literal: u64,
    /// Length of the line so far.
    line: u64,
    end: LineEnd,
}

/// How the line ends so far: `{123}` and CRLF announce a literal.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    #[default]
    Other,
    Number(u64),
    Closed(u64),
    Return(u64),
}

impl Scan {
    fn pass(&mut self, bytes: &[u8]) -> Result<(), TooMuch> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let skipped = self.literal.min(rest.len() as u64);
            if skipped > 0 {
                self.literal -= skipped;
                rest = rest
                    .get(usize::try_from(skipped).unwrap_or(rest.len())..)
                    .unwrap_or_default();
            } else if let Some((byte, after)) = rest.split_first() {
                self.byte(*byte)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8) -> Result<(), TooMuch> {
        self.line += 1;
        if self.line > LONGEST_LINE {
            return Err(TooMuch { bytes: self.line });
        }
        self.end = match (byte, self.end) {
            (b'{', _) => LineEnd::Number(0),
            (b'0'..=b'9', LineEnd::Number(number)) => {
                LineEnd::Number(number.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
            }
            (b'}', LineEnd::Number(number)) => LineEnd::Closed(number),
            (b'\r', LineEnd::Closed(number)) => LineEnd::Return(number),
            (b'\n', LineEnd::Return(bytes)) if bytes > LARGEST_LITERAL => return Err(TooMuch { bytes }),
            (b'\n', end) => {
                self.line = 0;
                if let LineEnd::Return(number) = end {
                    self.literal = number;
                }
                LineEnd::Other
            }
            _ => LineEnd::Other,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_of_4_gib_is_stopped_when_it_is_announced() {
        let mut scan = Scan::default();
        let line = b"* 1 FETCH (UID 7 BODY[] {4294967296}\r\n";
        assert_eq!(scan.pass(line), Err(TooMuch { bytes: 4_294_967_296 }));
    }

    #[test]
    fn what_a_literal_holds_announces_nothing_however_it_is_cut() {
        let text = b"* 1 FETCH (UID 7 BODY[] {23}\r\nSubject: {99999999999}\r\n)\r\na OK\r\n";
        for size in 1..text.len() {
            let mut scan = Scan::default();
            for piece in text.chunks(size) {
                assert_eq!(scan.pass(piece), Ok(()));
            }
            assert_eq!((scan.literal, scan.line), (0, 0));
        }
    }

    #[test]
    fn a_line_without_end_is_stopped() {
        let mut scan = Scan::default();
        let piece = vec![b'x'; 64 * 1024];
        let stopped = (0..40).find_map(|_| scan.pass(&piece).err());
        assert!(stopped.is_some());
    }
}
