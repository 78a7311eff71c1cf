//! Letters are handed out no faster than they may leave, however many processes ask.

use chrono::Duration;
use domain::letter::{Letter, LetterKind, LetterState};
use domain::rates::Rates;
use store::{CameTo, ClaimedLetters, LetterMode, Pace, Store};

use crate::fixtures::{Place, at};
use crate::on_both;
use crate::receipts::receipt;
use crate::rounds::{reminder, write};

on_both! {
    what_a_rate_keeps_back_becomes_due_when_it_allows
    one_domain_that_is_full_keeps_back_no_other
    what_did_not_leave_takes_no_place
    a_trial_counts_where_letters_really_go
    who_waits_for_an_answer_goes_before_who_is_reminded
    four_processes_keep_one_rate
    a_letter_is_given_back_only_by_who_has_it
}

fn rates(in_all: u32, to_one_domain: u32) -> Pace<'static> {
    Pace {
        rates: Rates {
            in_all,
            to_one_domain,
        },
        redirected_to: None,
    }
}

async fn claim(store: &Store, minute: i64, most: u64, pace: Pace<'_>) -> ClaimedLetters {
    let claimed = store
        .claim_letters(at(minute), Duration::minutes(5), most, pace)
        .await;
    claimed.unwrap()
}

fn recipients(claimed: &ClaimedLetters) -> Vec<&str> {
    let letters = claimed.letters.iter();
    letters.map(|record| record.letter.recipient.as_str()).collect()
}

/// Reminders to these addresses.
async fn remind(place: &Place, addresses: &[&str]) {
    let letters: Vec<Letter> = (1..)
        .zip(addresses)
        .map(|(day, address)| Letter {
            recipient: (*address).to_owned(),
            ..reminder("A-01", day)
        })
        .collect();
    write(place, &letters, LetterMode::Auto).await;
}

async fn what_a_rate_keeps_back_becomes_due_when_it_allows(place: Place) {
    let store = &place.store;
    remind(
        &place,
        &["a@x.example", "b@y.example", "c@x.example", "d@y.example"],
    )
    .await;
    let first = claim(store, 10, 9, rates(3, 0)).await;
    assert_eq!(recipients(&first), ["a@x.example", "b@y.example", "c@x.example"]);
    assert_eq!(first.waiting, 1);
    let waiting = &store.letters(None).await.unwrap()[3];
    assert_eq!(
        (waiting.due_at, waiting.attempts, waiting.last_error.as_deref()),
        (at(11), 0, Some("已达发信频率上限（每分钟3封）"))
    );
    assert_eq!(claim(store, 10, 9, rates(3, 0)).await, ClaimedLetters::default());
    assert_eq!(
        recipients(&claim(store, 11, 9, rates(3, 0)).await),
        ["d@y.example"]
    );
}

async fn one_domain_that_is_full_keeps_back_no_other(place: Place) {
    let store = &place.store;
    remind(
        &place,
        &[
            "a@x.example",
            "b@X.Example",
            " c@x.example ",
            "d@y.example",
            "e@notx.example",
            "nobody",
        ],
    )
    .await;
    let first = claim(store, 10, 9, rates(0, 1)).await;
    assert_eq!(
        recipients(&first),
        ["a@x.example", "d@y.example", "e@notx.example", "nobody"]
    );
    assert_eq!(first.waiting, 2, "however their addresses are written");
    let waiting = store.letters(Some(LetterState::Queued)).await.unwrap();
    let reasons: Vec<&str> = waiting
        .iter()
        .filter_map(|record| record.last_error.as_deref())
        .collect();
    assert_eq!(reasons, ["已达发往 x.example 的频率上限（每分钟1封）"; 2]);
    for minute in [11, 12] {
        assert_eq!(claim(store, minute, 9, rates(0, 1)).await.letters.len(), 1);
    }
}

