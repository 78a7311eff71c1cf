//! What is due in several stages: each has its reminders, and the letter that says that it is overdue.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;

use super::tests::{at, day, decide, due, item, ledger_of, piece_of, write};
use super::*;
use crate::deadline::{Due, Stage};
use crate::ids::ItemId;
use crate::submission::SubmissionStatus;

/// 网报 until Monday, 24 October, 纸质 until Friday, 4 November; reminded three days before and one day after.
fn ledger(pieces: &[&str]) -> Ledger {
    let stages = [("网报", day(10, 24)), ("纸质", day(11, 4))].map(|(name, date)| Stage {
        name: name.to_owned(),
        date,
    });
    let policy = ReminderPolicy {
        offsets: vec![-3, 1],
        hour: 9,
        until: 18,
        workdays_only: true,
        cap: 4,
    };
    let items = vec![item("summary", Due::Stages(stages.into()))];
    let pieces = pieces.iter().map(|id| piece_of(id, SubmissionStatus::Accepted));
    ledger_of(items, pieces.collect(), Shanghai, policy)
}

/// Rounds of the weeks, looked at every day at ten, with the kind of letter that leaves.
fn rounds(mut ledger: Ledger) -> Vec<(NaiveDate, LetterKind)> {
    let days = (11..=31)
        .map(|number| (10, number))
        .chain((1..=30).map(|number| (11, number)));
    let mut rounds = Vec::new();
    for (month, number) in days {
        if let Decision::Due(reminder) = decide(&ledger, at(month, number, 10)) {
            rounds.push((reminder.day, reminder.kind));
            write(&mut ledger, &reminder, LetterState::Sent);
        }
    }
    rounds
}

#[test]
fn every_stage_has_its_reminders_and_its_overdue_notice() {
    let all = [
        (day(10, 21), LetterKind::Reminder),
        (day(10, 25), LetterKind::Overdue),
        // The first stage has passed, and the letter says so.
        (day(11, 1), LetterKind::Overdue),
        (day(11, 7), LetterKind::Overdue),
    ];
    assert_eq!(rounds(ledger(&[])), all);
    assert_eq!(rounds(ledger(&["summary"])), [], "who has sent it owes nothing");
}

#[test]
fn an_extension_moves_the_rounds_of_the_stages_that_end_before_it() {
    let granted = |until| {
        let mut ledger = ledger(&[]);
        let key = (
            SocietyCode::parse("A").unwrap(),
            ItemId::parse("summary").unwrap(),
        );
        ledger.notice.extensions = [(key, Extension { until })].into();
        rounds(ledger).into_iter().map(|(day, _)| day).collect::<Vec<_>>()
    };
    // 28 October is a Friday.
    let first_moved = [day(10, 25), day(10, 31), day(11, 1), day(11, 7)];
    assert_eq!(granted(day(10, 28)), first_moved);
    let both_moved = [day(11, 8), day(11, 14)];
    assert_eq!(granted(day(11, 11)), both_moved, "one end is left");
}

#[test]
fn a_year_is_asked_for_as_long_as_a_round_of_the_last_stage_falls_into_it() {
    let calendar = WorkCalendar::default();
    let moment = Moment {
        calendar: &calendar,
        trial: false,
        now: at(11, 1, 9),
    };
    assert_eq!(moment.unknown_years(&ledger(&[]).notice), BTreeSet::from([2022]));
    assert!(moment.may_be_due(&ledger(&[]).notice));
    assert_eq!(due(&ledger(&[]), at(11, 1, 9)).day, day(11, 1));
}
