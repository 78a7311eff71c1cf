//! The schedule over zones, holidays, extensions, deadlines and answers that nobody thought of: weeks are lived through
//! step by step, and every letter that is due on the way is looked at.

use chrono::Duration;
use chrono_tz::{America, Asia, Europe, Pacific};
use proptest::prelude::*;

use super::tests::{day, item, ledger_of, piece_of, write};
use super::*;
use crate::deadline::{Due, Extension, Stage};
use crate::extension::Extensions;
use crate::ids::SocietyCode;
use crate::letter::{LetterRecord, LetterState};
use crate::submission::SubmissionStatus;

/// Zones with and without summer time, far east and far west.
const ZONES: [Tz; 6] = [
    Asia::Shanghai,
    Asia::Kolkata,
    Asia::Tehran,
    Europe::London,
    America::New_York,
    Pacific::Kiritimati,
];

/// One item's life: its deadline, the day on which it is answered if ever, the extension if any.
#[derive(Debug, Clone)]
struct Life {
    due: Due,
    answered: Option<u8>,
    extended: Option<u8>,
}

#[derive(Debug, Clone)]
struct World {
    zone: Tz,
    policy: ReminderPolicy,
    items: Vec<Life>,
    off: Vec<u8>,
    /// Hours from one look to the next.
    steps: Vec<u8>,
    cancels: Vec<bool>,
}

/// A day of the weeks that are lived through; the clocks of London and New York go back in them.
fn date(number: u8) -> NaiveDate {
    day(10, 10) + Duration::days(i64::from(number))
}

fn stages(dates: &[NaiveDate]) -> Due {
    let stages = dates.iter().enumerate().map(|(place, date)| Stage {
        name: format!("第{}批", place + 1),
        date: *date,
    });
    Due::Stages(stages.collect())
}

fn staged(from: u8) -> impl Strategy<Value = Due> {
    prop::collection::vec(from..40, 1..4)
        .prop_map(|numbers| stages(&numbers.into_iter().map(date).collect::<Vec<_>>()))
}

