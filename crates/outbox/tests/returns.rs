//! Letters that come back go to another address of their society, once each, and nobody is forgotten.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::{Letter, LetterKind, LetterState};
use domain::returned::ReturnReason;
use support::office::Office;
use support::{FIRST, SECOND, acknowledgement, came_back, letter, reminder};

#[tokio::test]
async fn the_next_contact_gets_it_and_the_dead_address_nothing_more() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let sent = office.only(LetterState::Sent).await;
    let report = came_back(
        &sent.message_id,
        "Office@Zhibao.example".to_lowercase().as_str(),
        ReturnReason::NoSuchAddress,
    );
    office.report(1, report.clone()).await;
    let back = office.only(LetterState::Queued).await;
    assert_eq!(back.returned, 1);
    assert!(!back.may_have_left());
    assert_ne!(
        back.message_id, sent.message_id,
        "what goes elsewhere is another message"
    );

    // The same report in another mailbox changes nothing.
    office.report(2, report).await;
    assert_eq!(office.only(LetterState::Queued).await.message_id, back.message_id);
    let returns = office.store.returns().await.unwrap();
    assert_eq!(returns.len(), 1, "{returns:?}");
    assert_eq!(returns[0].recipient, FIRST);
    assert_eq!(returns[0].sent_at, sent.sent_at);

    assert_eq!(office.send(&settings).await.sent, 1);
    let again = office.only(LetterState::Sent).await;
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
    assert_eq!(office.send(&settings).await.sent, 1);
    let letters = office.letters(LetterState::Sent).await;
    assert!(
        letters.iter().all(|record| record.letter.recipient == SECOND),
        "{letters:?}"
    );

    // Mail from the address shows that it lives.
    office.mail_from(4, FIRST).await;
    office.wait(61);
    office.enqueue(5, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let letters = office.letters(LetterState::Sent).await;
    assert_eq!(letters.last().unwrap().letter.recipient, FIRST);
}

#[tokio::test]
async fn without_another_address_it_waits_until_the_roster_has_one() {
    let (office, settings) = Office::with_folder(&[FIRST]).await;
    office.enqueue(0, &letter()).await;
    office.send(&settings).await;
    let sent = office.only(LetterState::Sent).await;
    office
        .report(1, came_back(&sent.message_id, FIRST, ReturnReason::Refused))
        .await;
    assert_eq!(office.send(&settings).await.sent, 0);
    let waiting = office.only(LetterState::Queued).await;
    assert!(
        waiting.last_error.as_ref().unwrap().contains("请电话联系"),
        "{waiting:?}"
    );
    assert!(!waiting.may_have_left());
    assert!(
        office.shunned().await.is_empty(),
        "what a server refuses as junk says nothing of the address"
    );
    office.roster(&[FIRST, SECOND]).await;
    office.wait(10);
    assert_eq!(office.send(&settings).await.sent, 1);
    assert_eq!(office.only(LetterState::Sent).await.letter.recipient, SECOND);
}

#[tokio::test]
async fn receipts_that_left_as_one_come_back_as_one() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    for number in 0..3 {
        office.enqueue(number, &letter()).await;
    }
    assert_eq!(office.send(&settings).await.sent, 1);
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent.len(), 3);
    let left_as = sent.iter().find(|record| record.sent_with.is_none()).unwrap();
    office
        .report(
            3,
            came_back(&left_as.message_id, FIRST, ReturnReason::NoSuchAddress),
        )
        .await;
    assert_eq!(office.letters(LetterState::Queued).await.len(), 3);
    while office.send(&settings).await.sent + office.send(&settings).await.sent > 0 {
        office.wait(61);
    }
    let again = office.letters(LetterState::Sent).await;
    assert_eq!(again.len(), 3, "none stays unanswered");
    assert!(again.iter().all(|record| record.letter.recipient == SECOND));
}

