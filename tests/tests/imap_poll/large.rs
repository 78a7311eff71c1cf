//! Messages larger than a slice, from servers that cut them and from servers that cannot.

use std::collections::BTreeMap;
use std::time::Duration;

use intake_imap::{MailboxStatus, PollReport, watch};
use tokio::sync::watch as switch;

use crate::bench::Bench;
use crate::letter;
use crate::scripted::Quirk;

const SLICE: usize = 1024 * 1024;

/// A letter with an attachment, of exactly this size in bytes.
fn letter_of(bytes: usize) -> Vec<u8> {
    let mut raw = letter(1, "a");
    let line = b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n";
    while raw.len() < bytes {
        raw.extend(line.iter().take(bytes - raw.len()));
    }
    raw
}

async fn bench(bytes: usize, quirks: &[Quirk]) -> Bench {
    Bench::with(BTreeMap::from([(7, letter_of(bytes))]), quirks).await
}

#[tokio::test]
async fn a_message_of_several_slices_is_the_same_as_it_was() {
    for (bytes, slices) in [(SLICE, 0), (SLICE + 1, 2), (2 * SLICE, 3), (3 * SLICE - 1, 3)] {
        let bench = bench(bytes, &[]).await;
        assert_eq!(bench.poll().await.unwrap().archived, 1, "{bytes}");
        assert!(bench.only_original().await == letter_of(bytes), "{bytes}");
        assert_eq!(bench.heard("BODY.PEEK[]<"), slices, "{bytes}");
        assert_eq!(bench.poll().await.unwrap().already_known, 1);
        assert_eq!(bench.unfinished(), 0);
    }
}

#[tokio::test]
async fn a_server_that_cannot_cut_messages_is_asked_for_the_whole() {
    let bytes = 2 * SLICE + 5;
    for quirk in [Quirk::IgnoresPartial, Quirk::NilSlices, Quirk::WrongOrigin] {
        let bench = bench(bytes, &[quirk]).await;
        assert_eq!(bench.poll().await.unwrap().archived, 1, "{quirk:?}");
        assert!(bench.only_original().await == letter_of(bytes), "{quirk:?}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_what_lies_beyond_the_end_is_believed_when_the_size_is_reached() {
    let bytes = 2 * SLICE;
    let bench = bench(bytes, &[Quirk::RefusesBeyondEnd]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    assert!(bench.only_original().await == letter_of(bytes));
    assert_eq!(bench.heard("(UID BODY.PEEK[])"), 0);
}

#[tokio::test]
async fn a_misstated_size_neither_cuts_a_large_message_nor_drops_it() {
    let bytes = 2 * SLICE + 5;
    for size in [SLICE + 1, 9 * SLICE] {
        let size = u32::try_from(size).unwrap();
        let bench = bench(bytes, &[Quirk::MisstatesSize(size)]).await;
        assert_eq!(bench.poll().await.unwrap().archived, 1, "{size}");
        assert!(bench.only_original().await == letter_of(bytes), "{size}");
    }
}

#[tokio::test]
async fn a_message_that_changes_between_its_slices_is_begun_anew() {
    let bytes = 2 * SLICE + 5;
    let bench = bench(bytes, &[Quirk::ChangesBetweenSlices]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    let mut expected = letter_of(bytes);
    expected.extend_from_slice(b"more\r\n");
    assert!(bench.only_original().await == expected);
}

#[tokio::test]
async fn a_connection_that_breaks_within_a_large_message_is_gone_on_with_where_it_broke() {
    let bytes = 3 * SLICE + 5;
    let mut bench = bench(bytes, &[Quirk::CutsSlicesFrom(2 * SLICE)]).await;
    bench.settings.poll_every = Duration::from_millis(100);
    let status = MailboxStatus::new(bench.settings.mailbox.clone());
    let (stop, stopped) = switch::channel(false);
    let mending = async {
        while bench.heard("<2097152.") == 0 {
            tokio::task::yield_now().await;
        }
        bench.heal();
    };
    let on_new = |_: PollReport| stop.send(true).unwrap();
    let watching = watch(
        bench.destination(),
        &bench.settings,
        None,
        &crate::now,
        on_new,
        &status,
        stopped,
    );
    tokio::join!(watching, mending);
    assert!(bench.only_original().await == letter_of(bytes));
    assert_eq!(
        bench.heard("BODY.PEEK[]<0."),
        1,
        "what was there was not fetched again"
    );
    assert_eq!(bench.unfinished(), 0);
}

#[tokio::test]
async fn a_literal_of_four_gigabytes_is_not_taken_and_the_next_message_is() {
    let bench = bench(2 * SLICE, &[Quirk::AnnouncesTooMuch]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.archived, report.not_retrievable), (0, 1));
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 1);
    assert_eq!(bench.unfinished(), 0, "nothing of it was kept");
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
}

#[tokio::test]
async fn a_message_for_a_reader_process_has_the_identity_that_it_has_by_every_other_way() {
    let raw = letter_of(5 * SLICE);
    let mut bench = bench(raw.len(), &[]).await;
    bench.readers = crate::readers();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    let sighted = intake::archive::SightedMail {
        place: store::SightingPlace::File {
            mailbox: bench.settings.mailbox.clone(),
            path: "copy.eml".to_owned(),
        },
        raw: raw.clone().into(),
        internal_date: None,
        listed_size: None,
        received_host: None,
        seen_at: crate::now(),
    };
    let archived = intake::archive::mail(&bench.store, sighted).await.unwrap();
    assert_eq!(archived.news, store::News::NewSighting);
    let arrival = bench
        .store
        .arrival(archived.arrival)
        .await
        .unwrap()
        .unwrap()
        .arrival;
    assert_eq!(arrival.subject, "letter 1");
    assert_eq!(arrival.bytes, raw.len() as u64);
}
