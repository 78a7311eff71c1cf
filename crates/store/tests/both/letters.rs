//! The outbox.

use std::slice;

use chrono::Duration;
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::letter::{
    Answered, Asked, Enclosed, Letter, LetterEvent, LetterKey, LetterKind, LetterLine, LetterRecord,
    LetterState, SentBy,
};
use domain::submission::{SubmissionId, SubmissionStatus};
use store::{CameTo, LetterMode, LetterModes, Recorded, Sending, Store, StoreError};

use crate::fixtures::{Place, arrive, at, code, item, notice};
use crate::pieces::{record, society_record};

crate::on_both! {
    a_letter_is_written_once_and_sent_once
    what_certainly_did_not_leave_is_taken_back_when_its_arrival_is_judged_anew
    a_letter_waits_for_a_clerk_or_is_not_written
    each_kind_waits_as_its_own_mode_says
    what_was_due_while_its_kind_was_off_is_not_written_later
    what_has_been_said_is_not_said_again_after_a_ruling
    that_mail_was_completed_is_said_once_and_instead_of_that_it_waits
    a_letter_that_fails_is_tried_again_and_given_up
    a_letter_that_was_held_up_by_an_outage_has_not_begun_to_leave
    what_was_written_about_an_arrival_that_is_held_because_of_another_is_taken_back
    four_senders_share_the_outbox
}

/// What a reply to one of these letters answers.
fn answered() -> Answered {
    Answered {
        society: code("A-01"),
        notice: notice(),
        asked: Asked::Correction,
    }
}

pub(crate) fn letter(arrival: ArrivalId, kind: LetterKind) -> Letter {
    Letter {
        key: LetterKey::about(arrival, LetterEvent::FirstVerdict, kind),
        notice: notice(),
        society: code("A-01"),
        recipient: "zhang@huaxia.example".to_owned(),
        in_reply_to: Some("abc@huaxia.example".to_owned()),
        sent_by: Some(SentBy {
            address: "li@elsewhere.example".to_owned(),
            subject: "报送材料\0".to_owned(),
        }),
        reply_to: None,
        received_at: Some(at(0)),
        original: "cd".repeat(32),
        lines: vec![LetterLine {
            item: item("youth"),
            person: Some("𠮷田\0".to_owned()),
            title: None,
            characters: 512,
            attachments: 2,
            status: SubmissionStatus::Incomplete,
            timeliness: Timeliness::Late,
            submission: Some(SubmissionId { arrival, ordinal: 1 }),
            replaces: Some(SubmissionId {
                arrival: ArrivalId::new(7),
                ordinal: 2,
            }),
        }],
        corrections: vec![Finding::at(FindingCode::MissingMedia, "张三")],
        missing: Vec::new(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    }
}

/// Records an arrival with letters; gives their keys.
async fn write(place: &Place, mode: LetterMode, kinds: &[LetterKind]) -> Vec<LetterKey> {
    let arrival = arrive(&place.store, 1).await;
    let mut record = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(0, "A-01", &[arrival])],
    );
    record.letters = kinds.iter().map(|kind| letter(arrival, *kind)).collect();
    record.letter_modes = LetterModes::all(mode);
    assert_eq!(place.store.record(record.clone()).await.unwrap(), Recorded::Done);
    // Judged again: what has not begun to leave is written anew, and nothing twice.
    record.societies[0].version = 1;
    for letter in &mut record.letters {
        letter.recipient = "other@huaxia.example".to_owned();
    }
    let keys = record.letters.iter().map(|letter| letter.key.clone()).collect();
    assert_eq!(place.store.record(record).await.unwrap(), Recorded::Done);
    keys
}

async fn what_certainly_did_not_leave_is_taken_back_when_its_arrival_is_judged_anew(place: Place) {
    let store = &place.store;
    let kinds = [LetterKind::Receipt, LetterKind::Acknowledgement];
    let keys = write(&place, LetterMode::Auto, &kinds).await;
    for came_to in [CameTo::Nothing, CameTo::NobodyKnows] {
        let claimed = store.claim_letter(at(10), Duration::minutes(5)).await.unwrap();
        let key = claimed.unwrap().letter.key;
        store
            .letter_failed(&key, Some(at(90)), came_to, "451 later")
            .await
            .unwrap();
    }
    let mut again = record(
        (arrival_of(&keys[0]), 1),
        Some("A-01"),
        vec![society_record(2, "A-01", &[arrival_of(&keys[0])])],
    );
    again.letter_modes = LetterModes::all(LetterMode::Auto);
    assert_eq!(store.record(again).await.unwrap(), Recorded::Done);
    let left = store.letters(None).await.unwrap();
    assert_eq!(left.len(), 1, "the one that may have left");
    assert_eq!(left[0].letter.key, keys[1]);
}

