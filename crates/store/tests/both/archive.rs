//! Archiving: idempotent, and one arrival whoever writes it.

use std::collections::BTreeSet;

use domain::arrival::{ReceivedAt, ReceivedBy};
use store::{ListedAs, NewSighting, News, Obstacle, SightingPlace, Skip};

use crate::fixtures::{Place, arrive, at, file, imap, mail, mailbox};

crate::on_both! {
    archiving_again_changes_nothing
    another_copy_joins_its_arrival
    eight_processes_archive_one_mail
    eight_processes_see_eight_copies
    skipped_sightings_are_remembered
    a_message_is_known_by_date_and_size_of_its_last_listing
    a_place_that_shows_other_bytes_is_archived_too
    odd_texts_are_kept
    several_at_once_are_archived_as_one_after_the_other
    two_processes_archive_the_same_batch_in_opposite_order
}

async fn archiving_again_changes_nothing(place: Place) {
    let store = &place.store;
    let sighting = mail(store, imap(1), "one").await;
    assert!(!store.sighted(&sighting.place).await.unwrap());
    let first = store.archive(sighting.clone()).await.unwrap();
    assert_eq!(first.news, News::NewArrival);
    assert!(store.sighted(&sighting.place).await.unwrap());
    let before = store.arrival(first.arrival).await.unwrap();
    let again = store.archive(sighting).await.unwrap();
    assert_eq!((again.arrival, again.news), (first.arrival, News::KnownSighting));
    assert_eq!(store.arrival(first.arrival).await.unwrap(), before);
    let stored = before.unwrap();
    assert_eq!((stored.revision, stored.placed), (1, None));
    assert_eq!(stored.internal_dates, [at(1)]);
    assert_eq!(stored.arrival.mailboxes, [mailbox()]);
    assert_eq!(
        store.arrival_by_identity("one").await.unwrap(),
        Some(first.arrival)
    );
    assert_eq!(store.arrival_by_identity("two").await.unwrap(), None);
    assert_eq!(store.pending().await.unwrap(), 1);
}

async fn another_copy_joins_its_arrival(place: Place) {
    let store = &place.store;
    let first = store.archive(mail(store, imap(1), "one").await).await.unwrap();
    let received = |minutes| {
        Some(ReceivedAt {
            at: at(minutes),
            by: ReceivedBy::InternalDate,
        })
    };
    let mut copy = mail(store, file("b.eml"), "one").await;
    copy.received = received(-5);
    let second = store.archive(copy).await.unwrap();
    assert_eq!((second.arrival, second.news), (first.arrival, News::NewSighting));
    let mut copy = mail(store, file("a.eml"), "one").await;
    copy.received = received(7);
    store.archive(copy).await.unwrap();
    let stored = store.arrival(first.arrival).await.unwrap().unwrap();
    assert_eq!(stored.arrival.received, received(-5));
    assert_eq!(stored.arrival.files, ["b.eml", "a.eml"]);
    assert_eq!(stored.revision, 3);
    assert_eq!(store.arrival_ids().await.unwrap(), [first.arrival]);
}

async fn eight_processes_archive_one_mail(place: Place) {
    let sighting = mail(&place.store, imap(1), "one").await;
    let news = at_once(&place, vec![sighting; 8]).await;
    assert_eq!(news.iter().filter(|news| **news == News::NewArrival).count(), 1);
    assert_eq!(
        news.iter().filter(|news| **news == News::KnownSighting).count(),
        7
    );
    assert_eq!(place.store.arrival_ids().await.unwrap().len(), 1);
}

async fn eight_processes_see_eight_copies(place: Place) {
    let mut copies = Vec::new();
    for uid in 0..8 {
        let mut copy = mail(&place.store, imap(uid), "one").await;
        copy.received = Some(ReceivedAt {
            at: at(-i64::from(uid)),
            by: ReceivedBy::ReceivedHeader,
        });
        copies.push(copy);
    }
    let news = at_once(&place, copies).await;
    assert_eq!(news.iter().filter(|news| **news == News::NewArrival).count(), 1);
    let ids = place.store.arrival_ids().await.unwrap();
    assert_eq!(ids.len(), 1);
    let stored = place.store.arrival(ids[0]).await.unwrap().unwrap();
    assert_eq!(stored.arrival.received.unwrap().at, at(-7));
    assert_eq!(stored.revision, 8);
}

