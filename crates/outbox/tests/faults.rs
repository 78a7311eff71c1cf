//! A mail server with every kind of fault at once: nothing is lost, nobody waits for another's bad address, and only
//! what nobody can know is sent twice, under the same Message-ID.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use domain::letter::LetterState;
use domain::rates::Rates;
use outbox::{OutboxError, SmtpServer, SmtpTls, Transport};
use support::office::Office;
use support::sink::{Answer, Protection, Sink};

/// For each letter what the server does with its recipient, and then takes it.
const FAULTS: [&[Answer]; 10] = [
    &[
        Answer::Recipient("451 4.7.1 greylisted"),
        Answer::Recipient("450 4.2.1 later"),
    ],
    &[Answer::Recipient("550 5.3.0 not taken")],
    &[
        Answer::Announcement("452 4.3.1 no space"),
        Answer::Announcement("451 later"),
    ],
    &[Answer::Content("554 5.6.0 not this")],
    &[Answer::Content("451 4.3.0 try again")],
    &[Answer::TakeAndHangUp],
    &[Answer::TakeAndClose],
    &[Answer::Stall],
    &[Answer::Closing, Answer::Closing],
    &[Answer::Recipient("550 Connection frequency limited")],
];
/// The letters that the server refused for good.
const REFUSED: [u32; 2] = [1, 3];
/// The letter whose answer was lost.
const CUT: u32 = 5;
const LETTERS: u32 = 16;

fn address(number: u32) -> String {
    format!("office-{number}@zhibao.example")
}

/// How often each letter was taken, by the number of its recipient.
fn taken(sink: &Sink) -> BTreeMap<u32, Vec<String>> {
    let mut taken: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for letter in sink.letters() {
        let mail = mail::parse(letter.as_bytes());
        let number = mail.to[0].address.trim_start_matches("office-");
        let number = number.split('@').next().unwrap().parse().unwrap();
        taken.entry(number).or_default().push(mail.message_id.unwrap());
    }
    taken
}

async fn every_fault(connections: u32) {
    let office = Office::with_letters(LETTERS).await;
    let sink = Sink::start(&[]).await;
    for (number, script) in (0..).zip(FAULTS) {
        sink.answer_for(&address(number), script);
    }
    let transport = Transport::Smtp(SmtpServer {
        connections,
        patience: Duration::from_secs(2),
        patience_for_letter: Duration::from_millis(300),
        ..sink.server()
    });
    let mut rounds = 0;
    while !office.letters(LetterState::Queued).await.is_empty() {
        rounds += 1;
        assert!(rounds < 40, "some letter never leaves");
        match office.deliver(transport.clone()).await {
            Ok(_) | Err(OutboxError::Interrupted { .. }) => {}
            Err(other) => panic!("{other}"),
        }
        office.wait(6);
        if rounds == 5 {
            // Within half an hour all whose recipients have no fault are there, whatever befell those before them.
            let there = taken(&sink);
            let faultless = u32::try_from(FAULTS.len()).unwrap()..LETTERS;
            assert!(
                faultless.clone().all(|number| there.contains_key(&number)),
                "{there:?}"
            );
        }
    }
    let failed = office.letters(LetterState::Failed).await;
    let failed: Vec<String> = failed.into_iter().map(|record| record.letter.recipient).collect();
    assert_eq!(failed, REFUSED.map(address));
    let there = taken(&sink);
    for number in (0..LETTERS).filter(|number| !REFUSED.contains(number)) {
        let ids = there.get(&number).map(Vec::as_slice).unwrap_or_default();
        let times = if number == CUT { 2 } else { 1 };
        assert_eq!(ids.len(), times, "letter {number} over {connections} connections");
        assert!(ids.iter().all(|id| *id == ids[0]), "letter {number}");
    }
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent.len(), usize::try_from(LETTERS).unwrap() - REFUSED.len());
}

#[tokio::test]
async fn faults_of_a_server_lose_and_double_nothing() {
    every_fault(1).await;
}

#[tokio::test]
async fn faults_of_a_server_lose_and_double_nothing_over_several_connections() {
    every_fault(3).await;
}

