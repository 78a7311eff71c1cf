use std::collections::BTreeMap;

use chrono::NaiveTime;
use chrono_tz::Asia::Shanghai;

use super::*;
use crate::arrival::{Arrival, Door};
use crate::deadline::{Deadline, Due, Extension, Timeliness};
use crate::directory::Directory;
use crate::ids::{ArrivalId, ItemId, NoticeId};
use crate::ledger::ArrivalRecord;
use crate::letter::{Enclosed, Letter, LetterKey, LetterRecord};
use crate::notice::{LatePolicy, Obligation, Per};
use crate::society::Society;
use crate::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use crate::verdict::{Judgement, Verdict};

pub(super) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).unwrap()
}

/// A moment in Beijing.
pub(super) fn at(month: u32, number: u32, hour: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let local = Shanghai.from_local_datetime(&day(month, number).and_time(time));
    local.unwrap().with_timezone(&Utc)
}

pub(super) fn item(id: &str, due: Due) -> CollectionItem {
    CollectionItem {
        deadline: Deadline { due, phrase: None },
        ..CollectionItem::new(ItemId::parse(id).unwrap(), id, Per::Person)
    }
}

/// Due on Monday, 24 October; reminded three days before, one day before and one day after.
fn ledger() -> Ledger {
    let items = vec![
        item("key-few", Due::Date(day(10, 24))),
        item("youth", Due::Date(day(10, 24))),
        item("news", Due::Prompt),
    ];
    let policy = ReminderPolicy {
        offsets: vec![-3, -1, 1],
        hour: 9,
        until: 18,
        workdays_only: true,
        cap: 3,
    };
    ledger_of(items, Vec::new(), Shanghai, policy)
}

/// A ledger of two societies, with pieces of society A.
pub(super) fn ledger_of(
    items: Vec<CollectionItem>,
    pieces: Vec<Submission>,
    zone: Tz,
    reminders: ReminderPolicy,
) -> Ledger {
    let notice = Notice {
        id: NoticeId::parse("n").unwrap(),
        number: None,
        title: "通知".to_owned(),
        issuer: "华夏科协".to_owned(),
        issued_on: day(10, 10),
        zone,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items,
        form: None,
        reminders,
        extensions: BTreeMap::new(),
    };
    let society = |code: &str| Society {
        code: SocietyCode::parse(code).unwrap(),
        name: format!("华夏{code}学会"),
        category: String::new(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: vec![format!("{code}@huaxia.example")],
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    };
    let directory = Directory::new(vec![society("A"), society("B")]);
    Ledger::draw(notice, &directory, pieces, Vec::new(), Vec::new(), at(10, 20, 9))
}

/// A piece of society A.
pub(super) fn piece_of(item: &str, status: SubmissionStatus) -> Submission {
    Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(1),
            ordinal: 1,
        },
        notice: NoticeId::parse("n").unwrap(),
        society: SocietyCode::parse("A").unwrap(),
        item: ItemId::parse(item).unwrap(),
        piece: 1,
        revision: 1,
        standing: Standing::Current,
        status,
        timeliness: Timeliness::OnTime,
        person: None,
        title: None,
        text: "已学".to_owned(),
        characters: 2,
        source: Source::new(None, SourcePart::Body),
        attachments: Vec::new(),
        completed_by: None,
    }
}

/// The same ledger with these pieces of society A.
fn with(pieces: &[(&str, SubmissionStatus)]) -> Ledger {
    let notice = ledger().notice;
    let pieces = pieces
        .iter()
        .map(|(item, status)| piece_of(item, *status))
        .collect();
    ledger_of(notice.items, pieces, notice.zone, notice.reminders)
}

/// A letter to society A in the outbox.
pub(super) fn write(ledger: &mut Ledger, reminder: &Reminder, state: LetterState) {
    let letter = Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: ledger.notice.id.clone(),
                society: reminder.society.clone(),
                day: reminder.day,
                trial: false,
            },
            kind: reminder.kind,
        },
        notice: ledger.notice.id.clone(),
        society: reminder.society.clone(),
        recipient: "a@huaxia.example".to_owned(),
        in_reply_to: None,
        sent_by: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: reminder.missing.clone(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    };
    ledger.letters.push(LetterRecord {
        letter,
        state,
        message_id: String::new(),
        attempts: 0,
        refused: 0,
        created_at: ledger.taken_at,
        due_at: ledger.taken_at,
        sent_at: None,
        sent_original: None,
        subject: None,
        redirected_to: None,
        sent_with: None,
        returned: 0,
        last_error: None,
        worded_at: None,
    });
}

