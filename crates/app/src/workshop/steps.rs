//! How far a product is, and whether it is still wanted: shared by whoever makes it and whoever watches.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The product is wanted no more.
#[derive(Debug, thiserror::Error)]
#[error("the product is wanted no more")]
pub(crate) struct Stopped;

/// Steps of a product. The total is 0 as long as nobody knows it.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: AtomicU64,
    total: AtomicU64,
    stopped: AtomicBool,
}

impl Steps {
    /// Steps done and steps in all.
    pub(crate) fn now(&self) -> (u64, u64) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }

    pub(crate) fn set(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Ends the making at its next write.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn go_on(&self) -> io::Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            Err(io::Error::other(Stopped))
        } else {
            Ok(())
        }
    }
}

/// A file that takes nothing more once its product is wanted no more.
pub(crate) struct Watched<'a, W> {
    inner: W,
    steps: &'a Steps,
}

impl<'a, W> Watched<'a, W> {
    pub(crate) fn new(inner: W, steps: &'a Steps) -> Self {
        Self { inner, steps }
    }
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.steps.go_on()?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Seek> Seek for Watched<'_, W> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.inner.seek(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_no_more_writes_no_more() {
        let (steps, mut file) = (Steps::default(), Vec::new());
        let mut watched = Watched::new(&mut file, &steps);
        watched.write_all(b"one").unwrap();
        steps.stop();
        let error = watched.write_all(b"two").unwrap_err();
        assert!(error.get_ref().unwrap().is::<Stopped>());
        assert_eq!(file, b"one");
    }
}
