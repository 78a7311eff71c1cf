//! Letters that come back go to another address of their society, once each, and nobody is forgotten.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::arrival::SenderStanding;
use domain::letter::{Letter, LetterKey, LetterKind, LetterRecord, LetterState};
use domain::returned::{Failure, ReturnReason, Returned};
use domain::society::Society;
use outbox::{Delivered, OutboxSettings, deliver};
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{acknowledgement, letter, reminder, settings, society};

const FIRST: &str = "office@zhibao.example";
const SECOND: &str = "secretary@zhibao.example";

async fn office(addresses: &[&str]) -> (Office, OutboxSettings) {
    let office = Office::with_letters(0).await;
    roster(&office, addresses).await;
    let settings = settings(office.outbox());
    (office, settings)
}

async fn roster(office: &Office, addresses: &[&str]) {
    let society = Society {
        addresses: addresses.iter().map(ToString::to_string).collect(),
        ..society()
    };
    office
        .store
        .import_roster(&[society], office.now())
        .await
        .unwrap();
}

async fn send(office: &Office, settings: &OutboxSettings) -> Delivered {
    let now = office.now();
    deliver(&office.store, settings, &move || now).await.unwrap()
}

async fn only(office: &Office, state: LetterState) -> LetterRecord {
    let letters = office.letters(state).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.into_iter().next().unwrap()
}

fn report(message_id: &str, address: &str, reason: ReturnReason) -> Returned {
    Returned {
        certain: true,
        about: vec!["strange@elsewhere.example".into(), message_id.into()],
        failures: vec![Failure {
            addresses: vec![address.into()],
            reason,
            said: "550 5.1.1 user unknown".into(),
        }],
    }
}

#[tokio::test]
async fn the_next_contact_gets_it_and_the_dead_address_nothing_more() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    assert_eq!(send(&office, &settings).await.sent, 1);
    let sent = only(&office, LetterState::Sent).await;
    let report = report(
        &sent.message_id,
        "Office@Zhibao.example".to_lowercase().as_str(),
        ReturnReason::NoSuchAddress,
    );
    office.report(1, report.clone()).await;
    let back = only(&office, LetterState::Queued).await;
    assert_eq!(back.returned, 1);
    assert!(!back.may_have_left());
    assert_ne!(
        back.message_id, sent.message_id,
        "what goes elsewhere is another message"
    );

    // The same report in another mailbox changes nothing.
    office.report(2, report).await;
    assert_eq!(
        only(&office, LetterState::Queued).await.message_id,
        back.message_id
    );
    let returns = office.store.returns().await.unwrap();
    assert_eq!(returns.len(), 1, "{returns:?}");
    assert_eq!(returns[0].recipient, FIRST);
    assert_eq!(returns[0].sent_at, sent.sent_at);

    assert_eq!(send(&office, &settings).await.sent, 1);
    let again = only(&office, LetterState::Sent).await;
    assert_eq!(again.letter.recipient, SECOND);
    assert_eq!(
        again.last_error.as_deref(),
        Some("退信：office@zhibao.example 地址不存在或已停用"),
        "the books say from where it came back"
    );
    // Replies to either are known, and the next letter goes to the second address at once.
    for id in [&sent.message_id, &back.message_id] {
        assert!(
            office.store.letter_by_message_id(id).await.unwrap().is_some(),
            "{id}"
        );
    }
    office.wait(61);
    office.enqueue(3, &letter()).await;
    assert_eq!(send(&office, &settings).await.sent, 1);
    let letters = office.letters(LetterState::Sent).await;
    assert!(
        letters.iter().all(|record| record.letter.recipient == SECOND),
        "{letters:?}"
    );

    // Mail from the address shows that it lives.
    office.mail_from(4, FIRST).await;
    office.wait(61);
    office.enqueue(5, &letter()).await;
    assert_eq!(send(&office, &settings).await.sent, 1);
    let letters = office.letters(LetterState::Sent).await;
    assert_eq!(letters.last().unwrap().letter.recipient, FIRST);
}

#[tokio::test]
async fn without_another_address_it_waits_until_the_roster_has_one() {
    let (office, settings) = office(&[FIRST]).await;
    office.enqueue(0, &letter()).await;
    send(&office, &settings).await;
    let sent = only(&office, LetterState::Sent).await;
    office
        .report(1, report(&sent.message_id, FIRST, ReturnReason::Refused))
        .await;
    assert_eq!(send(&office, &settings).await.sent, 0);
    let waiting = only(&office, LetterState::Queued).await;
    assert!(
        waiting.last_error.as_ref().unwrap().contains("请电话联系"),
        "{waiting:?}"
    );
    assert!(!waiting.may_have_left());
    assert!(
        office
            .store
            .shunned_addresses(office.now())
            .await
            .unwrap()
            .is_empty(),
        "what a server refuses as junk says nothing of the address"
    );
    roster(&office, &[FIRST, SECOND]).await;
    office.wait(10);
    assert_eq!(send(&office, &settings).await.sent, 1);
    assert_eq!(only(&office, LetterState::Sent).await.letter.recipient, SECOND);
}

