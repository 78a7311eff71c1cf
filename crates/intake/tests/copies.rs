//! Copies of one mail that differ, and earlier versions that are only passed on.

mod support;

use domain::finding::FindingCode;
use intake::claim::{Intent, Placed};
use support::settled::{current, has, settled, verdicts};
use support::{arrival, piece, placed};

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
    // An identifier that a program gives twice says nothing of another text.
    assert_eq!(current(&of(copy("另一篇。", "a@x"))), ["另一篇。"]);
    assert_eq!(
        verdicts(&of(copy("我深受鼓舞，将带领团队 多出成果。", "a@x"))),
        ["accepted", "duplicate"]
    );
}
