//! Rounds against a folder and against a mail server that misbehaves.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::time::Duration;

use domain::letter::{Letter, LetterState};
use outbox::{Delivered, OutboxError, SmtpServer, SmtpTls, Stage, Transport, run};
use support::office::Office;
use support::sink::{Answer, Protection, Sink};
use support::{letter, now, settings};
use tokio::sync::watch;

fn done(sent: u32, failed: u32, retried: u32) -> Delivered {
    Delivered {
        sent,
        failed,
        retried,
        cancelled: 0,
    }
}

fn trouble(result: Result<Delivered, OutboxError>) -> (Delivered, Stage) {
    match result {
        Err(OutboxError::Interrupted { so_far, source }) => (so_far, source.stage),
        other => panic!("{other:?}"),
    }
}

fn message_ids(sink: &Sink) -> Vec<String> {
    let letters = sink.letters();
    letters
        .iter()
        .map(|letter| mail::parse(letter.as_bytes()).message_id.unwrap())
        .collect()
}

#[tokio::test]
async fn a_folder_gets_one_file_for_each_letter() {
    let office = Office::with_letters(2).await;
    assert_eq!(office.deliver(office.outbox()).await.unwrap(), done(2, 0, 0));
    assert_eq!(
        office.files(),
        ["1-first_verdict-receipt.eml", "2-first_verdict-receipt.eml"]
    );
    assert_eq!(office.deliver(office.outbox()).await.unwrap(), done(0, 0, 0));
    assert_eq!(office.letters(LetterState::Sent).await.len(), 2);
}

#[tokio::test]
async fn what_was_sent_is_archived() {
    let office = Office::with_letters(1).await;
    office.deliver(office.outbox()).await.unwrap();
    let file = office.folder.path().join("outbox/1-first_verdict-receipt.eml");
    let sent = std::fs::read(file).unwrap();
    let sha256 = office.store.put_original(&sent).await.unwrap();
    assert_eq!(office.store.original(&sha256).await.unwrap(), sent);
    let report = office.store.verify().await.unwrap();
    assert_eq!((report.originals, report.problems), (2, Vec::new()));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_gives_up_nothing() {
    let office = Office::with_letters(2).await;
    std::fs::write(office.folder.path().join("outbox"), "a file").unwrap();
    assert_eq!(
        trouble(office.deliver(office.outbox()).await),
        (done(0, 0, 1), Stage::Folder)
    );
    std::fs::remove_file(office.folder.path().join("outbox")).unwrap();
    office.wait(5);
    assert_eq!(office.deliver(office.outbox()).await.unwrap(), done(2, 0, 0));
}

#[tokio::test]
async fn a_server_takes_all_letters_over_one_connection() {
    let office = Office::with_letters(3).await;
    let sink = Sink::start(&[]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(3, 0, 0));
    assert_eq!(sink.connections(), 1);
    let recipients = [0, 1, 2].map(|number| format!("RCPT TO:<office-{number}@zhibao.example>"));
    assert_eq!(sink.recipients(), recipients);
    let stored = office.letters(LetterState::Sent).await;
    let ids: Vec<String> = stored.into_iter().map(|stored| stored.message_id).collect();
    assert_eq!(message_ids(&sink), ids);
}

#[tokio::test]
async fn a_letter_refused_for_now_is_sent_later() {
    let office = Office::with_letters(2).await;
    let sink = Sink::start(&[Answer::Recipient("451 4.7.1 greylisted")]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 1));
    office.wait(4);
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 0, 0));
    office.wait(1);
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 0));
    assert_eq!(office.letters(LetterState::Sent).await.len(), 2);
}

#[tokio::test]
async fn a_recipient_that_is_refused_is_given_up_and_the_round_goes_on() {
    let office = Office::with_letters(2).await;
    let sink = Sink::start(&[Answer::Recipient("550 5.3.0 <office@zhibao.example> not taken")]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 1, 0));
    let failed = office.letters(LetterState::Failed).await;
    assert_eq!(
        failed[0].last_error.as_deref(),
        Some("recipient: 550 5.3.0 … not taken")
    );
}

#[tokio::test]
async fn a_server_that_will_not_relay_for_us_makes_no_letter_fail() {
    let office = Office::with_letters(2).await;
    let script = [
        Answer::Recipient("554 5.7.1 Relay access denied"),
        Answer::Content("554 5.7.1 looks like spam"),
    ];
    let sink = Sink::start(&script).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 0, 2));
}

#[tokio::test]
async fn a_letter_is_given_up_after_twelve_attempts() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[Answer::Content("452 4.2.2 mailbox full"); 12]).await;
    for _ in 1..12 {
        assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 0, 1));
        office.wait(360);
    }
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 1, 0));
    assert_eq!(office.letters(LetterState::Failed).await[0].attempts, 12);
}

#[tokio::test]
async fn a_long_outage_gives_up_nothing() {
    let office = Office::with_letters(1).await;
    let script: Vec<Answer> = [Answer::Sender("421 closing"); 20]
        .into_iter()
        .chain([Answer::Content("451 later")])
        .collect();
    let sink = Sink::start(&script).await;
    for _ in 0..20 {
        assert_eq!(
            trouble(office.deliver(sink.transport()).await),
            (done(0, 0, 1), Stage::Sender)
        );
        office.wait(5);
    }
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 0, 1));
    office.wait(360);
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 0));
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_in_a_round() {
    let office = Office::with_letters(3).await;
    let sink = Sink::start(&[]).await;
    let result = office
        .deliver(sink.transport_with("127.0.0.1", SmtpTls::None, "clerk"))
        .await;
    let said = format!("{result:?}");
    assert_eq!(trouble(result), (done(0, 0, 1), Stage::SignIn));
    assert_eq!(sink.connections(), 1);
    assert!(!said.contains("clerk@") && !said.contains("geheim"), "{said}");
}