/// What was sent stays as it was sent, however the arrival is judged afterwards.
async fn judged_again_after_sending(place: &Place, key: &LetterKey, other: &Letter, written: &Letter) {
    let mut again = record(
        (arrival_of(key), 1),
        Some("A-01"),
        vec![society_record(2, "A-01", &[arrival_of(key)])],
    );
    again.letters = vec![letter(arrival_of(key), LetterKind::Receipt), other.clone()];
    again.letter_modes = LetterModes::all(LetterMode::Auto);
    assert_eq!(place.store.record(again).await.unwrap(), Recorded::Done);
    let done = place.store.letters(Some(LetterState::Sent)).await.unwrap();
    assert_eq!(done[0].letter, *written, "what was sent stays as it was sent");
}

/// Marks a letter as sent; what comes later about it changes nothing.
async fn sent_once_its_bytes_are_kept(place: &Place, claimed: &LetterRecord) {
    let store = &place.store;
    let original = "0".repeat(64);
    let mut sending = Sending {
        letter: &claimed.letter,
        gathered: &[],
        message_id: &claimed.message_id,
        subject: "【回执】",
        redirected_to: None,
        original: &original,
    };
    let unknown = store.letter_sent(&sending, at(11)).await;
    assert!(matches!(
        unknown,
        Err(StoreError::Missing { what: "original", .. })
    ));
    let sent = store.put_original(b"From: office\r\n\r\n").await.unwrap();
    sending.original = &sent;
    store.letter_sent(&sending, at(11)).await.unwrap();
    store
        .letter_failed(&claimed.letter.key, None, CameTo::Nothing, "too late")
        .await
        .unwrap();
}

async fn is_found_by_its_message_id(store: &Store, id: &str, arrival: ArrivalId) {
    assert!(
        id.starts_with(&format!("zj.{arrival}.first_verdict.receipt.")),
        "{id}"
    );
    assert!(id.ends_with("@office.example"));
    for text in [id.to_owned(), format!(" <{id}>")] {
        let found = store.letter_by_message_id(&text).await.unwrap();
        assert_eq!(found, Some(answered()));
    }
    assert_eq!(
        store.letter_by_message_id("other@huaxia.example").await.unwrap(),
        None
    );
}

