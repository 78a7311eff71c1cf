//! The long-lived watcher.

use intake_imap::{FailureKind, MailboxStatus, Password, watch};
use tokio::sync::{mpsc, watch as switch};

use crate::dovecot::Dovecot;
use crate::{letter, now, open_store, settings};

#[tokio::test]
async fn idle_brings_a_new_message_long_before_the_next_full_listing() {
    let (dovecot, folder) = (Dovecot::start(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    dovecot.deliver("office1", "", "1", &letter(1, "a"), now());
    let settings = settings("office1", dovecot.plain);
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
    dovecot.deliver("office1", "", "2", &letter(2, "a"), now());
    let second = told.recv().await.unwrap();
    assert_eq!((second.already_known, second.archived), (1, 1));
    assert_eq!(status.failure(), None);
    stop.send(true).unwrap();
    watching.await.unwrap();
    assert_eq!(status.last_ok(), Some(now()));
}

#[tokio::test]
async fn a_refused_password_shows_in_the_status_and_is_not_tried_again_at_once() {
    let (dovecot, folder) = (Dovecot::start(), tempfile::tempdir().unwrap());
    let store = open_store(folder.path()).await;
    let mut settings = settings("office1", dovecot.plain);
    settings.password = Password::new("wrong");
    let status = MailboxStatus::new(settings.mailbox.clone());
    let (stop, stopped) = switch::channel(false);
    let failed = async {
        while status.failure().is_none() {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
    };
    tokio::join!(watch(&store, &settings, None, &now, |_| {}, &status, stopped), failed);
    assert_eq!(status.failure().unwrap().kind, FailureKind::Refused);
    let trouble = status.trouble(now() + chrono::TimeDelta::minutes(12)).unwrap();
    assert_eq!(trouble, "mailbox office1: not connected for 12 min: authorization code refused");
}
