//! Copies of one mail that differ, and earlier versions that are only passed on.

mod support;

use domain::finding::FindingCode;
use intake::claim::{About, Intent, Placed, Said};
use support::settled::{current, has, settled, verdicts};
use support::{arrival, item, piece, placed};

#[test]
fn an_earlier_version_that_is_only_passed_on_replaces_nothing() {
    let passed_on = |text: &str| {
        let mut piece = piece("key-few", Some("张甲"), text);
        piece.source.origin.forwarded = true;
        piece
    };
    let both = placed(vec![passed_on("甲"), passed_on("乙")]);
    let mut corrects = placed(vec![passed_on("甲")]);
    corrects.intent = Intent::Replaces;
    let letters = [
        (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")])),
        (arrival(2, 1), placed(vec![piece("key-few", Some("张甲"), "乙")])),
        (arrival(3, 2), placed(vec![passed_on("甲")])),
        (arrival(4, 3), both),
    ];
    let settlement = settled(&letters);
    assert_eq!(
        verdicts(&settlement),
        ["accepted", "accepted", "duplicate", "duplicate"]
    );
    assert_eq!(current(&settlement), ["乙"]);
    let said = |place: usize| has(&settlement.judgements[place], FindingCode::EarlierVersion);
    assert_eq!([said(1), said(2), said(3)], [false, true, true]);
    assert!(!has(&settlement.judgements[3], FindingCode::SameName));
    // Said to replace, it does; so does a version that was never seen.
    let (one, other) = (arrival(5, 4), arrival(6, 5));
    let further = [(one, corrects), (other, placed(vec![passed_on("丙")]))];
    let settlement = settled(&[letters.as_slice(), further.as_slice()].concat());
    assert_eq!(verdicts(&settlement)[4..], ["accepted", "accepted"]);
    assert_eq!(current(&settlement), ["丙"]);
}

#[test]
fn a_copy_of_a_mail_that_was_cut_or_added_to_is_held() {
    let copy = |text: &str, id: &str| {
        let mut piece = piece("key-few", Some("张甲"), text);
        piece.source.origin.message_id = Some(id.into());
        placed(vec![piece])
    };
    let whole = "我深受鼓舞，将带领团队多出成果。";
    let of = |later: Placed| settled(&[(arrival(1, 0), copy(whole, "a@x")), (arrival(2, 1), later)]);
    for changed in [
        "我深受鼓舞，将带领团",
        "【外部邮件】我深受鼓舞，将带领团队多出成果。已经扫描",
    ] {
        let settlement = of(copy(changed, "a@x"));
        assert_eq!(verdicts(&settlement), ["accepted", "held"], "{changed}");
        assert!(has(&settlement.judgements[1], FindingCode::DifferingCopy));
        assert_eq!(current(&settlement), [whole]);
        // Another mail, or what a clerk accepted, is a revision.
        let mut accepted = copy(changed, "a@x");
        accepted.accepted_by_clerk = true;
        for later in [copy(changed, "b@x"), accepted] {
            assert_eq!(current(&of(later)), [changed]);
        }
    }
    // Under another item the same text of the same mail counts once, too.
    let mut elsewhere = copy(whole, "a@x");
    elsewhere.pieces[0].item = item("youth");
    let settlement = of(elsewhere);
    assert_eq!(verdicts(&settlement), ["accepted", "held"]);
    assert!(has(&settlement.judgements[1], FindingCode::DifferingCopy));
    // An identifier that a program gives twice says nothing of another text.
    assert_eq!(current(&of(copy("另一篇。", "a@x"))), ["另一篇。"]);
    assert_eq!(
        verdicts(&of(copy("我深受鼓舞，将带领团队 多出成果。", "a@x"))),
        ["accepted", "duplicate"]
    );
}

fn says(about: About, words: &str, mut placed: Placed) -> Placed {
    placed.said.push(Said {
        about,
        words: words.into(),
    });
    placed
}

#[test]
fn an_earlier_version_that_may_be_meant_to_count_again_waits_for_a_clerk() {
    let forwarded = || {
        let mut piece = piece("key-few", Some("张甲"), "甲");
        piece.source.origin.forwarded = true;
        says(
            About::Return,
            "更正稿发错了，请改回附件中的版本",
            placed(vec![piece]),
        )
    };
    let of = |later: Placed| {
        settled(&[
            (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")])),
            (arrival(2, 1), placed(vec![piece("key-few", Some("张甲"), "乙")])),
            (arrival(3, 2), later),
        ])
    };
    let settlement = of(forwarded());
    assert_eq!(verdicts(&settlement), ["accepted", "accepted", "held"]);
    assert!(has(&settlement.judgements[2], FindingCode::EarlierVersion));
    let mut accepted = forwarded();
    accepted.accepted_by_clerk = true;
    assert_eq!(current(&of(accepted)), ["甲"]);
}

#[test]
fn a_second_text_that_is_said_to_stand_beside_the_first_replaces_nothing() {
    let first = (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")]));
    let second = placed(vec![piece("key-few", Some("张甲"), "乙")]);
    let beside = says(About::Another, "张甲又写了一篇感悟", second.clone());
    let settlement = settled(&[first.clone(), (arrival(2, 1), beside.clone())]);
    assert_eq!(current(&settlement), ["甲", "乙"]);
    assert!(has(&settlement.judgements[1], FindingCode::SameName));
    let corrects = Placed {
        intent: Intent::Replaces,
        ..beside
    };
    assert_eq!(current(&settled(&[first, (arrival(2, 1), corrects)])), ["乙"]);
}