#[tokio::test]
async fn nobody_listening_stops_the_round() {
    let office = Office::with_letters(2).await;
    let transport = Transport::Smtp(SmtpServer::new("127.0.0.1", 1, SmtpTls::None));
    assert_eq!(
        trouble(office.deliver(transport).await),
        (done(0, 0, 1), Stage::Connection)
    );
    assert_eq!(office.letters(LetterState::Queued).await.len(), 2);
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_replaced() {
    let office = Office::with_letters(2).await;
    let sink = Sink::start(&[Answer::Take, Answer::HangUp]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(2, 0, 0));
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn a_letter_taken_without_an_answer_comes_again_with_the_same_identifier() {
    let office = Office::with_letters(2).await;
    let sink = Sink::start(&[Answer::TakeAndHangUp]).await;
    // The line broke over one letter; the other goes on a new one.
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 1));
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 0));
    let ids = message_ids(&sink);
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], ids[2]);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_crash_between_sending_and_marking_sends_the_same_letter_again() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    // What a process does that dies after it has sent: it claims, and never marks.
    let claimed = office
        .store
        .claim_letter(now(), chrono::Duration::minutes(10))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(0, 0, 0));
    office.wait(11);
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(1, 0, 0));
    assert_eq!(message_ids(&sink), [claimed.message_id]);
}

#[tokio::test]
async fn a_letter_to_no_address_is_given_up_and_the_round_goes_on() {
    let office = Office::with_letters(0).await;
    office
        .enqueue(
            0,
            &Letter {
                recipient: "无".into(),
                ..letter()
            },
        )
        .await;
    office.enqueue(1, &letter()).await;
    assert_eq!(office.deliver(office.outbox()).await.unwrap(), done(1, 1, 0));
}

#[tokio::test]
async fn wrong_settings_touch_no_letter() {
    let office = Office::with_letters(1).await;
    let mut settings = settings(office.outbox());
    settings.from = "征集系统".into();
    let result = outbox::deliver(&office.store, &settings, &now).await;
    assert!(matches!(result, Err(OutboxError::Settings { .. })));
    assert_eq!(office.letters(LetterState::Queued).await[0].attempts, 0);
}

#[tokio::test]
async fn the_loop_delivers_and_stops_when_told() {
    let office = Office::with_letters(1).await;
    let (stop, stopped) = watch::channel(false);
    let settings = settings(office.outbox());
    let running = run(&office.store, &settings, &now, Duration::from_hours(1), stopped);
    let watching = async {
        while office.letters(LetterState::Sent).await.is_empty() {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
    };
    tokio::join!(running, watching);
    assert_eq!(office.files().len(), 1);
}

#[tokio::test]
async fn letters_go_out_under_tls_of_either_kind() {
    for (protection, tls) in [
        (Protection::Implicit, SmtpTls::Implicit),
        (Protection::StartTls, SmtpTls::StartTls),
    ] {
        let office = Office::with_letters(2).await;
        let sink = Sink::protected(protection, &[]).await;
        let transport = sink.transport_with("localhost", tls, "");
        assert_eq!(office.deliver(transport).await.unwrap(), done(2, 0, 0), "{tls:?}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_or_of_an_unknown_authority_is_refused() {
    let office = Office::with_letters(1).await;
    let sink = Sink::protected(Protection::Implicit, &[]).await;
    let other_host = sink.transport_with("127.0.0.1", SmtpTls::Implicit, "");
    assert_eq!(trouble(office.deliver(other_host).await).1, Stage::Connection);
    office.wait(5);
    let mut untrusted = sink.transport_with("localhost", SmtpTls::Implicit, "");
    if let Transport::Smtp(server) = &mut untrusted {
        server.ca_file = None;
    }
    assert_eq!(trouble(office.deliver(untrusted).await).1, Stage::Connection);
    assert_eq!(sink.letters(), Vec::<String>::new());
}

#[tokio::test]
async fn without_the_starttls_that_was_asked_for_nothing_is_sent() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    let transport = sink.transport_with("localhost", SmtpTls::StartTls, "clerk");
    assert_eq!(
        trouble(office.deliver(transport).await),
        (done(0, 0, 1), Stage::Connection)
    );
    assert_eq!(sink.letters(), Vec::<String>::new());
}

#[tokio::test]
async fn a_domain_that_hangs_up_keeps_no_other_waiting() {
    let office = Office::with_letters(6).await;
    let sink = Sink::start(&[]).await;
    for number in 0..4 {
        sink.answer_for(&format!("office-{number}@zhibao.example"), &[Answer::Closing; 30]);
    }
    assert_eq!(office.deliver(sink.transport()).await.unwrap(), done(2, 0, 4));
    let there: Vec<String> = office
        .letters(LetterState::Sent)
        .await
        .into_iter()
        .map(|record| record.letter.recipient)
        .collect();
    assert_eq!(there, ["office-4@zhibao.example", "office-5@zhibao.example"]);
}
