//! What a decision makes of letters that wait.

use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterRecord, LetterState};
use store::{LetterMode, LetterModes, Recorded, Store};

use crate::fixtures::{Place, arrive, at};
use crate::letters::letter;
use crate::on_both;
use crate::pieces::{record, society_record};

on_both! {
    what_a_decision_replaced_is_kept_as_cancelled
    what_a_later_decision_replaced_is_kept_as_cancelled
}

/// Judges an arrival with one letter about it; all letters then.
async fn judged_with(
    store: &Store,
    (arrival, version): (ArrivalId, i64),
    (event, kind): (LetterEvent, LetterKind),
) -> Vec<LetterRecord> {
    let books = vec![society_record(version, "A-01", &[arrival])];
    let mut record = record((arrival, 1), Some("A-01"), books);
    record.letters = vec![Letter {
        key: LetterKey::about(arrival, event, kind),
        ..letter(arrival, kind)
    }];
    record.letter_modes = LetterModes::all(LetterMode::Approve);
    assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
    store.letters(None).await.unwrap()
}

/// That its mail waits was not said yet when a clerk registered it; then the decision is taken back.
async fn what_a_decision_replaced_is_kept_as_cancelled(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let judged = async |version, event, kind| {
        let written = judged_with(store, (arrival, version), (event, kind)).await;
        let written = written
            .into_iter()
            .map(|record| (record.letter.key.kind, record.state, record.last_error));
        written.collect::<Vec<_>>()
    };
    let waits = |kind| (kind, LetterState::AwaitingApproval, None);
    let (under_review, receipt) = (LetterKind::UnderReview, LetterKind::Receipt);
    let first = judged(0, LetterEvent::FirstVerdict, under_review).await;
    assert_eq!(first, [waits(under_review)]);
    let why = Some("已由处理意见后的通知代替".to_owned());
    let ruled = judged(1, LetterEvent::Ruling(1), receipt).await;
    assert_eq!(
        ruled,
        [(under_review, LetterState::Cancelled, why), waits(receipt)]
    );
    let taken_back = judged(2, LetterEvent::FirstVerdict, under_review).await;
    assert_eq!(taken_back, [waits(under_review)], "it is written after all");
}

/// A request after a first decision was approved and had not left when a second one made a receipt of it.
async fn what_a_later_decision_replaced_is_kept_as_cancelled(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let judged = async |version, event, kind| {
        let written = judged_with(store, (arrival, version), (event, kind)).await;
        let written = written.into_iter().map(|record| {
            let event = record.letter.key.answers().unwrap().1;
            (event, record.state, record.last_error)
        });
        written.collect::<Vec<_>>()
    };
    let (request, receipt) = (LetterKind::CorrectionRequest, LetterKind::Receipt);
    let (one, two) = (LetterEvent::Ruling(1), LetterEvent::Ruling(2));
    let waits = |event| (event, LetterState::AwaitingApproval, None);
    assert_eq!(judged(0, one, request).await, [waits(one)]);
    let key = LetterKey::about(arrival, one, request);
    let approved = store.approve_letter(&key, "wang", at(5)).await;
    assert!(approved.unwrap());
    let over = (
        one,
        LetterState::Cancelled,
        Some("处理意见已有变更，此通知不再发出".to_owned()),
    );
    let anew = (
        two,
        LetterState::AwaitingApproval,
        Some("此前批准的通知未及发出，已由本通知代替，需重新审核".to_owned()),
    );
    assert_eq!(judged(1, two, receipt).await, [over.clone(), anew.clone()]);
    assert_eq!(
        judged(2, two, receipt).await,
        [over, anew],
        "judging once more changes nothing of it"
    );
    let again = judged(3, one, request).await;
    assert!(again.contains(&waits(one)), "what is written again waits again");
}
