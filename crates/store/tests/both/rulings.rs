//! Clerks' decisions.

use chrono::Duration;
use domain::correction::{Change, Correction, PieceMark, Values};
use domain::finding::FindingCode;
use domain::ids::ArrivalId;
use domain::ruling::{Decision, Ruling};
use store::StoreError;

use crate::fixtures::{Place, arrive, at, code, item, notice};
use crate::pieces;

crate::on_both! {
    every_decision_comes_back_and_asks_for_another_judging
}

fn mark() -> PieceMark {
    PieceMark::of(&pieces::submission(ArrivalId::new(1), 1, "A-01").source)
}

fn changes() -> [Change; 7] {
    [
        Change::Values(Values {
            person: Some(pieces::person()),
            title: None,
            text: Some("更正后的正文，𠮷。".to_owned()),
        }),
        Change::Item(item("plan")),
        Change::Split(vec![12, 40]),
        Change::Join(PieceMark {
            place: None,
            ..mark()
        }),
        Change::Drop,
        Change::Photo("ab".repeat(32)),
        Change::Restore,
    ]
}

async fn every_decision_comes_back_and_asks_for_another_judging(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let decisions = [
        Decision::AssignSociety(code("A-01")),
        Decision::AssignNotice(notice()),
        Decision::AssignItem(item("youth")),
        Decision::ReceivedAt(at(3)),
        Decision::Accept,
        Decision::Ignore,
        Decision::Noted(vec![FindingCode::UnassignedMedia, FindingCode::AlsoWithdrawal]),
    ];
    let decisions = decisions.into_iter().chain(
        changes()
            .into_iter()
            .map(|change| Decision::Correct(Box::new(Correction { mark: mark(), change }))),
    );
    let rulings: Vec<Ruling> = decisions
        .map(|decision| Ruling {
            arrival,
            decision,
            clerk: "李四\u{2A6D6}".to_owned(),
            decided_at: at(5),
        })
        .collect();
    assert_eq!(
        store.claim(at(0), Duration::days(1), 3, 1).await.unwrap().len(),
        1
    );
    for ruling in &rulings {
        store.add_ruling(ruling).await.unwrap();
    }
    assert_eq!(store.rulings(arrival).await.unwrap(), rulings);
    assert_eq!(store.configuration_version().await.unwrap().whole, 14);
    // The lease of whoever judged the older revision holds nobody up.
    let claimed = store.claim(at(1), Duration::days(1), 3, 1).await.unwrap()[0];
    assert_eq!((claimed.revision, claimed.attempts), (15, 1));
    let mut unknown = rulings[0].clone();
    unknown.arrival = ArrivalId::new(99);
    let refused = store.add_ruling(&unknown).await;
    assert!(matches!(
        refused,
        Err(StoreError::Missing { what: "arrival", .. })
    ));
    assert_eq!(store.configuration_version().await.unwrap().whole, 14);
}
