//! Facts and records.

use std::sync::Arc;

use chrono::Duration;
use domain::finding::{Finding, FindingCode};
use domain::verdict::Verdict;
use store::{Recorded, StoreError};

use crate::fixtures::{NOTICE, Place, arrive, at, code, imap, mail, notice};
use crate::pieces::{held, left, record, society_record};

crate::on_both! {
    only_one_of_two_recordings_on_the_same_facts_is_done
    a_changed_arrival_is_not_settled
    only_what_differs_is_written
    an_arrival_moves_from_one_society_to_another
    eight_workers_record_for_one_society
    held_arrivals_are_judged_again
    what_was_older_than_every_notice_is_judged_again_with_a_new_one
    one_who_was_away_while_an_arrival_was_placed_does_not_take_it_out_again
    what_was_thought_with_an_older_roster_is_not_recorded
    a_damaged_verdict_is_said_to_be_damaged
    several_recordings_at_once_are_as_one_after_the_other
}

async fn only_one_of_two_recordings_on_the_same_facts_is_done(place: Place) {
    let store = &place.store;
    let (one, two) = (arrive(store, 1).await, arrive(store, 2).await);
    let first = record((one, 1), Some("A-01"), vec![society_record(0, "A-01", &[one])]);
    let second = record((two, 1), Some("A-01"), vec![society_record(0, "A-01", &[two])]);
    let other = place.again().await;
    let (first, second) = tokio::join!(store.record(first), other.record(second));
    let mut both = [first.unwrap(), second.unwrap()];
    both.sort_by_key(|recorded| *recorded == Recorded::FactsChanged);
    assert_eq!(both, [Recorded::Done, Recorded::FactsChanged]);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(
        (facts.version, facts.submissions.len(), facts.arrivals.len()),
        (1, 1, 1)
    );
    assert_eq!(store.pending().await.unwrap(), 1);
}

async fn a_changed_arrival_is_not_settled(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let copy = mail(store, imap(7), "mail-1").await;
    store.archive(copy).await.unwrap();
    let stale = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(0, "A-01", &[arrival])],
    );
    assert_eq!(store.record(stale).await.unwrap(), Recorded::FactsChanged);
    assert_eq!(store.judgement(arrival).await.unwrap(), None);
    assert_eq!(store.pending().await.unwrap(), 1);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!((facts.version, facts.submissions.len()), (0, 0));
}

async fn only_what_differs_is_written(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let mut society = society_record(0, "A-01", &[arrival]);
    Arc::make_mut(&mut society.submissions[0]).text = "含有\0的文字".to_owned();
    for version in 0..3 {
        society.version = version;
        let record = record((arrival, 1), Some("A-01"), vec![society.clone()]);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
    }
    assert_eq!(place.number("SELECT count(*) FROM verdicts").await, 1);
    society.version = 3;
    Arc::make_mut(&mut society.judgements[0]).findings.clear();
    society.gone_submissions = society.submissions.drain(..).map(|one| one.id).collect();
    let mut replay = record((arrival, 1), None, vec![society]);
    replay.claimed = None;
    assert_eq!(store.record(replay).await.unwrap(), Recorded::Done);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(place.number("SELECT count(*) FROM verdicts").await, 2);
    assert!(facts.submissions.is_empty());
    assert!(facts.arrivals[0].2.as_ref().unwrap().findings.is_empty());
}

