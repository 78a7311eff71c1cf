//! Who writes what cannot be placed learns that it came, and nothing else.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use domain::letter::{Letter, LetterKey, LetterKind, LetterState};
use outbox::Transport;
use store::TemplateTexts;
use support::office::Office;
use support::{MESSAGE_ID, letter, notice, now, render, settings, society, under_review};

const STRANGER: &str = "someone@elsewhere.example";

fn to_stranger() -> Letter {
    Letter {
        key: LetterKey {
            kind: LetterKind::Acknowledgement,
            ..letter().key
        },
        society: SocietyCode::nobodys(),
        recipient: STRANGER.into(),
        corrections: vec![Finding::new(FindingCode::AmbiguousNotice)],
        ..letter()
    }
}

fn in_full(letter: &Letter) -> String {
    let settings = settings(Transport::Folder("outbox".into()));
    let rendered = render(letter, MESSAGE_ID, &notice(), &society(), &settings, now()).unwrap();
    format!("主题：{}\n\n{}", rendered.subject, rendered.body)
}

#[test]
fn nobody_is_told_of_a_notice_or_a_society_that_is_not_known() {
    let open = Letter {
        corrections: vec![Finding::new(FindingCode::AmbiguousNotice)],
        ..under_review()
    };
    let (stranger, registered) = (in_full(&to_stranger()), in_full(&open));
    for text in [&stranger, &registered] {
        assert!(!text.contains("学习会议精神") && !text.contains("41号"), "{text}");
    }
    assert!(!stranger.contains(&society().name), "{stranger}");
    insta::assert_snapshot!("to_a_stranger", stranger);
    insta::assert_snapshot!("to_a_society_whose_notice_is_open", registered);
}

#[tokio::test]
async fn a_stranger_is_told_once_a_day() {
    let office = Office::with_letters(0).await;
    for number in 0..2 {
        office.enqueue(number, &to_stranger()).await;
    }
    assert_eq!(
        office.deliver(office.outbox()).await.unwrap().sent,
        0,
        "not within the hour"
    );
    office.wait(60);
    let done = office.deliver(office.outbox()).await.unwrap();
    assert_eq!((done.sent, done.cancelled), (1, 1));
    let over = office.letters(LetterState::Cancelled).await;
    assert!(
        over[0].last_error.as_ref().unwrap().contains("一天内"),
        "{over:?}"
    );
    let id = office.letters(LetterState::Sent).await[0].message_id.clone();
    let answered = office.store.letter_by_message_id(&id).await.unwrap();
    assert_eq!(
        answered, None,
        "an answer to it tells nothing of notice or society"
    );
    for (minutes, sent) in [(22 * 60, 0), (3 * 60, 1)] {
        office.wait(minutes);
        let number = u32::try_from(minutes).unwrap();
        office.enqueue(number, &to_stranger()).await;
        office.wait(60);
        assert_eq!(office.deliver(office.outbox()).await.unwrap().sent, sent);
    }
    let ledger = office.store.ledger(&notice().id, office.now()).await.unwrap();
    assert_eq!(ledger.letters, Vec::new(), "no notice's books hold them");
}

#[tokio::test]
async fn that_something_was_registered_and_that_it_waits_are_told_once_a_day_together() {
    let office = Office::with_letters(0).await;
    let registered = Letter {
        society: society().code,
        corrections: Vec::new(),
        ..to_stranger()
    };
    for number in 0..2 {
        office.enqueue(number, &registered).await;
    }
    office.enqueue(2, &to_stranger()).await;
    office.wait(60);
    let done = office.deliver(office.outbox()).await.unwrap();
    assert_eq!((done.sent, done.cancelled), (1, 2));
    let known = Letter {
        recipient: society().addresses[0].clone(),
        ..to_stranger()
    };
    for number in 3..5 {
        office.enqueue(number, &known).await;
    }
    office.wait(60);
    let done = office.deliver(office.outbox()).await.unwrap();
    assert_eq!(
        (done.sent, done.cancelled),
        (2, 0),
        "who is registered is no stranger"
    );
}

#[tokio::test]
async fn a_notices_own_words_are_not_for_strangers() {
    let office = Office::with_letters(0).await;
    let own = TemplateTexts::from([("acknowledgement".to_owned(), "主题：甲\n\n乙\n".to_owned())]);
    office
        .store
        .put_letter_templates(&notice().id, &own, now())
        .await
        .unwrap();
    office.enqueue(0, &to_stranger()).await;
    office.wait(60);
    office.deliver(office.outbox()).await.unwrap();
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent[0].subject.as_deref(), Some("【收悉】来件已收到"));
}

#[test]
fn an_answer_goes_to_the_mailbox_to_which_the_mail_came() {
    let settings = settings(Transport::Folder("outbox".into()));
    let reply_to = |letter: &Letter| {
        let rendered = render(letter, MESSAGE_ID, &notice(), &society(), &settings, now()).unwrap();
        mail::parse(&rendered.bytes).reply_to.remove(0).address
    };
    let came_to = |address: &str| Letter {
        reply_to: Some(address.to_owned()),
        ..to_stranger()
    };
    assert_eq!(reply_to(&came_to("dwxcb@office.example")), "dwxcb@office.example");
    assert_eq!(
        reply_to(&to_stranger()),
        notice().mailboxes[0].address,
        "where that is not known"
    );
}

#[test]
fn who_is_registered_with_another_society_is_not_told_that_he_is_not_registered() {
    let text = in_full(&support::acknowledgement());
    assert!(!text.contains("不是贵单位在名录中登记的邮箱"), "{text}");
    assert!(text.contains("不是报送单位在名录中登记的邮箱"), "{text}");
}
