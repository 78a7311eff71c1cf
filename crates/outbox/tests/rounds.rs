//! Rounds of reminders from the first look to the letter that left.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::ids::NoticeId;
use domain::letter::{Enclosed, LetterKind, LetterState};
use outbox::{OutboxSettings, due, remind, unknown_years};
use store::{LetterMode, LetterModes, NewExtension};
use support::office::Office;
use support::{at, settings, society};

/// A round on this Thursday and one on the day after the deadline.
const POLICY: &str =
    "\n[reminders]\noffsets = [-4, 1]\nhour = 9\nuntil = 18\nworkdays_only = true\ncap = 3\n";

async fn office() -> (Office, OutboxSettings) {
    let office = Office::with_letters(0).await;
    let notice = support::office::NOTICE.to_owned() + POLICY;
    office
        .store
        .import_notice(&notice, at("2022-10-18T09:00:00+08:00"))
        .await
        .unwrap();
    let settings = settings(office.outbox());
    (office, settings)
}

async fn write(office: &Office, settings: &OutboxSettings) -> u64 {
    let domain = "office.example";
    remind(
        &office.store,
        settings.schedule(),
        LetterModes::all(LetterMode::Auto),
        domain,
        office.now(),
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn what_is_kept_is_what_was_sent_and_not_what_was_planned() {
    let (office, settings) = office().await;
    assert_eq!(write(&office, &settings).await, 1);
    let planned = office.only(LetterState::Queued).await;
    office.roster(&["secretary@zhibao.example"]).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let sent = office.only(LetterState::Sent).await;
    assert_eq!(planned.letter.recipient, "office@zhibao.example");
    assert_eq!(sent.letter.recipient, "secretary@zhibao.example");
    assert_eq!(
        sent.subject.as_deref(),
        Some("【报送提醒】征集学习会议精神感悟和建言献策（华夏植物保护学会）")
    );
    let bytes = office.store.original(&sent.sent_original.unwrap()).await.unwrap();
    let mail = mail::parse(&bytes);
    assert_eq!(mail.to[0].address, "secretary@zhibao.example");
}

/// The page to which the invitation leads.
const LINK: &str = "https://zhengji.office.example/s/token";
/// SHA-256 of `token`.
const HASH: &str = "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0";

#[tokio::test]
async fn a_reminder_gives_the_link_of_the_invitation_unless_it_was_revoked() {
    for revoked in [false, true] {
        let (office, settings) = office().await;
        let notice = office.store.notices().await.unwrap().remove(0);
        let (notice_id, code) = (notice.id.clone(), society().code);
        let enclosed = Enclosed {
            link: Some(LINK.to_owned()),
            files: Vec::new(),
        };
        let invitation = [outbox::invitation(&notice, &society(), false, enclosed).unwrap()];
        let modes = LetterModes::all(LetterMode::Auto);
        let written = office
            .store
            .enqueue_letters(&invitation, modes, "office.example", office.now());
        assert_eq!(written.await.unwrap(), 1);
        let kept = office.store.put_link(HASH, &notice_id, &code, office.now());
        kept.await.unwrap();
        assert_eq!(write(&office, &settings).await, 1);
        if revoked {
            // After it was written, and before it leaves.
            let revoked = office.store.revoke_links(&notice_id, &code, office.now());
            assert_eq!(revoked.await.unwrap(), 1);
        }
        assert_eq!(office.send(&settings).await.sent, 2);
        let sent = office.letters(LetterState::Sent).await;
        let sent = sent
            .iter()
            .find(|record| record.letter.key.kind == LetterKind::Reminder)
            .unwrap();
        let bytes = office.store.original(sent.sent_original.as_ref().unwrap());
        let text = mail::parse(&bytes.await.unwrap()).text.unwrap().text;
        assert_eq!(text.contains(LINK), !revoked, "{text}");
        assert!(!text.contains("报送网页"), "the home page leads nowhere: {text}");
    }
}

#[tokio::test]
async fn a_society_without_an_address_is_waited_for() {
    let (office, settings) = office().await;
    write(&office, &settings).await;
    office.roster(&[]).await;
    let delivered = office.send(&settings).await;
    assert_eq!((delivered.retried, delivered.cancelled), (1, 0));
    let waiting = office.only(LetterState::Queued).await;
    assert!(waiting.last_error.unwrap().contains("缺少地址"));
    let notice = NoticeId::parse("office-2022-41").unwrap();
    let round = due(&office.store, &notice, settings.schedule(), office.now())
        .await
        .unwrap();
    assert_eq!(round.passed_over.len(), 1, "it is named as long as it waits");
    office.roster(&["office@zhibao.example"]).await;
    office.wait(10);
    assert_eq!(office.send(&settings).await.sent, 1);
}

#[tokio::test]
async fn a_trial_leaves_the_round_to_the_society() {
    let (office, settings) = office().await;
    let trial = OutboxSettings {
        redirect_to: Some("clerk@office.example".to_owned()),
        ..settings.clone()
    };
    assert_eq!(write(&office, &trial).await, 1);
    assert_eq!(write(&office, &trial).await, 0);
    assert_eq!(office.send(&trial).await.sent, 1);
    assert_eq!(write(&office, &trial).await, 0);
    let sent = office.only(LetterState::Sent).await;
    assert_eq!(sent.redirected_to.as_deref(), Some("clerk@office.example"));
    assert_eq!(sent.letter.recipient, "office@zhibao.example");
    // The society's own letter waits as long as the trial goes on.
    assert_eq!(write(&office, &settings).await, 1);
    assert_eq!(office.send(&trial).await.retried, 1);
    office.wait(10);
    assert_eq!(office.send(&settings).await.sent, 1);
    let sent = office.letters(LetterState::Sent).await;
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1].redirected_to, None);
    assert_ne!(sent[0].message_id, sent[1].message_id);
}