async fn an_arrival_moves_from_one_society_to_another(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let first = record(
        (arrival, 1),
        Some("B-02"),
        vec![society_record(0, "B-02", &[arrival])],
    );
    store.record(first).await.unwrap();
    let societies = vec![left(1, "B-02", arrival), society_record(0, "A-01", &[arrival])];
    let second = record((arrival, 1), Some("A-01"), societies);
    assert_eq!(store.record(second).await.unwrap(), Recorded::Done);
    let count = async |of: &str| {
        store
            .society_facts(&notice(), &code(of))
            .await
            .unwrap()
            .submissions
            .len()
    };
    assert_eq!((count("A-01").await, count("B-02").await), (1, 0));
    // Whoever leaves the society out where it stands does not know of it.
    let third = record(
        (arrival, 1),
        Some("C-03"),
        vec![society_record(0, "C-03", &[arrival])],
    );
    let fourth = record((arrival, 1), None, Vec::new());
    for ignorant in [third, fourth] {
        assert_eq!(store.record(ignorant).await.unwrap(), Recorded::FactsChanged);
    }
    assert_eq!((count("A-01").await, count("C-03").await), (1, 0));
    let fifth = record((arrival, 1), None, vec![left(1, "A-01", arrival)]);
    assert_eq!(store.record(fifth).await.unwrap(), Recorded::Done);
    assert_eq!(count("A-01").await, 0);
    assert_eq!(store.arrival(arrival).await.unwrap().unwrap().placed, None);
}

/// The loop that `intake` runs: facts, judge, record, and again when the facts changed.
async fn eight_workers_record_for_one_society(place: Place) {
    let other = place.again().await;
    for uid in 1..=8 {
        arrive(&place.store, uid).await;
    }
    let workers: Vec<_> = (0..8)
        .map(|number| {
            if number % 2 == 0 {
                place.store.clone()
            } else {
                other.clone()
            }
        })
        .map(|store| {
            tokio::spawn(async move {
                let claimed = store.claim(at(0), Duration::minutes(5), 3, 1).await.unwrap()[0];
                loop {
                    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
                    let mut arrivals: Vec<_> = facts.arrivals.iter().map(|a| a.0.arrival.id).collect();
                    arrivals.push(claimed.arrival);
                    let society = society_record(facts.version, "A-01", &arrivals);
                    let record = record((claimed.arrival, claimed.revision), Some("A-01"), vec![society]);
                    match store.record(record).await.unwrap() {
                        Recorded::Done => return facts.version,
                        Recorded::FactsChanged => {}
                    }
                }
            })
        })
        .collect();
    let mut versions = Vec::new();
    for worker in workers {
        versions.push(worker.await.unwrap());
    }
    versions.sort_unstable();
    assert_eq!(
        versions,
        [0, 1, 2, 3, 4, 5, 6, 7],
        "each recording rests on the one before"
    );
    let facts = place.store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(
        (facts.version, facts.submissions.len(), facts.arrivals.len()),
        (8, 8, 8)
    );
    assert_eq!(place.store.pending().await.unwrap(), 0);
}

async fn held_arrivals_are_judged_again(place: Place) {
    let store = &place.store;
    let (one, two) = (arrive(store, 1).await, arrive(store, 2).await);
    let mut first = record((one, 1), None, Vec::new());
    first.lone = Some(held(one, None));
    store.record(first).await.unwrap();
    store
        .record(record(
            (two, 1),
            Some("A-01"),
            vec![society_record(0, "A-01", &[two])],
        ))
        .await
        .unwrap();
    store.import_roster(&[], at(1)).await.unwrap();
    assert_eq!(store.pending().await.unwrap(), 1);
    let claimed = store.claim(at(0), Duration::minutes(5), 3, 1).await.unwrap()[0];
    assert_eq!((claimed.arrival, claimed.revision), (one, 2));
    let counts = store.mailbox_counts().await.unwrap()[0].tally;
    assert_eq!(
        (counts.arrivals, counts.accepted, counts.held, counts.pending),
        (2, 1, 1, 0)
    );
}

async fn what_was_older_than_every_notice_is_judged_again_with_a_new_one(place: Place) {
    let store = &place.store;
    let (early, machine) = (arrive(store, 1).await, arrive(store, 2).await);
    for (arrival, code) in [
        (early, FindingCode::BeforeStart),
        (machine, FindingCode::MailingList),
    ] {
        let mut ignored = held(arrival, None);
        ignored.verdict = Verdict::Ignored;
        ignored.findings = vec![Finding::new(code)];
        let mut record = record((arrival, 1), None, Vec::new());
        record.lone = Some(ignored);
        store.record(record).await.unwrap();
    }
    store.import_roster(&[], at(1)).await.unwrap();
    assert_eq!(store.pending().await.unwrap(), 0);
    store.import_notice(NOTICE, at(1)).await.unwrap();
    assert_eq!(store.pending().await.unwrap(), 1);
    let claimed = store.claim(at(0), Duration::minutes(5), 3, 1).await.unwrap()[0];
    assert_eq!(claimed.arrival, early);
}

