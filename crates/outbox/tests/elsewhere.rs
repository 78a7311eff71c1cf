//! What may have left, and whose address is given up then, goes to the next address as another message.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::{Letter, LetterKey, LetterKind, LetterRecord, LetterState};
use domain::returned::ReturnReason;
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{FIRST, SECOND, came_back, correction_request, letter};

const UNKNOWN: Answer = Answer::Recipient("550 5.1.1 user unknown");

/// With letters to the first address, which a server has taken without saying so.
async fn in_doubt(letters: &[Letter]) -> (Office, Sink) {
    let office = Office::of_society(&[FIRST, SECOND]).await;
    for (number, letter) in (0..).zip(letters) {
        office.enqueue(number, letter).await;
    }
    let sink = Sink::start(&[Answer::TakeAndHangUp]).await;
    office.deliver(sink.transport()).await.unwrap();
    assert_eq!(sink.letters().len(), 1);
    (office, sink)
}

/// Another letter to the first address is refused, and goes on to the second.
async fn give_up_the_first(office: &Office) {
    office.enqueue(20, &correction_request()).await;
    let sink = Sink::start(&[UNKNOWN]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
}

fn name_and_address(letter: &str) -> (String, String) {
    let mut mail = mail::parse(letter.as_bytes());
    (mail.message_id.unwrap(), mail.to.remove(0).address)
}

async fn about(office: &Office, arrival: i64) -> LetterRecord {
    let letters = office.store.letters(None).await.unwrap();
    let mut letters = letters.into_iter();
    let is_about = |record: &LetterRecord| record.letter.key.answers().unwrap().0.number() == arrival;
    letters.find(is_about).unwrap()
}

#[tokio::test]
async fn the_next_address_gets_another_message_and_both_are_known() {
    let (office, sink) = in_doubt(&[correction_request()]).await;
    give_up_the_first(&office).await;
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let left: Vec<(String, String)> = sink
        .letters()
        .iter()
        .map(|letter| name_and_address(letter))
        .collect();
    let [(first, to_first), (second, to_second)] = left.as_slice() else {
        panic!("{left:?}");
    };
    assert_eq!((to_first.as_str(), to_second.as_str()), (FIRST, SECOND));
    assert_ne!(first, second, "two addresses get two messages");
    for id in [first, second] {
        assert!(office.store.letter_by_message_id(id).await.unwrap().is_some());
    }
    let sent = about(&office, 1).await;
    assert_eq!((&sent.message_id, sent.returned), (second, 0));
    // That the first one's mailbox refused it is known of this letter, and moves it nowhere.
    let late = came_back(first, FIRST, ReturnReason::NoSuchAddress);
    office.report(30, late.clone()).await;
    office.report(31, late).await;
    let returns = office.store.returns().await.unwrap();
    let of_letter: Vec<&str> = returns
        .iter()
        .filter(|record| record.letter.as_ref() == Some(&sent.letter.key))
        .map(|record| record.recipient.as_str())
        .collect();
    assert_eq!(of_letter, [FIRST]);
    assert_eq!(about(&office, 1).await, sent);
    // The second one's report does, as ever.
    let back = came_back(second, SECOND, ReturnReason::NoSuchAddress);
    office.report(32, back).await;
    let waits = about(&office, 1).await;
    assert_eq!((waits.state, waits.returned), (LetterState::Queued, 1));
    assert!(waits.message_id.ends_with(".r2@office.example"), "{waits:?}");
}

#[tokio::test]
async fn a_report_that_came_before_it_went_elsewhere_is_known_of_it() {
    let (office, sink) = in_doubt(&[correction_request()]).await;
    let id = name_and_address(&sink.letters()[0]).0;
    office
        .report(1, came_back(&id, FIRST, ReturnReason::NoSuchAddress))
        .await;
    give_up_the_first(&office).await;
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let returns = office.store.returns().await.unwrap();
    assert!(
        returns.iter().all(|record| record.letter.is_some()),
        "{returns:?}"
    );
    let sent = about(&office, 1).await;
    assert_eq!((sent.state, sent.returned), (LetterState::Sent, 0));
}

#[tokio::test]
async fn what_may_have_left_stays_so_until_it_is_known_to_have_left() {
    let (office, sink) = in_doubt(&[correction_request()]).await;
    give_up_the_first(&office).await;
    office.wait(60);
    let sink_of_second = Sink::start(&[Answer::Content("554 5.6.0 content refused")]).await;
    office.deliver(sink_of_second.transport()).await.unwrap();
    assert_eq!(
        about(&office, 1).await.state,
        LetterState::InDoubt,
        "the first may have it"
    );
    assert_eq!(sink.letters().len(), 1);
}

#[tokio::test]
async fn the_other_message_is_repeated_to_the_byte_as_well() {
    let (office, sink) = in_doubt(&[correction_request()]).await;
    give_up_the_first(&office).await;
    let silent = Sink::start(&[Answer::TakeAndHangUp]).await;
    // Two days later, so that it is dated otherwise than the first.
    office.wait(2 * 24 * 60);
    office.deliver(silent.transport()).await.unwrap();
    office.wait(360);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let (first, second, again) = (&sink.letters()[0], &silent.letters()[0], &sink.letters()[1]);
    assert_eq!(second, again);
    assert!(second.starts_with("Date: Sat, 22 Oct 2022"), "{second}");
    assert!(first.starts_with("Date: Thu, 20 Oct 2022"), "{first}");
}

#[tokio::test]
async fn receipts_that_may_have_left_together_go_on_together() {
    let (office, sink) = in_doubt(&[letter(), letter()]).await;
    give_up_the_first(&office).await;
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let letters = sink.letters();
    let (first, _) = name_and_address(&letters[0]);
    let (second, to) = name_and_address(&letters[1]);
    assert_eq!((to.as_str(), first == second), (SECOND, false));
    assert_eq!(about(&office, 2).await.sent_with, Some(second));
    let answered = office.store.letter_by_message_id(&first).await.unwrap();
    assert!(answered.is_some(), "the answer to the first is known");
}

#[tokio::test]
async fn a_reminder_whose_address_the_roster_replaced_is_another_message() {
    let office = Office::of_society(&[FIRST]).await;
    let policy = "\n[reminders]\noffsets = [-4]\nhour = 9\nuntil = 23\nworkdays_only = false\n";
    let notice = support::office::NOTICE.to_owned() + policy;
    office.store.import_notice(&notice, office.now()).await.unwrap();
    let settings = support::settings(office.outbox());
    let auto = store::LetterModes::all(store::LetterMode::Auto);
    let written = outbox::remind(
        &office.store,
        settings.schedule(),
        auto,
        "office.example",
        office.now(),
    );
    assert_eq!(written.await.unwrap(), 1);
    let sink = Sink::start(&[Answer::TakeAndHangUp]).await;
    office.deliver(sink.transport()).await.unwrap();
    office.roster(&[SECOND]).await;
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let left: Vec<_> = sink
        .letters()
        .iter()
        .map(|letter| name_and_address(letter))
        .collect();
    assert_eq!((left[0].1.as_str(), left[1].1.as_str()), (FIRST, SECOND));
    assert_ne!(left[0].0, left[1].0);
}

/// A receipt that asks for something is a request to complete, which leaves by itself.
#[tokio::test]
async fn an_address_that_is_used_again_gets_another_message_too() {
    let (office, sink) = in_doubt(&[Letter {
        key: LetterKey {
            kind: LetterKind::CorrectionRequest,
            ..letter().key
        },
        ..letter()
    }])
    .await;
    give_up_the_first(&office).await;
    office.wait(60);
    let silent = Sink::start(&[Answer::TakeAndHangUp]).await;
    office.deliver(silent.transport()).await.unwrap();
    assert_eq!(name_and_address(&silent.letters()[0]).1, SECOND);
    office.wait(360);
    let refused = came_back(
        &about(&office, 2).await.message_id,
        SECOND,
        ReturnReason::NoSuchAddress,
    );
    office.report(40, refused).await;
    office.mail_from(41, FIRST).await;
    office.deliver(sink.transport()).await.unwrap();
    let mut names: Vec<String> = [sink.letters(), silent.letters()]
        .concat()
        .iter()
        .map(|letter| name_and_address(letter).0)
        .filter(|name| name.contains("zj.1."))
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3, "first, second, and the first again: {names:?}");
}
