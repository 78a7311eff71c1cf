//! Files taken out of untrusted letters and archives by a reader process.
//!
//! The answer is, for each file found, one frame with its SHA-256 and one with its bytes, and an empty frame at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Blob, LARGEST_FRAME, ReaderChild, ReaderPool, Request, checked, send_request};
use crate::IntakeError;
use crate::convert::Converters;
use crate::reading::{Container, take_out};

/// Length of a SHA-256 in hexadecimal.
const HASH: u64 = 64;

impl ReaderPool {
    /// Puts the files inside a blob that have one of these SHA-256 into a folder, each under its hash. The hashes are
    /// what the process says: whoever uses a file compares. `None` when the process fails at it.
    pub async fn take_out(
        &self,
        container: Container,
        wanted: &BTreeSet<String>,
        blob: &Blob,
        folder: &Path,
    ) -> Result<Option<BTreeMap<String, PathBuf>>, IntakeError> {
        let Ok(_permit) = self.permits.acquire().await else {
            return Ok(None);
        };
        let request = Request::Files {
            container,
            wanted: wanted.clone(),
        };
        let first = match self.idle_child().await {
            Some(child) => child,
            None => self.start()?,
        };
        if let Some(taken) = self.take_out_by(first, &request, blob, wanted, folder).await {
            return Ok(Some(taken));
        }
        // Once more, as for readings.
        Ok(self
            .take_out_by(self.start()?, &request, blob, wanted, folder)
            .await)
    }

    async fn take_out_by(
        &self,
        mut child: ReaderChild,
        request: &Request,
        blob: &Blob,
        wanted: &BTreeSet<String>,
        folder: &Path,
    ) -> Option<BTreeMap<String, PathBuf>> {
        let taking = async {
            send_request(&mut child.stdin, request, std::slice::from_ref(blob)).await?;
            child.receive_files(wanted, folder).await
        };
        let taken = tokio::time::timeout(self.settings.time, taking).await;
        self.after(child, taken).await
    }
}

impl ReaderChild {
    async fn receive_files(
        &mut self,
        wanted: &BTreeSet<String>,
        folder: &Path,
    ) -> std::io::Result<BTreeMap<String, PathBuf>> {
        let mut taken = BTreeMap::new();
        let mut room = LARGEST_FRAME;
        loop {
            let length = self.receive_length(HASH).await?;
            if length == 0 {
                return Ok(taken);
            }
            let mut sha256 = String::new();
            (&mut self.stdout)
                .take(length)
                .read_to_string(&mut sha256)
                .await?;
            if !wanted.contains(&sha256) || taken.contains_key(&sha256) {
                return Err(std::io::Error::other("a file that was not asked for"));
            }
            let length = self.receive_length(room).await?;
            room -= length;
            let path = folder.join(&sha256);
            let mut file = tokio::fs::File::create(&path).await?;
            if tokio::io::copy(&mut (&mut self.stdout).take(length), &mut file).await? != length {
                return Err(std::io::Error::other("the answer ends within a file"));
            }
            file.flush().await?;
            taken.insert(sha256, path);
        }
    }

    async fn receive_length(&mut self, largest: u64) -> std::io::Result<u64> {
        let mut length = [0; 8];
        self.stdout.read_exact(&mut length).await?;
        checked(u64::from_le_bytes(length), largest)
    }
}

/// The child's side.
pub(super) fn answer(
    container: &Container,
    wanted: BTreeSet<String>,
    bytes: &[u8],
    converters: &Converters,
    output: &mut impl Write,
) -> std::io::Result<()> {
    let mut frame = |bytes: &[u8]| {
        output.write_all(&(bytes.len() as u64).to_le_bytes())?;
        output.write_all(bytes)
    };
    take_out(container, bytes, wanted, converters, &mut |sha256, bytes| {
        frame(sha256.as_bytes())?;
        frame(bytes)
    })?;
    frame(&[])
}
