//! What becomes of everything that one society sent.

mod support;

use domain::deadline::Timeliness;
use domain::finding::FindingCode;
use domain::ids::SocietyCode;
use domain::notice::LatePolicy;
use domain::submission::{Attachment, SubmissionStatus};
use intake::claim::{ClaimedPiece, Intent, LooseMedia, Placed, Reach, Trust};
use intake::settle::Member;
use support::settled::{current, has, settle, settled, verdicts};
use support::{arrival, at, loose, notice, photo, piece, placed};

#[test]
fn another_text_of_the_same_person_is_a_revision_and_the_same_text_a_duplicate() {
    let letters = [
        (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")])),
        (arrival(2, 1), placed(vec![piece("key-few", Some("张甲"), "乙")])),
        (arrival(3, 2), placed(vec![piece("key-few", Some("张甲"), "乙 ")])),
        (arrival(4, 3), placed(vec![piece("key-few", Some("张甲"), "甲")])),
    ];
    let settlement = settled(&letters);
    assert_eq!(
        verdicts(&settlement),
        ["accepted", "accepted", "duplicate", "accepted"]
    );
    assert_eq!(current(&settlement), ["甲"]);
    assert_eq!(
        settlement
            .submissions
            .iter()
            .map(|one| one.revision)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert!(has(&settlement.judgements[1], FindingCode::Supersedes));
}

#[test]
fn an_older_letter_that_is_processed_late_replaces_nothing() {
    let letters = [
        (arrival(1, 60), placed(vec![piece("key-few", Some("张甲"), "新")])),
        (arrival(2, 0), placed(vec![piece("key-few", Some("张甲"), "旧")])),
    ];
    assert_eq!(current(&settled(&letters)), ["新"]);
}

#[test]
fn a_stranger_may_add_but_not_replace() {
    let stranger = |pieces| Placed {
        trust: Trust::MayAdd,
        ..placed(pieces)
    };
    let letters = [
        (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")])),
        (
            arrival(2, 1),
            stranger(vec![piece("key-few", Some("张甲"), "假")]),
        ),
        (
            arrival(3, 2),
            stranger(vec![piece("key-few", Some("李乙"), "乙")]),
        ),
    ];
    let settlement = settled(&letters);
    assert_eq!(verdicts(&settlement), ["accepted", "held", "accepted"]);
    assert!(has(&settlement.judgements[1], FindingCode::UnverifiedReplacement));
    assert_eq!(current(&settlement), ["甲", "乙"]);
}

#[test]
fn a_later_photo_completes_the_piece_that_waits_for_it() {
    let photo_only = Placed {
        loose_media: vec![loose("周丙.jpg")],
        ..placed(Vec::new())
    };
    let letters = [
        (arrival(1, 0), placed(vec![piece("youth", Some("周丙"), "感悟")])),
        (arrival(2, 1), photo_only),
    ];
    let settlement = settled(&letters);
    assert_eq!(verdicts(&settlement), ["accepted", "accepted"]);
    let [only] = settlement.submissions.as_slice() else {
        panic!("one row, no new revision")
    };
    assert_eq!((only.revision, only.status), (1, SubmissionStatus::Accepted));
    assert_eq!(only.attachments, [photo("周丙.jpg")]);
    let then = &settlement.judgements[0];
    assert!(has(then, FindingCode::MissingMedia));
    assert_eq!(then.verdict.outcomes()[0].status, SubmissionStatus::Incomplete);
    // Nobody is asked for it any more.
    let now = then.as_it_stands(&notice(), &settlement.submissions);
    assert!(!has(&now, FindingCode::MissingMedia));
    assert_eq!(now.verdict.outcomes()[0].status, SubmissionStatus::Accepted);
    let alone = settled(&letters[..1]);
    let waits = alone.judgements[0].as_it_stands(&notice(), &alone.submissions);
    assert_eq!(waits, alone.judgements[0]);
}

#[test]
fn what_is_wrong_with_a_piece_is_named_and_nothing_else() {
    let with = |text: &str, attachments: Vec<Attachment>| ClaimedPiece {
        attachments,
        ..piece("youth", Some("周丙"), text)
    };
    let cases = [
        (with("感悟", vec![photo("周丙.jpg")]), vec![]),
        (with("感悟", vec![]), vec![FindingCode::MissingMedia]),
        (
            with(" \n", vec![photo("周丙.jpg")]),
            vec![FindingCode::MissingText],
        ),
        (
            with("", vec![]),
            vec![FindingCode::MissingMedia, FindingCode::MissingText],
        ),
        (
            with("感\u{FFFD}", vec![photo("周丙.jpg")]),
            vec![FindingCode::UnreadCharacters],
        ),
    ];
    let lacks = [FindingCode::MissingMedia, FindingCode::MissingText];
    for (piece, lacking) in cases {
        let settlement = settled(&[(arrival(1, 0), placed(vec![piece]))]);
        let status = if lacking.iter().any(|code| lacks.contains(code)) {
            SubmissionStatus::Incomplete
        } else {
            SubmissionStatus::Accepted
        };
        assert_eq!(settlement.submissions[0].status, status);
        let said: Vec<FindingCode> = settlement.judgements[0]
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(said, lacking);
    }
}

#[test]
fn a_photo_without_its_text_waits_and_is_settled_when_the_text_comes() {
    let photo_only = || Placed {
        loose_media: vec![loose("周丙.jpg")],
        ..placed(Vec::new())
    };
    let alone = settled(&[(arrival(1, 0), photo_only())]);
    assert_eq!(verdicts(&alone), ["held"]);
    assert!(has(&alone.judgements[0], FindingCode::AwaitingText));
    let both = settled(&[
        (arrival(1, 0), photo_only()),
        (arrival(2, 1), placed(vec![piece("youth", Some("周丙"), "感悟")])),
    ]);
    assert_eq!(verdicts(&both), ["accepted", "accepted"]);
    assert_eq!(both.submissions[0].status, SubmissionStatus::Accepted);
}

#[test]
fn a_photo_of_nobody_in_particular_is_not_given_to_one_of_two() {
    let photo_only = Placed {
        loose_media: vec![loose("IMG_1.jpg")],
        ..placed(Vec::new())
    };
    let letters = [
        (
            arrival(1, 0),
            placed(vec![
                piece("youth", Some("周丙"), "一"),
                piece("youth", Some("吴丁"), "二"),
            ]),
        ),
        (arrival(2, 1), photo_only),
    ];
    assert_eq!(verdicts(&settled(&letters)), ["accepted", "held"]);
}

#[test]
fn a_society_has_one_plan_and_as_many_suggestions_as_it_likes() {
    let letters = [
        (
            arrival(1, 0),
            placed(vec![piece("plan", None, "一"), piece("advice", None, "建议一")]),
        ),
        (
            arrival(2, 1),
            placed(vec![piece("plan", None, "二"), piece("advice", None, "建议二")]),
        ),
    ];
    assert_eq!(current(&settled(&letters)), ["二", "建议一", "建议二"]);
    let replacing = Placed {
        intent: Intent::Replaces,
        ..placed(vec![piece("advice", None, "建议三")])
    };
    let settlement = settled(&[letters[0].clone(), (arrival(3, 2), replacing)]);
    assert_eq!(current(&settlement), ["一", "建议三"]);
}

#[test]
fn namesakes_with_contradicting_offices_are_both_kept() {
    let mut other = piece("key-few", Some("张甲"), "乙");
    other.person.as_mut().unwrap().positions = vec!["秘书长".into()];
    let letters = [
        (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), "甲")])),
        (arrival(2, 1), placed(vec![other])),
    ];
    let settlement = settled(&letters);
    assert_eq!(current(&settlement), ["甲", "乙"]);
    assert!(has(&settlement.judgements[1], FindingCode::SameName));
}

