//! Receipts to one address, gathered into one letter.

use chrono::{DateTime, Duration, Utc};
use domain::ids::SocietyCode;
use domain::letter::{Asked, Letter, LetterKey, LetterKind, LetterRecord, LetterState};
use store::{CameTo, Gathered, LetterMode, LetterModes, Recorded, Sending};

use crate::fixtures::{Place, arrive, at};
use crate::letters::letter;
use crate::on_both;
use crate::pieces::{record, society_record};

on_both! {
    what_waits_for_one_address_leaves_within_the_first
    of_two_senders_one_writes_to_an_address
    what_left_within_another_is_answered_under_its_name
    of_two_senders_one_tells_a_stranger
    what_may_have_left_is_worded_as_of_then
}

/// Records an arrival with a receipt.
pub(crate) async fn receipt(place: &Place, uid: u32, version: i64, change: impl Fn(&mut Letter)) {
    let arrival = arrive(&place.store, uid).await;
    let mut record = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(version, "A-01", &[arrival])],
    );
    let mut letter = letter(arrival, LetterKind::Receipt);
    change(&mut letter);
    record.letters = vec![letter];
    record.letter_modes = LetterModes::all(LetterMode::Auto);
    assert_eq!(place.store.record(record).await.unwrap(), Recorded::Done);
}

async fn claim(place: &Place, minute: i64) -> LetterRecord {
    let claimed = place.store.claim_letter(at(minute), Duration::minutes(5)).await;
    claimed.unwrap().unwrap()
}

async fn gather(place: &Place, lead: &LetterRecord, minute: i64) -> Gathered {
    let gathered = place
        .store
        .gather_receipts(lead, at(minute), Duration::minutes(5));
    gathered.await.unwrap()
}

fn arrivals(gathered: &Gathered) -> Vec<i64> {
    let Gathered::With(records) = gathered else {
        panic!("{gathered:?}");
    };
    records
        .iter()
        .map(|record| record.letter.key.answers().unwrap().0.number())
        .collect()
}

async fn what_waits_for_one_address_leaves_within_the_first(place: Place) {
    let store = &place.store;
    receipt(&place, 1, 0, |_| {}).await;
    receipt(&place, 2, 1, |_| {}).await;
    receipt(&place, 3, 2, |letter| {
        letter.recipient = "li@huaxia.example".to_owned();
    })
    .await;
    receipt(&place, 4, 3, |letter| {
        letter.key.kind = LetterKind::CorrectionRequest;
    })
    .await;
    let lead = claim(&place, 10).await;
    let gathered = gather(&place, &lead, 10).await;
    assert_eq!(arrivals(&gathered), [2]);
    let other = claim(&place, 10).await;
    assert_eq!(
        other.letter.recipient, "li@huaxia.example",
        "the gathered one is handed out"
    );
    assert_eq!(arrivals(&gather(&place, &other, 10).await), [0_i64; 0]);
    // What should be mended is said at once.
    let correction = claim(&place, 10).await;
    assert_eq!(arrivals(&gather(&place, &correction, 10).await), [0_i64; 0]);
    receipt(&place, 5, 4, |_| {}).await;
    let late = claim(&place, 12).await;
    assert_eq!(gather(&place, &late, 12).await, Gathered::Later(at(70)));
    store
        .letter_held_up(&late.letter.key, at(70), "later")
        .await
        .unwrap();
}

async fn of_two_senders_one_writes_to_an_address(place: Place) {
    receipt(&place, 1, 0, |_| {}).await;
    receipt(&place, 2, 1, |_| {}).await;
    let (first, second) = (claim(&place, 10).await, claim(&place, 10).await);
    let (one, two) = tokio::join!(gather(&place, &first, 10), gather(&place, &second, 10));
    let later = Gathered::Later(at(70));
    assert!(
        (one == Gathered::With(Vec::new()) && two == later)
            || (two == Gathered::With(Vec::new()) && one == later),
        "{one:?} {two:?}"
    );
}

async fn what_left_within_another_is_answered_under_its_name(place: Place) {
    let store = &place.store;
    receipt(&place, 1, 0, |letter| letter.corrections.clear()).await;
    receipt(&place, 2, 1, |_| {}).await;
    let lead = claim(&place, 10).await;
    let Gathered::With(gathered) = gather(&place, &lead, 10).await else {
        panic!("the first leaves at once");
    };
    let original = store.put_original(b"Subject: x\r\n\r\n").await.unwrap();
    let sending = Sending {
        letter: &lead.letter,
        gathered: &gathered,
        message_id: &lead.message_id,
        subject: "【请补充】",
        redirected_to: None,
        original: &original,
    };
    store.letter_sent(&sending, at(11)).await.unwrap();
    let sent = store.letters(Some(LetterState::Sent)).await.unwrap();
    let with: Vec<Option<&str>> = sent.iter().map(|record| record.sent_with.as_deref()).collect();
    assert_eq!(with, [None, Some(lead.message_id.as_str())]);
    assert!(
        sent.iter()
            .all(|record| record.sent_original.as_ref() == Some(&original))
    );
    let answered = store
        .letter_by_message_id(&lead.message_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answered.asked, Asked::Correction, "the second asks for something");
}

async fn tells(place: &Place, record: &LetterRecord, minute: i64) -> bool {
    place.store.may_tell_stranger(record, at(minute)).await.unwrap()
}

async fn of_two_senders_one_tells_a_stranger(place: Place) {
    for (uid, version) in [(1, 0), (2, 1)] {
        receipt(&place, uid, version, |letter| {
            letter.key.kind = LetterKind::Acknowledgement;
            letter.society = SocietyCode::nobodys();
            letter.recipient = "someone@elsewhere.example".to_owned();
        })
        .await;
    }
    let (first, second) = (claim(&place, 70).await, claim(&place, 70).await);
    let told = tokio::join!(tells(&place, &first, 70), tells(&place, &second, 70));
    assert!(told.0 != told.1, "{told:?}");
    let (teller, other) = if told.0 {
        (&first, &second)
    } else {
        (&second, &first)
    };
    assert!(tells(&place, teller, 71).await, "it is no other than itself");
    assert!(!tells(&place, other, 70 + 24 * 60 - 1).await);
    assert!(tells(&place, other, 72 + 24 * 60).await);
}

/// A sending fails; as of when the next one is worded.
async fn fails(place: &Place, key: &LetterKey, came_to: CameTo, minute: i64) -> Option<DateTime<Utc>> {
    let failed = place.store.letter_failed(key, Some(at(minute)), came_to, "x");
    failed.await.unwrap();
    claim(place, minute).await.worded_at
}

async fn what_may_have_left_is_worded_as_of_then(place: Place) {
    receipt(&place, 1, 0, |_| {}).await;
    let key = claim(&place, 10).await.letter.key;
    assert_eq!(
        fails(&place, &key, CameTo::Nothing, 20).await,
        Some(at(20)),
        "worded anew"
    );
    assert_eq!(fails(&place, &key, CameTo::NobodyKnows, 30).await, Some(at(20)));
    assert_eq!(
        fails(&place, &key, CameTo::Nothing, 40).await,
        Some(at(20)),
        "the silence stays"
    );
    place.store.letter_held_up(&key, at(50), "x").await.unwrap();
    assert_eq!(claim(&place, 50).await.worded_at, Some(at(20)));
}
