//! What the servers held against what is kept.

use std::collections::BTreeSet;

use store::{FolderPass, ListedAs, Obstacle, OnServer, Presence, Skip, Store};

use crate::fixtures::{Place, at, file, imap, mail, mailbox};

crate::on_both! {
    every_listed_message_is_accounted_for_or_named
    copies_and_what_has_left_the_server_are_counted_apart
    what_cannot_be_fetched_is_listed_until_it_can
    what_cannot_be_fetched_under_the_number_of_another_message_is_listed_until_it_can
    what_cannot_be_fetched_and_gets_another_number_counts_there
    what_cannot_be_fetched_and_leaves_is_told_apart
    what_was_in_a_folder_that_is_no_more_has_left
    an_earlier_first_day_brings_back_what_was_skipped
}

/// So many minutes after noon, INBOX held these.
async fn listed(store: &Store, uids: &[u32], minute: i64) {
    let pass = FolderPass {
        mailbox: mailbox(),
        folder: "INBOX".to_owned(),
        uidvalidity: 4_000_000_000,
        uids: uids.iter().copied().collect(),
        unlisted: 1,
        finished_at: at(minute),
    };
    store.note_folder_pass(&pass).await.unwrap();
}

async fn every_listed_message_is_accounted_for_or_named(place: Place) {
    let store = &place.store;
    store.archive(mail(store, imap(1), "one").await).await.unwrap();
    let before = Skip::BeforeStart(at(-9));
    store.skip_sighting(&imap(2), before, at(0)).await.unwrap();
    let declined = Skip::NotRetrievable(Obstacle::Declined, ListedAs::default());
    store.skip_sighting(&imap(3), declined, at(0)).await.unwrap();
    listed(store, &[1, 2, 3], 5).await;
    let expected = OnServer {
        finished_at: at(5),
        listed: 3,
        unlisted: 1,
        archived: 1,
        before_start: 1,
        not_retrievable: 1,
        unaccounted: Vec::new(),
    };
    let folder = store.mailbox_counts().await.unwrap().remove(0);
    assert_eq!(folder.on_server.as_ref(), Some(&expected));
    assert_eq!(folder.difference(), 0);
    // A row that is not there any more, as a damaged database would have it.
    place.spoil("DELETE FROM sightings WHERE uid = 2").await;
    let reconciliation = store.reconciliation().await.unwrap();
    let server = reconciliation.folders[0].on_server.as_ref().unwrap();
    assert_eq!((&server.unaccounted[..], server.difference()), (&[2][..], 1));
    assert_eq!(reconciliation.difference(), 1);
    listed(store, &[], 6).await;
    assert_eq!(
        store.reconciliation().await.unwrap().difference(),
        0,
        "an empty folder"
    );
}

async fn copies_and_what_has_left_the_server_are_counted_apart(place: Place) {
    let store = &place.store;
    for (uid, identity) in [(1, "one"), (2, "one"), (3, "three"), (4, "four")] {
        store
            .archive(mail(store, imap(uid), identity).await)
            .await
            .unwrap();
    }
    store
        .archive(mail(store, file("a.eml"), "four").await)
        .await
        .unwrap();
    listed(store, &[1, 2, 4], 5).await;
    let mut late = mail(store, imap(9), "nine").await;
    late.seen_at = at(6);
    store.archive(late).await.unwrap();
    let reconciliation = store.reconciliation().await.unwrap();
    assert_eq!(reconciliation.difference(), 0);
    let [files, inbox] = &reconciliation.folders[..] else {
        panic!("files and INBOX: {reconciliation:?}");
    };
    assert_eq!(
        (files.folder.as_str(), &files.on_server, files.archived),
        ("", &None, 1)
    );
    assert_eq!((inbox.archived, inbox.copies(), inbox.tally.arrivals), (5, 1, 4));
    assert_eq!(inbox.gone, 1, "3 has left; 9 came after the listing");
    assert_eq!(inbox.on_server.as_ref().unwrap().archived, 3);
    assert_eq!(
        (
            reconciliation.archived(),
            reconciliation.tally.arrivals,
            reconciliation.copies()
        ),
        (6, 4, 2),
        "over all folders each message counts once"
    );
}

async fn what_cannot_be_fetched_is_listed_until_it_can(place: Place) {
    let store = &place.store;
    for (minute, obstacle) in [(0, Obstacle::NoAnswer), (4, Obstacle::Declined)] {
        let skip = Skip::NotRetrievable(obstacle, ListedAs::default());
        store.skip_sighting(&imap(7), skip, at(minute)).await.unwrap();
    }
    let missing = store.unretrieved().await.unwrap();
    assert_eq!(missing.len(), 1);
    let one = &missing[0];
    assert_eq!(
        (one.mailbox.clone(), one.folder.as_str(), one.uid),
        (mailbox(), "INBOX", 7)
    );
    assert_eq!((one.since, one.tried_at, one.attempts), (at(0), at(4), 2));
    assert_eq!(one.obstacle, Obstacle::Declined);
    store.archive(mail(store, imap(7), "seven").await).await.unwrap();
    assert!(store.unretrieved().await.unwrap().is_empty());
}

