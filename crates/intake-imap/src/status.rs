//! How a watched mailbox is, for `/readyz` and the office's page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;

use crate::FailureKind;

/// How a watched mailbox is. Shared between the watcher and whoever shows it.
#[derive(Debug)]
pub struct MailboxStatus {
    mailbox: MailboxName,
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    last_ok: Option<DateTime<Utc>>,
    failure: Option<Failure>,
}

/// A failure that has not passed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// What it is now.
    pub kind: FailureKind,
    /// Since when the mailbox has not been read completely.
    pub since: DateTime<Utc>,
}

impl MailboxStatus {
    /// Nothing known yet.
    pub fn new(mailbox: MailboxName) -> Self {
        Self {
            mailbox,
            state: Mutex::default(),
        }
    }

    /// Which mailbox.
    pub fn mailbox(&self) -> &MailboxName {
        &self.mailbox
    }

    /// When the last complete pass ended.
    pub fn last_ok(&self) -> Option<DateTime<Utc>> {
        self.lock().last_ok
    }

    /// What is wrong now; `None` if the last pass was complete, or none has ended yet.
    pub fn failure(&self) -> Option<Failure> {
        self.lock().failure
    }

    /// One English line if something is wrong: `mailbox kjstdw: not connected for 12 min: authorization code refused`.
    pub fn trouble(&self, now: DateTime<Utc>) -> Option<String> {
        let failure = self.failure()?;
        let minutes = (now - failure.since).num_minutes().max(0);
        let what = match failure.kind {
            FailureKind::Store | FailureKind::Protocol => "not read completely",
            _ => "not connected",
        };
        Some(format!(
            "mailbox {}: {what} for {minutes} min: {}",
            self.mailbox,
            failure.kind.as_str()
        ))
    }

    pub(crate) fn note_ok(&self, now: DateTime<Utc>) {
        *self.lock() = State {
            last_ok: Some(now),
            failure: None,
        };
    }

    pub(crate) fn note_failure(&self, kind: FailureKind, now: DateTime<Utc>) {
        let mut state = self.lock();
        let since = state.failure.map_or(now, |failure| failure.since);
        state.failure = Some(Failure { kind, since });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_failure_is_told_with_its_duration_until_a_pass_is_complete() {
        let start = DateTime::parse_from_rfc3339("2022-10-20T01:00:00Z")
            .unwrap()
            .to_utc();
        let status = MailboxStatus::new(MailboxName::parse("kjstdw").unwrap());
        assert_eq!(status.trouble(start), None);
        status.note_failure(FailureKind::Unreachable, start);
        status.note_failure(FailureKind::Refused, start + TimeDelta::minutes(5));
        assert_eq!(
            status.trouble(start + TimeDelta::minutes(12)).unwrap(),
            "mailbox kjstdw: not connected for 12 min: authorization code refused"
        );
        status.note_ok(start + TimeDelta::minutes(13));
        assert_eq!(status.failure(), None);
        assert_eq!(status.last_ok(), Some(start + TimeDelta::minutes(13)));
    }
}