#[test]
fn a_text_that_counts_for_another_person_already_is_said() {
    let text = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";
    let letters = [
        (arrival(1, 0), placed(vec![piece("key-few", Some("张甲"), text)])),
        (arrival(2, 1), placed(vec![piece("key-few", Some("张申"), text)])),
        (
            arrival(3, 2),
            placed(vec![piece("key-few", Some("李乙"), "另一篇")]),
        ),
        // For another item, or of nobody: perhaps the same sent in two ways.
        (arrival(4, 3), placed(vec![piece("youth", Some("张甲"), text)])),
        (arrival(5, 4), placed(vec![piece("key-few", None, text)])),
        (arrival(6, 5), placed(vec![piece("youth", Some("李乙"), text)])),
    ];
    let settlement = settled(&letters);
    assert_eq!(current(&settlement), [text, text, "另一篇", text, text, text]);
    let said = settlement.judgements.iter();
    let said: Vec<bool> = said.map(|one| has(one, FindingCode::SameText)).collect();
    assert_eq!(said, [false, true, false, true, true, true]);
}

#[test]
fn two_texts_of_one_person_in_one_letter_are_no_versions_of_each_other() {
    let letters = [(
        arrival(1, 0),
        placed(vec![
            piece("key-few", Some("张甲"), "甲"),
            piece("key-few", Some("张甲"), "乙"),
        ]),
    )];
    let settlement = settled(&letters);
    assert_eq!(current(&settlement), ["甲", "乙"]);
    assert!(has(&settlement.judgements[0], FindingCode::SameName));
}

