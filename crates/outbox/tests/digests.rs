//! Digests for the clerks: once a working day, to each of them, and only when there is something to say.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use outbox::{DigestPlan, OutboxSettings, send_digests, write_digest};
use store::Store;
use support::office::Office;
use support::settings;

fn plan() -> DigestPlan {
    DigestPlan {
        readers: vec!["clerk@office.example".into(), "deputy@office.example".into()],
        hour: 8,
    }
}

async fn write(office: &Office, settings: &OutboxSettings) -> bool {
    write_digest(&office.store, &plan(), settings, "office.example", office.now())
        .await
        .unwrap()
}

async fn send(office: &Office, settings: &OutboxSettings) -> u32 {
    let now = office.now();
    send_digests(&office.store, settings, &move || now).await.unwrap()
}

#[tokio::test]
async fn each_clerk_gets_one_in_the_morning() {
    let office = Office::with_letters(1).await;
    let settings = settings(office.outbox());
    // From Thursday 16:05 to Monday 07:59, the day of the deadline.
    office.wait(3 * 24 * 60 + 15 * 60 + 54);
    assert!(!write(&office, &settings).await, "too early");
    office.wait(31);
    assert!(write(&office, &settings).await);
    assert!(!write(&office, &settings).await, "once a day");
    office
        .store
        .pause_outbox(Some((office.now(), "clerk")))
        .await
        .unwrap();
    assert_eq!(send(&office, &settings).await, 0, "the outbox is stopped");
    office.store.pause_outbox(None).await.unwrap();
    assert_eq!(send(&office, &settings).await, 2);
    assert_eq!(send(&office, &settings).await, 0);
    let files = office.files();
    assert_eq!(files.len(), 2);
    let kept = office.store.digests().await.unwrap();
    for record in &kept {
        let sent = office
            .store
            .original(record.sent_original.as_ref().unwrap())
            .await
            .unwrap();
        let held = files
            .iter()
            .any(|name| std::fs::read(office.folder.path().join("outbox").join(name)).unwrap() == sent);
        assert!(held, "the bytes that were sent are kept: {record:?}");
    }
    assert_eq!(kept.len(), 2);
    let report = office.store.verify().await.unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let mail = mail::parse(&std::fs::read(office.folder.path().join("outbox").join(&files[0])).unwrap());
    insta::assert_snapshot!(format!("主题：{}\n\n{}", mail.subject, mail.text.unwrap().text));
}

#[tokio::test]
async fn of_several_processes_one_writes_it() {
    let office = Office::with_letters(1).await;
    let settings = settings(office.outbox());
    office.wait(3 * 24 * 60 + 16 * 60 + 25);
    let mut others = Vec::new();
    for _ in 0..4 {
        let database = format!("sqlite:{}", office.folder.path().join("zhengji.db").display());
        let originals = format!("file:{}", office.folder.path().join("originals").display());
        others.push(Store::open(&database, &originals).await.unwrap());
    }
    let (plan, now) = (plan(), office.now());
    let clock = move || now;
    let work = others.iter().map(|store| async {
        let written = write_digest(store, &plan, &settings, "office.example", now);
        let written = written.await.unwrap();
        (written, send_digests(store, &settings, &clock).await.unwrap())
    });
    let done = futures_util::future::join_all(work).await;
    assert_eq!(done.iter().filter(|(written, _)| *written).count(), 1, "{done:?}");
    assert_eq!(done.iter().map(|(_, sent)| sent).sum::<u32>(), 2, "{done:?}");
    assert_eq!(office.files().len(), 2);
}

#[tokio::test]
async fn nobody_gets_one_that_says_nothing_or_on_a_day_off() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    assert!(!write(&office, &settings).await, "nothing to say on Thursday");
    assert_eq!(send(&office, &settings).await, 0);
    let told = office.store.last_digest().await.unwrap().unwrap();
    assert_eq!(told.0.to_string(), "2022-10-20", "the day is done with");
    office.wait(2 * 24 * 60);
    assert!(!write(&office, &settings).await, "Saturday");
    assert_eq!(office.store.last_digest().await.unwrap().unwrap(), told);
}
