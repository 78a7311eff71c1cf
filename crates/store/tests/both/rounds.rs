//! Rounds of reminders in the outbox, and the switch that stops it.

use chrono::NaiveDate;
use domain::letter::{Letter, LetterCause, LetterKey, LetterKind, LetterState};
use domain::reminder::{Lack, MissingItem};
use store::LetterMode;

use crate::fixtures::{Place, at, code, item, notice};
use crate::on_both;

on_both! {
    a_round_is_written_once_for_each_society
    a_letter_of_a_round_is_cancelled_once_and_for_all
    the_outbox_stops_and_goes_on
    four_processes_write_a_round_once
}

fn reminder(society: &str, day: u32) -> Letter {
    let day = NaiveDate::from_ymd_opt(2022, 10, day).unwrap();
    Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: notice(),
                society: code(society),
                day,
            },
            kind: LetterKind::Reminder,
        },
        notice: notice(),
        society: code(society),
        recipient: "zhang@huaxia.example".to_owned(),
        in_reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: vec![MissingItem {
            item: item("youth"),
            lack: Lack::Incomplete,
            ends: Some(at(60)),
            overdue: true,
        }],
    }
}

async fn write(place: &Place, letters: &[Letter], mode: LetterMode) -> u64 {
    let domain = "zhengji.example";
    place
        .store
        .enqueue_rounds(letters, mode, domain, at(0))
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
    assert!(place.store.cancel_letter(key, "已报送").await.unwrap());
    assert!(!place.store.cancel_letter(key, "已报送").await.unwrap());
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
                .enqueue_rounds(&round, LetterMode::Auto, "zhengji.example", at(0))
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
