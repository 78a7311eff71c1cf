//! The long-lived watcher.

use intake_imap::{FailureKind, MailboxStatus, Password, PollReport, watch};
use tokio::sync::{mpsc, watch as switch};

use tests::dovecot::Dovecot;

use crate::scripted::{self, Quirk};
use crate::{letter, now, open_store, settings};

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
            watch(&store, &settings, None, &now, on_new, &status, stopped).await;
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
async fn a_message_announced_during_idle_is_fetched_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(folder.path()).await;
    let messages = (11..=13).map(|uid| (uid, letter(uid, "a"))).collect();
    let (port, script) = scripted::start(messages, &[Quirk::Announces]).await;
    let settings = settings("kjstdw", port);
    let status = MailboxStatus::new(settings.mailbox.clone());
    let (stop, stopped) = switch::channel(false);
    let on_new = |report: PollReport| {
        if report.already_known == 3 {
            stop.send(true).unwrap();
        }
    };
    watch(&store, &settings, None, &now, on_new, &status, stopped).await;
    assert_eq!(store.arrival_ids().await.unwrap().len(), 4);
    let heard = script.lock().unwrap().heard.clone();
    let count = |word: &str| heard.iter().filter(|line| line.contains(word)).count();
    assert_eq!(
        (count("LOGIN"), count("IDLE"), count("DONE")),
        (1, 1, 1),
        "one connection, one IDLE, ended by DONE"
    );
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
    tokio::join!(
        watch(&store, &settings, None, &now, |_| {}, &status, stopped),
        failed
    );
    assert_eq!(status.failure().unwrap().kind, FailureKind::Refused);
    let trouble = status.trouble(now() + chrono::TimeDelta::minutes(12)).unwrap();
    assert_eq!(
        trouble,
        "mailbox office1: not connected for 12 min: authorization code refused"
    );
}
