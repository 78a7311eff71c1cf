//! Weeks of an office as they may come: two societies that share an address, rulings, withdrawals, extensions, notices
//! edited and closed, modes changed, the outbox stopped, workers killed. What left is held against a model of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Timelike as _;
use domain::digest::Digest;
use domain::letter::{LetterRecord, LetterState};
use proptest::test_runner::Config;
use support::dice::Dice;
use support::sink::{Answer, MOODS, Sink};
use support::weeks::{Fate, HOURS, Week, society_named};

/// What the server was handed over in full.
#[derive(Default)]
struct Mailbag(Vec<Handed>);

struct Handed {
    at: chrono::DateTime<chrono::Utc>,
    /// How often what letters say of the notice had changed.
    changes: u32,
    letter: String,
}

fn name(letter: &str) -> String {
    mail::parse(letter.as_bytes()).message_id.unwrap()
}

/// Which letter it is, without what changes when it goes to another address. Only arrivals have numbers of their own.
fn which(letter: &str) -> String {
    let name = name(letter);
    let mut parts = name.split('.').take(4);
    let (system, cause) = (parts.next().unwrap(), parts.next().unwrap());
    let kind: Vec<&str> = parts.collect();
    let subject = mail::parse(letter.as_bytes()).subject;
    let society = subject
        .rsplit_once('（')
        .filter(|_| cause.parse::<i64>().is_err());
    let society = society.map_or("", |(_, society)| society);
    format!("{system}.{cause}.{}{society}", kind.join("."))
}

/// The server's mood for the next letters.
fn moods(dice: &mut Dice) -> Vec<Answer> {
    (0..dice.below(3)).map(|_| dice.one(&MOODS)).collect()
}

/// Everything that is due leaves; whoever is reminded owes something at this moment, and nothing of his is held.
async fn deliver(week: &mut Week, bag: &mut Mailbag, moods: &[Answer]) {
    week.remind().await;
    let sink = Sink::start(moods).await;
    // A line that broke is no fault of the outbox.
    drop(week.office.deliver(sink.transport()).await);
    let letters = sink.letters();
    assert!(
        letters.is_empty() || !week.is_paused,
        "seed {}: while the outbox is stopped",
        week.seed
    );
    for letter in letters {
        check_reminder(week, &letter);
        bag.0.push(Handed {
            at: week.office.now(),
            changes: week.changes,
            letter,
        });
    }
}

fn check_reminder(week: &Week, letter: &str) {
    let subject = mail::parse(letter.as_bytes()).subject;
    if !subject.starts_with("【报送提醒】") && !subject.starts_with("【逾期提醒】") {
        return;
    }
    let (seed, now) = (week.seed, week.office.now());
    let society = society_named(&subject);
    assert!(
        week.owes(society),
        "seed {seed}: to one who owes nothing: {letter}"
    );
    assert!(
        !week.may_have_answered(society),
        "seed {seed}: while the answer is held: {letter}"
    );
    let hour = now.with_timezone(&chrono_tz::Asia::Shanghai).hour();
    assert!(HOURS.contains(&hour), "seed {seed}: at {now}");
}

/// No message in other words, as long as the notice is the same, or to two addresses; no letter under two names.
fn check_messages(seed: u64, bag: &Mailbag) {
    let mut known: BTreeMap<String, &Handed> = BTreeMap::new();
    let mut first: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for handed in &bag.0 {
        let letter = &handed.letter;
        let mail = mail::parse(letter.as_bytes());
        let before = known.entry(name(letter)).or_insert(handed);
        // A reminder says what is true when it leaves.
        let may_differ = mail.subject.contains("提醒】") || before.changes != handed.changes;
        assert!(
            may_differ || before.letter == *letter,
            "seed {seed}: repeated in other words: {letter}"
        );
        let to = |letter: &str| mail::parse(letter.as_bytes()).to.remove(0).address;
        assert_eq!(
            to(&before.letter),
            to(letter),
            "seed {seed}: one message to two addresses"
        );
        let name = name(letter);
        let (local, _) = name.rsplit_once('@').unwrap();
        if !local.rsplit_once('.').unwrap().1.starts_with('r') {
            first.entry(which(letter)).or_default().insert(name);
        }
    }
    for (which, names) in first {
        assert_eq!(names.len(), 1, "seed {seed}: written twice: {which} {names:?}");
    }
}

/// No two reminders of a society on one day.
fn check_rounds(seed: u64, bag: &Mailbag) {
    let mut rounds: BTreeMap<(String, chrono::NaiveDate), BTreeSet<String>> = BTreeMap::new();
    for Handed { at, letter, .. } in &bag.0 {
        let subject = mail::parse(letter.as_bytes()).subject;
        if subject.contains("提醒】") {
            let day = at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
            let society = subject.rsplit('（').next().unwrap().to_owned();
            rounds.entry((society, day)).or_default().insert(which(letter));
        }
    }
    for (place, letters) in rounds {
        assert_eq!(letters.len(), 1, "seed {seed}: {place:?} {letters:?}");
    }
}

