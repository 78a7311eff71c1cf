//! When a letter is tried again, and when it is given up.

use chrono::{DateTime, Duration, Utc};
use domain::letter::LetterRecord;
use store::CameTo;

/// A letter is given up after so many attempts that failed for a reason of its own.
const MAX_ATTEMPTS: u32 = 12;
const FIRST_WAIT_MINUTES: i64 = 5;
const LONGEST_WAIT_MINUTES: i64 = 6 * 60;

/// The waits after sendings to which no server answered: it may have the letter, and whoever gets it twice thinks less of
/// the office. After the last of them a person finds out (`in_doubt`). An answer that was lost is seldom lost again within
/// the hour, and hardly after six.
const UNANSWERED_WAIT_HOURS: [i64; 2] = [1, 6];

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
pub(crate) fn retry_at(
    stored: &LetterRecord,
    (lasting, came_to): (Lasting, CameTo),
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if came_to == CameTo::NobodyKnows {
        return after_silence(stored, now);
    }
    let exhausted = stored.attempts >= MAX_ATTEMPTS;
    (lasting == Lasting::Passing && !exhausted).then(|| now + wait(stored.attempts))
}

/// When a letter is handed over again that a server has in full and has not answered for.
fn after_silence(stored: &LetterRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let unanswered = stored.attempts.saturating_sub(stored.refused);
    let before = usize::try_from(unanswered.saturating_sub(1)).unwrap_or(usize::MAX);
    let hours = UNANSWERED_WAIT_HOURS.get(before)?;
    Some(now + Duration::hours(*hours))
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
