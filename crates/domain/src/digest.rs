//! 每日摘要 — what the clerks have to know at the beginning of a working day. Counts and reasons; nothing of what anybody
//! wrote.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::deadline::Extension;
use crate::finding::{FindingCode, Severity};
use crate::ids::{ArrivalId, MailboxName, NoticeId};
use crate::ledger::{ArrivalRecord, ItemState, Ledger};
use crate::letter::{LetterRecord, LetterState};
use crate::notice::{CollectionItem, Notice};
use crate::task::{Task, task};
use crate::verdict::Judgement;
use crate::workdays::WorkCalendar;

/// A notice whose last deadline has passed is spoken of for so long.
const SPOKEN_OF_AFTER: Duration = Duration::days(30);
/// A notice without any fixed deadline is spoken of for so long after its date.
const SPOKEN_OF_WITHOUT_END: Duration = Duration::days(60);
/// A deadline that is so near is worth a digest of its own.
const NEAR: Duration = Duration::days(3);

/// Letters in these states need a person; those that wait only when they came back and find no other address.
const OF_CONCERN: [LetterState; 5] = [
    LetterState::AwaitingApproval,
    LetterState::Failed,
    LetterState::Returned,
    LetterState::InDoubt,
    LetterState::Queued,
];

/// What the clerks have to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// When it was drawn.
    pub at: DateTime<Utc>,
    /// Since when arrivals count as new.
    pub since: DateTime<Utc>,
    /// New arrivals.
    pub arrived: usize,
    /// Arrivals that are not judged yet.
    pub unjudged: usize,
    /// Arrivals that may be returns and wait for a decision, by the first reason, most frequent first.
    pub held: Vec<(Option<FindingCode>, usize)>,
    /// Letters of people that bring no return, or ask something beside it: somebody may answer them.
    pub correspondence: usize,
    /// Arrivals that count, of which a part could not be used: somebody must see to that.
    pub follow: usize,
    /// Notices that are under way, in their order.
    pub notices: Vec<NoticeDigest>,
    /// How many notices are long over and have societies that still owe something.
    pub overdue_notices: usize,
    /// Letters that need a person, by where they stand.
    pub letters: Vec<(LetterState, usize)>,
    /// Mailboxes with which something is the matter.
    pub mailboxes: Vec<MailboxTrouble>,
}

/// What is the matter with a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxTrouble {
    /// Which.
    pub mailbox: MailboxName,
    /// Since when it cannot be read; `None` when it can.
    pub unread_since: Option<DateTime<Utc>>,
    /// Messages that its server lists and does not hand out.
    pub kept_back: usize,
    /// Messages that left the server since the last digest without ever having been handed out.
    pub lost: usize,
}

/// How a notice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDigest {
    /// Which.
    pub notice: NoticeId,
    /// Societies that still owe something, and have sent nothing or had it sent back.
    pub outstanding: usize,
    /// Societies of which only a part of something lacks.
    pub incomplete: usize,
    /// The next deadline, that of a stage or of a society that was granted another and still owes something included.
    pub next: Option<DateTime<Utc>>,
    /// Whether that one holds only for societies to which it was granted.
    pub next_is_granted: bool,
    /// The last deadline, once all have passed.
    pub ended: Option<DateTime<Utc>>,
}

