//! Digests: one for each day and reader, sent once.

use chrono::{Duration, NaiveDate};

use store::CameTo;

use crate::fixtures::{Place, at};

crate::on_both! {
    a_day_has_one_digest_for_each_reader
}

const WORDS: (&str, &str) = ("主题", "正文\n");

async fn a_day_has_one_digest_for_each_reader(place: Place) {
    let store = &place.store;
    let day = NaiveDate::from_ymd_opt(2022, 10, 24).unwrap();
    let readers = ["a@office.example", "b@office.example"].map(str::to_owned);
    let put = |words, minute| store.put_digest(day, &readers, words, "office.example", at(minute));
    assert!(put(Some(WORDS), 0).await.unwrap());
    assert!(!put(Some(WORDS), 1).await.unwrap());
    assert_eq!(store.last_digest().await.unwrap(), Some((day, at(0))));
    let claim = |minute| store.claim_digest(at(minute), Duration::minutes(10));
    let first = claim(1).await.unwrap().unwrap();
    let second = claim(1).await.unwrap().unwrap();
    assert_eq!(claim(2).await.unwrap(), None, "both are taken");
    assert_eq!(
        (first.reader.as_str(), second.reader.as_str()),
        ("a@office.example", "b@office.example")
    );
    assert_ne!(first.message_id, second.message_id);
    let sha256 = store.put_original(b"digest").await.unwrap();
    store.digest_sent(&first, (&sha256, 6), at(2)).await.unwrap();
    store
        .digest_failed(&second, Some(at(20)), CameTo::Nothing, "421 busy")
        .await
        .unwrap();
    assert_eq!(store.digests_not_sent().await.unwrap().len(), 1);
    let again = claim(20).await.unwrap().unwrap();
    assert_eq!((again.attempts, &again.message_id), (2, &second.message_id));
    assert_eq!(again.refused, 1);
    let silent = store.digest_failed(&again, Some(at(40)), CameTo::NobodyKnows, "no answer");
    silent.await.unwrap();
    let third = claim(40).await.unwrap().unwrap();
    assert_eq!(
        (third.attempts, third.refused),
        (3, 1),
        "the second may have come through"
    );
    let refused = store.digest_failed(&third, None, CameTo::Nothing, "550 no");
    refused.await.unwrap();
    assert_eq!(claim(99).await.unwrap(), None, "given up");
    let told = store.digests().await.unwrap();
    let told = told
        .iter()
        .map(|one| (one.state.as_str(), one.sent_original.as_deref()));
    let told: Vec<_> = told.collect();
    assert_eq!(told, [("sent", Some(sha256.as_str())), ("failed", None)]);
    assert!(store.verify().await.unwrap().problems.is_empty());
    // A day without anything to say is done with.
    let quiet = NaiveDate::from_ymd_opt(2022, 10, 25).unwrap();
    let put = store.put_digest(quiet, &readers, None, "office.example", at(1500));
    assert!(put.await.unwrap());
    assert_eq!(claim(1501).await.unwrap(), None);
}
