//! Each arrival goes to one worker at a time.

use std::collections::BTreeSet;

use chrono::Duration;
use store::Store;

use crate::fixtures::{Place, arrive, at};

crate::on_both! {
    four_workers_share_the_line
    a_lease_runs_out
    who_is_still_judging_keeps_what_nobody_else_was_given
    what_fails_again_and_again_comes_last
    what_was_tried_before_is_handed_out_alone
}

async fn four_workers_share_the_line(place: Place) {
    for uid in 1..=40 {
        arrive(&place.store, uid).await;
    }
    let other = place.again().await;
    let workers: Vec<_> = [&place.store, &other, &place.store, &other]
        .into_iter()
        .map(|store| tokio::spawn(take_all(store.clone())))
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    assert_eq!(taken.len(), 40);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>().len(), 40);
    assert_eq!(place.store.pending().await.unwrap(), 40);
}

async fn take_all(store: Store) -> Vec<i64> {
    let mut taken = Vec::new();
    loop {
        let claimed = store.claim(at(0), Duration::minutes(5), 3, 3).await.unwrap();
        if claimed.is_empty() {
            return taken;
        }
        taken.extend(claimed.iter().map(|claimed| claimed.arrival.number()));
    }
}

async fn a_lease_runs_out(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let claim = |minute| store.claim(at(minute), Duration::minutes(5), 3, 4);
    let first = claim(0).await.unwrap()[0];
    assert_eq!((first.arrival, first.revision, first.attempts), (arrival, 1, 1));
    assert_eq!(claim(4).await.unwrap(), []);
    assert_eq!(claim(5).await.unwrap()[0].attempts, 2);
}

async fn who_is_still_judging_keeps_what_nobody_else_was_given(place: Place) {
    let store = &place.store;
    arrive(store, 1).await;
    let claim = |minute| store.claim(at(minute), Duration::minutes(5), 9, 4);
    let first = claim(0).await.unwrap();
    store.keep(&first, at(9)).await.unwrap();
    assert_eq!(claim(8).await.unwrap(), []);
    let second = claim(9).await.unwrap();
    assert_eq!(second[0].attempts, 2);
    store.keep(&first, at(60)).await.unwrap();
    let third = claim(14).await.unwrap();
    assert_eq!(third[0].attempts, 3, "who lost it keeps it from nobody");
    store.give_back(&[third[0].arrival]).await.unwrap();
    store.keep(&second, at(60)).await.unwrap();
    assert_eq!(claim(15).await.unwrap().len(), 1, "what nobody holds stays free");
}

async fn what_fails_again_and_again_comes_last(place: Place) {
    let store = &place.store;
    let (poison, good) = (arrive(store, 1).await, arrive(store, 2).await);
    let claim = |minute| store.claim(at(minute), Duration::minutes(1), 2, 1);
    for (minute, expected, attempts) in [(0, poison, 1), (1, poison, 2), (2, good, 1), (2, poison, 3)] {
        let claimed = claim(minute).await.unwrap()[0];
        assert_eq!((claimed.arrival, claimed.attempts), (expected, attempts));
    }
}

async fn what_was_tried_before_is_handed_out_alone(place: Place) {
    let store = &place.store;
    let mut arrivals = Vec::new();
    for uid in 1..=4 {
        arrivals.push(arrive(store, uid).await);
    }
    let claim = |minute, most| store.claim(at(minute), Duration::minutes(1), 5, most);
    let numbers = |claimed: Vec<store::Claimed>| claimed.iter().map(|one| one.arrival).collect::<Vec<_>>();
    assert_eq!(numbers(claim(0, 2).await.unwrap()), arrivals[..2]);
    store.give_back(&arrivals[1..2]).await.unwrap();
    store.excuse(&arrivals[..1]).await.unwrap();
    assert_eq!(
        numbers(claim(0, 9).await.unwrap()),
        arrivals[1..],
        "what was given back is fresh; what was excused stays handed out"
    );
    assert_eq!(
        numbers(claim(2, 9).await.unwrap()),
        arrivals[..1],
        "fresh again, and alone"
    );
    assert_eq!(
        numbers(claim(2, 9).await.unwrap()),
        arrivals[1..2],
        "tried before"
    );
}