pub(super) fn decide(ledger: &Ledger, now: DateTime<Utc>) -> Decision {
    let holidays = (1..=7).map(|number| day(10, number));
    let calendar = WorkCalendar::new([2022], holidays, [day(10, 8), day(10, 9)]);
    let moment = Moment {
        calendar: &calendar,
        trial: false,
        now,
    };
    moment.decide(ledger, &ledger.rows[0])
}

pub(super) fn due(ledger: &Ledger, now: DateTime<Utc>) -> Reminder {
    match decide(ledger, now) {
        Decision::Due(reminder) => reminder,
        other @ (Decision::NotDue | Decision::Wait { .. } | Decision::PassedOver(_)) => panic!("{other:?}"),
    }
}

fn items(reminder: &Reminder) -> Vec<&str> {
    reminder
        .missing
        .iter()
        .map(|missing| missing.item.as_str())
        .collect()
}

#[test]
fn three_days_before_falls_on_friday_and_one_letter_lists_everything() {
    let ledger = ledger();
    assert_eq!(decide(&ledger, at(10, 20, 9)), Decision::NotDue);
    let reminder = due(&ledger, at(10, 21, 9));
    assert_eq!((reminder.day, reminder.kind), (day(10, 21), LetterKind::Reminder));
    assert_eq!(items(&reminder), ["key-few", "youth", "news"]);
    assert!(reminder.missing.iter().all(|missing| !missing.overdue));
}

#[test]
fn a_round_on_a_sunday_before_the_deadline_is_the_fridays_and_not_a_second_letter() {
    let mut ledger = ledger();
    let friday = due(&ledger, at(10, 21, 9));
    write(&mut ledger, &friday, LetterState::Sent);
    assert_eq!(decide(&ledger, at(10, 21, 10)), Decision::NotDue);
    assert_eq!(decide(&ledger, at(10, 23, 10)), Decision::NotDue);
    assert_eq!(decide(&ledger, at(10, 24, 10)), Decision::NotDue);
}

#[test]
fn after_the_deadline_it_is_said_to_be_overdue_but_never_of_what_has_no_deadline() {
    let reminder = due(&ledger(), at(10, 25, 9));
    assert_eq!((reminder.day, reminder.kind), (day(10, 25), LetterKind::Overdue));
    let overdue: Vec<bool> = reminder.missing.iter().map(|missing| missing.overdue).collect();
    assert_eq!(overdue, [true, true, false]);
}

#[test]
fn what_came_is_not_asked_for_and_who_sent_everything_is_left_alone() {
    let accepted = SubmissionStatus::Accepted;
    let partly = with(&[("key-few", accepted), ("youth", SubmissionStatus::Incomplete)]);
    let reminder = due(&partly, at(10, 21, 9));
    assert_eq!(items(&reminder), ["youth", "news"]);
    assert_eq!(reminder.missing[0].lack, Lack::Incomplete);
    let all = with(&[("key-few", accepted), ("youth", accepted), ("news", accepted)]);
    assert_eq!(decide(&all, at(10, 21, 9)), Decision::NotDue);
    let back = with(&[
        ("key-few", SubmissionStatus::SentBack),
        ("youth", SubmissionStatus::Withdrawn),
    ]);
    let lacks: Vec<_> = due(&back, at(10, 21, 9))
        .missing
        .iter()
        .map(|missing| missing.lack)
        .collect();
    assert_eq!(lacks, [Lack::SentBack, Lack::Withdrawn, Lack::Nothing]);
    // What is only prompt makes no round of its own.
    let prompt = with(&[("key-few", accepted), ("youth", accepted)]);
    assert_eq!(decide(&prompt, at(10, 25, 9)), Decision::NotDue);
}

#[test]
fn encouraged_items_are_never_chased() {
    let mut encouraged = ledger();
    for item in &mut encouraged.notice.items {
        item.obligation = Obligation::Encouraged;
    }
    assert_eq!(decide(&encouraged, at(10, 21, 9)), Decision::NotDue);
}

#[test]
fn nothing_leaves_in_the_evening_or_on_a_day_off() {
    let ledger = ledger();
    let wait = |until| Decision::Wait { until };
    assert_eq!(decide(&ledger, at(10, 21, 8)), wait(at(10, 21, 9)));
    assert_eq!(
        decide(&ledger, at(10, 21, 18)),
        wait(at(10, 24, 9)),
        "Friday evening"
    );
    assert_eq!(decide(&ledger, at(10, 22, 12)), wait(at(10, 24, 9)), "Saturday");
}