impl Digest {
    /// Draws it from the ledgers of all notices and all letters.
    pub fn draw(
        ledgers: &[Ledger],
        letters: &[LetterRecord],
        mailboxes: Vec<MailboxTrouble>,
        since: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Self {
        // What no notice could be found for stands in the register of several.
        let arrivals: BTreeMap<ArrivalId, &ArrivalRecord> = ledgers
            .iter()
            .flat_map(|ledger| &ledger.arrivals)
            .map(|record| (record.arrival.id, record))
            .collect();
        let count = |wanted| with_task(arrivals.values().copied(), wanted).count();
        let new = |record: &&&ArrivalRecord| record.arrival.first_seen_at > since;
        let states = OF_CONCERN.map(|state| {
            let count = letters.iter().filter(|record| concerns(record, state)).count();
            (state, count)
        });
        let notices = ledgers.iter().map(|ledger| of_notice(ledger, at));
        let (under_way, over): (Vec<_>, Vec<_>) = notices.partition(|(_, under_way)| *under_way);
        let owed = |(notice, _): &&(NoticeDigest, bool)| notice.outstanding + notice.incomplete > 0;
        Self {
            at,
            since,
            arrived: arrivals.values().filter(new).count(),
            unjudged: arrivals
                .values()
                .filter(|record| record.judgement.is_none())
                .count(),
            correspondence: count(Task::Answer),
            follow: count(Task::Follow),
            held: held(arrivals.into_values()),
            overdue_notices: over.iter().filter(owed).count(),
            notices: under_way.into_iter().map(|(notice, _)| notice).collect(),
            letters: states.into_iter().filter(|(_, count)| *count > 0).collect(),
            mailboxes,
        }
    }

    /// Whether there is anything that somebody should know or do: a digest that says nothing is not sent.
    pub fn says_something(&self) -> bool {
        let near = |notice: &NoticeDigest| {
            let owed = notice.outstanding + notice.incomplete > 0;
            owed && notice.next.is_some_and(|next| next <= self.at + NEAR)
        };
        self.arrived + self.unjudged > 0
            || !self.held.is_empty()
            || self.correspondence + self.follow > 0
            || !self.letters.is_empty()
            || !self.mailboxes.is_empty()
            || self.notices.iter().any(near)
    }
}

/// The day whose digest is due at this moment: a working day from this hour on.
pub fn due(at: DateTime<Utc>, zone: Tz, hour: u32, calendar: &WorkCalendar) -> Option<NaiveDate> {
    let local = at.with_timezone(&zone);
    let day = local.date_naive();
    (local.hour() >= hour && calendar.is_workday(day)).then_some(day)
}

fn concerns(record: &LetterRecord, state: LetterState) -> bool {
    record.state == state && (state != LetterState::Queued || record.returned > 0)
}

/// The judgements of those with which a person has this to do.
fn with_task<'a>(
    arrivals: impl Iterator<Item = &'a ArrivalRecord>,
    wanted: Task,
) -> impl Iterator<Item = &'a Judgement> {
    let judgements = arrivals.filter_map(|record| record.judgement.as_ref());
    judgements.filter(move |judgement| task(judgement) == Some(wanted))
}

fn held<'a>(arrivals: impl Iterator<Item = &'a ArrivalRecord>) -> Vec<(Option<FindingCode>, usize)> {
    let mut counts: BTreeMap<Option<FindingCode>, usize> = BTreeMap::new();
    for judgement in with_task(arrivals, Task::Decide) {
        *counts.entry(reason(judgement)).or_default() += 1;
    }
    let mut held: Vec<_> = counts.into_iter().collect();
    held.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    held
}

/// Why it waits: for the first thing that a person must look at, else because of a file that says nothing, else because of
/// what its sender should mend.
fn reason(judgement: &Judgement) -> Option<FindingCode> {
    let first = |is_it: &dyn Fn(FindingCode) -> bool| {
        let mut codes = judgement.findings.iter().map(|finding| finding.code);
        codes.find(|code| is_it(*code))
    };
    first(&|code| code.severity() == Severity::Hold)
        .or_else(|| first(&FindingCode::is_unread_file))
        .or_else(|| first(&|code| code.severity() == Severity::Correction))
}

/// How a notice stands, and whether it is under way.
fn of_notice(ledger: &Ledger, at: DateTime<Utc>) -> (NoticeDigest, bool) {
    let notice = &ledger.notice;
    let own: BTreeSet<DateTime<Utc>> = notice
        .items
        .iter()
        .flat_map(|item| every_end(notice, item, at, None))
        .collect();
    let granted = granted(ledger, at);
    let today = at.with_timezone(&notice.zone).date_naive();
    let last = own.last().max(granted.last()).copied();
    let under_way = match last {
        Some(last) => at < last + SPOKEN_OF_AFTER,
        None => today < notice.issued_on + SPOKEN_OF_WITHOUT_END,
    };
    let (mut outstanding, mut incomplete) = (0, 0);
    for row in &ledger.rows {
        let owed = notice.items.iter().zip(&row.states);
        let owed = owed.filter(|(item, state)| state.owes(item));
        let owed: Vec<&ItemState> = owed.map(|(_, state)| state).collect();
        let partly = |state: &&ItemState| matches!(state, ItemState::Incomplete { .. });
        if owed.is_empty() {
            continue;
        }
        if owed.iter().all(partly) {
            incomplete += 1;
        } else {
            outstanding += 1;
        }
    }
    let next = own.union(&granted).find(|end| at < **end).copied();
    let digest = NoticeDigest {
        notice: notice.id.clone(),
        outstanding,
        incomplete,
        next,
        next_is_granted: next.is_some_and(|next| !own.contains(&next)),
        ended: last.filter(|last| *last <= at),
    };
    (digest, under_way)
}

