//! How long to wait after a failure.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use domain::ids::MailboxName;

use crate::FailureKind;

/// Time until the next attempt, after `failures` in a row (1 or more); `retry` is the first one where nothing speaks
/// against trying soon. Spread by up to a quarter either way, so that
/// several mailboxes of one server do not come back at the same moment; the same input always gives the same time.
pub(crate) fn delay(mailbox: &MailboxName, kind: FailureKind, failures: u32, retry: Duration) -> Duration {
    let (first, longest) = match kind {
        // Asking again soon with what was refused locks the mailbox.
        FailureKind::Refused | FailureKind::UnsafeLogin => (900, 3600),
        FailureKind::Unencrypted => (600, 3600),
        FailureKind::PasswordFile => (60, 600),
        FailureKind::Unreachable
        | FailureKind::Tls
        | FailureKind::Protocol
        | FailureKind::Timeout
        | FailureKind::Store
        | FailureKind::ReadElsewhere => (retry.as_secs().max(1), 600),
    };
    let seconds: u64 = (first << failures.saturating_sub(1).min(10)).min(longest);
    let mut hasher = DefaultHasher::new();
    (mailbox.as_str(), failures).hash(&mut hasher);
    let spread = hasher.finish() % 501; // thousandths, 0 to 500
    Duration::from_millis(seconds * (750 + spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: Duration = Duration::from_secs(5);

    #[test]
    fn a_refused_authorization_code_is_not_tried_again_for_ten_minutes() {
        let mailbox = MailboxName::parse("kjstdw").unwrap();
        for failures in 1..50 {
            assert!(delay(&mailbox, FailureKind::Refused, failures, RETRY) >= Duration::from_mins(10));
        }
    }

    #[test]
    fn the_wait_grows_to_a_bound_and_differs_between_mailboxes() {
        let (one, two) = (
            MailboxName::parse("kjstdw").unwrap(),
            MailboxName::parse("xuehui").unwrap(),
        );
        let wait = |mailbox, failures| delay(mailbox, FailureKind::Unreachable, failures, RETRY);
        assert!(wait(&one, 1) < Duration::from_secs(7));
        assert!(wait(&one, 4) > wait(&one, 1));
        assert!(wait(&one, 100) <= Duration::from_secs(750));
        assert_ne!(wait(&one, 3), wait(&two, 3));
    }
}
