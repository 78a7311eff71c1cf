//! Histories as they may come: mails, rulings, bounces, rosters and a server in every mood. Whatever happens, everybody
//! who wrote is answered, nobody twice but after a silence, and what is repeated is the same to the byte.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::arrival::SenderStanding;
use domain::letter::{Letter, LetterKey, LetterKind, LetterRecord, LetterState};
use support::dice::Dice;
use support::office::Office;
use support::sink::{Answer, MOODS, Sink};
use support::{FIRST, SECOND, letter};

/// What the server was handed over in full.
#[derive(Default)]
struct Mailbag {
    letters: Vec<String>,
}

struct History {
    office: Office,
    dice: Dice,
    bag: Mailbag,
    /// Arrivals, as many as were taken in.
    number: u32,
}

impl History {
    async fn of(seed: u64) -> Self {
        let office = Office::of_society(&[FIRST, SECOND]).await;
        Self {
            office,
            dice: Dice::of(seed),
            bag: Mailbag::default(),
            number: 0,
        }
    }

    async fn step(&mut self) {
        match self.dice.below(8) {
            0..=3 => self.mail().await,
            4 => self.bounce().await,
            _ => {
                let minutes = self.dice.one(&[1, 4, 17, 60, 61, 360]);
                self.office.wait(minutes);
            }
        }
        let moods: Vec<Answer> = (0..self.dice.below(4)).map(|_| self.dice.one(&MOODS)).collect();
        self.deliver(&moods).await;
    }

    /// Somebody writes and is answered.
    async fn mail(&mut self) {
        let kinds = [
            LetterKind::Receipt,
            LetterKind::Receipt,
            LetterKind::CorrectionRequest,
            LetterKind::UnderReview,
        ];
        let sender = self.dice.one(&[FIRST, FIRST, SECOND]);
        let standing = self.dice.one(&[SenderStanding::Passed, SenderStanding::Unknown]);
        let answer = Letter {
            key: LetterKey {
                kind: self.dice.one(&kinds),
                ..letter().key
            },
            recipient: sender.into(),
            ..letter()
        };
        self.office
            .mail_as(self.number, sender, standing, Some(&answer))
            .await;
        self.number += 1;
    }

    /// A letter that left, or may have left, comes back.
    async fn bounce(&mut self) {
        let Some(report) = self.office.one_comes_back(&mut self.dice).await else {
            return;
        };
        self.office.report(self.number, report).await;
        self.number += 1;
    }

    async fn deliver(&mut self, moods: &[Answer]) {
        let sink = Sink::start(moods).await;
        // A line that broke is no fault of the outbox.
        drop(self.office.deliver(sink.transport()).await);
        self.bag.letters.extend(sink.letters());
    }

    /// Everything that can leave has left.
    async fn come_to_rest(&mut self) {
        for _ in 0..60 {
            self.office.wait(120);
            self.deliver(&[]).await;
        }
    }
}

fn message_id(letter: &str) -> String {
    mail::parse(letter.as_bytes()).message_id.unwrap()
}

/// The arrivals of which a letter speaks.
fn answered(letter: &str) -> BTreeSet<i64> {
    let text = mail::parse(letter.as_bytes()).text.unwrap().text;
    let named = text.lines().filter_map(|line| {
        let (_, number) = line
            .split_once("来件号：")
            .or_else(|| line.split_once("、来件"))?;
        number.parse().ok()
    });
    named.collect()
}

fn check(seed: u64, bag: &Mailbag, records: &[LetterRecord]) {
    let mut bytes: BTreeMap<String, &String> = BTreeMap::new();
    for letter in &bag.letters {
        let known = bytes.entry(message_id(letter)).or_insert(letter);
        assert_eq!(
            *known, letter,
            "seed {seed}: repeated in other words, or to another"
        );
    }
    for record in records {
        let arrival = record.letter.key.answers().unwrap().0.number();
        let told = |letter: &&String| answered(letter).contains(&arrival);
        let copies = bag.letters.iter().filter(told).count();
        let ids: BTreeSet<String> = bag
            .letters
            .iter()
            .filter(told)
            .map(|letter| message_id(letter))
            .collect();
        match record.state {
            LetterState::Sent => {
                assert!(
                    copies > 0,
                    "seed {seed}: arrival {arrival} unanswered\n{record:?}"
                );
            }
            LetterState::InDoubt => assert!(copies > 0, "seed {seed}: {record:?}"),
            LetterState::Failed => assert_eq!(record.attempts, record.refused, "seed {seed}: {record:?}"),
            LetterState::AwaitingApproval => {}
            LetterState::Queued => {
                let why = record.last_error.as_deref().unwrap_or_default();
                assert!(why.contains("没有可用的邮箱"), "seed {seed}: {record:?}");
            }
            LetterState::Cancelled | LetterState::Returned => panic!("seed {seed}: {record:?}"),
        }
        // One name for each time that it came back, and one more where a server refused it among others for good.
        let returned = usize::try_from(record.returned).unwrap();
        assert!(ids.len() <= returned + 2, "seed {seed}: {ids:?} {record:?}");
    }
}

#[tokio::test]
async fn everybody_is_answered_and_nobody_twice_without_need() {
    for seed in 0..6 {
        let mut history = History::of(seed).await;
        for _ in 0..30 {
            history.step().await;
        }
        history.come_to_rest().await;
        let records = history.office.store.letters(None).await.unwrap();
        check(seed, &history.bag, &records);
    }
}
