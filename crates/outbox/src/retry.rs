//! When a letter is tried again, and when it is given up.

use chrono::{DateTime, Duration, Utc};
use domain::letter::LetterRecord;

/// A letter is given up after so many attempts that failed for a reason of its own.
const MAX_ATTEMPTS: u32 = 12;
const FIRST_WAIT_MINUTES: i64 = 5;
const LONGEST_WAIT_MINUTES: i64 = 6 * 60;

/// What a failure means for the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Trying again may help.
    Passing,
    /// It will never be taken.
    Permanent,
}

/// When all letters are tried again after a failure that concerns all.
pub(crate) fn after_outage(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::minutes(FIRST_WAIT_MINUTES)
}

/// When a letter that failed for a reason of its own is tried again; `None`: given up.
pub(crate) fn retry_at(stored: &LetterRecord, lasting: Lasting, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let exhausted = stored.attempts >= MAX_ATTEMPTS;
    (lasting == Lasting::Passing && !exhausted).then(|| now + wait(stored.attempts))
}

/// The wait after attempt number `attempts`, which begins at 1.
fn wait(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(10);
    Duration::minutes((FIRST_WAIT_MINUTES << doublings).min(LONGEST_WAIT_MINUTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_six_hours() {
        let minutes: Vec<i64> = (1..=12).map(|n| wait(n).num_minutes()).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360, 360]);
        assert_eq!(wait(u32::MAX).num_minutes(), 360);
    }
}
