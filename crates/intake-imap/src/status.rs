//! How a watched mailbox is, for `/readyz` and the office's page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use store::MailboxHealth;

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
    standby: bool,
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

    /// The same in Chinese, with what to do.
    pub fn trouble_in_chinese(&self, now: DateTime<Utc>) -> Option<String> {
        let failure = self.failure()?;
        let minutes = (now - failure.since).num_minutes().max(0);
        let what = match failure.kind {
            FailureKind::Store | FailureKind::Protocol => "未能完整读取",
            _ => "未能连接",
        };
        Some(format!(
            "邮箱 {}：已有 {minutes} 分钟{what}。{}",
            self.mailbox,
            failure.kind.advice()
        ))
    }

    /// Whether another process reads the mailbox and this one stands by. What is said of it then is what that process
    /// has noted.
    pub fn stands_by(&self) -> bool {
        self.lock().standby
    }

    /// It is this process's turn. What was wrong is still wrong until a pass is complete.
    pub(crate) fn note_reading(&self) {
        self.lock().standby = false;
    }

    /// Another process reads the mailbox, and this is how that goes.
    pub(crate) fn note_standby(&self, health: &MailboxHealth) {
        let failure = health.failure.as_ref().and_then(|(kind, since)| {
            let kind = FailureKind::parse(kind)?;
            Some(Failure { kind, since: *since })
        });
        *self.lock() = State {
            last_ok: health.last_ok,
            failure,
            standby: true,
        };
    }

    pub(crate) fn note_ok(&self, now: DateTime<Utc>) {
        *self.lock() = State {
            last_ok: Some(now),
            failure: None,
            standby: false,
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
        let shown = status.trouble_in_chinese(start + TimeDelta::minutes(12)).unwrap();
        assert!(
            shown.starts_with("邮箱 kjstdw：已有 12 分钟未能连接。邮箱拒绝登录"),
            "{shown}"
        );
        status.note_ok(start + TimeDelta::minutes(13));
        assert_eq!(status.failure(), None);
        assert_eq!(status.last_ok(), Some(start + TimeDelta::minutes(13)));
    }
    #[test]
    fn a_process_that_stands_by_tells_what_the_one_that_reads_has_noted() {
        let start = DateTime::parse_from_rfc3339("2022-10-20T01:00:00Z")
            .unwrap()
            .to_utc();
        let status = MailboxStatus::new(MailboxName::parse("kjstdw").unwrap());
        let mut health = MailboxHealth {
            mailbox: MailboxName::parse("kjstdw").unwrap(),
            held: true,
            last_ok: Some(start),
            failure: None,
            rejected: 0,
        };
        status.note_failure(FailureKind::Unreachable, start);
        status.note_standby(&health);
        assert_eq!((status.stands_by(), status.trouble(start)), (true, None));
        health.failure = Some((FailureKind::Timeout.as_str().to_owned(), start));
        status.note_standby(&health);
        status.note_reading();
        assert!(!status.stands_by());
        let still = status.failure().unwrap();
        assert_eq!((still.kind, still.since), (FailureKind::Timeout, start));
    }

    #[test]
    fn every_failure_is_recognised_by_its_words() {
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::parse(kind.as_str()), Some(kind));
        }
    }
}