fn due() -> impl Strategy<Value = Due> {
    prop_oneof![
        staged(0),
        (0_u8..40).prop_map(|number| Due::Date(date(number))),
        (0_u8..40, 0_u32..24)
            .prop_map(|(number, hour)| Due::At(date(number).and_hms_opt(hour, 30, 0).unwrap())),
        Just(Due::Prompt),
        (1_u32..=31).prop_map(|day_of_month| Due::Recurring { day_of_month }),
        (0_u8..40).prop_map(|number| Due::BeforeEvent {
            event: "大会".to_owned(),
            on: Some(date(number))
        }),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    (
        due(),
        prop::option::of(0_u8..45),
        prop::option::weighted(0.2, 0_u8..45),
    )
        .prop_map(|(due, answered, extended)| Life {
            due,
            answered,
            extended,
        })
}

prop_compose! {
    fn policy()(
        offsets in prop::collection::vec(-10..=10, 0..5),
        hour in 0_u32..24,
        length in 1_u32..24,
        workdays_only in any::<bool>(),
        cap in 0_u32..5,
    ) -> ReminderPolicy {
        ReminderPolicy { offsets, hour, until: (hour + length).min(24), workdays_only, cap }
    }
}

prop_compose! {
    fn world()(
        zone in prop::sample::select(ZONES.to_vec()),
        policy in policy(),
        items in prop::collection::vec(life(), 1..4),
        off in prop::collection::vec(0_u8..45, 0..20),
        steps in prop::collection::vec(1_u8..12, 200),
        cancels in prop::collection::vec(prop::bool::weighted(0.2), 200),
    ) -> World {
        World { zone, policy, items, off, steps, cancels }
    }
}

/// Looks at a letter that is due, with everything that is known at this moment.
fn check(world: &World, ledger: &Ledger, calendar: &WorkCalendar, now: DateTime<Utc>, reminder: &Reminder) {
    let local = now.with_timezone(&world.zone);
    assert!(
        (world.policy.hour..world.policy.until).contains(&local.hour()),
        "outside the hours: {local}"
    );
    assert!(
        !world.policy.workdays_only || calendar.is_workday(local.date_naive()),
        "a day off: {local}"
    );
    assert!(reminder.day <= local.date_naive(), "before the round");
    assert!(!reminder.missing.is_empty(), "to one who owes nothing");
    for missing in &reminder.missing {
        let place = world
            .items
            .iter()
            .zip(&ledger.notice.items)
            .position(|(_, item)| item.id == missing.item);
        let life = &world.items[place.unwrap()];
        assert!(
            life.answered
                .is_none_or(|number| date(number) > local.date_naive()),
            "of what came"
        );
        assert!(
            !missing.overdue || life.due != Due::Prompt,
            "及时 is never overdue"
        );
        assert!(
            !missing.overdue || missing.ends.is_some_and(|ends| ends <= now),
            "overdue before its end"
        );
        let extended = life.extended.map(date).filter(|_| life.due != Due::Prompt);
        assert!(
            !missing.overdue || extended.is_none_or(|until| until < local.date_naive()),
            "within an extension"
        );
    }
    let overdue = reminder.missing.iter().any(|missing| missing.overdue);
    assert_eq!(reminder.kind == LetterKind::Overdue, overdue);
    let timely = is_timely(ledger, reminder, now);
    let after = world.policy.offsets.iter().any(|offset| *offset > 0);
    assert!(timely || (overdue && after), "a round for nothing");
    let written = ledger
        .letters
        .iter()
        .filter(|record| record.state != LetterState::Cancelled)
        .count();
    assert!(
        written < usize::try_from(world.policy.cap).unwrap(),
        "beyond the cap"
    );
    let again = ledger.letters.iter().any(
        |record| matches!(&record.letter.key.cause, LetterCause::Round { day, .. } if *day >= reminder.day),
    );
    assert!(!again, "twice in a round");
}

/// Whether an end of something that is missing, a stage's included, lies ahead.
fn is_timely(ledger: &Ledger, reminder: &Reminder, now: DateTime<Utc>) -> bool {
    reminder.missing.iter().any(|missing| {
        let item = ledger.notice.item(&missing.item).unwrap();
        let extension = ledger.notice.extension(item, &reminder.society);
        let staged = item.deadline.stages(ledger.notice.zone, extension);
        let last = staged.into_iter().map(|(_, ends)| ends).max();
        last.or(missing.ends).is_some_and(|ends| now < ends)
    })
}

fn rounds(letters: &[LetterRecord]) -> Vec<NaiveDate> {
    let rounds = letters
        .iter()
        .filter_map(|record| match &record.letter.key.cause {
            LetterCause::Round { day, .. } => Some(*day),
            LetterCause::Arrival { .. } | LetterCause::Extension { .. } | LetterCause::Invitation { .. } => {
                None
            }
        });
    rounds.collect()
}

/// Lives through the weeks; returns the rounds of which letters went out.
fn live(world: &World) -> Vec<NaiveDate> {
    let calendar = WorkCalendar::new([2022], world.off.iter().map(|number| date(*number)), []);
    let items = world.items.iter().enumerate();
    let items: Vec<CollectionItem> = items
        .map(|(place, life)| item(&format!("item-{place}"), life.due.clone()))
        .collect();
    let society = SocietyCode::parse("A").unwrap();
    let extensions: Extensions = world
        .items
        .iter()
        .zip(&items)
        .filter_map(|(life, item)| {
            let until = date(life.extended?);
            Some(((society.clone(), item.id.clone()), Extension { until }))
        })
        .collect();
    let mut letters = Vec::new();
    let mut now = world
        .zone
        .from_utc_datetime(&date(0).and_hms_opt(0, 0, 0).unwrap())
        .to_utc();
    for (step, cancel) in world.steps.iter().zip(&world.cancels) {
        now += Duration::hours(i64::from(*step));
        let today = now.with_timezone(&world.zone).date_naive();
        let pieces = world.items.iter().zip(&items);
        let pieces = pieces
            .filter(|(life, _)| life.answered.is_some_and(|number| date(number) <= today))
            .map(|(_, item)| piece_of(item.id.as_str(), SubmissionStatus::Accepted))
            .collect();
        let mut ledger = ledger_of(items.clone(), pieces, world.zone, world.policy.clone());
        ledger.letters.append(&mut letters);
        ledger.notice.extensions.clone_from(&extensions);
        let moment = Moment {
            calendar: &calendar,
            trial: false,
            now,
        };
        match moment.decide(&ledger, &ledger.rows[0]) {
            Decision::Due(reminder) => {
                assert!(moment.may_be_due(&ledger.notice), "nobody would look");
                check(world, &ledger, &calendar, now, &reminder);
                let state = if *cancel {
                    LetterState::Cancelled
                } else {
                    LetterState::Sent
                };
                write(&mut ledger, &reminder, state);
            }
            Decision::Wait { until } => assert!(until > now, "waits for the past"),
            Decision::NotDue | Decision::PassedOver(_) => {}
        }
        letters = ledger.letters;
    }
    rounds(&letters)
}

/// The last days of an item, those that an extension puts off being later.
fn last_days(life: &Life) -> Vec<NaiveDate> {
    let own = if let Due::Stages(stages) = &life.due {
        stages.iter().map(|stage| stage.date).collect()
    } else if let Due::Date(date) = life.due {
        vec![date]
    } else {
        panic!("{:?}", life.due)
    };
    let until = life.extended.map(date);
    own.into_iter()
        .map(|own| until.map_or(own, |until| own.max(until)))
        .collect()
}

prop_compose! {
    /// Looked at every eight hours, on every day, from before the first round to after the last, without a cap.
    fn watched()(
        zone in prop::sample::select(ZONES.to_vec()),
        offsets in prop::collection::vec(-10..=10, 1..5),
        items in prop::collection::vec(
            (prop_oneof![staged(12), (12_u8..40).prop_map(|number| Due::Date(date(number)))],
                prop::option::of(0_u8..60), prop::option::weighted(0.3, 0_u8..45)),
            1..4),
    ) -> World {
        let policy = ReminderPolicy { offsets, hour: 9, until: 18, workdays_only: false, cap: u32::MAX };
        let items = items.into_iter().map(|(due, answered, extended)| Life { due, answered, extended });
        World {
            zone,
            policy,
            items: items.collect(),
            off: Vec::new(),
            steps: vec![8; 60 * 3],
            cancels: vec![false; 60 * 3],
        }
    }
}

proptest! {
    /// 256 times 200 looks; `PROPTEST_CASES=5000` makes it a million.
    #[test]
    fn nobody_is_reminded_of_nothing_or_twice_or_at_night(world in world()) {
        live(&world);
    }
}

proptest! {
    /// Every stage has its reminders and says that it is overdue, each of them on its day and once.
    #[test]
    fn whoever_owes_something_is_reminded_in_every_round(world in watched()) {
        let mut expected = BTreeSet::new();
        for life in &world.items {
            for last in last_days(life) {
                let days = world.policy.offsets.iter().map(|offset| last + Duration::days(i64::from(*offset)));
                let owed = |day: &NaiveDate| life.answered.is_none_or(|number| *day < date(number));
                expected.extend(days.filter(owed).filter(|day| (date(0)..date(60)).contains(day)));
            }
        }
        prop_assert_eq!(live(&world), expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn letters_do_go_out() {
    let life = Life {
        due: Due::Date(date(14)),
        answered: None,
        extended: None,
    };
    let world = World {
        zone: Asia::Shanghai,
        policy: ReminderPolicy {
            offsets: vec![-3, -1, 1],
            hour: 9,
            until: 18,
            workdays_only: true,
            cap: 3,
        },
        items: vec![life],
        off: Vec::new(),
        steps: vec![6; 200],
        cancels: vec![false; 200],
    };
    assert_eq!(
        live(&world).len(),
        2,
        "Friday for both rounds before Monday, and Tuesday"
    );
}