#[test]
fn a_round_that_was_missed_is_made_up_for_and_an_old_one_is_not() {
    let ledger = ledger();
    assert_eq!(due(&ledger, at(10, 24, 9)).day, day(10, 21));
    assert_eq!(due(&ledger, at(10, 28, 9)).day, day(10, 25));
    assert_eq!(decide(&ledger, at(10, 29, 9)), Decision::NotDue);
}

#[test]
fn an_extension_moves_every_round_of_that_item() {
    let mut ledger = ledger();
    let society = SocietyCode::parse("A").unwrap();
    let extended = |id: &str| {
        let key = (society.clone(), ItemId::parse(id).unwrap());
        (key, Extension { until: day(10, 28) })
    };
    ledger.notice.extensions = [extended("key-few"), extended("youth")].into();
    assert_eq!(decide(&ledger, at(10, 21, 9)), Decision::NotDue);
    let before = due(&ledger, at(10, 25, 9));
    assert_eq!((before.day, before.kind), (day(10, 25), LetterKind::Reminder));
}

#[test]
fn a_held_answer_the_cap_and_a_missing_address_keep_a_letter_back() {
    let mut held = ledger();
    held.arrivals.push(held_arrival());
    assert_eq!(
        decide(&held, at(10, 21, 9)),
        Decision::PassedOver(Reason::AnswerHeld)
    );
    let mut capped = ledger();
    capped.notice.reminders.cap = 1;
    let first = due(&capped, at(10, 21, 9));
    write(&mut capped, &first, LetterState::Sent);
    assert_eq!(
        decide(&capped, at(10, 25, 9)),
        Decision::PassedOver(Reason::Capped)
    );
    let mut nowhere = ledger();
    nowhere.rows[0].society.addresses.clear();
    assert_eq!(
        decide(&nowhere, at(10, 21, 9)),
        Decision::PassedOver(Reason::NoAddress)
    );
}

#[test]
fn a_cancelled_letter_is_not_written_again_and_does_not_use_up_the_cap() {
    let mut ledger = ledger();
    ledger.notice.reminders.cap = 1;
    let first = due(&ledger, at(10, 21, 9));
    write(&mut ledger, &first, LetterState::Cancelled);
    assert_eq!(decide(&ledger, at(10, 21, 10)), Decision::NotDue);
    assert_eq!(due(&ledger, at(10, 25, 9)).day, day(10, 25));
}

#[test]
fn a_letter_that_waits_is_named_when_its_address_is_gone() {
    let mut ledger = ledger();
    let first = due(&ledger, at(10, 21, 9));
    write(&mut ledger, &first, LetterState::Queued);
    assert_eq!(decide(&ledger, at(10, 21, 10)), Decision::NotDue);
    ledger.rows[0].society.addresses.clear();
    assert_eq!(
        decide(&ledger, at(10, 21, 10)),
        Decision::PassedOver(Reason::NoAddress)
    );
    ledger.letters[0].state = LetterState::Sent;
    assert_eq!(decide(&ledger, at(10, 21, 10)), Decision::NotDue);
}

#[test]
fn a_letter_that_may_have_left_counts_towards_the_cap() {
    let mut ledger = ledger();
    ledger.notice.reminders.cap = 1;
    let first = due(&ledger, at(10, 21, 9));
    write(&mut ledger, &first, LetterState::InDoubt);
    assert_eq!(
        decide(&ledger, at(10, 25, 9)),
        Decision::PassedOver(Reason::Capped)
    );
}

#[test]
fn a_trial_has_rounds_of_its_own() {
    let mut ledger = ledger();
    let first = due(&ledger, at(10, 21, 9));
    write(&mut ledger, &first, LetterState::Sent);
    let calendar = WorkCalendar::new([2022], [], []);
    let trial = |ledger: &Ledger| {
        let moment = Moment {
            calendar: &calendar,
            trial: true,
            now: at(10, 21, 10),
        };
        moment.decide(ledger, &ledger.rows[0])
    };
    assert!(matches!(trial(&ledger), Decision::Due(_)));
    if let LetterCause::Round { trial, .. } = &mut ledger.letters[0].letter.key.cause {
        *trial = true;
    }
    assert_eq!(trial(&ledger), Decision::NotDue);
    assert_eq!(due(&ledger, at(10, 21, 10)).day, day(10, 21));
}