/// Every arrival of a person was answered once for each event, or waits openly, or a person decided that it is none.
fn check_answers(week: &Week, records: &[LetterRecord]) {
    let seed = week.seed;
    for piece in &week.pieces {
        let of_piece = records.iter().filter(|record| {
            let answers = record.letter.key.answers();
            answers.is_some_and(|(arrival, _)| arrival == piece.arrival)
        });
        let of_piece: Vec<&LetterRecord> = of_piece.collect();
        let mut events = BTreeSet::new();
        for record in &of_piece {
            let (_, event) = record.letter.key.answers().unwrap();
            assert!(
                events.insert((event.word(), record.letter.key.kind)),
                "seed {seed}: {of_piece:?}"
            );
        }
        let waits = matches!(piece.fate, Fate::Held | Fate::Ambiguous | Fate::Question);
        let is_settled = piece.fate == Fate::Ignored || piece.was_silent || waits;
        let is_over =
            |record: &&&LetterRecord| matches!(record.state, LetterState::Cancelled | LetterState::Returned);
        assert!(
            is_settled || of_piece.iter().any(|record| !is_over(&record)),
            "seed {seed}: unanswered: {piece:?} {of_piece:?}"
        );
    }
}

fn check_states(seed: u64, bag: &Mailbag, records: &[LetterRecord]) {
    for record in records {
        let which = record.message_id.split('.').take(4).collect::<Vec<_>>().join(".");
        let left = |id: &str| bag.0.iter().any(|handed| name(&handed.letter) == id);
        let why = record.last_error.as_deref().unwrap_or_default();
        match record.state {
            LetterState::Sent => {
                let id = record.sent_with.as_deref().unwrap_or(&record.message_id);
                assert!(left(id), "seed {seed}: {which} never left: {record:?}");
            }
            LetterState::Queued => {
                let waits = ["没有可用的邮箱", "待人工核对", "不在发送时段", "一小时内", "退信"];
                let waits = waits.iter().any(|wait| why.contains(wait));
                assert!(waits, "seed {seed}: forgotten: {record:?}");
            }
            LetterState::Failed => assert_eq!(record.attempts, record.refused, "seed {seed}: {record:?}"),
            LetterState::Cancelled => {
                assert!(
                    !left(&record.message_id),
                    "seed {seed}: cancelled and gone: {record:?}"
                );
            }
            LetterState::AwaitingApproval | LetterState::InDoubt | LetterState::Returned => {}
        }
        if record.state == LetterState::Returned {
            assert!(!why.is_ascii(), "seed {seed}: no words for people: {record:?}");
        }
    }
}

/// What the clerks are told is what the ledger and the model say.
async fn check_digest(week: &Week) {
    let (store, now) = (&week.office.store, week.office.now());
    let mut ledgers = Vec::new();
    for notice in store.notices().await.unwrap() {
        ledgers.push(store.ledger(&notice.id, now).await.unwrap());
    }
    let letters = store.letters(None).await.unwrap();
    let digest = Digest::draw(
        &ledgers,
        &letters,
        Vec::new(),
        now - chrono::Duration::days(1),
        now,
    );
    let of = |fate: Fate| week.pieces.iter().filter(|piece| piece.fate == fate).count();
    let held: usize = digest.held.iter().map(|(_, count)| count).sum();
    assert_eq!(held, of(Fate::Held) + of(Fate::Ambiguous), "seed {}", week.seed);
    assert_eq!(digest.correspondence, of(Fate::Question), "seed {}", week.seed);
    assert_eq!(digest.unjudged, 0, "seed {}", week.seed);
    if let Some(notice) = digest.notices.first() {
        let owing = (0..2).filter(|society| week.owes(*society)).count();
        assert_eq!(
            notice.outstanding + notice.incomplete,
            owing,
            "seed {}",
            week.seed
        );
    }
}

async fn live(seed: u64, steps: usize) {
    let mut week = Week::begin(seed).await;
    let mut bag = Mailbag::default();
    for _ in 0..steps {
        week.step().await;
        let moods = moods(&mut week.dice);
        deliver(&mut week, &mut bag, &moods).await;
    }
    check_digest(&week).await;
    week.rest().await;
    for _ in 0..40 {
        week.office.wait(180);
        deliver(&mut week, &mut bag, &[]).await;
    }
    let records = week.office.store.letters(None).await.unwrap();
    check_messages(seed, &bag);
    check_rounds(seed, &bag);
    check_answers(&week, &records);
    check_states(seed, &bag, &records);
    check_digest(&week).await;
}

/// Six by default; with `PROPTEST_CASES=100000` two thousand and more.
fn seeds() -> std::ops::Range<u64> {
    0..u64::from(Config::default().cases / 40)
}

#[test]
fn whatever_happens_the_right_letter_goes_to_the_right_people_once() {
    for seed in seeds() {
        // Each with its own, so that the servers of one are gone before the next.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(live(seed, 40));
    }
}