async fn one_who_was_away_while_an_arrival_was_placed_does_not_take_it_out_again(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let quick = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(0, "A-01", &[arrival])],
    );
    let mut stale = record((arrival, 1), None, Vec::new());
    stale.lone = Some(held(arrival, None));
    assert_eq!(store.record(quick).await.unwrap(), Recorded::Done);
    assert_eq!(store.record(stale).await.unwrap(), Recorded::FactsChanged);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!((facts.submissions.len(), facts.arrivals.len()), (1, 1));
}

async fn what_was_thought_with_an_older_roster_is_not_recorded(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let mut stale = record((arrival, 1), None, Vec::new());
    stale.lone = Some(held(arrival, None));
    stale.configuration = Some(store.configuration_version().await.unwrap().whole);
    store.import_roster(&[], at(1)).await.unwrap();
    assert_eq!(store.record(stale.clone()).await.unwrap(), Recorded::FactsChanged);
    assert_eq!(store.pending().await.unwrap(), 1);
    stale.configuration = Some(store.configuration_version().await.unwrap().whole);
    assert_eq!(store.record(stale).await.unwrap(), Recorded::Done);
}

async fn a_damaged_verdict_is_said_to_be_damaged(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    store
        .record(record(
            (arrival, 1),
            Some("A-01"),
            vec![society_record(0, "A-01", &[arrival])],
        ))
        .await
        .unwrap();
    for (statement, table) in [
        ("UPDATE submissions SET status = 'fine'", "submissions"),
        (
            "UPDATE submissions SET status = 'accepted', characters = -1",
            "submissions",
        ),
        (
            "UPDATE submissions SET characters = 1; UPDATE verdicts SET verdict = 'maybe'",
            "verdicts",
        ),
        (
            "UPDATE verdicts SET verdict = 'accepted', society = NULL",
            "verdicts",
        ),
        (
            "UPDATE verdicts SET society = 'A-01'; UPDATE arrivals SET society = NULL",
            "arrivals",
        ),
        (
            "UPDATE arrivals SET notice = NULL, received_by = NULL",
            "arrivals",
        ),
    ] {
        place.spoil(statement).await;
        let facts = store.society_facts(&notice(), &code("A-01")).await.err();
        let judgement = store.judgement(arrival).await.err();
        let stored = store.arrival(arrival).await.err();
        let error = facts.or(judgement).or(stored);
        assert!(
            matches!(error, Some(StoreError::Corrupt { table: found, .. }) if found == table),
            "{statement}: {error:?}"
        );
    }
}

async fn several_recordings_at_once_are_as_one_after_the_other(place: Place) {
    let store = &place.store;
    let (one, two) = (arrive(store, 1).await, arrive(store, 2).await);
    let mut first = society_record(0, "A-01", &[one]);
    first.judgements = vec![Arc::new(held(one, None))];
    first.submissions.clear();
    let second = society_record(1, "A-01", &[one, two]);
    let both = [
        record((one, 1), Some("A-01"), vec![first]),
        record((two, 1), Some("A-01"), vec![second]),
    ];
    let mut torn = both.clone();
    torn[1].societies[0].version = 0;
    assert_eq!(store.record_all(&torn).await.unwrap(), Recorded::FactsChanged);
    assert_eq!(store.record_all(&both).await.unwrap(), Recorded::Done);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(
        (facts.version, facts.submissions.len(), facts.arrivals.len()),
        (2, 2, 2)
    );
    let history = "SELECT count(*) FROM verdicts WHERE arrival = 1";
    assert_eq!(
        place.number(history).await,
        2,
        "held first, accepted by the second"
    );
    let judgement = store.judgement(one).await.unwrap().unwrap();
    assert_eq!(judgement.verdict.as_str(), "accepted");
    assert_eq!(store.record_all(&both).await.unwrap(), Recorded::FactsChanged);
}