/// Due on this day of every month, reminded five days before and one day after, on any day.
fn monthly(day_of_month: u32) -> Ledger {
    let policy = ReminderPolicy {
        offsets: vec![-5, 1],
        workdays_only: false,
        ..ledger().notice.reminders
    };
    let items = vec![item("monthly", Due::Recurring { day_of_month })];
    ledger_of(items, Vec::new(), Shanghai, policy)
}

#[test]
fn what_recurs_is_reminded_of_across_the_end_of_a_month() {
    let third = monthly(3);
    let before = due(&third, at(10, 29, 9));
    assert_eq!((before.day, before.kind), (day(10, 29), LetterKind::Reminder));
    assert_eq!(before.missing[0].ends, Some(at(11, 4, 0)));
    assert!(!before.missing[0].extended);
    let last = monthly(31);
    let after = due(&last, at(11, 1, 9));
    assert_eq!((after.day, after.kind), (day(11, 1), LetterKind::Overdue));
    assert_eq!(after.missing[0].ends, Some(at(11, 1, 0)));
    // November has thirty days.
    assert_eq!(due(&last, at(11, 25, 9)).day, day(11, 25));
    assert_eq!(due(&last, at(12, 1, 9)).missing[0].ends, Some(at(12, 1, 0)));
}

#[test]
fn what_recurs_was_not_due_before_the_notice_was_issued() {
    let ledger = monthly(9);
    // The notice is of 10 October; its first day is 9 November.
    assert_eq!(decide(&ledger, at(10, 11, 9)), Decision::NotDue);
    let first = due(&ledger, at(11, 4, 9));
    assert_eq!((first.day, first.missing[0].overdue), (day(11, 4), false));
}

#[test]
fn years_without_a_calendar_are_named_as_long_as_rounds_fall_into_them() {
    let years = |month: u32, number: u32, calendar: &WorkCalendar, ledger: &Ledger| {
        let moment = Moment {
            calendar,
            trial: false,
            now: at(month, number, 9),
        };
        moment
            .unknown_years(&ledger.notice)
            .into_iter()
            .collect::<Vec<_>>()
    };
    let (empty, known) = (WorkCalendar::default(), WorkCalendar::new([2022], [], []));
    let october = ledger();
    assert_eq!(years(10, 20, &empty, &october), [2022]);
    assert_eq!(years(10, 20, &known, &october), []);
    assert_eq!(years(10, 29, &empty, &october), [], "all rounds are over");
    let policy = october.notice.reminders.clone();
    let items = vec![item("december", Due::Date(day(12, 30)))];
    let december = ledger_of(items, Vec::new(), Shanghai, policy);
    assert_eq!(
        years(10, 20, &known, &december),
        [2023],
        "the round after it is made up for in January"
    );
    let mut any_day = december;
    any_day.notice.reminders.workdays_only = false;
    assert_eq!(years(10, 20, &empty, &any_day), []);
}

#[test]
fn what_lacks_of_a_piece_is_named() {
    let mut ledger = with(&[("youth", SubmissionStatus::Incomplete)]);
    let youth = &mut ledger.notice.items[1];
    youth.requires.any_of = vec![crate::notice::MediaKind::Photo];
    youth.entries.min = Some(2);
    ledger.submissions[0].person = Some(crate::person::Person {
        name: "李文静".to_owned(),
        ..Default::default()
    });
    let reminder = due(&ledger, at(10, 21, 9));
    assert_eq!(
        reminder.missing[1].gaps,
        [
            Gap::Media(Some("李文静".to_owned())),
            Gap::Pieces { have: 1, need: 2 }
        ]
    );
    assert_eq!(reminder.missing[0].gaps, []);
}

fn held_arrival() -> ArrivalRecord {
    let id = ArrivalId::new(7);
    ArrivalRecord {
        arrival: Arrival {
            id,
            door: Door::Mail,
            original: String::new(),
            bytes: 0,
            received: None,
            first_seen_at: at(10, 20, 9),
            message_id: None,
            sender: None,
            subject: String::new(),
            mailboxes: Vec::new(),
            files: Vec::new(),
        },
        judgement: Some(Judgement {
            arrival: id,
            verdict: Verdict::Held {
                notice: None,
                society: None,
                suggestions: vec![SocietyCode::parse("A").unwrap()],
            },
            findings: vec![crate::finding::Finding::new(
                crate::finding::FindingCode::AmbiguousSociety,
            )],
        }),
    }
}
