//! Two programs that answer each other are stopped by a person, and nobody else is kept waiting.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::{Letter, LetterState};
use domain::receipts::MOST_IN_A_DAY;
use support::office::Office;
use support::{correction_request, letter};

#[tokio::test]
async fn after_many_answers_to_one_address_a_person_decides() {
    let office = Office::with_letters(0).await;
    let most = u32::try_from(MOST_IN_A_DAY).unwrap();
    // Each request is answered by a machine that does not say that it is one.
    for number in 0..most {
        office.enqueue(number, &correction_request()).await;
        assert_eq!(office.deliver(office.outbox()).await.unwrap().sent, 1);
        office.wait(1);
    }
    office.enqueue(most, &correction_request()).await;
    let elsewhere = Letter {
        recipient: "else@zhibao.example".into(),
        ..correction_request()
    };
    office.enqueue(most + 1, &elsewhere).await;
    assert_eq!(
        office.deliver(office.outbox()).await.unwrap().sent,
        1,
        "the other address"
    );
    let waiting = office.letters(LetterState::AwaitingApproval).await;
    assert_eq!(waiting.len(), 1);
    let waiting = waiting.first().unwrap();
    assert!(waiting.last_error.as_ref().unwrap().contains("请人工核对"));
    assert!(!waiting.may_have_left());

    assert!(
        office
            .store
            .approve_letter(&waiting.letter.key, "clerk", office.now())
            .await
            .unwrap()
    );
    assert_eq!(office.deliver(office.outbox()).await.unwrap().sent, 1);
    // On the next day letters go out by themselves again.
    office.wait(24 * 60);
    office.enqueue(most + 2, &letter()).await;
    assert_eq!(office.deliver(office.outbox()).await.unwrap().sent, 1);
}
