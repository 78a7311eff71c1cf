//! How a watched mailbox is, for `/readyz` and the office's page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::MailboxName;
use store::MailboxHealth;

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
    standby: bool,
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

/// Something that somebody has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine {
    /// For `/readyz` and logs.
    pub english: String,
    /// For the office's page.
    pub chinese: String,
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

    /// The same as [`MailboxStatus::trouble`] in Chinese, with what to do.
    fn trouble_in_chinese(&self, now: DateTime<Utc>) -> Option<String> {
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
            ..State::default()
        };
    }

    /// Everything that somebody has to see to.
    pub fn lines(&self, now: DateTime<Utc>) -> Vec<StatusLine> {
        let (mailbox, state) = (&self.mailbox, *self.lock());
        let full = state.quota_percent.filter(|percent| *percent >= NEARLY_FULL);
        let missing = Some(state.not_retrievable).filter(|count| *count > 0);
        let trouble = self.trouble(now).zip(self.trouble_in_chinese(now));
        let lines = [
            trouble.map(|(english, chinese)| StatusLine { english, chinese }),
            full.map(|percent| StatusLine {
                english: format!("mailbox {mailbox}: {percent} % full, senders will get their mail back"),
                chinese: format!(
                    "邮箱 {mailbox}：空间已用 {percent}%，写满后来信会被退回，请及时清理或扩容。"
                ),
            }),
            missing.map(|count| StatusLine {
                english: format!("mailbox {mailbox}: {count} message(s) listed but not handed out by the server"),
                chinese: format!(
                    "邮箱 {mailbox}：有 {count} 封邮件服务器列出而未能取回，系统会继续重试，明细见“邮箱对账”。"
                ),
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
        state.standby = false;
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

    /// Whether the alarm was sounded for what is wrong now.
    pub fn is_alarmed(&self) -> bool {
        self.lock().alarmed.is_some()
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
        let shown = status.trouble_in_chinese(start + TimeDelta::minutes(12)).unwrap();
        assert!(
            shown.starts_with("邮箱 kjstdw：已有 12 分钟未能连接。邮箱拒绝登录"),
            "{shown}"
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
        let english: Vec<String> = status.lines(now).into_iter().map(|line| line.english).collect();
        assert_eq!(
            english,
            [
                "mailbox kjstdw: 80 % full, senders will get their mail back",
                "mailbox kjstdw: 2 message(s) listed but not handed out by the server"
            ]
        );
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
