//! Against a server that misbehaves as real ones have been seen to.

use std::collections::BTreeMap;

use intake_imap::{Declined, ImapError, PollReport, poll_once};
use store::Store;
use tempfile::TempDir;

use crate::scripted::{self, Quirk, Shared};
use crate::{letter, now, open_store, settings};

struct Bench {
    store: Store,
    port: u16,
    script: Shared,
    _folder: TempDir,
}

impl Bench {
    /// A server with messages 11, 12 and 13.
    async fn new(quirks: &[Quirk]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let messages: BTreeMap<u32, Vec<u8>> = (11..=13).map(|uid| (uid, letter(uid, "a"))).collect();
        let (port, script) = scripted::start(messages, quirks).await;
        Self {
            store: open_store(folder.path()).await,
            port,
            script,
            _folder: folder,
        }
    }

    async fn poll(&self) -> Result<PollReport, ImapError> {
        poll_once(&self.store, &settings("kjstdw", self.port), None, &now).await
    }

    fn heal(&self) {
        self.script.lock().unwrap().quirks.clear();
    }

    async fn arrivals(&self) -> usize {
        self.store.arrival_ids().await.unwrap().len()
    }

    fn logins(&self) -> usize {
        self.script
            .lock()
            .unwrap()
            .heard
            .iter()
            .filter(|line| line.contains(" LOGIN "))
            .count()
    }
}

#[tokio::test]
async fn netease_is_told_who_we_are_before_a_folder_is_opened() {
    let bench = Bench::new(&[Quirk::NeedsId]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.on_server, report.archived), (3, 3));
    let heard = bench.script.lock().unwrap().heard.join("\n");
    for word in [
        " SELECT ",
        " STORE ",
        " SEARCH ",
        " EXPUNGE",
        " MOVE ",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "STATUS",
    ] {
        assert!(!heard.contains(word), "{word} was sent");
    }
    assert!(!heard.contains("BODY["), "a message was fetched without PEEK");
}

#[tokio::test]
async fn an_unsafe_login_is_not_taken_for_a_wrong_password() {
    let bench = Bench::new(&[Quirk::AlwaysUnsafe]).await;
    let error = bench.poll().await.unwrap_err();
    assert!(matches!(error, ImapError::UnsafeLogin), "{error:?}");
    assert_eq!(bench.logins(), 1);
}

#[tokio::test]
async fn a_server_without_id_is_read_all_the_same() {
    let bench = Bench::new(&[Quirk::NoId]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
}

#[tokio::test]
async fn a_connection_cut_within_a_message_costs_only_that_message() {
    for quirk in [Quirk::CutsMessage(12), Quirk::CutsBeforeOk(12)] {
        let bench = Bench::new(&[quirk]).await;
        let report = bench.poll().await.unwrap();
        assert_eq!((report.archived, report.not_retrievable), (2, 1), "{quirk:?}");
        assert_eq!(bench.arrivals().await, 2);
        bench.heal();
        let report = bench.poll().await.unwrap();
        assert_eq!(
            (report.already_known, report.archived, report.not_retrievable),
            (2, 1, 0),
            "{quirk:?}"
        );
        assert_eq!(bench.arrivals().await, 3);
    }
}

#[tokio::test]
async fn ok_without_data_is_listed_as_not_retrievable_and_tried_again() {
    let bench = Bench::new(&[Quirk::HandsOutNothing(11)]).await;
    for archived in [2, 0] {
        let report = bench.poll().await.unwrap();
        assert_eq!((report.archived, report.not_retrievable), (archived, 1));
    }
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 1);
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 0);
}

#[tokio::test]
async fn a_refused_listing_is_a_loud_failure_and_not_an_empty_folder() {
    let bench = Bench::new(&[Quirk::CannotList]).await;
    let error = bench.poll().await.unwrap_err();
    assert!(
        matches!(
            error,
            ImapError::Declined {
                how: Declined::Bad,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_connection_that_ends_during_examine_or_listing_is_not_an_empty_folder() {
    for quirk in [Quirk::CutsExamine, Quirk::CutsListing] {
        let bench = Bench::new(&[quirk]).await;
        let error = bench.poll().await.unwrap_err();
        assert!(matches!(error, ImapError::Lost { .. }), "{error:?}");
        assert_eq!(bench.arrivals().await, 0);
    }
}

#[tokio::test]
async fn a_date_that_the_parser_panics_on_does_not_stop_the_mailbox() {
    let bench = Bench::new(&[Quirk::NoDates]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
}

#[tokio::test]
async fn a_message_that_the_listing_leaves_out_is_asked_for() {
    let bench = Bench::new(&[Quirk::Omits(2)]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.on_server, report.archived, report.unlisted), (3, 3, 0));
}

#[tokio::test]
async fn a_uidvalidity_beyond_32_bits_is_kept() {
    let bench = Bench::new(&[Quirk::LargeUidvalidity]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    let mailbox = settings("kjstdw", 0).mailbox;
    let known = bench
        .store
        .known_uids(&mailbox, "INBOX", 1_666_390_893_380)
        .await
        .unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [11, 12, 13]);
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 3, "another numbering");
    assert_eq!(bench.arrivals().await, 3);
}

#[tokio::test]
async fn a_large_folder_is_listed_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(folder.path()).await;
    let messages = (1..=2050).map(|uid| (uid * 3, letter(uid, "a"))).collect();
    let (port, script) = scripted::start(messages, &[]).await;
    let tomorrow = chrono::NaiveDate::from_ymd_opt(2022, 10, 25);
    let report = poll_once(&store, &settings("kjstdw", port), tomorrow, &now)
        .await
        .unwrap();
    assert_eq!(
        (report.on_server, report.before_start, report.unlisted),
        (2050, 2050, 0)
    );
    let heard = script.lock().unwrap().heard.clone();
    assert_eq!(heard.iter().filter(|line| line.contains(" FETCH ")).count(), 3);
}
