//! When a letter is tried again, and when it is given up.

use chrono::{DateTime, Duration, Utc};
use store::StoredLetter;

use crate::error::Trouble;

/// A letter is given up after so many attempts that failed for a reason of its own.
const MAX_ATTEMPTS: u32 = 12;
const FIRST_WAIT_MINUTES: i64 = 5;
const LONGEST_WAIT_MINUTES: i64 = 6 * 60;

/// Put before an error that was no letter's fault.
const OF_ALL: &str = "all letters: ";

/// What a failure means for the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Trying again may help.
    Passing,
    /// It will never be taken.
    Permanent,
}

/// When the letter is tried again; `None`: given up.
///
/// What fails for all letters alike never gives one up. Since the store counts such attempts too, the first failure
/// after an outage gives none up either.
pub(crate) fn retry_at(
    stored: &StoredLetter,
    trouble: &Trouble,
    lasting: Lasting,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if trouble.stage.concerns_all() {
        return Some(now + Duration::minutes(FIRST_WAIT_MINUTES));
    }
    let after_outage = stored
        .last_error
        .as_deref()
        .is_some_and(|error| error.starts_with(OF_ALL));
    let exhausted = stored.attempts >= MAX_ATTEMPTS && !after_outage;
    (lasting == Lasting::Passing && !exhausted).then(|| now + wait(stored.attempts))
}

/// The error as it is kept with the letter.
pub(crate) fn as_kept(trouble: &Trouble) -> String {
    if trouble.stage.concerns_all() {
        format!("{OF_ALL}{trouble}")
    } else {
        trouble.to_string()
    }
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