#[tokio::test]
async fn a_report_that_is_read_before_the_sending_is_noted_is_not_forgotten() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let id = office.only(LetterState::Queued).await.message_id;
    office
        .report(1, came_back(&id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    // It leaves, is noted, and is at once known to have come back; the next of the same round goes to the other address.
    assert_eq!(office.send(&settings).await.sent, 2);
    let sent = office.only(LetterState::Sent).await;
    assert_eq!((sent.letter.recipient.as_str(), sent.returned), (SECOND, 1));
}

#[tokio::test]
async fn a_stranger_and_a_trial_have_no_other_address() {
    let (office, mut settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &acknowledgement()).await;
    office.send(&settings).await;
    let sent = office.only(LetterState::Sent).await;
    office
        .report(
            1,
            came_back(
                &sent.message_id,
                "someone@elsewhere.example",
                ReturnReason::NoSuchAddress,
            ),
        )
        .await;
    assert_eq!(
        office.only(LetterState::Returned).await.letter.recipient,
        "someone@elsewhere.example"
    );

    settings.redirect_to = Some("trial@office.example".into());
    office.enqueue(2, &letter()).await;
    office.send(&settings).await;
    let sent = office.only(LetterState::Sent).await;
    office
        .report(
            3,
            came_back(
                &sent.message_id,
                "trial@office.example",
                ReturnReason::NoSuchAddress,
            ),
        )
        .await;
    assert_eq!(office.letters(LetterState::Returned).await.len(), 2);
    let shunned = office.shunned().await;
    assert!(!shunned.contains_key(FIRST) && !shunned.contains_key("trial@office.example"));
}

#[tokio::test]
async fn a_report_about_nothing_of_ours_is_listed_and_moves_nothing() {
    let (office, settings) = Office::with_folder(&[FIRST]).await;
    office.enqueue(0, &letter()).await;
    office.send(&settings).await;
    office
        .report(
            1,
            came_back(
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
    assert!(office.shunned().await.is_empty());
}

#[tokio::test]
async fn reports_that_come_together_are_all_noted() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let other = Letter {
        recipient: SECOND.into(),
        ..letter()
    };
    office.enqueue(1, &other).await;
    assert_eq!(office.send(&settings).await.sent, 2);
    let ids: Vec<String> = office
        .letters(LetterState::Sent)
        .await
        .into_iter()
        .map(|record| record.message_id)
        .collect();
    let dead = |id: &str, address| came_back(id, address, ReturnReason::NoSuchAddress);
    // Two members of an alias, and another letter.
    let reports = [dead(&ids[0], FIRST), dead(&ids[0], FIRST), dead(&ids[1], SECOND)];
    office.reports((2..).zip(reports).collect()).await;
    let back = office.letters(LetterState::Queued).await;
    assert_eq!(back.len(), 2, "{back:?}");
}

#[tokio::test]
async fn what_came_back_is_not_gathered_into_a_letter_to_where_it_came_from() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    let other = Letter {
        recipient: SECOND.into(),
        ..letter()
    };
    office.enqueue(1, &other).await;
    office.send(&settings).await;
    let sent = office.letters(LetterState::Sent).await;
    for (number, record) in (2..).zip(&sent) {
        let refused = came_back(
            &record.message_id,
            &record.letter.recipient,
            ReturnReason::Refused,
        );
        office.report(number, refused).await;
    }
    assert_eq!(office.send(&settings).await.sent, 2);
    let crossed: Vec<String> = office
        .letters(LetterState::Sent)
        .await
        .into_iter()
        .map(|record| record.letter.recipient)
        .collect();
    assert_eq!(crossed, [SECOND, FIRST]);
}

#[tokio::test]
async fn a_reminder_that_came_back_too_late_stays_in_sight() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    let round = reminder(LetterKind::Reminder);
    let modes = store::LetterModes::all(store::LetterMode::Auto);
    office
        .store
        .enqueue_letters(&[round], modes, "office.example", office.now())
        .await
        .unwrap();
    let key = office.only(LetterState::Queued).await.letter.key;
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
    office.send(&settings).await;
    let over = office.only(LetterState::Returned).await;
    assert!(over.last_error.as_ref().unwrap().contains("退信"), "{over:?}");
}

#[tokio::test]
async fn a_letter_that_came_back_says_nothing_that_a_person_has_decided_otherwise() {
    let (office, settings) = Office::with_folder(&[FIRST, SECOND]).await;
    office.enqueue(0, &letter()).await;
    office.send(&settings).await;
    let sent = office.only(LetterState::Sent).await;
    let dead = came_back(&sent.message_id, FIRST, ReturnReason::NoSuchAddress);
    office.report(1, dead).await;
    // Judged anew without a letter: it was ruled to be somebody else's.
    let (arrival, _) = sent.letter.key.answers().unwrap();
    office.judge_anew(arrival).await;
    assert_eq!(office.send(&settings).await.sent, 0);
    let over = office.only(LetterState::Returned).await;
    assert!(over.last_error.as_ref().unwrap().contains("重新核对"), "{over:?}");
}