#[tokio::test]
async fn what_a_trial_left_behind_reaches_nobody() {
    let (office, settings) = office().await;
    let trial = OutboxSettings {
        redirect_to: Some("clerk@office.example".to_owned()),
        ..settings.clone()
    };
    write(&office, &trial).await;
    assert_eq!(office.send(&settings).await.cancelled, 1);
    assert!(office.only(LetterState::Cancelled).await.redirected_to.is_none());
}

#[tokio::test]
async fn a_letter_that_waits_for_the_morning_is_shown_as_it_will_be() {
    let (office, settings) = office().await;
    office.wait(3 * 60);
    let notice = NoticeId::parse("office-2022-41").unwrap();
    let round = due(&office.store, &notice, settings.schedule(), office.now())
        .await
        .unwrap();
    assert!(round.due.is_empty());
    let (until, letter) = &round.waiting[0];
    assert_eq!(*until, at("2022-10-21T09:00:00+08:00"));
    assert_eq!(letter.key.kind, LetterKind::Reminder);
    let known = domain::workdays::WorkCalendar::new([2022], [], []);
    let years = |calendar| unknown_years(&office.store, calendar, office.now());
    assert_eq!(years(&settings.calendar).await.unwrap(), [2022].into());
    assert_eq!(years(&known).await.unwrap(), [].into());
}

#[tokio::test]
async fn a_reminder_that_may_have_left_is_not_called_cancelled() {
    let (office, settings) = office().await;
    write(&office, &settings).await;
    // A process that dies between sending and marking.
    office
        .store
        .claim_letter(office.now(), chrono::Duration::minutes(10))
        .await
        .unwrap()
        .unwrap();
    office.wait(11);
    // Meanwhile the item is not asked for any more.
    let notice = support::office::NOTICE.replace(
        "per = \"either\"",
        "per = \"either\"\nobligation = \"encouraged\"",
    ) + POLICY;
    office.store.import_notice(&notice, office.now()).await.unwrap();
    assert_eq!(office.send(&settings).await.cancelled, 1);
    assert!(office.only(LetterState::InDoubt).await.may_have_left());
}

/// The office puts the only item off until this day and lets the society know.
async fn put_off_until(office: &Office, until: &str, mode: LetterMode) {
    let notice = office.store.notices().await.unwrap().remove(0);
    let until = until.parse().unwrap();
    let items = outbox::put_off(&notice, &society(), None, until, office.now());
    let decision = NewExtension {
        notice: notice.id.clone(),
        society: society().code,
        item: None,
        until: Some(until),
        reason: String::new(),
        by: "clerk".to_owned(),
        letter: outbox::extension(&notice, &society(), items),
    };
    let modes = LetterModes::all(mode);
    let decided = office
        .store
        .decide_extension(&decision, modes, "office.example", office.now());
    decided.await.unwrap();
}

#[tokio::test]
async fn nobody_is_told_of_an_extension_that_is_over() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    put_off_until(&office, "2022-10-28", LetterMode::Approve).await;
    let letter = office.only(LetterState::AwaitingApproval).await;
    // On 29 October, 08:05.
    office.wait(9 * 24 * 60 - 8 * 60);
    let approved = office
        .store
        .approve_letter(&letter.letter.key, "clerk", office.now());
    assert!(approved.await.unwrap());
    let done = office.send(&settings).await;
    assert_eq!((done.sent, done.cancelled), (0, 1));
    let over = office.only(LetterState::Cancelled).await;
    assert!(over.last_error.unwrap().starts_with("延长后的时间已过"));
}

#[tokio::test]
async fn on_its_last_day_an_extension_is_told() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    put_off_until(&office, "2022-10-28", LetterMode::Auto).await;
    // On 28 October, 22:05.
    office.wait(8 * 24 * 60 + 6 * 60);
    assert_eq!(office.send(&settings).await.sent, 1);
}
