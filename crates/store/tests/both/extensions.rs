//! Deadlines that were put off: the last word counts, and everything of the society is judged again.

use chrono::NaiveDate;
use domain::letter::{Enclosed, EnclosedFile, Letter, LetterCause, LetterKey, LetterKind, LetterState};
use store::{CameTo, LetterMode, LetterModes, NewExtension, Retry};

use crate::fixtures::{NOTICE, Place, arrive, at, code, item, notice};
use crate::letters::letter;
use crate::pieces::{record, society_record};

crate::on_both! {
    a_decision_tells_the_society_once_and_lets_it_be_judged_again
    an_extension_is_in_force_until_another_decision
    what_goes_with_an_invitation_is_kept_with_it
    a_letter_that_was_given_up_is_sent_again
}

const DOMAIN: &str = "zhengji.example";

fn to_society(cause: LetterCause, kind: LetterKind) -> Letter {
    let pattern = letter(domain::ids::ArrivalId::new(1), kind);
    Letter {
        key: LetterKey { cause, kind },
        in_reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        ..pattern
    }
}

fn decision(only: Option<&str>, until: Option<u32>) -> NewExtension {
    let cause = LetterCause::Extension {
        notice: notice(),
        society: code("A-01"),
        decision: 0,
    };
    NewExtension {
        notice: notice(),
        society: code("A-01"),
        item: only.map(item),
        until: until.and_then(|day| NaiveDate::from_ymd_opt(2022, 11, day)),
        reason: "年会筹备".to_owned(),
        by: "王五".to_owned(),
        letter: until.map(|_| to_society(cause, LetterKind::Extension)),
    }
}

async fn a_decision_tells_the_society_once_and_lets_it_be_judged_again(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let books = vec![society_record(0, "A-01", &[arrival])];
    store
        .record(record((arrival, 1), Some("A-01"), books))
        .await
        .unwrap();
    assert_eq!(store.pending().await.unwrap(), 0);
    let before = store.configuration_version().await.unwrap().whole;
    let auto = LetterModes::all(LetterMode::Auto);
    let id = store
        .decide_extension(&decision(None, Some(5)), auto, DOMAIN, at(1))
        .await
        .unwrap();
    assert_eq!(store.pending().await.unwrap(), 1, "judged again");
    assert!(store.configuration_version().await.unwrap().whole > before);
    let letters = store.letters(None).await.unwrap();
    assert_eq!(letters.len(), 1);
    let key = &letters[0].letter.key;
    assert!(
        key.to_string().ends_with(&format!("/A-01/{id}/extension")),
        "{key}"
    );
    assert_eq!(letters[0].state, LetterState::Queued);
    // Another decision, another letter; none when letters of the kind are off.
    let off = LetterModes {
        extension: LetterMode::Off,
        ..auto
    };
    for modes in [auto, off] {
        store
            .decide_extension(&decision(None, Some(6)), modes, DOMAIN, at(2))
            .await
            .unwrap();
    }
    assert_eq!(store.letters(None).await.unwrap().len(), 2);
}

async fn an_extension_is_in_force_until_another_decision(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let until = async || {
        let notices = store.notices().await.unwrap();
        let ledger = store
            .society_ledger(&notice(), &code("A-01"), at(9))
            .await
            .unwrap();
        assert_eq!(notices[0].extensions, ledger.notice.extensions);
        let of = |id| ledger.notice.extensions.get(&(code("A-01"), item(id)));
        (of("youth").map(|found| found.until), of("key-few").is_some())
    };
    let modes = LetterModes::all(LetterMode::Off);
    assert_eq!(until().await, (None, false));
    store
        .decide_extension(&decision(None, Some(5)), modes, DOMAIN, at(1))
        .await
        .unwrap();
    assert_eq!(until().await, (NaiveDate::from_ymd_opt(2022, 11, 5), true));
    store
        .decide_extension(&decision(Some("youth"), None), modes, DOMAIN, at(2))
        .await
        .unwrap();
    assert_eq!(until().await, (None, true));
    let decisions = store.extension_decisions(&notice()).await.unwrap();
    assert_eq!(decisions.len(), 2);
    assert_eq!(
        (decisions[0].reason.as_str(), decisions[1].until),
        ("年会筹备", None)
    );
}

async fn what_goes_with_an_invitation_is_kept_with_it(place: Place) {
    let store = &place.store;
    let cause = LetterCause::Invitation {
        notice: notice(),
        society: code("A-01"),
        trial: false,
    };
    let enclosed = Enclosed {
        link: Some("https://zhengji.huaxia.example/s/abc".to_owned()),
        files: vec![EnclosedFile {
            name: "统计表.docx".to_owned(),
            media_type: "application/octet-stream".to_owned(),
            sha256: "ab".repeat(32),
        }],
    };
    let letter = Letter {
        enclosed: enclosed.clone(),
        ..to_society(cause, LetterKind::Invitation)
    };
    let modes = LetterModes::all(LetterMode::Approve);
    for expected in [1, 0] {
        let fresh = store
            .enqueue_letters(std::slice::from_ref(&letter), modes, DOMAIN, at(0))
            .await
            .unwrap();
        assert_eq!(fresh, expected, "one for each society");
    }
    let letters = store.letters(None).await.unwrap();
    assert_eq!(letters[0].letter, letter);
    assert!(store.approve_letter(&letter.key, "王五", at(1)).await.unwrap());
}

async fn a_letter_that_was_given_up_is_sent_again(place: Place) {
    let store = &place.store;
    let cause = LetterCause::Invitation {
        notice: notice(),
        society: code("A-01"),
        trial: false,
    };
    let letter = to_society(cause, LetterKind::Invitation);
    let modes = LetterModes::all(LetterMode::Auto);
    store
        .enqueue_letters(std::slice::from_ref(&letter), modes, DOMAIN, at(0))
        .await
        .unwrap();
    let lease = chrono::Duration::minutes(5);
    let retry = || store.retry_letter(&letter.key, at(30));
    assert!(matches!(retry().await.unwrap(), Retry::NotGivenUp(_)), "it waits");
    let first = store.claim_letter(at(1), lease).await.unwrap().unwrap();
    store
        .letter_failed(&letter.key, None, CameTo::Nothing, "550 no such user")
        .await
        .unwrap();
    assert_eq!(retry().await.unwrap(), Retry::Done);
    let again = store.claim_letter(at(31), lease).await.unwrap().unwrap();
    assert_eq!((again.message_id, again.attempts), (first.message_id, 1));
    store
        .letter_failed(&letter.key, Some(at(32)), CameTo::NobodyKnows, "timed out")
        .await
        .unwrap();
    store.claim_letter(at(33), lease).await.unwrap().unwrap();
    store
        .letter_failed(&letter.key, None, CameTo::Nothing, "550 no such user")
        .await
        .unwrap();
    let Retry::NotGivenUp(record) = retry().await.unwrap() else {
        panic!("it may have left");
    };
    assert_eq!(record.state, LetterState::InDoubt);
}
