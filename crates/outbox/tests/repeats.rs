//! What may have left goes out again seldom, late and the same to the byte; then a person finds out.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::{Letter, LetterKind, LetterState};
use domain::society::Society;
use outbox::{SmtpServer, Transport};
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{letter, society};

/// A server that takes every letter and never says so.
async fn silent(answers: usize) -> (Sink, Transport) {
    let sink = Sink::start(&vec![Answer::TakeAndHangUp; answers]).await;
    let transport = sink.transport();
    (sink, transport)
}

#[tokio::test]
async fn a_server_that_never_answers_gets_a_letter_three_times_and_then_a_person_finds_out() {
    let office = Office::with_letters(1).await;
    let (sink, transport) = silent(9).await;
    for (minutes, taken) in [(0, 1), (59, 1), (1, 2), (359, 2), (1, 3), (30 * 24 * 60, 3)] {
        office.wait(minutes);
        office.deliver(transport.clone()).await.unwrap();
        assert_eq!(sink.letters().len(), taken, "after {minutes} more minutes");
    }
    let in_doubt = office.letters(LetterState::InDoubt).await;
    assert_eq!(in_doubt.len(), 1);
    assert!(in_doubt[0].last_error.as_ref().unwrap().starts_with("content: "));
    let letters = sink.letters();
    assert!(
        letters.iter().all(|letter| *letter == letters[0]),
        "the same to the byte"
    );
}

#[tokio::test]
async fn what_certainly_did_not_leave_is_dated_anew() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[Answer::Content("451 later")]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap().retried, 1);
    let waiting = office.letters(LetterState::Queued).await;
    assert_eq!(waiting[0].worded_at, None);
    office.wait(5);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let sent = &sink.letters()[0];
    assert!(sent.contains("Date: Thu, 20 Oct 2022 08:10:00 +0000"), "{sent}");
}

#[tokio::test]
async fn a_refusal_after_silence_leaves_the_first_wording_alone() {
    let office = Office::with_letters(1).await;
    let script = [
        Answer::TakeAndHangUp,
        Answer::Recipient("451 later"),
        Answer::Take,
    ];
    let sink = Sink::start(&script).await;
    for minutes in [60, 60, 0] {
        office.deliver(sink.transport()).await.unwrap();
        office.wait(minutes);
    }
    let letters = sink.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0], letters[1]);
    assert_eq!(office.letters(LetterState::Sent).await.len(), 1);
}

const FIRST: &str = "office@zhibao.example";
const SECOND: &str = "secretary@zhibao.example";

async fn with_second(letters: u32) -> Office {
    let office = Office::with_letters(0).await;
    let society = Society {
        addresses: vec![FIRST.into(), SECOND.into()],
        ..society()
    };
    office
        .store
        .import_roster(&[society], office.now())
        .await
        .unwrap();
    for number in 0..letters {
        let key = domain::letter::LetterKey {
            kind: LetterKind::CorrectionRequest,
            ..letter().key
        };
        office.enqueue(number, &Letter { key, ..letter() }).await;
    }
    office
}

#[tokio::test]
async fn an_address_refused_in_a_round_gets_nothing_more_in_it() {
    let office = with_second(3).await;
    let sink = Sink::start(&[Answer::Recipient("550 5.1.1 User unknown")]).await;
    let done = office.deliver(sink.transport()).await.unwrap();
    assert_eq!(
        (done.sent, done.failed, done.retried),
        (3, 0, 1),
        "nothing was given up"
    );
    let tried: Vec<String> = sink.recipients();
    let at_first = tried.iter().filter(|command| command.contains(FIRST)).count();
    assert_eq!((at_first, tried.len()), (1, 4), "{tried:?}");
}

#[tokio::test]
async fn a_full_mailbox_is_passed_over_wherever_the_server_says_so() {
    for answer in [
        Answer::Recipient("552 5.2.2 over quota"),
        Answer::Content("552 5.2.2 over quota"),
        Answer::Content("550 5.1.1 user unknown"),
        Answer::Recipient("550 Mailbox unavailable or access denied"),
    ] {
        let office = with_second(1).await;
        let sink = Sink::start(&[answer]).await;
        assert_eq!(
            office.deliver(sink.transport()).await.unwrap().sent,
            1,
            "{answer:?}"
        );
        let sent = office.letters(LetterState::Sent).await;
        assert_eq!(sent[0].letter.recipient, SECOND, "{answer:?}");
    }
}

/// In real time: with the defaults a server may think for half a minute, and the letter leaves once.
#[tokio::test]
async fn a_stall_of_thirty_seconds_is_waited_out() {
    let office = Office::with_letters(2).await;
    let sink = Sink::start(&[Answer::TakeAfter(30)]).await;
    let done = office.deliver(sink.transport()).await.unwrap();
    assert_eq!((done.sent, done.retried), (2, 0));
    assert_eq!((sink.letters().len(), sink.connections()), (2, 1));
}

#[tokio::test]
async fn a_server_is_waited_for_as_long_as_is_configured() {
    use std::time::{Duration, Instant};
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[Answer::Stall]).await;
    let transport = Transport::Smtp(SmtpServer {
        patience: Duration::from_millis(50),
        patience_for_letter: Duration::from_secs(3),
        ..sink.server()
    });
    let begun = Instant::now();
    let done = office.deliver(transport).await.unwrap();
    assert_eq!((done.sent, done.retried), (0, 1));
    assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
    let waiting = office.letters(LetterState::Queued).await;
    let why = waiting[0].last_error.as_deref();
    assert_eq!(why, Some("content: no answer within 3 s"));
}