#[test]
fn a_photo_of_one_whose_name_holds_another_name_is_the_longer_ones() {
    let photo_only = Placed {
        loose_media: vec![loose("周丙燕.jpg")],
        ..placed(Vec::new())
    };
    let both = vec![
        piece("youth", Some("周丙"), "一"),
        piece("youth", Some("周丙燕"), "二"),
    ];
    let settlement = settled(&[(arrival(1, 0), placed(both)), (arrival(2, 1), photo_only)]);
    let with_photo = |row: &&domain::submission::Submission| !row.attachments.is_empty();
    let shown: Vec<&str> = settlement
        .submissions
        .iter()
        .filter(with_photo)
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(shown, ["二"]);
}

#[test]
fn a_photo_that_nothing_says_is_meant_completes_only_whom_it_names() {
    let photo_only = |name: &str| Placed {
        loose_media: vec![LooseMedia {
            reach: Reach::Named,
            ..loose(name)
        }],
        ..placed(Vec::new())
    };
    for (name, want) in [("会场.jpg", "held"), ("周丙.jpg", "accepted")] {
        let letters = [
            (arrival(1, 0), placed(vec![piece("youth", Some("周丙"), "感悟")])),
            (arrival(2, 1), photo_only(name)),
        ];
        assert_eq!(verdicts(&settled(&letters)), ["accepted", want], "{name}");
    }
}

#[test]
fn a_late_return_is_marked_or_held_as_the_notice_says() {
    let mut late = arrival(1, 0);
    late.received.as_mut().unwrap().at = at("2022-10-25T00:00:00+08:00");
    let letter = placed(vec![piece("key-few", Some("张甲"), "甲")]);
    let flagged = settled(&[(late.clone(), letter.clone())]);
    assert_eq!(verdicts(&flagged), ["accepted"]);
    assert!(has(&flagged.judgements[0], FindingCode::Late));
    let strict = domain::notice::Notice {
        late: LatePolicy::Refuse,
        ..notice()
    };
    let member = Member {
        arrival: &late,
        internal_dates: &[],
        placed: &letter,
    };
    let refused = settle(&strict, &SocietyCode::parse("A-01").unwrap(), vec![member]);
    assert_eq!(verdicts(&refused), ["held"]);
}

#[test]
fn two_clocks_on_different_sides_of_the_deadline_ask_a_person() {
    let mut early = arrival(1, 0);
    early.received.as_mut().unwrap().at = at("2022-10-24T23:59:00+08:00");
    let letter = placed(vec![piece("key-few", Some("张甲"), "甲")]);
    let dates = [at("2022-10-25T00:01:00+08:00")];
    let member = Member {
        arrival: &early,
        internal_dates: &dates,
        placed: &letter,
    };
    let settlement = settle(&notice(), &SocietyCode::parse("A-01").unwrap(), vec![member]);
    assert!(has(&settlement.judgements[0], FindingCode::ClockDisagreement));
    assert!(settlement.submissions.is_empty());
}