/// Archives all at once, every second one by a process of its own.
async fn at_once(place: &Place, sightings: Vec<NewSighting>) -> Vec<News> {
    let other = place.again().await;
    let tasks: Vec<_> = sightings
        .into_iter()
        .enumerate()
        .map(|(number, sighting)| {
            let store = if number % 2 == 0 {
                place.store.clone()
            } else {
                other.clone()
            };
            tokio::spawn(async move { store.archive(sighting).await.unwrap().news })
        })
        .collect();
    let mut news = Vec::new();
    for task in tasks {
        news.push(task.await.unwrap());
    }
    news
}

async fn skipped_sightings_are_remembered(place: Place) {
    let store = &place.store;
    arrive(store, 1).await;
    for (uid, why) in [
        (1, Skip::BeforeStart(at(-1))),
        (2, Skip::BeforeStart(at(-1))),
        (
            3,
            Skip::NotRetrievable(Obstacle::NothingHandedOut, ListedAs::default()),
        ),
    ] {
        for _ in 0..2 {
            store.skip_sighting(&imap(uid), why, at(0)).await.unwrap();
        }
    }
    let inbox = mailbox();
    let known = || store.known_uids(&inbox, "INBOX", 4_000_000_000);
    assert_eq!(known().await.unwrap(), BTreeSet::from([1, 2]));
    assert!(store.known_uids(&mailbox(), "INBOX", 1).await.unwrap().is_empty());
    assert!(!store.sighted(&imap(3)).await.unwrap());
    let archived = store.archive(mail(store, imap(3), "three").await).await.unwrap();
    assert_eq!(archived.news, News::NewArrival);
    assert_eq!(known().await.unwrap(), BTreeSet::from([1, 2, 3]));
    let counts = store.mailbox_counts().await.unwrap();
    let count = &counts[0];
    assert_eq!(
        (count.mailbox.as_str(), count.folder.as_str()),
        ("kjstdw", "INBOX")
    );
    assert_eq!(
        (count.sightings, count.tally.arrivals, count.tally.pending),
        (3, 2, 2)
    );
    assert_eq!((count.before_start, count.not_retrievable), (1, 0));
}

async fn a_message_is_known_by_date_and_size_of_its_last_listing(place: Place) {
    let store = &place.store;
    let inbox = mailbox();
    let looks = || async {
        let known = store
            .known_messages(&inbox, "INBOX", 4_000_000_000)
            .await
            .unwrap();
        let looks = known.iter().map(|known| (known.uid, known.date, known.size));
        looks.collect::<Vec<_>>()
    };
    let mut sighting = mail(store, imap(7), "seven").await;
    sighting.listed_size = Some(10);
    let first = store.archive(sighting.clone()).await.unwrap();
    store
        .skip_sighting(&imap(3), Skip::BeforeStart(at(-1)), at(0))
        .await
        .unwrap();
    assert_eq!(
        looks().await,
        [(3, Some(at(-1)), None), (7, Some(at(1)), Some(10))]
    );
    sighting.internal_date = Some(at(5));
    sighting.listed_size = Some(11);
    let again = store.archive(sighting).await.unwrap();
    assert_eq!((again.arrival, again.news), (first.arrival, News::KnownSighting));
    assert_eq!(
        looks().await,
        [(3, Some(at(-1)), None), (7, Some(at(5)), Some(11))]
    );
    let stored = store.arrival(first.arrival).await.unwrap().unwrap();
    assert_eq!(
        stored.internal_dates,
        [at(1)],
        "what was first seen stays evidence"
    );
}

