//! Rounds of reminders in the outbox, and the switch that stops it.

use chrono::NaiveDate;
use domain::letter::{Enclosed, Letter, LetterCause, LetterKey, LetterKind, LetterRecord, LetterState};
use domain::reminder::{Gap, Lack, MissingItem};
use store::{CameTo, Cancellation, LetterMode, LetterModes, Sending};

use crate::fixtures::{Place, at, code, item, notice};
use crate::on_both;

on_both! {
    a_round_is_written_once_for_each_society
    a_letter_of_a_round_is_cancelled_once_and_for_all
    what_may_have_left_is_never_called_cancelled
    what_was_refused_or_never_begun_can_be_cancelled
    what_is_kept_of_a_letter_is_what_was_sent
    a_trial_takes_no_round_away
    the_outbox_stops_and_goes_on
    four_processes_write_a_round_once
}

pub(crate) fn reminder(society: &str, day: u32) -> Letter {
    let day = NaiveDate::from_ymd_opt(2022, 10, day).unwrap();
    Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: notice(),
                society: code(society),
                day,
                trial: false,
            },
            kind: LetterKind::Reminder,
        },
        notice: notice(),
        society: code(society),
        recipient: "zhang@huaxia.example".to_owned(),
        in_reply_to: None,
        sent_by: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: vec![MissingItem {
            item: item("youth"),
            lack: Lack::Incomplete,
            gaps: vec![
                Gap::Media(Some("李文静".to_owned())),
                Gap::Text(None),
                Gap::Pieces { have: 1, need: 3 },
            ],
            ends: Some(at(60)),
            extended: true,
            overdue: true,
            replaces: true,
        }],
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    }
}

pub(crate) async fn write(place: &Place, letters: &[Letter], mode: LetterMode) -> u64 {
    let domain = "zhengji.example";
    place
        .store
        .enqueue_letters(letters, LetterModes::all(mode), domain, at(0))
        .await
        .unwrap()
}

async fn a_round_is_written_once_for_each_society(place: Place) {
    let round = [reminder("A-01", 21), reminder("B/02", 21)];
    assert_eq!(write(&place, &round, LetterMode::Off).await, 0);
    assert_eq!(write(&place, &round, LetterMode::Auto).await, 2);
    assert_eq!(write(&place, &round, LetterMode::Auto).await, 0);
    // The kind is no second letter; the next round is.
    let overdue = LetterKey {
        kind: LetterKind::Overdue,
        ..round[0].key.clone()
    };
    let overdue = Letter {
        key: overdue,
        ..round[0].clone()
    };
    assert_eq!(
        write(&place, &[overdue, reminder("A-01", 24)], LetterMode::Auto).await,
        1
    );
    let letters = place.store.letters(None).await.unwrap();
    let kept: Vec<&Letter> = letters.iter().map(|record| &record.letter).collect();
    assert_eq!(kept, [&round[0], &round[1], &reminder("A-01", 24)]);
    let ids: Vec<&str> = letters.iter().map(|record| record.message_id.as_str()).collect();
    assert!(ids.iter().all(|id| store::is_own_message_id(id)), "{ids:?}");
    for record in &letters {
        let key = record.letter.key.to_string();
        assert_eq!(LetterKey::parse(&key).as_ref(), Some(&record.letter.key), "{key}");
        let answered = place
            .store
            .letter_by_message_id(&record.message_id)
            .await
            .unwrap();
        assert_eq!(answered.unwrap().society, record.letter.society);
    }
}

async fn a_letter_of_a_round_is_cancelled_once_and_for_all(place: Place) {
    let round = [reminder("A-01", 21)];
    write(&place, &round, LetterMode::Approve).await;
    let key = &round[0].key;
    let cancel = || place.store.cancel_letter(key, "已报送");
    assert_eq!(cancel().await.unwrap(), Cancellation::Done);
    assert!(matches!(cancel().await.unwrap(), Cancellation::TooLate(_)));
    assert!(!place.store.approve_letter(key, "周文清", at(1)).await.unwrap());
    assert_eq!(write(&place, &round, LetterMode::Auto).await, 0);
    let letters = place.store.letters(Some(LetterState::Cancelled)).await.unwrap();
    assert_eq!(letters[0].last_error.as_deref(), Some("已报送"));
    let claimed = place
        .store
        .claim_letter(at(9), chrono::Duration::minutes(1))
        .await;
    assert_eq!(claimed.unwrap(), None);
}

async fn claim(place: &Place, minute: i64) -> LetterRecord {
    let claimed = place
        .store
        .claim_letter(at(minute), chrono::Duration::minutes(5))
        .await;
    claimed.unwrap().unwrap()
}

async fn what_may_have_left_is_never_called_cancelled(place: Place) {
    let store = &place.store;
    let round = [reminder("A-01", 21)];
    write(&place, &round, LetterMode::Auto).await;
    let key = &round[0].key;
    let cancel = || store.cancel_letter(key, "由工作人员取消");
    // On its way, or left by a process that died.
    assert!(claim(&place, 10).await.may_have_left());
    let Cancellation::TooLate(record) = cancel().await.unwrap() else {
        panic!("cancelled while it may be leaving");
    };
    assert!(record.may_have_left());
    // A server that refused it has not got it, but what was handed over without an answer stays in doubt.
    store
        .letter_failed(key, Some(at(20)), CameTo::NobodyKnows, "content: no answer")
        .await
        .unwrap();
    claim(&place, 20).await;
    store
        .letter_failed(key, Some(at(30)), CameTo::Nothing, "451 later")
        .await
        .unwrap();
    assert!(matches!(cancel().await.unwrap(), Cancellation::TooLate(_)));
    claim(&place, 30).await;
    store.letter_not_needed(key, "已报送").await.unwrap();
    let in_doubt = store.letters(Some(LetterState::InDoubt)).await.unwrap();
    assert_eq!((in_doubt[0].attempts, in_doubt[0].refused), (3, 1));
    assert!(matches!(cancel().await.unwrap(), Cancellation::TooLate(_)));
}

