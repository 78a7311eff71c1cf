//! Digests for the clerks: once a working day, to each of them, and only when there is something to say.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::digest::{Digest, MailboxTrouble, NoticeDigest};
use domain::finding::FindingCode;
use domain::ids::MailboxName;
use domain::letter::LetterState;
use outbox::{DigestPlan, OutboxSettings, Transport, digest_in_words, send_digests, write_digest};
use store::{DigestRecord, FolderPass, ListedAs, Obstacle, SightingPlace, Skip, Store};
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{at, notice, settings};

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

#[test]
fn a_day_on_which_everything_waits_reads_well() {
    let trouble = |name: &str, unread_since: Option<&str>, kept_back, lost| MailboxTrouble {
        mailbox: MailboxName::parse(name).unwrap(),
        unread_since: unread_since.map(at),
        kept_back,
        lost,
    };
    let digest = Digest {
        at: at("2022-10-24T08:30:00+08:00"),
        since: at("2022-10-21T08:30:00+08:00"),
        arrived: 41,
        unjudged: 2,
        held: vec![
            (Some(FindingCode::UnknownSociety), 3),
            (Some(FindingCode::EncryptedFile), 2),
            (None, 1),
        ],
        correspondence: 4,
        follow: 5,
        notices: vec![NoticeDigest {
            notice: notice().id,
            outstanding: 18,
            incomplete: 6,
            next: Some(at("2022-10-25T00:00:00+08:00")),
            next_is_granted: false,
            ended: None,
        }],
        overdue_notices: 1,
        letters: vec![(LetterState::AwaitingApproval, 7), (LetterState::Returned, 1)],
        mailboxes: vec![
            trouble("kjstdw", Some("2022-10-24T06:10:00+08:00"), 0, 0),
            trouble("dwxcb", None, 2, 1),
        ],
    };
    let settings = settings(Transport::Folder("outbox".into()));
    let text = digest_in_words(&digest, &[notice()], &settings).unwrap();
    insta::assert_snapshot!(format!("主题：{}\n\n{}", text.subject, text.body));
    // Letters that ask for something back wait for a person, too.
    let letters_alone = Digest {
        held: Vec::new(),
        ..digest
    };
    let text = digest_in_words(&letters_alone, &[notice()], &settings).unwrap();
    let said = "除下列来信外，没有待人工核对的来件。";
    assert!(text.body.contains(said), "{}", text.body);
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

/// With a digest for each reader that waits.
async fn with_digests(sink: &Sink) -> (Office, OutboxSettings) {
    let office = Office::with_letters(1).await;
    let settings = settings(sink.transport());
    office.wait(3 * 24 * 60 + 16 * 60 + 25);
    assert!(write(&office, &settings).await);
    (office, settings)
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_tried_once_and_keeps_back_nobody() {
    let sink = Sink::start(&[]).await;
    sink.answer_for(
        "clerk@office.example",
        &[Answer::Recipient("550 5.1.1 user unknown"); 9],
    );
    let (office, settings) = with_digests(&sink).await;
    assert_eq!(
        send(&office, &settings).await,
        1,
        "the other reader gets it at once"
    );
    let tried = [
        "RCPT TO:<clerk@office.example>",
        "RCPT TO:<deputy@office.example>",
    ];
    assert_eq!(sink.recipients(), tried);
    office.wait(24 * 60);
    assert_eq!(send(&office, &settings).await, 0);
    assert_eq!(sink.recipients().len(), 2, "nobody is asked again");
    let states = |records: Vec<DigestRecord>| -> Vec<String> {
        records.into_iter().map(|record| record.state).collect()
    };
    assert_eq!(states(office.store.digests().await.unwrap()), ["failed", "sent"]);
    let told = office.store.digests_not_sent().await.unwrap();
    assert!(told[0].2.contains("user unknown"), "{told:?}");
}

#[tokio::test]
async fn greylisting_is_no_silence() {
    let sink = Sink::start(&[]).await;
    let grey = Answer::Recipient("451 greylisted");
    let script = [grey, grey, grey, Answer::TakeAndHangUp, grey];
    sink.answer_for("clerk@office.example", &script);
    let (office, settings) = with_digests(&sink).await;
    for _ in 0..6 {
        send(&office, &settings).await;
        office.wait(15);
    }
    let kept = office.store.digests().await.unwrap();
    assert!(kept.iter().all(|record| record.state == "sent"), "{kept:?}");
    let to_clerk: Vec<String> = sink
        .letters()
        .into_iter()
        .filter(|letter| letter.contains("To: clerk@office.example"))
        .collect();
    assert_eq!(to_clerk.len(), 2, "what nobody answered for goes out once more");
    assert_eq!(to_clerk[0], to_clerk[1], "the same to the byte");
}

#[tokio::test]
async fn a_server_that_never_answers_gets_a_digest_three_times() {
    let sink = Sink::start(&[]).await;
    sink.answer_for("clerk@office.example", &[Answer::TakeAndHangUp; 9]);
    let (office, settings) = with_digests(&sink).await;
    for _ in 0..9 {
        send(&office, &settings).await;
        office.wait(15);
    }
    let to_clerk = sink.letters();
    let to_clerk = to_clerk
        .iter()
        .filter(|letter| letter.contains("To: clerk@office.example"));
    assert_eq!(to_clerk.count(), 3);
}

/// A message that its server keeps back, asked for now.
async fn keep_back(office: &Office, uid: u32) {
    let place = SightingPlace::Imap {
        mailbox: MailboxName::parse("kjstdw").unwrap(),
        folder: "INBOX".to_owned(),
        uidvalidity: 1,
        uid,
    };
    let skip = Skip::NotRetrievable(Obstacle::Declined, ListedAs::default());
    office
        .store
        .skip_sighting(&place, skip, office.now())
        .await
        .unwrap();
}

/// A complete pass that lists these, now.
async fn list(office: &Office, uids: &[u32]) {
    let pass = FolderPass {
        mailbox: MailboxName::parse("kjstdw").unwrap(),
        folder: "INBOX".to_owned(),
        uidvalidity: 1,
        uids: uids.iter().copied().collect(),
        unlisted: 0,
        finished_at: office.now(),
    };
    office.store.note_folder_pass(&pass).await.unwrap();
}

#[tokio::test]
async fn a_message_that_cannot_be_had_is_told_as_long_as_that_is_so() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    // Friday, 8:05.
    office.wait(16 * 60);
    keep_back(&office, 7).await;
    keep_back(&office, 8).await;
    list(&office, &[7, 8]).await;
    assert!(write(&office, &settings).await);
    // Monday: one has left, one is kept back still.
    office.wait(2 * 24 * 60);
    keep_back(&office, 7).await;
    keep_back(&office, 8).await;
    office.wait(24 * 60);
    list(&office, &[8]).await;
    assert!(write(&office, &settings).await);
    // Tuesday: both have left, one of them over the weekend.
    office.wait(60);
    keep_back(&office, 8).await;
    office.wait(23 * 60);
    list(&office, &[]).await;
    assert!(write(&office, &settings).await);
    // Wednesday.
    office.wait(24 * 60);
    assert!(!write(&office, &settings).await, "all that can be said was said");
    let told = |record: &DigestRecord| -> Vec<String> {
        let lines = record.body.lines().skip_while(|line| !line.starts_with("四、"));
        lines
            .skip(1)
            .take_while(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let digests = office.store.digests().await.unwrap();
    let first_of_day: Vec<Vec<String>> = digests.iter().step_by(2).map(told).collect();
    let kept = |count: u32| {
        format!(
            "邮箱 kjstdw 有{count}封邮件在服务器上而未能取回，系统会继续重试；请登录邮箱网页版查看，明细见工作台“邮箱对账”。"
        )
    };
    let lost = "邮箱 kjstdw 有1封邮件未及取回即已不在服务器上，请在邮箱的“已删除”等文件夹中查找，必要时请来信单位重新发送；明细见工作台“邮箱对账”。";
    assert_eq!(
        first_of_day,
        [
            vec![kept(2)],
            vec![kept(1), lost.to_owned()],
            vec![lost.to_owned()]
        ]
    );
}
