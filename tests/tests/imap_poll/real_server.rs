//! Against Dovecot.

use chrono::NaiveDate;
use intake::reader::ReaderPool;
use intake_imap::{Destination, ImapError, MailboxSettings, Password, PollReport, Tls, Unwatched, poll_once};
use store::Store;

use tests::dovecot::Dovecot;

use crate::{letter, no_readers, now, open_store, settings};

const VIRUS_FOLDER: &str = "&dcVr0mWHTvZZOQ-";
const OFFICES: [&str; 3] = ["office1", "office2", "office3"];

fn over_tls(dovecot: &Dovecot, mailbox: &str) -> MailboxSettings {
    let mut settings = settings(mailbox, dovecot.tls());
    "localhost".clone_into(&mut settings.host);
    settings.tls = Tls::Implicit;
    settings.ca_file = Some(dovecot.authority());
    settings
}

fn to<'a>(store: &'a Store, readers: &'a ReaderPool) -> Destination<'a> {
    Destination { store, readers }
}

async fn poll(store: &Store, settings: &MailboxSettings) -> PollReport {
    poll_once(to(store, &no_readers()), settings, None, &now)
        .await
        .unwrap()
}

/// Seven letters to three mailboxes, one of them to two; and one that the office sent itself.
fn fill(dovecot: &Dovecot) {
    let put = |user: &str, folder: &str, number: u32, route: &str| {
        dovecot
            .deliver(
                user,
                folder,
                &format!("{number}.{route}"),
                &letter(number, route),
                now(),
            )
            .unwrap();
    };
    put("office1", "", 1, "a");
    put("office1", "", 2, "a");
    put("office1", VIRUS_FOLDER, 3, "a");
    put("office1", "Junk", 4, "a");
    put("office1", "Sent", 99, "a");
    put("office2", "", 1, "b");
    put("office2", "", 5, "b");
    put("office3", "", 6, "c");
}

#[tokio::test]
async fn every_message_is_one_arrival_over_three_mailboxes_two_passes_and_a_renumbering() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    fill(&dovecot);
    let before: Vec<_> = OFFICES
        .iter()
        .map(|office| dovecot.message_files(office).unwrap())
        .collect();

    for (office, expected) in OFFICES.iter().zip([4, 2, 1]) {
        let report = poll(&store, &over_tls(&dovecot, office)).await;
        assert_eq!(
            (report.on_server, report.archived, report.unlisted),
            (expected, expected, 0),
            "{office}"
        );
    }
    assert_eq!(store.arrival_ids().await.unwrap().len(), 6);

    for (office, expected) in OFFICES.iter().zip([4, 2, 1]) {
        let report = poll(&store, &over_tls(&dovecot, office)).await;
        assert_eq!((report.already_known, report.archived), (expected, 0), "{office}");
    }

    for (office, expected) in OFFICES.iter().zip([4, 2, 1]) {
        dovecot.renumber(office, 1_700_000_001).unwrap();
        let report = poll(&store, &over_tls(&dovecot, office)).await;
        assert_eq!(
            (report.already_known, report.archived),
            (0, expected),
            "{office} was renumbered"
        );
    }
    assert_eq!(store.arrival_ids().await.unwrap().len(), 6);

    let after: Vec<_> = OFFICES
        .iter()
        .map(|office| dovecot.message_files(office).unwrap())
        .collect();
    assert_eq!(after, before, "neither a flag nor a place has changed");
}

#[tokio::test]
async fn the_virus_folder_and_junk_are_read_and_the_sent_folder_is_not() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    fill(&dovecot);
    let report = poll(&store, &over_tls(&dovecot, "office1")).await;
    assert_eq!(report.folders, 3);
    let counts = store.mailbox_counts().await.unwrap();
    let folders: Vec<_> = counts.iter().map(|counts| counts.folder.as_str()).collect();
    assert_eq!(folders, [VIRUS_FOLDER, "INBOX", "Junk"]);
}

#[tokio::test]
async fn what_came_before_the_first_day_is_noted_and_not_fetched() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    dovecot
        .deliver(
            "office1",
            "",
            "old",
            &letter(1, "a"),
            at("2022-10-09T23:59:59+08:00"),
        )
        .unwrap();
    dovecot
        .deliver(
            "office1",
            "",
            "new",
            &letter(2, "a"),
            at("2022-10-10T00:00:00+08:00"),
        )
        .unwrap();
    let since = NaiveDate::from_ymd_opt(2022, 10, 10);
    let settings = settings("office1", dovecot.plain());
    let report = poll_once(to(&store, &no_readers()), &settings, since, &now)
        .await
        .unwrap();
    assert_eq!((report.archived, report.before_start), (1, 1));
    let report = poll_once(to(&store, &no_readers()), &settings, since, &now)
        .await
        .unwrap();
    assert_eq!((report.already_known, report.before_start), (2, 0));
    let counts = store.mailbox_counts().await.unwrap();
    assert_eq!((counts[0].before_start, counts[0].tally.arrivals), (1, 1));
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_nothing_else() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    let mut wrong = settings("office1", dovecot.plain());
    wrong.password = Password::new("wrong");
    let error = poll_once(to(&store, &no_readers()), &wrong, None, &now)
        .await
        .unwrap_err();
    assert!(matches!(error, ImapError::Refused), "{error:?}");
}

#[tokio::test]
async fn starttls_protects_before_the_password_is_sent() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    fill(&dovecot);
    let mut settings = over_tls(&dovecot, "office3");
    settings.port = dovecot.plain();
    settings.tls = Tls::StartTls;
    assert_eq!(poll(&store, &settings).await.archived, 1);
}

#[tokio::test]
async fn an_unknown_authority_and_an_unreachable_server_are_told_apart() {
    let (dovecot, folder) = (Dovecot::start(&OFFICES).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    let mut settings = over_tls(&dovecot, "office1");
    settings.ca_file = None;
    let error = poll_once(to(&store, &no_readers()), &settings, None, &now)
        .await
        .unwrap_err();
    assert!(matches!(error, ImapError::Tls(_)), "{error:?}");
    settings.ca_file = Some(folder.path().join("no-such-file.pem"));
    let error = poll_once(to(&store, &no_readers()), &settings, None, &now)
        .await
        .unwrap_err();
    assert!(matches!(error, ImapError::CaFile { .. }), "{error:?}");
    let port = dovecot.plain();
    drop(dovecot);
    let error = poll_once(
        to(&store, &no_readers()),
        &crate::settings("office1", port),
        None,
        &now,
    )
    .await
    .unwrap_err();
    assert!(matches!(error, ImapError::Connect(_)), "{error:?}");
}

#[tokio::test]
async fn a_check_tells_what_the_mailbox_holds_without_storing_anything() {
    let dovecot = Dovecot::start(&OFFICES).unwrap();
    fill(&dovecot);
    let check = intake_imap::check(&over_tls(&dovecot, "office1")).await.unwrap();
    assert!(check.announces);
    assert!(check.server.is_some_and(|name| name.contains("Dovecot")));
    let folders: Vec<_> = check
        .folders
        .iter()
        .map(|folder| (folder.shown.as_str(), folder.unwatched, folder.messages))
        .collect();
    assert_eq!(
        folders,
        [
            ("INBOX", None, 2),
            ("病毒文件夹", None, 1),
            ("Junk", None, 1),
            ("Sent", Some(Unwatched::Own), 0)
        ]
    );
    assert_eq!(check.folders[0].oldest, Some(now()));
}
