//! Whose turn it is, and from when on mail counts.

use chrono::{NaiveDate, TimeDelta};
use intake_imap::{Destination, ImapError, MailboxStatus, poll_once, watch};
use store::LeaseHolder;
use tests::dovecot::Dovecot;
use tokio::sync::watch as switch;

use crate::scripted::{self, Quirk};
use crate::{letter, no_readers, now, open_store, settings};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

#[tokio::test]
async fn while_another_process_reads_nobody_logs_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(folder.path()).await;
    let readers = no_readers();
    let destination = Destination {
        store: &store,
        readers: &readers,
    };
    let (port, script) = scripted::start([(11, letter(11, "a"))].into(), &[]).await;
    let settings = settings("kjstdw", port);
    let other = LeaseHolder::random();
    let lease = store
        .take_mailbox(&settings.mailbox, &other, now(), MINUTE)
        .await
        .unwrap()
        .unwrap();
    let error = poll_once(destination, &settings, None, &now).await.unwrap_err();
    assert!(matches!(error, ImapError::ReadElsewhere), "{error:?}");
    assert_eq!(script.lock().unwrap().heard, [""; 0], "QQ counts logins");
    store.release_mailbox(&lease).await.unwrap();
    assert_eq!(
        poll_once(destination, &settings, None, &now)
            .await
            .unwrap()
            .archived,
        1
    );
    let again = store.take_mailbox(&settings.mailbox, &other, now(), MINUTE).await;
    assert!(again.unwrap().is_some(), "a pass gives the mailbox up at its end");
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_reached_is_left_to_others_and_one_that_refuses_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(folder.path()).await;
    let readers = no_readers();
    let destination = Destination {
        store: &store,
        readers: &readers,
    };
    let (port, _) = scripted::start([].into(), &[Quirk::AlwaysUnsafe]).await;
    for (name, port, left) in [("nobody", 1, true), ("unsafe", port, false)] {
        let settings = settings(name, port);
        let status = MailboxStatus::new(settings.mailbox.clone());
        let (_stop, stopped) = switch::channel(false);
        let other = LeaseHolder::random();
        let told = async {
            loop {
                let health = store.mailbox_health().await.unwrap();
                let ours = health.iter().find(|health| health.mailbox == settings.mailbox);
                if ours.is_some_and(|health| health.failure.is_some() && health.held != left) {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = watch(destination, &settings, None, &now, |_| {}, &status, stopped) => {}
            () = told => {}
        }
        let taken = store.take_mailbox(&settings.mailbox, &other, now(), MINUTE).await;
        assert_eq!(taken.unwrap().is_some(), left, "{name}");
    }
}

/// A notice that the mailbox serves.
fn notice(issued_on: &str) -> String {
    let sample = tests::zhengji::repository().join("config/notices/cast-2022-41.toml");
    let text = std::fs::read_to_string(sample).unwrap();
    let issued = text
        .lines()
        .find(|line| line.starts_with("issued_on"))
        .unwrap()
        .to_owned();
    text.replace(&issued, &format!("issued_on = {issued_on}"))
}

#[tokio::test]
async fn a_notice_imported_later_brings_in_what_came_before_the_others() {
    let (dovecot, folder) = (Dovecot::start(&["kjstdw"]).unwrap(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    let readers = no_readers();
    let destination = Destination {
        store: &store,
        readers: &readers,
    };
    let settings = settings("kjstdw", dovecot.plain());
    for (number, day) in [(1, "2022-09-01"), (2, "2022-10-05"), (3, "2022-10-20")] {
        let date = day
            .parse::<NaiveDate>()
            .unwrap()
            .and_hms_opt(4, 0, 0)
            .unwrap()
            .and_utc();
        let name = number.to_string();
        dovecot
            .deliver("kjstdw", "", &name, &letter(number, "a"), date)
            .unwrap();
    }
    let import = async |day| store.import_notice(&notice(day), now()).await.unwrap();
    let poll = async || poll_once(destination, &settings, None, &now).await.unwrap();
    import("2022-10-10").await;
    let first = poll().await;
    assert_eq!((first.archived, first.before_start), (1, 2));
    import("2022-10-01").await;
    let second = poll().await;
    assert_eq!(
        (second.already_known, second.archived, second.before_start),
        (2, 1, 0)
    );
    let counts = store.mailbox_counts().await.unwrap().remove(0);
    let server = counts.on_server.unwrap();
    assert_eq!((server.listed, server.archived, server.before_start), (3, 2, 1));
}