async fn a_letter_is_written_once_and_sent_once(place: Place) {
    let store = &place.store;
    let kinds = [LetterKind::Receipt, LetterKind::CorrectionRequest];
    let keys = write(&place, LetterMode::Auto, &kinds).await;
    let letters = store.letters(None).await.unwrap();
    assert_eq!(letters.len(), 2);
    let written = Letter {
        recipient: "other@huaxia.example".to_owned(),
        ..letter(arrival_of(&keys[0]), LetterKind::Receipt)
    };
    assert_eq!(letters[0].letter, written);
    assert_eq!((letters[0].state, letters[0].attempts), (LetterState::Queued, 0));
    is_found_by_its_message_id(store, &letters[0].message_id, arrival_of(&keys[0])).await;
    let claimed = store
        .claim_letter(at(10), Duration::minutes(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((&claimed.letter.key, claimed.attempts), (&keys[0], 1));
    sent_once_its_bytes_are_kept(&place, &claimed).await;
    let done = store.letters(Some(LetterState::Sent)).await.unwrap();
    assert_eq!(
        (done.len(), done[0].sent_at, done[0].last_error.as_deref()),
        (1, Some(at(11)), None)
    );
    judged_again_after_sending(&place, &keys[0], &letters[1].letter, &written).await;
    let next = store
        .claim_letter(at(60), Duration::minutes(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(next.letter.key, keys[1]);
    assert_eq!(
        store.claim_letter(at(61), Duration::minutes(5)).await.unwrap(),
        None
    );
}

async fn a_letter_waits_for_a_clerk_or_is_not_written(place: Place) {
    let store = &place.store;
    let keys = write(&place, LetterMode::Approve, &[LetterKind::Receipt]).await;
    assert_eq!(
        store
            .letters(Some(LetterState::AwaitingApproval))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        store.claim_letter(at(60), Duration::minutes(5)).await.unwrap(),
        None
    );
    assert!(store.approve_letter(&keys[0], "王五", at(61)).await.unwrap());
    assert!(!store.approve_letter(&keys[0], "王五", at(62)).await.unwrap());
    assert!(
        store
            .claim_letter(at(61), Duration::minutes(5))
            .await
            .unwrap()
            .is_some()
    );
    let arrival = arrive(store, 2).await;
    let mut off = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(2, "A-01", &[arrival])],
    );
    off.letters = vec![letter(arrival, LetterKind::Receipt)];
    off.letter_modes = LetterModes::all(LetterMode::Off);
    assert_eq!(store.record(off).await.unwrap(), Recorded::Done);
    assert_eq!(store.letters(None).await.unwrap().len(), 1);
}

async fn each_kind_waits_as_its_own_mode_says(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let books = vec![society_record(0, "A-01", &[arrival])];
    let mut record = record((arrival, 1), Some("A-01"), books);
    let kinds = [
        LetterKind::Receipt,
        LetterKind::CorrectionRequest,
        LetterKind::Acknowledgement,
    ];
    record.letters = kinds.map(|kind| letter(arrival, kind)).into();
    record.letter_modes = LetterModes {
        correction_request: LetterMode::Approve,
        acknowledgement: LetterMode::Off,
        ..LetterModes::all(LetterMode::Auto)
    };
    assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
    let written = store.letters(None).await.unwrap();
    let written: Vec<_> = written
        .iter()
        .map(|record| (record.letter.key.kind, record.state))
        .collect();
    assert_eq!(
        written,
        [
            (LetterKind::Receipt, LetterState::Queued),
            (LetterKind::CorrectionRequest, LetterState::AwaitingApproval),
        ]
    );
}

async fn what_was_due_while_its_kind_was_off_is_not_written_later(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let judged = async |version, mode, letters: &[LetterKey]| {
        let books = vec![society_record(version, "A-01", &[arrival])];
        let mut record = record((arrival, 1), Some("A-01"), books);
        let due = letters.iter().map(|key| Letter {
            key: key.clone(),
            ..letter(arrival, LetterKind::Receipt)
        });
        record.letters = due.collect();
        record.letter_modes = LetterModes::all(mode);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
        let written = store.letters(None).await.unwrap();
        let written = written.into_iter().map(|record| record.letter.key);
        written.collect::<Vec<_>>()
    };
    let about = |event, kind| LetterKey::about(arrival, event, kind);
    let receipt = about(LetterEvent::FirstVerdict, LetterKind::Receipt);
    let correction = about(LetterEvent::FirstVerdict, LetterKind::CorrectionRequest);
    let ruled = about(LetterEvent::Ruling(1), LetterKind::Receipt);
    assert_eq!(judged(0, LetterMode::Off, slice::from_ref(&receipt)).await, []);
    assert_eq!(judged(1, LetterMode::Auto, slice::from_ref(&receipt)).await, []);
    // What becomes due now is written.
    let due = [receipt, correction.clone(), ruled.clone()];
    assert_eq!(
        judged(2, LetterMode::Auto, &due).await,
        [correction, ruled.clone()]
    );
    // What has not left is taken back when its kind is switched off.
    assert_eq!(judged(3, LetterMode::Off, slice::from_ref(&ruled)).await, []);
    assert_eq!(judged(4, LetterMode::Auto, slice::from_ref(&ruled)).await, []);
}

async fn what_has_been_said_is_not_said_again_after_a_ruling(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let judged = async |version, event, corrections: &[FindingCode]| {
        let books = vec![society_record(version, "A-01", &[arrival])];
        let mut record = record((arrival, 1), Some("A-01"), books);
        let findings = corrections.iter().map(|code| Finding::new(*code));
        record.letters = vec![Letter {
            key: LetterKey::about(arrival, event, LetterKind::CorrectionRequest),
            corrections: findings.collect(),
            ..letter(arrival, LetterKind::CorrectionRequest)
        }];
        record.letter_modes = LetterModes::all(LetterMode::Auto);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
        store.letters(None).await.unwrap().len()
    };
    let asked = [FindingCode::NoContent];
    let asked_again = [FindingCode::NoContent, FindingCode::AssignedByClerk];
    assert_eq!(judged(0, LetterEvent::FirstVerdict, &asked).await, 1);
    let claimed = store.claim_letter(at(10), Duration::minutes(5)).await.unwrap();
    sent_once_its_bytes_are_kept(&place, &claimed.unwrap()).await;
    assert_eq!(judged(1, LetterEvent::Ruling(1), &asked_again).await, 1);
    // Something else is asked for: that is said.
    let other = [FindingCode::FormNotFilled, FindingCode::AssignedByClerk];
    assert_eq!(judged(2, LetterEvent::Ruling(2), &other).await, 2);
}

/// An arrival that waited is completed by another.
async fn that_mail_was_completed_is_said_once_and_instead_of_that_it_waits(place: Place) {
    let store = &place.store;
    let (photo, text) = (arrive(store, 1).await, arrive(store, 2).await);
    let about = |event, kind| LetterKey::about(photo, event, kind);
    let judged = async |version, claimed, key: &LetterKey| {
        let books = vec![society_record(version, "A-01", &[photo, text])];
        let mut record = record((claimed, 1), Some("A-01"), books);
        record.letters = vec![Letter {
            key: key.clone(),
            ..letter(photo, LetterKind::Receipt)
        }];
        record.letter_modes = LetterModes::all(LetterMode::Auto);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
        let written = store.letters(None).await.unwrap();
        let written = written.into_iter().map(|record| record.letter.key);
        written.collect::<Vec<_>>()
    };
    let waits = about(LetterEvent::FirstVerdict, LetterKind::UnderReview);
    let completed = about(LetterEvent::Completion, LetterKind::Receipt);
    let receipt = about(LetterEvent::FirstVerdict, LetterKind::Receipt);
    assert_eq!(judged(0, photo, &waits).await, slice::from_ref(&waits));
    assert_eq!(judged(1, text, &completed).await, slice::from_ref(&completed));
    let claimed = store.claim_letter(at(10), Duration::minutes(5)).await.unwrap();
    let claimed = claimed.unwrap();
    sent_once_its_bytes_are_kept(&place, &claimed).await;
    assert_eq!(
        judged(2, photo, &receipt).await,
        [completed],
        "it was told so before"
    );
}

async fn a_letter_that_fails_is_tried_again_and_given_up(place: Place) {
    let store = &place.store;
    let keys = write(&place, LetterMode::Auto, &[LetterKind::Receipt]).await;
    let claim = |minute| store.claim_letter(at(minute), Duration::minutes(5));
    claim(10).await.unwrap().unwrap();
    store
        .letter_failed(&keys[0], Some(at(30)), CameTo::Nothing, "421 busy")
        .await
        .unwrap();
    assert_eq!(claim(29).await.unwrap(), None);
    assert_eq!(claim(30).await.unwrap().unwrap().attempts, 2);
    store
        .letter_failed(&keys[0], None, CameTo::Nothing, "550 no such user")
        .await
        .unwrap();
    assert_eq!(claim(600).await.unwrap(), None);
    let failed = store.letters(Some(LetterState::Failed)).await.unwrap();
    assert_eq!(failed[0].last_error.as_deref(), Some("550 no such user"));
}

async fn a_letter_that_was_held_up_by_an_outage_has_not_begun_to_leave(place: Place) {
    let store = &place.store;
    let keys = write(&place, LetterMode::Auto, &[LetterKind::Receipt]).await;
    let claim = |minute| store.claim_letter(at(minute), Duration::minutes(5));
    claim(10).await.unwrap().unwrap();
    store
        .letter_held_up(&keys[0], at(20), "connection: refused")
        .await
        .unwrap();
    let society = society_record(2, "A-01", &[arrival_of(&keys[0])]);
    let again = record((arrival_of(&keys[0]), 1), Some("A-01"), vec![society]);
    assert_eq!(store.record(again).await.unwrap(), Recorded::Done);
    assert_eq!(store.letters(None).await.unwrap(), []);
}

async fn what_was_written_about_an_arrival_that_is_held_because_of_another_is_taken_back(place: Place) {
    let store = &place.store;
    let keys = write(&place, LetterMode::Auto, &[LetterKind::Receipt]).await;
    let (first, second) = (arrival_of(&keys[0]), arrive(store, 2).await);
    let third = arrive(store, 3).await;
    // Both in one recording: the letter of the second, written by the same, does not come into being either.
    let mut own = record(
        (second, 1),
        Some("A-01"),
        vec![society_record(2, "A-01", &[first, second])],
    );
    own.letters = vec![letter(second, LetterKind::Receipt)];
    let mut between = record(
        (third, 1),
        Some("A-01"),
        vec![society_record(3, "A-01", &[first, second, third])],
    );
    between.withdrawn = vec![first, second];
    assert_eq!(store.record_all(&[own, between]).await.unwrap(), Recorded::Done);
    assert_eq!(store.letters(None).await.unwrap(), []);
}

async fn four_senders_share_the_outbox(place: Place) {
    let mut keys = std::collections::BTreeSet::new();
    for (uid, version) in (1..=20).zip(0..) {
        let arrival = arrive(&place.store, uid).await;
        let mut record = record(
            (arrival, 1),
            Some("A-01"),
            vec![society_record(version, "A-01", &[arrival])],
        );
        record.letters = vec![letter(arrival, LetterKind::Receipt)];
        assert_eq!(place.store.record(record).await.unwrap(), Recorded::Done);
    }
    let other = place.again().await;
    let senders: Vec<_> = [&place.store, &other, &place.store, &other]
        .into_iter()
        .cloned()
        .map(|store| {
            tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(letter) = store.claim_letter(at(60), Duration::minutes(5)).await.unwrap() {
                    taken.push(letter.letter.key);
                }
                taken
            })
        })
        .collect();
    for sender in senders {
        for key in sender.await.unwrap() {
            assert!(keys.insert(key), "claimed twice");
        }
    }
    assert_eq!(keys.len(), 20);
}

fn arrival_of(key: &LetterKey) -> ArrivalId {
    key.answers().unwrap().0
}
