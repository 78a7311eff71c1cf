//! Who reads a mailbox: leases, their fence, and what all processes are told.

use chrono::{DateTime, Duration, Utc};
use domain::ids::MailboxName;
use store::{
    FolderPass, LeaseHolder, ListedAs, MailboxHealth, MailboxLease, News, Obstacle, Skip, Store, StoreError,
};

use crate::fixtures::{Place, at, imap, mail, mailbox};

crate::on_both! {
    a_lease_goes_to_one_and_its_number_grows_with_every_change
    of_many_who_ask_at_once_one_reads
    the_writes_of_a_holder_that_was_replaced_are_rejected
    those_that_are_rejected_at_the_same_moment_do_not_wait_for_each_other
    whoever_is_alone_need_not_wait_for_the_leases_of_the_dead
    a_lease_that_ran_out_and_was_not_taken_goes_on
    a_clock_ahead_of_the_others_takes_nothing_from_a_holder_on_postgresql
    trouble_lasts_until_somebody_makes_a_complete_pass
}

/// Runs out at once: the clock of PostgreSQL cannot be set.
const SPENT: Duration = Duration::zero();
const MINUTE: Duration = Duration::minutes(1);

fn holder() -> LeaseHolder {
    LeaseHolder::random()
}

async fn take(store: &Store, holder: &LeaseHolder, duration: Duration) -> Option<i64> {
    let taken = store
        .take_mailbox(&mailbox(), holder, at(0), duration)
        .await
        .unwrap();
    taken.map(|lease| lease.fence)
}

fn lease(fence: i64) -> MailboxLease {
    MailboxLease {
        mailbox: mailbox(),
        fence,
    }
}

fn is_lost<T: std::fmt::Debug>(result: Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::LeaseLost { mailbox }) if mailbox == crate::fixtures::mailbox())
}

fn pass(finished_at: DateTime<Utc>) -> FolderPass {
    FolderPass {
        mailbox: mailbox(),
        folder: "INBOX".to_owned(),
        uidvalidity: 4_000_000_000,
        uids: [1, 2, 3].into(),
        unlisted: 0,
        finished_at,
    }
}

async fn a_lease_goes_to_one_and_its_number_grows_with_every_change(place: Place) {
    let store = &place.store;
    let (one, two) = (holder(), holder());
    assert_eq!(take(store, &one, MINUTE).await, Some(1));
    assert_eq!(take(store, &two, MINUTE).await, None);
    assert_eq!(take(store, &one, MINUTE).await, Some(1), "its own");
    store.release_mailbox(&lease(1)).await.unwrap();
    assert!(
        is_lost(store.renew_mailbox(&lease(1), at(0), MINUTE).await),
        "given up"
    );
    let fence = take(store, &two, SPENT).await.unwrap();
    assert!(fence > 1);
    assert!(take(store, &one, MINUTE).await.unwrap() > fence, "run out");
    store.release_mailbox(&lease(fence)).await.unwrap();
    assert_eq!(
        take(store, &two, MINUTE).await,
        None,
        "a void lease releases nothing"
    );
    let other = MailboxName::parse("dwzzb").unwrap();
    let taken = store.take_mailbox(&other, &two, at(0), MINUTE).await.unwrap();
    assert_eq!(taken.unwrap().fence, 1, "each mailbox for itself");
}

async fn of_many_who_ask_at_once_one_reads(place: Place) {
    let other = place.again().await;
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            if number % 2 == 0 {
                place.store.clone()
            } else {
                other.clone()
            }
        })
        .map(|store| tokio::spawn(async move { take(&store, &holder(), MINUTE).await }))
        .collect();
    let mut fences = Vec::new();
    for task in tasks {
        fences.extend(task.await.unwrap());
    }
    assert_eq!(fences, [1]);
}

/// What a pass writes, in its order.
async fn write_as_a_pass_does(store: &Store) -> [Result<(), StoreError>; 4] {
    let one = mail(store, imap(1), "one").await;
    [
        store.archive(one).await.map(drop),
        store
            .skip_sighting(&imap(2), Skip::BeforeStart(at(-9)), at(0))
            .await,
        store
            .skip_sighting(
                &imap(3),
                Skip::NotRetrievable(Obstacle::Declined, ListedAs::default()),
                at(0),
            )
            .await,
        store.note_folder_pass(&pass(at(9))).await,
    ]
}

