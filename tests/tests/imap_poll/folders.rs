//! Numberings of folders: UIDVALIDITY that is odd, and UIDs that are given to other messages.

use crate::bench::Bench;
use crate::letter;
use crate::scripted::Quirk;

#[tokio::test]
async fn a_uidvalidity_beyond_32_bits_is_kept() {
    let bench = Bench::new(&[Quirk::LargeUidvalidity]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    let known = bench
        .store
        .known_uids(&bench.settings.mailbox, "INBOX", 1_666_390_893_380)
        .await
        .unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [11, 12, 13]);
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 3, "another numbering");
    assert_eq!(bench.arrivals().await, 3);
}

#[tokio::test]
async fn a_uidvalidity_of_zero_or_of_words_stops_nothing_and_doubles_nothing() {
    for quirk in [Quirk::ZeroUidvalidity, Quirk::WordyUidvalidity] {
        let bench = Bench::new(&[quirk]).await;
        assert_eq!(bench.poll().await.unwrap().archived, 3, "{quirk:?}");
        assert_eq!(bench.poll().await.unwrap().already_known, 3, "{quirk:?}");
        assert_eq!(bench.arrivals().await, 3);
    }
}

#[tokio::test]
async fn a_status_without_anything_in_it_is_read_over() {
    let bench = Bench::new(&[Quirk::EmptyStatus]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
}

#[tokio::test]
async fn a_number_that_is_given_to_another_message_brings_that_message() {
    let bench = Bench::new(&[]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    bench.script(|script| {
        script.messages.insert(12, letter(200, "a"));
        script.dates.insert(12, "24-Oct-2022 10:00:00 +0800".to_owned());
    });
    let report = bench.poll().await.unwrap();
    assert_eq!(
        (report.already_known, report.archived, report.renumbered),
        (2, 1, 1)
    );
    assert_eq!(bench.arrivals().await, 4);
    let report = bench.poll().await.unwrap();
    assert_eq!((report.already_known, report.renumbered), (3, 0));
    let counts = bench.store.mailbox_counts().await.unwrap();
    assert_eq!((counts[0].sightings, counts[0].tally.arrivals), (4, 4));
}

#[tokio::test]
async fn a_number_that_is_given_to_another_message_which_cannot_be_had_is_told() {
    let bench = Bench::new(&[]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    bench.script(|script| {
        script.messages.insert(12, letter(200, "a"));
        script.dates.insert(12, "24-Oct-2022 10:00:00 +0800".to_owned());
        script.quirks.push(Quirk::HandsOutNothing(12));
    });
    let report = bench.poll().await.unwrap();
    assert_eq!(
        (report.already_known, report.not_retrievable, report.renumbered),
        (2, 1, 1)
    );
    let missing = bench.store.unretrieved().await.unwrap();
    let numbers: Vec<u32> = missing.iter().map(|one| one.uid).collect();
    assert_eq!(numbers, [12]);
    assert_eq!(bench.store.reconciliation().await.unwrap().difference(), 0);
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    assert!(bench.store.unretrieved().await.unwrap().is_empty());
    assert_eq!(bench.arrivals().await, 4);
}

#[tokio::test]
async fn the_same_message_under_another_date_is_looked_at_once_and_not_doubled() {
    let bench = Bench::new(&[]).await;
    bench.poll().await.unwrap();
    bench.script(|script| script.dates.insert(12, "24-Oct-2022 10:00:00 +0800".to_owned()));
    assert_eq!(bench.poll().await.unwrap().renumbered, 1);
    assert_eq!(bench.poll().await.unwrap().renumbered, 0);
    assert_eq!(bench.arrivals().await, 3);
}