async fn what_did_not_leave_takes_no_place(place: Place) {
    let store = &place.store;
    remind(&place, &["a@x.example", "b@x.example", "c@x.example"]).await;
    let held = claim(store, 10, 1, rates(1, 0)).await;
    let key = &held.letters[0].letter.key;
    store
        .letter_held_up(key, at(90), "connection: refused")
        .await
        .unwrap();
    // A refusal is an attempt that the server has seen.
    let refused = claim(store, 10, 1, rates(1, 0)).await;
    let key = &refused.letters[0].letter.key;
    store
        .letter_failed(key, Some(at(95)), CameTo::Nothing, "451 later")
        .await
        .unwrap();
    let last = claim(store, 10, 1, rates(1, 0)).await;
    assert_eq!((last.letters.len(), last.waiting), (0, 1));
    // Its reason to wait does not hide what the server said.
    assert_eq!(claim(store, 95, 1, rates(1, 0)).await.letters.len(), 1);
    assert_eq!(claim(store, 95, 1, rates(1, 0)).await.waiting, 2);
    let told = store.letters(None).await.unwrap();
    assert!(
        told.iter()
            .any(|record| record.last_error.as_deref() == Some("451 later"))
    );
}

async fn a_trial_counts_where_letters_really_go(place: Place) {
    remind(&place, &["a@x.example", "b@y.example", "c@z.example"]).await;
    let trial = Pace {
        redirected_to: Some("clerk@office.example"),
        ..rates(0, 2)
    };
    let claimed = claim(&place.store, 10, 9, trial).await;
    assert_eq!((claimed.letters.len(), claimed.waiting), (2, 1));
}

async fn who_waits_for_an_answer_goes_before_who_is_reminded(place: Place) {
    remind(&place, &["a@x.example"]).await;
    receipt(&place, 1, 0, |_| {}).await;
    let claimed = claim(&place.store, 10, 9, rates(0, 0)).await;
    let kinds: Vec<LetterKind> = claimed
        .letters
        .iter()
        .map(|record| record.letter.key.kind)
        .collect();
    assert_eq!(kinds, [LetterKind::Receipt, LetterKind::Reminder]);
}

async fn four_processes_keep_one_rate(place: Place) {
    let addresses: Vec<String> = (0..28)
        .map(|number| format!("a{number}@x{}.example", number % 3))
        .collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    remind(&place, &addresses).await;
    let other = place.again().await;
    let senders: Vec<_> = [&place.store, &other, &place.store, &other]
        .into_iter()
        .cloned()
        .map(|store| {
            tokio::spawn(async move {
                let mut taken = 0;
                loop {
                    let claimed = claim(&store, 10, 2, rates(13, 5)).await;
                    if claimed.letters.is_empty() {
                        return taken;
                    }
                    taken += claimed.letters.len();
                }
            })
        })
        .collect();
    let mut taken = 0;
    for sender in senders {
        taken += sender.await.unwrap();
    }
    assert_eq!(taken, 13);
}

async fn a_letter_is_given_back_only_by_who_has_it(place: Place) {
    let store = &place.store;
    remind(&place, &["a@x.example"]).await;
    let mine = claim(store, 10, 1, rates(0, 0)).await.letters.remove(0);
    let others = claim(store, 15, 1, rates(0, 0)).await.letters.remove(0);
    assert_eq!((mine.due_at, others.due_at), (at(15), at(20)));
    let key = &mine.letter.key;
    let holds = |end| store.holds_letter(key, end);
    assert!(!holds(mine.due_at).await.unwrap() && holds(others.due_at).await.unwrap());
    store.letter_let_go(key, mine.due_at, at(16)).await.unwrap();
    assert_eq!(
        claim(store, 16, 1, rates(0, 0)).await.letters,
        [],
        "it is the other's"
    );
    store.letter_let_go(key, others.due_at, at(16)).await.unwrap();
    let again = claim(store, 16, 1, rates(0, 0)).await.letters.remove(0);
    assert_eq!(again.attempts, 2, "the first may have left");
    assert!(holds(again.due_at).await.unwrap());
    store.letter_not_needed(key, "已报送").await.unwrap();
    assert!(!holds(again.due_at).await.unwrap());
}
