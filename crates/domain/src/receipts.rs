//! 回执 — when a receipt leaves, so that a society that sends ten mails is not sent ten receipts.

use chrono::{DateTime, Duration, Utc};

use crate::letter::{Letter, LetterKind};

/// Kinds of letters that are gathered: what says no more than that something came and what became of it.
pub const GATHERED: [LetterKind; 2] = [LetterKind::Receipt, LetterKind::UnderReview];

/// After a receipt, those to the same address are gathered for so long and then leave as one letter.
const GATHERED_FOR: Duration = Duration::hours(1);

/// When a receipt leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// At once, with all others to its address that wait.
    Now,
    /// At this moment, with all others to its address that have come by then.
    At(DateTime<Utc>),
}

/// How many letters that answer mail go to one address within a day by themselves: more of them may be two programs that
/// answer each other, and the next waits for a person.
pub const MOST_IN_A_DAY: u64 = 12;

/// How long a letter waits from when it is written. That something waits for a person is said when nobody has decided
/// for an hour: most is decided by then, or by the society's next mail, and a receipt says more.
pub fn first_waits(letter: &Letter) -> Duration {
    match letter.key.kind {
        LetterKind::UnderReview => GATHERED_FOR,
        LetterKind::Acknowledgement if letter.society.is_nobodys() => GATHERED_FOR,
        LetterKind::Receipt
        | LetterKind::CorrectionRequest
        | LetterKind::Acknowledgement
        | LetterKind::Reminder
        | LetterKind::Overdue
        | LetterKind::Extension
        | LetterKind::Invitation => Duration::zero(),
    }
}

/// When a receipt leaves to whose address the last one began to leave at `last`, if ever.
pub fn leaves(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Leaves {
    match last {
        // A receipt of the future is one of a clock that was wrong.
        Some(last) if last <= now && now < last + GATHERED_FOR => Leaves::At(last + GATHERED_FOR),
        Some(_) | None => Leaves::Now,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minute(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(number)
    }

    #[test]
    fn the_first_leaves_at_once_and_the_others_at_the_end_of_the_hour() {
        assert_eq!(leaves(None, minute(0)), Leaves::Now);
        assert_eq!(leaves(Some(minute(0)), minute(1)), Leaves::At(minute(60)));
        assert_eq!(leaves(Some(minute(0)), minute(59)), Leaves::At(minute(60)));
        assert_eq!(leaves(Some(minute(0)), minute(60)), Leaves::Now);
        assert_eq!(
            leaves(Some(minute(500)), minute(60)),
            Leaves::Now,
            "a clock set back"
        );
    }

    /// Lives through a day: receipts come at these minutes, and the outbox looks at what is due after these steps.
    /// Gives for each letter its minute and how many receipts it holds.
    fn live(mut come: Vec<i64>, steps: &[i64]) -> Vec<(i64, usize)> {
        let (mut letters, mut now, mut last) = (Vec::new(), 0, None);
        for step in steps {
            now += step;
            let waiting = come.iter().filter(|came| **came <= now).count();
            if waiting > 0 && leaves(last, minute(now)) == Leaves::Now {
                come.retain(|came| *came > now);
                last = Some(minute(now));
                letters.push((now, waiting));
            }
        }
        letters
    }

    proptest! {
        #[test]
        fn every_receipt_leaves_once_and_no_two_letters_within_an_hour(
            come in prop::collection::vec(0_i64..600, 1..40),
            steps in prop::collection::vec(1_i64..20, 150),
        ) {
            let end: i64 = steps.iter().sum();
            let in_time: Vec<i64> = come.into_iter().filter(|came| came + 81 < end).collect();
            let letters = live(in_time.clone(), &steps);
            let held: usize = letters.iter().map(|(_, held)| held).sum();
            prop_assert_eq!(held, in_time.len());
            for pair in letters.windows(2) {
                prop_assert!(pair[1].0 - pair[0].0 >= 60);
            }
            // Nobody waits longer than the hour and one look.
            for came in in_time {
                prop_assert!(letters.iter().any(|(left, _)| (came..came + 81).contains(left)));
            }
        }
    }
}
