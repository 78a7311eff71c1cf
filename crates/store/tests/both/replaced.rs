//! What a decision makes of letters that wait.

use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterState};
use store::{LetterMode, LetterModes, Recorded};

use crate::fixtures::{Place, arrive};
use crate::letters::letter;
use crate::on_both;
use crate::pieces::{record, society_record};

on_both! {
    what_a_decision_replaced_is_kept_as_cancelled
}

/// That its mail waits was not said yet when a clerk registered it; then the decision is taken back.
async fn what_a_decision_replaced_is_kept_as_cancelled(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let judged = async |version, event, kind| {
        let books = vec![society_record(version, "A-01", &[arrival])];
        let mut record = record((arrival, 1), Some("A-01"), books);
        record.letters = vec![Letter {
            key: LetterKey::about(arrival, event, kind),
            ..letter(arrival, kind)
        }];
        record.letter_modes = LetterModes::all(LetterMode::Approve);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
        let written = store.letters(None).await.unwrap();
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