async fn what_was_refused_or_never_begun_can_be_cancelled(place: Place) {
    let store = &place.store;
    let round = [reminder("A-01", 21), reminder("B/02", 21), reminder("C-03", 21)];
    write(&place, &round, LetterMode::Auto).await;
    claim(&place, 10).await;
    let key = &round[0].key;
    store
        .letter_failed(key, Some(at(60)), CameTo::Nothing, "451 later")
        .await
        .unwrap();
    let done = store.cancel_letter(key, "由工作人员取消").await.unwrap();
    assert_eq!(done, Cancellation::Done);
    claim(&place, 10).await;
    store.letter_not_needed(&round[1].key, "已报送").await.unwrap();
    claim(&place, 10).await;
    store
        .letter_failed(&round[2].key, None, CameTo::NobodyKnows, "content: no answer")
        .await
        .unwrap();
    let states: Vec<LetterState> = store
        .letters(None)
        .await
        .unwrap()
        .iter()
        .map(|record| record.state)
        .collect();
    let (cancelled, in_doubt) = (LetterState::Cancelled, LetterState::InDoubt);
    assert_eq!(states, [cancelled, cancelled, in_doubt]);
}

async fn what_is_kept_of_a_letter_is_what_was_sent(place: Place) {
    let store = &place.store;
    let round = [reminder("A-01", 21)];
    write(&place, &round, LetterMode::Auto).await;
    let planned = claim(&place, 10).await.letter;
    let mut letter = planned.clone();
    letter.key.kind = LetterKind::Overdue;
    letter.recipient = "li@huaxia.example".to_owned();
    letter.missing[0].item = item("key-few");
    let original = store
        .put_original(
            b"Subject: x

",
        )
        .await
        .unwrap();
    let sending = Sending {
        letter: &letter,
        gathered: &[],
        message_id: "",
        subject: "【逾期提醒】",
        redirected_to: Some("clerk@office.example"),
        original: &original,
    };
    store.letter_sent(&sending, at(11)).await.unwrap();
    let sent = store.letters(Some(LetterState::Sent)).await.unwrap();
    assert_eq!(sent[0].letter, letter);
    assert_eq!(sent[0].subject.as_deref(), Some("【逾期提醒】"));
    assert_eq!(sent[0].redirected_to.as_deref(), Some("clerk@office.example"));
    // It is still found by the name under which it was planned.
    let late = store.cancel_letter(&planned.key, "由工作人员取消").await.unwrap();
    assert!(matches!(late, Cancellation::TooLate(record) if record.sent_at == Some(at(11))));
}

async fn a_trial_takes_no_round_away(place: Place) {
    let real = reminder("A-01", 21);
    let mut trial = real.clone();
    if let LetterCause::Round { trial, .. } = &mut trial.key.cause {
        *trial = true;
    }
    let key = trial.key.to_string();
    assert_eq!(LetterKey::parse(&key).as_ref(), Some(&trial.key), "{key}");
    for letter in [&trial, &real] {
        let round = [letter.clone()];
        assert_eq!(write(&place, &round, LetterMode::Auto).await, 1);
        assert_eq!(write(&place, &round, LetterMode::Auto).await, 0);
    }
    place
        .store
        .cancel_letter(&trial.key, "试运行已结束")
        .await
        .unwrap();
    let queued = place.store.letters(Some(LetterState::Queued)).await.unwrap();
    assert_eq!(queued.len(), 1);
    assert_eq!(queued[0].letter, real);
}

async fn the_outbox_stops_and_goes_on(place: Place) {
    assert_eq!(place.store.outbox_pause().await.unwrap(), None);
    place.store.pause_outbox(Some((at(3), "周文清"))).await.unwrap();
    let paused = place.store.outbox_pause().await.unwrap();
    assert_eq!(paused, Some((at(3), "周文清".to_owned())));
    place.store.pause_outbox(None).await.unwrap();
    assert_eq!(place.store.outbox_pause().await.unwrap(), None);
}

async fn four_processes_write_a_round_once(place: Place) {
    let round: Vec<Letter> = (0..50)
        .map(|number| reminder(&format!("A-{number:02}"), 21))
        .collect();
    let writers = (0..4).map(|_| {
        let (store, round) = (place.store.clone(), round.clone());
        tokio::spawn(async move {
            let written = store
                .enqueue_letters(
                    &round,
                    LetterModes::all(LetterMode::Auto),
                    "zhengji.example",
                    at(0),
                )
                .await;
            written.unwrap()
        })
    });
    let mut fresh = 0;
    for writer in writers.collect::<Vec<_>>() {
        fresh += writer.await.unwrap();
    }
    assert_eq!(fresh, 50);
    assert_eq!(place.store.letters(None).await.unwrap().len(), 50);
}