async fn a_place_that_shows_other_bytes_is_archived_too(place: Place) {
    let store = &place.store;
    let first = mail(store, file("inbox.eml"), "one").await;
    let mut second = mail(store, file("inbox.eml"), "two").await;
    second.original = store.put_original(b"another mail").await.unwrap();
    second.bytes = 12;
    assert_eq!(store.archive(first.clone()).await.unwrap().news, News::NewArrival);
    assert_eq!(
        store.archive(second.clone()).await.unwrap().news,
        News::NewArrival
    );
    assert_eq!(store.archive(first).await.unwrap().news, News::KnownSighting);
    assert_eq!(store.archive(second).await.unwrap().news, News::KnownSighting);
}

async fn odd_texts_are_kept(place: Place) {
    let store = &place.store;
    let mut sighting = mail(
        store,
        SightingPlace::Http {
            identity: "键\0".into(),
        },
        "键\0",
    )
    .await;
    sighting.subject = "𠮷野𬱖\u{E000}的\0感悟".to_owned();
    sighting.sender = Some("\0".to_owned());
    sighting.received = None;
    let archived = store.archive(sighting.clone()).await.unwrap();
    let arrival = store.arrival(archived.arrival).await.unwrap().unwrap().arrival;
    assert_eq!(arrival.subject, "𠮷野𬱖\u{E000}的\u{FFFD}感悟");
    assert_eq!(arrival.received, None);
    assert!(arrival.mailboxes.is_empty());
    assert_eq!(
        store.arrival_by_identity("键\0").await.unwrap(),
        Some(archived.arrival)
    );
    assert_eq!(store.archive(sighting).await.unwrap().news, News::KnownSighting);
    let reading = "{\"text\":\"\0𠮷\"}";
    for body in [reading, "again"] {
        let reading = store::NewReading {
            sha256: "ab".to_owned(),
            version: 3,
            body: body.to_owned(),
        };
        store.put_reading(&reading).await.unwrap();
    }
    let kept = store.reading("ab", 3).await.unwrap().unwrap();
    assert_eq!(kept, "{\"text\":\"\u{FFFD}𠮷\"}");
    assert_eq!(store.reading("ab", 4).await.unwrap(), None);
}

async fn several_at_once_are_archived_as_one_after_the_other(place: Place) {
    let store = &place.store;
    let known = store.archive(mail(store, imap(1), "one").await).await.unwrap();
    let mut other_bytes = mail(store, imap(1), "other").await;
    other_bytes.received = None;
    let batch = [
        mail(store, imap(2), "two").await,
        mail(store, imap(3), "two").await,
        mail(store, imap(4), "one").await,
        other_bytes,
        mail(store, imap(5), "three").await,
        mail(store, imap(5), "three").await,
    ];
    let archived = store.archive_all(&batch).await.unwrap();
    let news: Vec<News> = archived.iter().map(|archived| archived.news).collect();
    let expected = [
        News::NewArrival,
        News::NewSighting,
        News::NewSighting,
        News::NewArrival,
        News::NewArrival,
        News::KnownSighting,
    ];
    assert_eq!(news, expected);
    assert_eq!(archived[0].arrival, archived[1].arrival);
    assert_eq!(archived[2].arrival, known.arrival);
    assert_eq!(archived[4].arrival, archived[5].arrival);
    assert_eq!(store.arrival_ids().await.unwrap().len(), 4);
    let again = store.archive_all(&batch).await.unwrap();
    assert!(again.iter().all(|archived| archived.news == News::KnownSighting));
}

async fn two_processes_archive_the_same_batch_in_opposite_order(place: Place) {
    let mut batch = Vec::new();
    for uid in 1..=40 {
        batch.push(mail(&place.store, imap(uid), &format!("mail {uid}")).await);
    }
    let reversed: Vec<NewSighting> = batch.iter().rev().cloned().collect();
    let other = place.again().await;
    let (there, back) = tokio::join!(place.store.archive_all(&batch), other.archive_all(&reversed));
    let all = there.unwrap().into_iter().chain(back.unwrap());
    let new = all.filter(|archived| archived.news == News::NewArrival).count();
    assert_eq!((new, place.store.arrival_ids().await.unwrap().len()), (40, 40));
}
