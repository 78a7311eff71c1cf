//! A request body with an upper size and a lower speed.

use std::io;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::stream::{Stream, StreamExt as _, try_unfold};
use tokio::time::{Instant, timeout};

/// No single read may take longer, and in every span of this length at least [`MIN_BYTES`] must come.
const SPAN: Duration = Duration::from_secs(30);

/// 0.5 KiB in a second: a twentieth of the slowest line that still loads a page.
const MIN_BYTES: u64 = 16 * 1024;

struct Pace {
    payload: Payload,
    left: u64,
    since: Instant,
    came: u64,
}

/// Passes the body on until more than `max` bytes came or it becomes too slow.
pub(super) fn paced(payload: Payload, max: u64) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let pace = Pace {
        payload,
        left: max,
        since: Instant::now(),
        came: 0,
    };
    try_unfold(pace, |mut pace| async move {
        let chunk = timeout(SPAN, pace.payload.next()).await.map_err(|_| too_slow())?;
        let Some(chunk) = chunk.transpose()? else {
            return Ok(None);
        };
        pace.count(chunk.len() as u64)?;
        Ok(Some((chunk, pace)))
    })
}

impl Pace {
    fn count(&mut self, bytes: u64) -> Result<(), PayloadError> {
        self.left = self.left.checked_sub(bytes).ok_or(PayloadError::Overflow)?;
        self.came += bytes;
        if self.since.elapsed() >= SPAN {
            if self.came < MIN_BYTES {
                return Err(too_slow());
            }
            (self.since, self.came) = (Instant::now(), 0);
        }
        Ok(())
    }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::ErrorKind::TimedOut.into())
}