#[test]
fn the_earlier_of_two_clocks_counts_only_once_a_clerk_has_accepted() {
    let mut late = arrival(1, 0);
    late.received.as_mut().unwrap().at = at("2022-10-25T00:01:00+08:00");
    let mut letter = placed(vec![piece("key-few", Some("张甲"), "甲")]);
    let dates = [at("2022-10-25T09:00:00+08:00"), at("2022-10-24T23:59:00+08:00")];
    let settle_with = |letter: &Placed| {
        let member = Member {
            arrival: &late,
            internal_dates: &dates,
            placed: letter,
        };
        settle(&notice(), &SocietyCode::parse("A-01").unwrap(), vec![member])
    };
    let asked = settle_with(&letter);
    assert!(has(&asked.judgements[0], FindingCode::ClockDisagreement));
    assert!(asked.submissions.is_empty());
    letter.accepted_by_clerk = true;
    let accepted = settle_with(&letter);
    assert_eq!(verdicts(&accepted), ["accepted"]);
    assert_eq!(accepted.submissions[0].timeliness, Timeliness::OnTime);
}

#[test]
fn a_copy_that_a_server_noted_after_the_deadline_contradicts_nothing() {
    let mut early = arrival(1, 0);
    early.received.as_mut().unwrap().at = at("2022-10-24T23:59:00+08:00");
    let letter = placed(vec![piece("key-few", Some("张甲"), "甲")]);
    let dates = [at("2022-10-24T23:59:01+08:00"), at("2022-10-26T09:00:00+08:00")];
    let member = Member {
        arrival: &early,
        internal_dates: &dates,
        placed: &letter,
    };
    let settlement = settle(&notice(), &SocietyCode::parse("A-01").unwrap(), vec![member]);
    assert_eq!(verdicts(&settlement), ["accepted"]);
}

#[test]
fn a_piece_that_should_name_its_person_and_does_not_is_said() {
    let settlement = settled(&[(arrival(1, 0), placed(vec![piece("key-few", None, "甲")]))]);
    assert_eq!(verdicts(&settlement), ["accepted"]);
    assert!(has(&settlement.judgements[0], FindingCode::MissingPerson));
}

#[test]
fn what_brings_nothing_stays_held_even_when_a_clerk_accepts_it() {
    let accepted = Placed {
        accepted_by_clerk: true,
        ..placed(Vec::new())
    };
    let settlement = settled(&[(arrival(1, 0), accepted)]);
    assert_eq!(verdicts(&settlement), ["held"]);
    assert!(has(&settlement.judgements[0], FindingCode::NoContent));
}

#[test]
fn a_clerks_time_settles_what_two_clocks_disagree_about() {
    let mut early = arrival(1, 0);
    let received = early.received.as_mut().unwrap();
    received.at = at("2022-10-24T23:59:00+08:00");
    received.by = domain::arrival::ReceivedBy::Clerk;
    let letter = placed(vec![piece("key-few", Some("张甲"), "甲")]);
    let dates = [at("2022-10-25T00:01:00+08:00")];
    let member = Member {
        arrival: &early,
        internal_dates: &dates,
        placed: &letter,
    };
    let settlement = settle(
        &notice(),
        &SocietyCode::parse("A-01").expect("a code"),
        vec![member],
    );
    assert_eq!(verdicts(&settlement), ["accepted"]);
}

#[test]
fn the_signature_under_a_letter_does_not_give_away_another_ones_photo() {
    let mut signed = loose("IMG_1.jpg");
    signed.around = domain::text::match_key("请查收 李乙").into();
    let mut complete = piece("youth", Some("李乙"), "乙");
    complete.attachments.push(photo("李乙.jpg"));
    let letters = [
        (
            arrival(1, 0),
            placed(vec![complete, piece("youth", Some("周丙"), "丙")]),
        ),
        (
            arrival(2, 1),
            Placed {
                loose_media: vec![signed],
                ..placed(Vec::new())
            },
        ),
    ];
    let settlement = settled(&letters);
    assert_eq!(
        settlement.submissions[0].attachments.len(),
        1,
        "李乙 has one photo as before"
    );
    assert_eq!(verdicts(&settlement), ["accepted", "held"]);
}