fn every_end(
    notice: &Notice,
    item: &CollectionItem,
    at: DateTime<Utc>,
    extension: Option<Extension>,
) -> Vec<DateTime<Utc>> {
    item.deadline
        .every_end(notice.zone, at, notice.issued_on, extension)
}

/// The ends that were granted to societies that still owe what they are for.
fn granted(ledger: &Ledger, at: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
    let notice = &ledger.notice;
    let mut granted = BTreeSet::new();
    for row in &ledger.rows {
        for (item, state) in notice.items.iter().zip(&row.states) {
            if let Some(extension) = notice.extension(item, &row.society.code)
                && state.owes(item)
            {
                granted.extend(every_end(notice, item, at, Some(extension)));
            }
        }
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrival::{Arrival, Door};
    use crate::deadline::{Deadline, Due, Stage};
    use crate::directory::Directory;
    use crate::finding::Finding;
    use crate::ids::{ItemId, SocietyCode};
    use crate::notice::{LatePolicy, Per, ReminderPolicy};
    use crate::society::Society;
    use crate::verdict::Verdict;
    use chrono_tz::Asia::Shanghai;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_digest_is_due_on_working_days_from_its_hour_on() {
        let calendar = WorkCalendar::new([2022], [], []);
        let due = |text: &str| due(at(text), Shanghai, 8, &calendar).map(|day| day.to_string());
        assert_eq!(due("2022-10-21T07:59:00+08:00"), None);
        assert_eq!(due("2022-10-21T08:00:00+08:00").as_deref(), Some("2022-10-21"));
        assert_eq!(due("2022-10-21T23:30:00+08:00").as_deref(), Some("2022-10-21"));
        assert_eq!(due("2022-10-22T09:00:00+08:00"), None, "a Saturday");
    }

    #[test]
    fn nothing_is_said_when_there_is_nothing_to_say() {
        let now = at("2022-10-21T08:00:00+08:00");
        let quiet = Digest::draw(&[], &[], Vec::new(), now - Duration::days(1), now);
        assert!(!quiet.says_something());
        let notice = |days, outstanding| NoticeDigest {
            notice: NoticeId::parse("n").unwrap(),
            outstanding,
            incomplete: 0,
            next: Some(now + Duration::days(days)),
            next_is_granted: false,
            ended: None,
        };
        for (notice, said) in [(notice(2, 3), true), (notice(2, 0), false), (notice(9, 3), false)] {
            let digest = Digest {
                notices: vec![notice],
                ..quiet.clone()
            };
            assert_eq!(digest.says_something(), said);
        }
        let trouble = Digest {
            mailboxes: vec![MailboxTrouble {
                mailbox: MailboxName::parse("kjstdw").unwrap(),
                unread_since: Some(now),
                kept_back: 0,
                lost: 0,
            }],
            ..quiet.clone()
        };
        assert!(trouble.says_something());
        let asked = Digest {
            correspondence: 1,
            ..quiet.clone()
        };
        assert!(asked.says_something());
        let unusable = Digest { follow: 1, ..quiet };
        assert!(unusable.says_something());
    }

    /// One society, asked for one item.
    fn ledger_of(due: Due, until: Option<NaiveDate>) -> Ledger {
        let society = Society {
            code: SocietyCode::parse("A-01").unwrap(),
            ..Society::nobody()
        };
        let item = ItemId::parse("essay").unwrap();
        let granted = until.map(|until| ((society.code.clone(), item.clone()), Extension { until }));
        let notice = Notice {
            id: NoticeId::parse("n").unwrap(),
            number: None,
            title: "通知".to_owned(),
            issuer: "华夏科协".to_owned(),
            issued_on: day(10, 10),
            zone: Shanghai,
            late: LatePolicy::Flag,
            grace: Duration::zero(),
            mailboxes: Vec::new(),
            items: vec![CollectionItem {
                deadline: Deadline { due, phrase: None },
                ..CollectionItem::new(item, "心得体会", Per::Person)
            }],
            form: None,
            reminders: ReminderPolicy::default(),
            extensions: granted.into_iter().collect(),
        };
        let directory = Directory::new(vec![society]);
        let now = at("2022-10-20T09:00:00+08:00");
        Ledger::draw(notice, &directory, Vec::new(), Vec::new(), Vec::new(), now)
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, month, day).unwrap()
    }

    #[test]
    fn what_was_granted_to_a_society_that_owes_it_is_a_deadline_too() {
        let drawn =
            |ledger: &Ledger, now| Digest::draw(std::slice::from_ref(ledger), &[], Vec::new(), now, now);
        let mut ledger = ledger_of(Due::Date(day(10, 24)), Some(day(11, 25)));
        let next = |ledger: &Ledger, now| {
            let drawn = drawn(ledger, at(now));
            drawn
                .notices
                .first()
                .map(|notice| (notice.next, notice.next_is_granted))
        };
        let granted = at("2022-11-26T00:00:00+08:00");
        let own = at("2022-10-25T00:00:00+08:00");
        assert_eq!(
            next(&ledger, "2022-10-24T08:00:00+08:00"),
            Some((Some(own), false))
        );
        assert_eq!(
            next(&ledger, "2022-10-25T08:00:00+08:00"),
            Some((Some(granted), true))
        );
        let eve = "2022-11-24T08:00:00+08:00";
        assert_eq!(
            next(&ledger, eve),
            Some((Some(granted), true)),
            "it is under way still"
        );
        assert!(drawn(&ledger, at(eve)).says_something());
        // Once it has answered, nothing depends on its day.
        ledger.rows[0].states[0] = ItemState::Nil;
        assert_eq!(next(&ledger, "2022-10-25T08:00:00+08:00"), Some((None, false)));
        assert_eq!(next(&ledger, eve), None);
    }

    #[test]
    fn what_is_owed_after_the_deadline_is_told() {
        let mut ledger = ledger_of(Due::Date(day(10, 24)), None);
        let drawn = |ledger: &Ledger, now| {
            let drawn = Digest::draw(std::slice::from_ref(ledger), &[], Vec::new(), at(now), at(now));
            let told = drawn.notices.first();
            (
                told.map(|notice| (notice.outstanding, notice.ended)),
                drawn.overdue_notices,
            )
        };
        let ended = Some(at("2022-10-25T00:00:00+08:00"));
        for (now, wanted) in [
            ("2022-10-24T08:00:00+08:00", (Some((1, None)), 0)),
            ("2022-10-25T08:00:00+08:00", (Some((1, ended)), 0)),
            ("2022-11-23T08:00:00+08:00", (Some((1, ended)), 0)),
            ("2022-11-25T08:00:00+08:00", (None, 1)),
        ] {
            assert_eq!(drawn(&ledger, now), wanted, "{now}");
        }
        ledger.rows[0].states[0] = ItemState::Nil;
        assert_eq!(drawn(&ledger, "2022-11-25T08:00:00+08:00"), (None, 0));
    }

    #[test]
    fn every_stage_is_a_deadline() {
        let stages = [("网报", 22), ("纸质", 25)].map(|(name, number)| Stage {
            name: name.to_owned(),
            date: day(10, number),
        });
        let ledger = ledger_of(Due::Stages(stages.into()), None);
        for (now, wanted) in [
            ("2022-10-22T08:00:00+08:00", Some("2022-10-23T00:00:00+08:00")),
            ("2022-10-23T08:00:00+08:00", Some("2022-10-26T00:00:00+08:00")),
            ("2022-10-26T08:00:00+08:00", None),
        ] {
            let drawn = Digest::draw(std::slice::from_ref(&ledger), &[], Vec::new(), at(now), at(now));
            assert_eq!(drawn.notices[0].next, wanted.map(at), "{now}");
        }
    }

    #[test]
    fn a_question_is_no_return_that_waits() {
        let record = |number: i64, code| ArrivalRecord {
            arrival: Arrival {
                id: ArrivalId::new(number),
                door: Door::Mail,
                original: String::new(),
                bytes: 0,
                files: Vec::new(),
                message_id: None,
                sender: None,
                subject: String::new(),
                received: None,
                mailboxes: Vec::new(),
                first_seen_at: at("2022-10-20T08:00:00+08:00"),
            },
            judgement: Some(Judgement {
                arrival: ArrivalId::new(number),
                verdict: Verdict::Held {
                    notice: None,
                    society: None,
                    suggestions: Vec::new(),
                },
                findings: vec![Finding::new(code)],
            }),
        };
        let records = [
            record(1, FindingCode::QuestionOnly),
            record(2, FindingCode::NoContent),
        ];
        assert_eq!(held(records.iter()), [(Some(FindingCode::NoContent), 1)]);
        // A file that does not open is a reason, too.
        let unread = [
            record(1, FindingCode::EncryptedFile),
            record(2, FindingCode::Late),
        ];
        assert_eq!(
            held(unread.iter()),
            [(None, 1), (Some(FindingCode::EncryptedFile), 1)]
        );
        assert_eq!(with_task(records.iter(), Task::Answer).count(), 1);
    }
}
