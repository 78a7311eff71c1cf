//! The long-lived watcher.

use std::time::Duration;

use intake_imap::{Destination, FailureKind, MailboxStatus, Password, PollReport, watch};
use tokio::sync::{mpsc, watch as switch};

use tests::dovecot::Dovecot;

use crate::bench::Bench;
use crate::scripted::Quirk;
use crate::{letter, no_readers, now, open_store, settings};

#[tokio::test]
async fn a_new_message_is_noticed_long_before_the_next_full_listing() {
    let (dovecot, folder) = (
        Dovecot::start(&["office1"]).unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let store = open_store(folder.path()).await;
    dovecot
        .deliver("office1", "", "1", &letter(1, "a"), now())
        .unwrap();
    let settings = settings("office1", dovecot.plain());
    let status = std::sync::Arc::new(MailboxStatus::new(settings.mailbox.clone()));
    let (stop, stopped) = switch::channel(false);
    let (tell, mut told) = mpsc::unbounded_channel();
    let watching = tokio::spawn({
        let (store, status) = (store.clone(), status.clone());
        async move {
            let on_new = move |report| tell.send(report).unwrap();
            let readers = no_readers();
            let destination = Destination {
                store: &store,
                readers: &readers,
            };
            watch(destination, &settings, None, &now, on_new, &status, stopped).await;
        }
    });
    assert_eq!(told.recv().await.unwrap().archived, 1);
    dovecot
        .deliver("office1", "", "2", &letter(2, "a"), now())
        .unwrap();
    let second = told.recv().await.unwrap();
    assert_eq!((second.already_known, second.archived), (1, 1));
    assert_eq!(status.failure(), None);
    stop.send(true).unwrap();
    watching.await.unwrap();
    assert_eq!(status.last_ok(), Some(now()));
}

#[tokio::test]
async fn the_alarm_sounds_for_a_server_that_cannot_be_reached() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(folder.path()).await;
    let mut settings = settings("kjstdw", 1);
    settings.alarm_after = Duration::ZERO;
    let status = MailboxStatus::new(settings.mailbox.clone());
    let (_stop, stopped) = switch::channel(false);
    let readers = no_readers();
    let destination = Destination {
        store: &store,
        readers: &readers,
    };
    let alarmed = async {
        while !status.is_alarmed() {
            tokio::task::yield_now().await;
        }
    };
    let sounded = tokio::time::timeout(Duration::from_secs(20), async {
        tokio::select! {
            () = watch(destination, &settings, None, &now, |_| {}, &status, stopped) => {}
            () = alarmed => {}
        }
    });
    sounded.await.expect("the alarm is due at once");
    assert_eq!(status.failure().unwrap().kind, FailureKind::Unreachable);
}

/// Watches until message 99 has been read.
async fn watch_for_99(bench: &Bench) -> MailboxStatus {
    let status = MailboxStatus::new(bench.settings.mailbox.clone());
    let (stop, stopped) = switch::channel(false);
    let on_new = |report: PollReport| {
        if report.on_server == 4 {
            stop.send(true).unwrap();
        }
    };
    watch(
        bench.destination(),
        &bench.settings,
        None,
        &now,
        on_new,
        &status,
        stopped,
    )
    .await;
    assert_eq!(bench.arrivals().await, 4);
    status
}

#[tokio::test]
async fn a_message_announced_during_idle_is_fetched_at_once() {
    let bench = Bench::new(&[Quirk::Announces]).await;
    watch_for_99(&bench).await;
    assert_eq!(
        (bench.heard("LOGIN"), bench.heard("IDLE"), bench.heard("DONE")),
        (1, 1, 1),
        "one connection, one IDLE, ended by DONE"
    );
    let described = bench.script(|script| {
        let mut lines = script.heard.iter().filter(|line| line.contains("INTERNALDATE"));
        lines.next_back().cloned().unwrap()
    });
    assert!(
        described.contains("UID FETCH 99 "),
        "later passes ask for what is new only: {described}"
    );
}

#[tokio::test]
async fn a_message_that_comes_between_the_pass_and_idle_is_noticed_without_being_announced() {
    let bench = Bench::new(&[Quirk::ArrivesUnannounced]).await;
    watch_for_99(&bench).await;
    assert_eq!((bench.heard("LOGIN"), bench.heard(" IDLE")), (1, 0));
}

#[tokio::test]
async fn a_server_without_idle_is_looked_into_by_the_clock_on_one_connection() {
    let mut bench = Bench::new(&[]).await;
    bench.settings.poll_every = Duration::from_millis(100);
    let adding = async {
        while bench.arrivals().await < 3 {
            tokio::task::yield_now().await;
        }
        bench.script(|script| script.messages.insert(99, letter(99, "a")));
    };
    tokio::join!(watch_for_99(&bench), adding);
    assert_eq!((bench.heard("LOGIN"), bench.heard(" IDLE")), (1, 0));
}

#[tokio::test]
async fn a_bye_during_idle_is_followed_by_a_new_connection() {
    let bench = Bench::new(&[Quirk::IdleBye]).await;
    let mut bench = bench;
    bench.settings.poll_every = Duration::from_millis(1500);
    let status = watch_for_99(&bench).await;
    assert_eq!(bench.heard("LOGIN"), 2);
    assert_eq!(status.failure(), None);
}

#[tokio::test]
async fn a_connection_that_is_dead_without_saying_so_is_given_up_after_idle() {
    let mut bench = Bench::new(&[Quirk::IdleSilent]).await;
    bench.settings.poll_every = Duration::from_millis(1500);
    bench.settings.timeouts.command = Duration::from_millis(300);
    watch_for_99(&bench).await;
    assert_eq!(bench.heard("LOGIN"), 2);
}

#[tokio::test]
async fn a_refused_password_shows_in_the_status_and_is_not_tried_again_at_once() {
    let (dovecot, folder) = (
        Dovecot::start(&["office1"]).unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let store = open_store(folder.path()).await;
    let mut settings = settings("office1", dovecot.plain());
    settings.password = Password::new("wrong");
    let status = MailboxStatus::new(settings.mailbox.clone());
    let (stop, stopped) = switch::channel(false);
    let failed = async {
        while status.failure().is_none() {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
    };
    let readers = no_readers();
    let destination = Destination {
        store: &store,
        readers: &readers,
    };
    tokio::join!(
        watch(destination, &settings, None, &now, |_| {}, &status, stopped),
        failed
    );
    assert_eq!(status.failure().unwrap().kind, FailureKind::Refused);
    let trouble = status.trouble(now() + chrono::TimeDelta::minutes(12)).unwrap();
    assert_eq!(
        trouble,
        "mailbox office1: not connected for 12 min: authorization code refused"
    );
}
