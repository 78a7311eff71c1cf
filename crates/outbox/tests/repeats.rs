//! What may have left goes out again seldom, late and the same to the byte; then a person finds out.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::{Letter, LetterKind, LetterState};
use domain::returned::ReturnReason;
use outbox::{SmtpServer, Transport};
use store::Gathered;
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{FIRST, SECOND, came_back, letter};

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
    assert!(sent.contains("Date: Thu, 20 Oct 2022 16:10:00 +0800"), "{sent}");
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

async fn with_second(letters: u32) -> Office {
    let office = Office::of_society(&[FIRST, SECOND]).await;
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

/// With three receipts to one address, which leave as one letter.
async fn with_receipts() -> Office {
    let office = Office::with_letters(0).await;
    for number in 0..3 {
        office.enqueue(number, &letter()).await;
    }
    office
}

#[tokio::test]
async fn receipts_that_may_have_left_together_leave_together_again_and_the_same() {
    let office = with_receipts().await;
    let (sink, transport) = silent(2).await;
    office.deliver(transport.clone()).await.unwrap();
    // What comes in between is another letter.
    office.enqueue(9, &letter()).await;
    for (minutes, taken) in [(59, 1), (1, 3), (359, 3), (1, 4)] {
        office.wait(minutes);
        office.deliver(transport.clone()).await.unwrap();
        assert_eq!(sink.letters().len(), taken, "after {minutes} more minutes");
    }
    let mut letters = sink.letters();
    let of_three = |letter: &String| letter.contains("Message-ID: <zj.1.first_verdict.receipt");
    letters.retain(of_three);
    assert_eq!(letters.len(), 3);
    assert!(
        letters.iter().all(|letter| *letter == letters[0]),
        "the same to the byte"
    );
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent.len(), 4);
    let together = sent.iter().filter(|record| record.sent_with.is_some()).count();
    assert_eq!(together, 2);
}

#[tokio::test]
async fn receipts_whose_sender_died_leave_together_again() {
    let office = with_receipts().await;
    let lease = chrono::Duration::minutes(30);
    let lead = office
        .store
        .claim_letter(office.now(), lease)
        .await
        .unwrap()
        .unwrap();
    let gathered = office
        .store
        .gather_receipts(&lead, office.now(), lease)
        .await
        .unwrap();
    assert!(matches!(gathered, Gathered::With(others) if others.len() == 2));
    office.wait(30);
    let sink = Sink::start(&[]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    assert!(
        sink.letters()[0].contains("Date: Thu, 20 Oct 2022 16:05:00 +0800"),
        "as of the first time"
    );
    assert_eq!(office.letters(LetterState::Sent).await.len(), 3);
}

#[tokio::test]
async fn receipts_that_are_refused_for_good_after_silence_leave_alone() {
    let office = with_receipts().await;
    let script = [
        Answer::TakeAndHangUp,
        Answer::Content("554 5.6.0 content refused"),
    ];
    let sink = Sink::start(&script).await;
    for minutes in [60, 24 * 60, 0] {
        office.deliver(sink.transport()).await.unwrap();
        office.wait(minutes);
    }
    assert_eq!(office.letters(LetterState::Sent).await.len(), 3);
    assert_eq!(sink.letters().len(), 1 + 3);
}

#[tokio::test]
async fn receipts_of_which_nobody_knows_whether_they_left_come_back_together() {
    let office = with_receipts().await;
    let (sink, transport) = silent(3).await;
    for minutes in [60, 360, 24 * 60] {
        office.deliver(transport.clone()).await.unwrap();
        office.wait(minutes);
    }
    assert_eq!(sink.letters().len(), 3);
    let in_doubt = office.letters(LetterState::InDoubt).await;
    assert_eq!(in_doubt.len(), 3);
    let back = &in_doubt[0];
    let to = &back.letter.recipient;
    let report = came_back(&back.message_id, to, ReturnReason::NoSuchAddress);
    office.report(20, report).await;
    let waiting = office.letters(LetterState::Queued).await;
    assert_eq!(waiting.len(), 3);
    assert!(
        waiting
            .iter()
            .all(|record| record.returned == 1 && record.sent_with.is_none())
    );
}