#[tokio::test]
async fn receipts_that_left_as_one_come_back_as_one() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    for number in 0..3 {
        office.enqueue(number, &letter()).await;
    }
    assert_eq!(send(&office, &settings).await.sent, 1);
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent.len(), 3);
    let left_as = sent.iter().find(|record| record.sent_with.is_none()).unwrap();
    office
        .report(3, report(&left_as.message_id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    assert_eq!(office.letters(LetterState::Queued).await.len(), 3);
    while send(&office, &settings).await.sent + send(&office, &settings).await.sent > 0 {
        office.wait(61);
    }
    let again = office.letters(LetterState::Sent).await;
    assert_eq!(again.len(), 3, "none stays unanswered");
    assert!(again.iter().all(|record| record.letter.recipient == SECOND));
}

#[tokio::test]
async fn a_report_that_is_read_before_the_sending_is_noted_is_not_forgotten() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let id = only(&office, LetterState::Queued).await.message_id;
    office
        .report(1, report(&id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    // It leaves, is noted, and is at once known to have come back; the next of the same round goes to the other address.
    assert_eq!(send(&office, &settings).await.sent, 2);
    let sent = only(&office, LetterState::Sent).await;
    assert_eq!((sent.letter.recipient.as_str(), sent.returned), (SECOND, 1));
}

#[tokio::test]
async fn a_stranger_and_a_trial_have_no_other_address() {
    let (office, mut settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &acknowledgement()).await;
    send(&office, &settings).await;
    let sent = only(&office, LetterState::Sent).await;
    office
        .report(
            1,
            report(
                &sent.message_id,
                "someone@elsewhere.example",
                ReturnReason::NoSuchAddress,
            ),
        )
        .await;
    assert_eq!(
        only(&office, LetterState::Returned).await.letter.recipient,
        "someone@elsewhere.example"
    );

    settings.redirect_to = Some("trial@office.example".into());
    office.enqueue(2, &letter()).await;
    send(&office, &settings).await;
    let sent = only(&office, LetterState::Sent).await;
    office
        .report(
            3,
            report(
                &sent.message_id,
                "trial@office.example",
                ReturnReason::NoSuchAddress,
            ),
        )
        .await;
    assert_eq!(office.letters(LetterState::Returned).await.len(), 2);
    let shunned = office.store.shunned_addresses(office.now()).await.unwrap();
    assert!(!shunned.contains_key(FIRST) && !shunned.contains_key("trial@office.example"));
}

#[tokio::test]
async fn a_report_about_nothing_of_ours_is_listed_and_moves_nothing() {
    let (office, settings) = office(&[FIRST]).await;
    office.enqueue(0, &letter()).await;
    send(&office, &settings).await;
    office
        .report(
            1,
            report(
                "zj.99.first_verdict.receipt.ff@office.example",
                FIRST,
                ReturnReason::NoSuchAddress,
            ),
        )
        .await;
    assert_eq!(office.letters(LetterState::Sent).await.len(), 1);
    let returns = office.store.returns().await.unwrap();
    assert_eq!(returns.len(), 1);
    assert_eq!(returns[0].letter, None);
    assert!(
        office
            .store
            .shunned_addresses(office.now())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_person_may_say_that_an_address_can_be_used_again() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    send(&office, &settings).await;
    let sent = only(&office, LetterState::Sent).await;
    office
        .report(1, report(&sent.message_id, FIRST, ReturnReason::MailboxFull))
        .await;
    assert_eq!(
        office.store.shunned_addresses(office.now()).await.unwrap().len(),
        1
    );
    assert_eq!(
        office
            .store
            .clear_returns(" Office@zhibao.example", "clerk", office.now())
            .await
            .unwrap(),
        1
    );
    assert!(
        office
            .store
            .shunned_addresses(office.now())
            .await
            .unwrap()
            .is_empty()
    );
    let other = Letter {
        recipient: FIRST.into(),
        ..letter()
    };
    send(&office, &settings).await;
    office.wait(61);
    office.enqueue(2, &other).await;
    send(&office, &settings).await;
    let letters = office.letters(LetterState::Sent).await;
    assert_eq!(letters.last().unwrap().letter.recipient, FIRST);
}

#[tokio::test]
async fn reports_that_come_together_are_all_noted() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let other = Letter {
        recipient: SECOND.into(),
        ..letter()
    };
    office.enqueue(1, &other).await;
    assert_eq!(send(&office, &settings).await.sent, 2);
    let ids: Vec<String> = office
        .letters(LetterState::Sent)
        .await
        .into_iter()
        .map(|record| record.message_id)
        .collect();
    let dead = |id: &str, address| report(id, address, ReturnReason::NoSuchAddress);
    // Two members of an alias, and another letter.
    let reports = [dead(&ids[0], FIRST), dead(&ids[0], FIRST), dead(&ids[1], SECOND)];
    office.reports((2..).zip(reports).collect()).await;
    let back = office.letters(LetterState::Queued).await;
    assert_eq!(back.len(), 2, "{back:?}");
}

#[tokio::test]
async fn what_came_back_is_not_gathered_into_a_letter_to_where_it_came_from() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let other = Letter {
        recipient: SECOND.into(),
        ..letter()
    };
    office.enqueue(1, &other).await;
    send(&office, &settings).await;
    let sent = office.letters(LetterState::Sent).await;
    for (number, record) in (2..).zip(&sent) {
        let refused = report(
            &record.message_id,
            &record.letter.recipient,
            ReturnReason::Refused,
        );
        office.report(number, refused).await;
    }
    assert_eq!(send(&office, &settings).await.sent, 2);
    let crossed: Vec<String> = office
        .letters(LetterState::Sent)
        .await
        .into_iter()
        .map(|record| record.letter.recipient)
        .collect();
    assert_eq!(crossed, [SECOND, FIRST]);
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_after_some_days_or_when_a_person_says_so() {
    for by_person in [true, false] {
        let (office, settings) = office(&[FIRST]).await;
        office.enqueue(0, &letter()).await;
        send(&office, &settings).await;
        let sent = only(&office, LetterState::Sent).await;
        let full = report(&sent.message_id, FIRST, ReturnReason::MailboxFull);
        office.report(1, full).await;
        office.wait(1);
        assert_eq!(send(&office, &settings).await.sent, 0);
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
        assert_eq!(send(&office, &settings).await.sent, 1);
    }
}

#[tokio::test]
async fn a_reminder_that_came_back_too_late_stays_in_sight() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    let round = reminder(LetterKind::Reminder);
    let modes = store::LetterModes::all(store::LetterMode::Auto);
    office
        .store
        .enqueue_letters(&[round], modes, "office.example", office.now())
        .await
        .unwrap();
    let key = only(&office, LetterState::Queued).await.letter.key;
    office
        .store
        .letter_refused(
            &key,
            ReturnReason::NoSuchAddress,
            "550 5.1.1 user unknown",
            office.now(),
        )
        .await
        .unwrap();
    office.wait(30 * 24 * 60);
    send(&office, &settings).await;
    let over = only(&office, LetterState::Returned).await;
    assert!(over.last_error.as_ref().unwrap().contains("退信"), "{over:?}");
}

#[tokio::test]
async fn an_address_that_the_server_refuses_at_once_is_passed_over_as_well() {
    let (office, mut settings) = office(&[FIRST, SECOND]).await;
    let sink = Sink::start(&[Answer::Recipient("550 5.1.1 User unknown")]).await;
    settings.transport = sink.transport();
    office.enqueue(0, &letter()).await;
    assert_eq!(send(&office, &settings).await.sent, 1);
    assert_eq!(only(&office, LetterState::Sent).await.letter.recipient, SECOND);
    let returns = office.store.returns().await.unwrap();
    assert_eq!(returns.len(), 1);
    assert_eq!((returns[0].arrival, returns[0].recipient.as_str()), (None, FIRST));
}

#[tokio::test]
async fn a_letter_that_came_back_says_nothing_that_a_person_has_decided_otherwise() {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    send(&office, &settings).await;
    let sent = only(&office, LetterState::Sent).await;
    let dead = report(&sent.message_id, FIRST, ReturnReason::NoSuchAddress);
    office.report(1, dead).await;
    // Judged anew without a letter: it was ruled to be somebody else's.
    let (arrival, _) = sent.letter.key.answers().unwrap();
    office.judge_anew(arrival).await;
    assert_eq!(send(&office, &settings).await.sent, 0);
    let over = only(&office, LetterState::Returned).await;
    assert!(over.last_error.as_ref().unwrap().contains("重新核对"), "{over:?}");
}

/// With an address that is passed over, since a letter to it came back, and another one.
async fn with_dead_address() -> (Office, OutboxSettings) {
    let (office, settings) = office(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    send(&office, &settings).await;
    let id = only(&office, LetterState::Sent).await.message_id;
    office
        .report(1, report(&id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    send(&office, &settings).await;
    office.wait(120);
    (office, settings)
}

#[tokio::test]
async fn only_mail_that_certainly_comes_from_an_address_frees_it() {
    let (office, _) = with_dead_address().await;
    let is_passed_over = async || {
        let shunned = office.store.shunned_addresses(office.now()).await.unwrap();
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
        send(&office, &settings).await;
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
        send(&office, &settings).await;
        let sent = office.letters(LetterState::Sent).await;
        let next = &sent.last().unwrap().letter;
        let is_free = standing == SenderStanding::Passed;
        assert_eq!(next.recipient == FIRST, is_free, "{standing:?}");
    }
}