#[tokio::test]
async fn one_stalled_connection_holds_up_no_other() {
    let office = Office::with_letters(12).await;
    let sink = Sink::start(&[]).await;
    sink.answer_for(&address(1), &[Answer::Stall]);
    let transport = Transport::Smtp(SmtpServer {
        connections: 2,
        patience_for_letter: Duration::from_secs(2),
        ..sink.server()
    });
    let done = office.deliver(transport).await.unwrap();
    assert_eq!((done.sent, done.retried), (11, 1));
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn a_second_connection_is_opened_only_when_the_first_was_let_in() {
    let office = Office::with_letters(4).await;
    let sink = Sink::start(&[]).await;
    let mut server = sink.server();
    (server.connections, server.user) = (4, "clerk".into());
    let result = office.deliver(Transport::Smtp(server)).await;
    assert!(
        matches!(result, Err(OutboxError::Interrupted { .. })),
        "{result:?}"
    );
    assert_eq!(sink.connections(), 1, "a wrong password is tried once");
}

#[tokio::test]
async fn a_letter_is_not_sent_once_it_took_so_long_that_it_is_another_processes() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    let server = SmtpServer {
        patience: Duration::from_secs(1),
        patience_for_letter: Duration::from_secs(1),
        ..sink.server()
    };
    // The process is frozen after it has claimed the letter: its next look at the clock is an hour later.
    let looks = std::sync::atomic::AtomicU32::new(0);
    let frozen = office.now();
    let clock = move || {
        let look = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        frozen
            + if look == 0 {
                chrono::Duration::zero()
            } else {
                chrono::Duration::hours(1)
            }
    };
    let mut settings = support::settings(Transport::Smtp(server));
    settings.from = "noreply@office.example".into();
    let other = office.store.clone();
    let done = outbox::deliver(&office.store, &settings, &clock).await.unwrap();
    // It finds its own letter again, now in time.
    assert_eq!((done.sent, done.retried), (1, 1));
    assert_eq!(taken(&sink).len(), 1);
    let sent = other.letters(Some(LetterState::Sent)).await.unwrap();
    assert_eq!(
        sent[0].attempts, 1,
        "the attempt that came too late does not count"
    );
}

#[tokio::test]
async fn letters_over_the_rate_wait_for_the_minute_to_pass() {
    let office = Office::with_letters(7).await;
    let sink = Sink::start(&[]).await;
    let transport = Transport::Smtp(SmtpServer {
        rates: Rates {
            in_all: 3,
            to_one_domain: 0,
        },
        connections: 2,
        ..sink.server()
    });
    let round = || office.deliver(transport.clone());
    assert_eq!(round().await.unwrap().sent, 3);
    let waiting = office.letters(LetterState::Queued).await;
    assert_eq!(waiting.len(), 4);
    for record in waiting {
        assert_eq!(
            record.last_error.as_deref(),
            Some("已达发信频率上限（每分钟3封）")
        );
        assert_eq!(
            (record.attempts, record.due_at),
            (0, office.now() + chrono::Duration::minutes(1))
        );
    }
    assert_eq!(round().await.unwrap().sent, 0);
    for (wait, sent) in [(1, 3), (1, 1), (1, 0)] {
        office.wait(wait);
        assert_eq!(round().await.unwrap().sent, sent);
    }
    assert_eq!(taken(&sink).len(), 7);
}

#[tokio::test]
async fn letters_that_cannot_be_delivered_come_back_to_the_envelope_sender() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    let transport = Transport::Smtp(SmtpServer {
        envelope_from: Some("bounces@office.example".into()),
        ..sink.server()
    });
    assert_eq!(office.deliver(transport).await.unwrap().sent, 1);
    assert_eq!(sink.senders(), ["MAIL FROM:<bounces@office.example>"]);
    let mail = mail::parse(sink.letters()[0].as_bytes());
    assert_eq!(mail.from[0].address, "noreply@office.example");
}

#[tokio::test]
async fn a_certificate_for_another_name_gives_up_nothing() {
    let office = Office::with_letters(1).await;
    let sink = Sink::protected(Protection::Implicit, &[]).await;
    let wrong = sink.transport_with("127.0.0.1", SmtpTls::Implicit, "");
    assert!(office.deliver(wrong).await.is_err());
    office.wait(5);
    let right = sink.transport_with("localhost", SmtpTls::Implicit, "");
    assert_eq!(office.deliver(right).await.unwrap().sent, 1);
}
