//! How a watched mailbox is, for `/readyz` and the office's page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::MailboxName;

use crate::{FailureKind, PollReport};

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
    /// The failure that the log has sounded the alarm for.
    alarmed: Option<FailureKind>,
    not_retrievable: u64,
    quota_percent: Option<u8>,
}

/// From how full a mailbox is said to be so, in percent.
const NEARLY_FULL: u8 = 80;

/// A failure that has not passed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// What it is now.
    pub kind: FailureKind,
    /// Since when the mailbox has not been read completely.
    pub since: DateTime<Utc>,
}

/// Whether something has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Same,
    Other,
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

    /// Everything that somebody has to see to, one English line each.
    pub fn lines(&self, now: DateTime<Utc>) -> Vec<String> {
        let (mailbox, state) = (&self.mailbox, *self.lock());
        let full = state.quota_percent.filter(|percent| *percent >= NEARLY_FULL);
        let missing = Some(state.not_retrievable).filter(|count| *count > 0);
        let lines = [
            self.trouble(now),
            full.map(|percent| {
                format!("mailbox {mailbox}: {percent} % full, senders will get their mail back")
            }),
            missing.map(|count| {
                format!("mailbox {mailbox}: {count} message(s) listed but not handed out by the server")
            }),
        ];
        lines.into_iter().flatten().collect()
    }

    /// Notes what a pass found, whether it was complete or not.
    pub(crate) fn note_report(&self, report: &PollReport) {
        let mut state = self.lock();
        state.not_retrievable = report.not_retrievable;
        state.quota_percent = report.quota_percent.or(state.quota_percent);
    }

    /// The failure that is over with this.
    pub(crate) fn note_ok(&self, now: DateTime<Utc>) -> Option<Failure> {
        let mut state = self.lock();
        state.last_ok = Some(now);
        state.alarmed = None;
        state.failure.take()
    }

    /// Whether this is another failure than before.
    pub(crate) fn note_failure(&self, kind: FailureKind, now: DateTime<Utc>) -> Change {
        let mut state = self.lock();
        let before = state.failure;
        let since = before.map_or(now, |failure| failure.since);
        state.failure = Some(Failure { kind, since });
        if before.is_some_and(|before| before.kind == kind) {
            Change::Same
        } else {
            Change::Other
        }
    }

    /// When the alarm is due for a failure that it was not yet sounded for.
    pub(crate) fn alarm_at(&self, after: TimeDelta) -> Option<DateTime<Utc>> {
        let state = self.lock();
        let failure = state
            .failure
            .filter(|failure| state.alarmed != Some(failure.kind))?;
        failure.since.checked_add_signed(after)
    }

    /// The line of the alarm when it is due; each kind of failure once.
    pub(crate) fn alarm(&self, after: TimeDelta, now: DateTime<Utc>) -> Option<String> {
        if self.alarm_at(after)? > now {
            return None;
        }
        let line = self.trouble(now)?;
        let mut state = self.lock();
        state.alarmed = state.failure.map(|failure| failure.kind);
        Some(line)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let over = status.note_ok(start + TimeDelta::minutes(13)).unwrap();
        assert_eq!(over.since, start);
        assert_eq!(status.failure(), None);
        assert_eq!(status.last_ok(), Some(start + TimeDelta::minutes(13)));
    }

    #[test]
    fn the_alarm_sounds_once_for_each_kind_of_failure_and_not_before_its_time() {
        let start = DateTime::from_timestamp(1_666_230_000, 0).unwrap();
        let (minute, after) = (TimeDelta::minutes(1), TimeDelta::minutes(10));
        let status = MailboxStatus::new(MailboxName::parse("kjstdw").unwrap());
        assert_eq!(status.alarm(after, start), None);
        assert_eq!(status.note_failure(FailureKind::Refused, start), Change::Other);
        assert_eq!(
            status.note_failure(FailureKind::Refused, start + minute),
            Change::Same
        );
        assert_eq!(status.alarm(after, start + minute * 9), None);
        assert_eq!(status.alarm_at(after), Some(start + after));
        assert!(status.alarm(after, start + minute * 12).is_some());
        assert_eq!(status.alarm(after, start + minute * 13), None);
        let changed = status.note_failure(FailureKind::Unreachable, start + minute * 14);
        assert_eq!(changed, Change::Other);
        assert!(status.alarm(after, start + minute * 14).is_some());
        assert!(status.note_ok(start + minute * 15).is_some());
        assert_eq!(status.alarm_at(after), None);
    }

    #[test]
    fn a_mailbox_that_is_nearly_full_or_keeps_messages_back_is_told() {
        let now = DateTime::from_timestamp(1_666_230_000, 0).unwrap();
        let status = MailboxStatus::new(MailboxName::parse("kjstdw").unwrap());
        status.note_report(&PollReport {
            quota_percent: Some(79),
            ..PollReport::default()
        });
        assert!(status.lines(now).is_empty());
        status.note_report(&PollReport {
            quota_percent: Some(80),
            not_retrievable: 2,
            ..PollReport::default()
        });
        assert_eq!(
            status.lines(now),
            [
                "mailbox kjstdw: 80 % full, senders will get their mail back",
                "mailbox kjstdw: 2 message(s) listed but not handed out by the server"
            ]
        );
    }
}
