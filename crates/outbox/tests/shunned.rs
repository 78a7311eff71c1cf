//! Addresses that are passed over since a letter to them came back, and how they are used again.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::arrival::SenderStanding;
use domain::letter::{Letter, LetterKey, LetterKind, LetterState};
use domain::returned::ReturnReason;
use outbox::OutboxSettings;
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{FIRST, SECOND, came_back, letter};

#[tokio::test]
async fn a_person_may_say_that_an_address_can_be_used_again() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    office.send(&settings).await;
    let sent = office.only(LetterState::Sent).await;
    office
        .report(1, came_back(&sent.message_id, FIRST, ReturnReason::MailboxFull))
        .await;
    assert_eq!(office.shunned().await.len(), 1);
    assert_eq!(
        office
            .store
            .clear_returns(" Office@zhibao.example", "clerk", office.now())
            .await
            .unwrap(),
        1
    );
    assert!(office.shunned().await.is_empty());
    let other = Letter {
        recipient: FIRST.into(),
        ..letter()
    };
    office.send(&settings).await;
    office.wait(61);
    office.enqueue(2, &other).await;
    office.send(&settings).await;
    let letters = office.letters(LetterState::Sent).await;
    assert_eq!(letters.last().unwrap().letter.recipient, FIRST);
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_after_some_days_or_when_a_person_says_so() {
    for by_person in [true, false] {
        let (office, settings) = Office::with_folder(&[FIRST]).await;
        office.enqueue(0, &letter()).await;
        office.send(&settings).await;
        let sent = office.only(LetterState::Sent).await;
        let full = came_back(&sent.message_id, FIRST, ReturnReason::MailboxFull);
        office.report(1, full).await;
        office.wait(1);
        assert_eq!(office.send(&settings).await.sent, 0);
        if by_person {
            office
                .store
                .clear_returns(FIRST, "clerk", office.now())
                .await
                .unwrap();
            office.wait(10);
        } else {
            office.wait(3 * 24 * 60);
        }
        assert_eq!(office.send(&settings).await.sent, 1);
    }
}

#[tokio::test]
async fn an_address_that_the_server_refuses_at_once_is_passed_over_as_well() {
    let (office, mut settings) = Office::with_folder(&[FIRST, SECOND]).await;
    let sink = Sink::start(&[Answer::Recipient("550 5.1.1 User unknown")]).await;
    settings.transport = sink.transport();
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    assert_eq!(office.only(LetterState::Sent).await.letter.recipient, SECOND);
    let returns = office.store.returns().await.unwrap();
    assert_eq!(returns.len(), 1);
    assert_eq!((returns[0].arrival, returns[0].recipient.as_str()), (None, FIRST));
}

/// With an address that is passed over, since a letter to it came back, and another one.
async fn with_dead_address() -> (Office, OutboxSettings) {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    office.send(&settings).await;
    let id = office.only(LetterState::Sent).await.message_id;
    office
        .report(1, came_back(&id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    office.send(&settings).await;
    office.wait(120);
    (office, settings)
}

#[tokio::test]
async fn only_mail_that_certainly_comes_from_an_address_frees_it() {
    let (office, _) = with_dead_address().await;
    let is_passed_over = async || {
        let shunned = office.shunned().await;
        shunned.contains_key(FIRST)
    };
    for (number, standing) in [(5, SenderStanding::Failed), (6, SenderStanding::Unknown)] {
        office.mail_as(number, FIRST, standing, None).await;
        assert!(is_passed_over().await, "{standing:?}");
    }
    office.mail_as(7, FIRST, SenderStanding::Passed, None).await;
    assert!(!is_passed_over().await);
}

#[tokio::test]
async fn who_writes_is_answered_where_he_writes_from_unless_the_server_denies_that() {
    for (standing, wanted) in [
        (SenderStanding::Failed, SECOND),
        (SenderStanding::Unknown, FIRST),
        (SenderStanding::Passed, FIRST),
    ] {
        let (office, settings) = with_dead_address().await;
        let correction = Letter {
            key: LetterKey {
                kind: LetterKind::CorrectionRequest,
                ..letter().key
            },
            recipient: FIRST.into(),
            ..letter()
        };
        office.mail_as(5, FIRST, standing, Some(&correction)).await;
        office.send(&settings).await;
        let sent = office.letters(LetterState::Sent).await;
        let answer = sent
            .iter()
            .find(|record| record.letter.key.kind == LetterKind::CorrectionRequest);
        assert_eq!(answer.unwrap().letter.recipient, wanted, "{standing:?}");
        // Whatever answers nobody goes to the other address, until the server vouches for the first.
        office
            .enqueue(
                9,
                &Letter {
                    recipient: FIRST.into(),
                    ..letter()
                },
            )
            .await;
        office.wait(60);
        office.send(&settings).await;
        let sent = office.letters(LetterState::Sent).await;
        let next = &sent.last().unwrap().letter;
        let is_free = standing == SenderStanding::Passed;
        assert_eq!(next.recipient == FIRST, is_free, "{standing:?}");
    }
}
