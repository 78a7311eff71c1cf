//! A message that takes longer to read than a lease lasts.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::MailboxName;
use intake::archive::{SightedMail, mail};
use intake::process::{Clock, Judge, JudgeSettings};
use intake::reader::{ReaderPool, ReaderSettings};
use intake::reception::Reception;
use store::{LetterMode, LetterModes, SightingPlace, Store};
use support::at;
use tokio::sync::Notify;

const NO_LETTERS: LetterModes = LetterModes {
    receipt: LetterMode::Off,
    correction_request: LetterMode::Off,
    acknowledgement: LetterMode::Off,
    under_review: LetterMode::Off,
    reminder: LetterMode::Off,
    overdue: LetterMode::Off,
    extension: LetterMode::Off,
    invitation: LetterMode::Off,
};
const LEASE: TimeDelta = TimeDelta::milliseconds(60);
/// For what should happen at once; a test that waits for longer has failed.
const EVER: Duration = Duration::from_mins(1);

async fn open(folder: &Path) -> Store {
    let database = format!("sqlite:{}", folder.join("zhengji.db").display());
    let originals = format!("file:{}", folder.join("originals").display());
    let store = Store::open(&database, &originals).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// Reader processes that take a request and never answer.
fn endless_readers() -> Arc<ReaderPool> {
    Arc::new(ReaderPool::new(ReaderSettings {
        program: "/bin/sleep".into(),
        arguments: vec!["3600".to_owned()],
        processes: 1,
        time: Duration::from_hours(1),
        originals_per_child: 1,
    }))
}

/// A clock that is put forward by hand, and tells when it was looked at.
#[derive(Default)]
struct HandClock {
    hours: AtomicI64,
    looked_at: Notify,
}

impl HandClock {
    fn now(&self) -> DateTime<Utc> {
        self.looked_at.notify_one();
        at("2022-10-25T10:00:00+08:00") + TimeDelta::hours(self.hours.load(Ordering::SeqCst))
    }

    /// Until it was looked at anew, and what was done with that time is done.
    async fn used(&self) {
        for _ in 0..3 {
            let looked_at = tokio::time::timeout(EVER, self.looked_at.notified());
            looked_at.await.expect("nobody renews the lease");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_still_being_read_is_given_to_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let sighted = SightedMail {
        place: SightingPlace::File {
            mailbox: MailboxName::parse("kjstdw").unwrap(),
            path: "1.eml".to_owned(),
        },
        raw: Arc::from(*b"Subject: s\nMessage-ID: <1@a.example>\n\ntext\n"),
        internal_date: None,
        listed_size: None,
        received_host: None,
        seen_at: at("2022-10-24T10:00:00+08:00"),
    };
    mail(&store, sighted).await.unwrap();
    let settings = JudgeSettings {
        letter_modes: NO_LETTERS,
        letter_domain: "office.example".to_owned(),
        workers: 1,
        max_attempts: 5,
        lease: LEASE,
        reception: Reception::default(),
    };
    let hand = Arc::new(HandClock::default());
    let clock: Clock = Arc::new({
        let hand = Arc::clone(&hand);
        move || hand.now()
    });
    let judge = Judge::new(store.clone(), endless_readers(), settings);
    let judging = tokio::spawn(async move { judge.process_pending(&clock).await });
    hand.used().await;
    for hours in 1..4 {
        hand.hours.store(hours, Ordering::SeqCst);
        hand.used().await;
        let others = store.claim(hand.now(), LEASE, 5, 48).await.unwrap();
        assert_eq!(others, [], "the first is still reading");
    }
    judging.abort();
}