async fn those_that_are_rejected_at_the_same_moment_do_not_wait_for_each_other(place: Place) {
    let stale = lease(take(&place.store, &holder(), SPENT).await.unwrap());
    let current = lease(take(&place.store, &holder(), MINUTE).await.unwrap());
    let tasks: Vec<_> = (0..24)
        .map(|number| {
            let (store, stale) = (place.store.clone(), stale.clone());
            tokio::spawn(async move {
                if number % 2 == 0 {
                    store.renew_mailbox(&stale, at(0), MINUTE).await
                } else {
                    store.fenced(&stale).note_folder_pass(&pass(at(9))).await
                }
            })
        })
        .collect();
    for task in tasks {
        let rejected = task.await.unwrap();
        assert!(is_lost(rejected), "a deadlock, or the write of a stale holder");
    }
    place.store.renew_mailbox(&current, at(0), MINUTE).await.unwrap();
    assert_eq!(place.store.mailbox_health().await.unwrap()[0].rejected, 24);
}

async fn the_writes_of_a_holder_that_was_replaced_are_rejected(place: Place) {
    let store = &place.store;
    let stale = lease(take(store, &holder(), SPENT).await.unwrap());
    let current = lease(take(store, &holder(), MINUTE).await.unwrap());
    for written in write_as_a_pass_does(&store.fenced(&stale)).await {
        assert!(is_lost(written));
    }
    assert!(is_lost(store.renew_mailbox(&stale, at(0), MINUTE).await));
    assert!(is_lost(store.note_mailbox_health(&stale, Some("x"), at(0)).await));
    assert!(store.arrival_ids().await.unwrap().is_empty());
    assert!(
        store.mailbox_counts().await.unwrap().is_empty(),
        "nothing was written"
    );
    let health = &store.mailbox_health().await.unwrap()[0];
    assert_eq!((health.rejected, &health.failure), (6, &None));
    // The same sequence by whoever holds the lease, and, as a control, without any fence.
    for written in write_as_a_pass_does(&store.fenced(&current)).await {
        written.unwrap();
    }
    assert_eq!(store.mailbox_health().await.unwrap()[0].rejected, 6);
    for written in write_as_a_pass_does(store).await {
        written.unwrap();
    }
    assert_eq!(store.arrival_ids().await.unwrap().len(), 1);
}

async fn whoever_is_alone_need_not_wait_for_the_leases_of_the_dead(place: Place) {
    let store = &place.store;
    let dead = lease(take(store, &holder(), MINUTE).await.unwrap());
    assert_eq!(take(store, &holder(), MINUTE).await, None);
    store.release_claims().await.unwrap();
    assert!(take(store, &holder(), MINUTE).await.is_some());
    assert!(is_lost(store.renew_mailbox(&dead, at(0), MINUTE).await));
}

async fn a_lease_that_ran_out_and_was_not_taken_goes_on(place: Place) {
    let store = &place.store;
    let (one, two) = (holder(), holder());
    let mine = lease(take(store, &one, SPENT).await.unwrap());
    let archived = store
        .fenced(&mine)
        .archive(mail(store, imap(1), "one").await)
        .await;
    assert_eq!(archived.unwrap().news, News::NewArrival);
    store.renew_mailbox(&mine, at(0), MINUTE).await.unwrap();
    assert_eq!(take(store, &two, MINUTE).await, None, "renewed");
}

async fn a_clock_ahead_of_the_others_takes_nothing_from_a_holder_on_postgresql(place: Place) {
    let store = &place.store;
    assert_eq!(take(store, &holder(), MINUTE).await, Some(1));
    let ahead = at(0) + Duration::minutes(10);
    let taken = store
        .take_mailbox(&mailbox(), &holder(), ahead, MINUTE)
        .await
        .unwrap();
    // On one machine there is one clock, and ten minutes are ten minutes.
    assert_eq!(taken.is_some(), place.url.starts_with("sqlite:"));
}

async fn trouble_lasts_until_somebody_makes_a_complete_pass(place: Place) {
    let store = &place.store;
    let health = async || -> MailboxHealth { store.mailbox_health().await.unwrap().remove(0) };
    let one = lease(take(store, &holder(), SPENT).await.unwrap());
    store
        .note_mailbox_health(&one, Some("refused"), at(0))
        .await
        .unwrap();
    let (_, since) = health().await.failure.unwrap();
    let two = lease(take(store, &holder(), MINUTE).await.unwrap());
    store
        .note_mailbox_health(&two, Some("timeout"), at(5))
        .await
        .unwrap();
    assert_eq!(health().await.failure, Some(("timeout".to_owned(), since)));
    assert_eq!(health().await.last_ok, None);
    store.note_mailbox_health(&two, None, at(6)).await.unwrap();
    let after = health().await;
    assert_eq!(
        (after.held, after.failure.is_none(), after.last_ok.is_some()),
        (true, true, true)
    );
    store.release_mailbox(&two).await.unwrap();
    assert!(!health().await.held);
}