async fn what_cannot_be_fetched_under_the_number_of_another_message_is_listed_until_it_can(place: Place) {
    let store = &place.store;
    let box_name = mailbox();
    let known = || store.known_uids(&box_name, "INBOX", 4_000_000_000);
    store.archive(mail(store, imap(7), "seven").await).await.unwrap();
    assert_eq!(known().await.unwrap(), [7].into());
    for minute in [1, 2] {
        missed(store, 7, minute, looks()).await;
    }
    listed(store, &[7], 3).await;
    assert_eq!(missing(store).await, (vec![(7, Presence::Listed)], 1));
    assert_eq!(store.unretrieved().await.unwrap()[0].attempts, 2);
    let folder = store.mailbox_counts().await.unwrap().remove(0);
    let server = folder.on_server.as_ref().unwrap();
    assert_eq!((server.archived, server.not_retrievable), (0, 1));
    assert_eq!((folder.archived, folder.gone, folder.tally.arrivals), (1, 1, 1));
    assert_eq!(store.reconciliation().await.unwrap().difference(), 0);
    assert_eq!(known().await.unwrap(), [].into(), "it is asked for again");
    store
        .archive(mail(store, imap(7), "another").await)
        .await
        .unwrap();
    assert_eq!(missing(store).await, (Vec::new(), 0));
    assert_eq!(known().await.unwrap(), [7].into());
    let counts = store.mailbox_counts().await.unwrap();
    assert_eq!((counts[0].sightings, counts[0].tally.arrivals), (2, 2));
}

/// Its date and size, as the server lists it.
fn looks() -> ListedAs {
    ListedAs {
        date: Some(at(-30)),
        size: Some(4_321),
    }
}

/// Cannot be fetched under this UID of INBOX, nor later found there.
async fn missed(store: &Store, uid: u32, minute: i64, listed_as: ListedAs) {
    let skip = Skip::NotRetrievable(Obstacle::NoAnswer, listed_as);
    store.skip_sighting(&imap(uid), skip, at(minute)).await.unwrap();
}

/// UID and whereabouts of each message that is missing, and how many the folder says.
async fn missing(store: &Store) -> (Vec<(u32, Presence)>, u64) {
    let missing = store.unretrieved().await.unwrap();
    let counts = store.mailbox_counts().await.unwrap();
    (
        missing.iter().map(|one| (one.uid, one.presence)).collect(),
        counts.iter().map(|folder| folder.not_retrievable).sum(),
    )
}

async fn what_cannot_be_fetched_and_gets_another_number_counts_there(place: Place) {
    let store = &place.store;
    missed(store, 7, 0, looks()).await;
    listed(store, &[7], 1).await;
    assert_eq!(missing(store).await, (vec![(7, Presence::Listed)], 1));
    missed(store, 9, 2, looks()).await;
    assert_eq!(missing(store).await.0.len(), 2, "the pass is not over");
    listed(store, &[9], 3).await;
    assert_eq!(missing(store).await, (vec![(9, Presence::Listed)], 1));
    let mut found = mail(store, imap(12), "found").await;
    (found.internal_date, found.listed_size) = (looks().date, looks().size);
    found.seen_at = at(4);
    store.archive(found).await.unwrap();
    listed(store, &[12], 5).await;
    assert_eq!(missing(store).await, (vec![], 0));
}

async fn what_cannot_be_fetched_and_leaves_is_told_apart(place: Place) {
    let store = &place.store;
    missed(store, 7, 0, looks()).await;
    missed(store, 8, 0, ListedAs::default()).await;
    let mut other = mail(store, imap(12), "of the same size, from another time").await;
    (other.internal_date, other.listed_size) = (Some(at(-29)), looks().size);
    other.seen_at = at(4);
    store.archive(other).await.unwrap();
    let mut before = mail(store, imap(5), "seen before it was asked for").await;
    (before.internal_date, before.listed_size) = (looks().date, looks().size);
    before.seen_at = at(-1);
    store.archive(before).await.unwrap();
    listed(store, &[5, 12], 5).await;
    let left = vec![(7, Presence::Left), (8, Presence::Left)];
    assert_eq!(missing(store).await, (left, 0));
}

async fn what_was_in_a_folder_that_is_no_more_has_left(place: Place) {
    let store = &place.store;
    missed(store, 7, 0, looks()).await;
    listed(store, &[7], 1).await;
    let mut folders = BTreeSet::from(["INBOX".to_owned()]);
    store.note_folders(&mailbox(), &folders, at(2)).await.unwrap();
    assert_eq!(missing(store).await, (vec![(7, Presence::Listed)], 1));
    folders.clear();
    store.note_folders(&mailbox(), &folders, at(3)).await.unwrap();
    assert_eq!(missing(store).await, (vec![(7, Presence::Left)], 0));
    assert_eq!(store.reconciliation().await.unwrap().difference(), 0);
}

async fn an_earlier_first_day_brings_back_what_was_skipped(place: Place) {
    let store = &place.store;
    let inbox = mailbox();
    for (uid, minute) in [(1, -20), (2, -10)] {
        let skip = Skip::BeforeStart(at(minute));
        store.skip_sighting(&imap(uid), skip, at(0)).await.unwrap();
    }
    let known = async || store.known_uids(&inbox, "INBOX", 4_000_000_000).await.unwrap();
    listed(store, &[1, 2], 0).await;
    assert_eq!(store.reconsider_skipped(&inbox, Some(at(0))).await.unwrap(), 0);
    assert!(store.mailbox_counts().await.unwrap()[0].on_server.is_some());
    assert_eq!(known().await, BTreeSet::from([1, 2]));
    assert_eq!(store.reconsider_skipped(&inbox, Some(at(-10))).await.unwrap(), 1);
    assert_eq!(known().await, BTreeSet::from([1]));
    let folder = store.mailbox_counts().await.unwrap().remove(0);
    assert_eq!(
        (folder.on_server.clone(), folder.difference()),
        (None, 0),
        "to be listed anew"
    );
    assert_eq!(store.reconsider_skipped(&inbox, None).await.unwrap(), 1);
    assert!(known().await.is_empty());
}
