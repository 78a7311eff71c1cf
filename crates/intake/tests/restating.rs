//! The same text once more, with something else stated beside it.

mod support;

use domain::arrival::Arrival;
use domain::correction::Dismissal;
use domain::finding::{Finding, FindingCode};
use domain::submission::{Standing, Submission, SubmissionStatus};
use intake::claim::{About, ClaimedPiece, Intent, Placed, Said, Trust};
use support::settled::{Settled, settled};
use support::{arrival, item, photo, piece, placed};

const TEXT: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";

fn titled(who: &str, position: &str, title: Option<&str>) -> ClaimedPiece {
    let mut piece = piece("key-few", Some(who), TEXT);
    piece.title = title.map(str::to_owned);
    if let Some(person) = &mut piece.person {
        person.positions = vec![position.to_owned()];
    }
    piece
}

fn correcting(pieces: Vec<ClaimedPiece>) -> Placed {
    Placed {
        intent: Intent::Replaces,
        ..placed(pieces)
    }
}

fn letters(placed: impl IntoIterator<Item = Placed>) -> Vec<(Arrival, Placed)> {
    let numbered = (1..).zip(placed);
    numbered.map(|(id, placed)| (arrival(id, id), placed)).collect()
}

fn finding(settlement: &Settled, at: usize, code: FindingCode) -> Option<Finding> {
    let findings = settlement.judgements.get(at).map(|one| one.findings.as_slice());
    let mut findings = findings.unwrap_or_default().iter();
    findings.find(|finding| finding.code == code).cloned()
}

fn current(settlement: &Settled) -> Vec<&Submission> {
    let all = settlement.submissions.iter();
    all.filter(|one| one.standing == Standing::Current).collect()
}

fn positions(submission: &Submission) -> Vec<&str> {
    let persons = submission.person.iter();
    persons
        .flat_map(|person| person.positions.iter().map(String::as_str))
        .collect()
}

#[test]
fn another_office_with_the_same_text_is_a_version_of_it() {
    for second in [placed, correcting] {
        let settlement = settled(&letters([
            placed(vec![titled("张甲", "理事", Some("勇攀高峰"))]),
            second(vec![titled("张甲", "常务理事", None)]),
            placed(vec![titled("张甲", "常务理事", None)]),
        ]));
        let [old, new] = settlement.submissions.as_slice() else {
            panic!("two versions: {settlement:?}")
        };
        assert_eq!(
            (positions(old), old.standing),
            (vec!["理事"], Standing::Superseded)
        );
        assert_eq!((positions(new), new.revision), (vec!["常务理事"], 2));
        assert_eq!(new.title.as_deref(), Some("勇攀高峰"), "what is not said stays");
        let said = finding(&settlement, 1, FindingCode::Restated).unwrap();
        assert_eq!(said.remark.as_deref(), Some("职务由“理事”更正为“常务理事”。"));
        assert_eq!(settlement.judgements[1].verdict.as_str(), "accepted");
        assert_eq!(settlement.judgements[2].verdict.as_str(), "duplicate");
    }
}

#[test]
fn the_text_that_comes_next_is_compared_with_the_office_as_it_was_corrected() {
    let mut next = titled("张甲", "常务理事", None);
    next.text = "另一篇".into();
    let settlement = settled(&letters([
        placed(vec![titled("张甲", "理事", None)]),
        correcting(vec![titled("张甲", "常务理事", None)]),
        placed(vec![next]),
    ]));
    assert_eq!(current(&settlement).len(), 1);
    assert_eq!(finding(&settlement, 2, FindingCode::SameName), None);
}

#[test]
fn another_title_is_a_version_and_what_one_says_less_is_none() {
    let settlement = settled(&letters([
        placed(vec![titled("张甲", "理事", Some("勇攀高峰"))]),
        correcting(vec![titled("张甲", "理事", Some("勇毅前行"))]),
        placed(vec![piece("key-few", Some("张甲"), TEXT)]),
    ]));
    assert_eq!(current(&settlement)[0].title.as_deref(), Some("勇毅前行"));
    let said = finding(&settlement, 1, FindingCode::Restated).unwrap();
    assert_eq!(said.remark.as_deref(), Some("题目由“勇攀高峰”更正为“勇毅前行”。"));
    assert_eq!(settlement.judgements[2].verdict.as_str(), "duplicate");
}

#[test]
fn what_is_added_counts_where_the_letter_corrects() {
    let known = || placed(vec![piece("key-few", Some("张甲"), TEXT)]);
    let more = || vec![titled("张甲", "理事", Some("勇攀高峰"))];
    let adds = settled(&letters([known(), placed(more())]));
    assert_eq!(adds.judgements[1].verdict.as_str(), "duplicate");
    let corrects = settled(&letters([known(), correcting(more())]));
    let said = finding(&corrects, 1, FindingCode::Restated).unwrap();
    assert_eq!(said.remark.as_deref(), Some("题目补充为“勇攀高峰”。"));
}

#[test]
fn the_photo_stays_and_so_does_that_it_came_in_time() {
    let with_photo = ClaimedPiece {
        attachments: vec![photo("张甲.jpg")],
        ..piece("youth", Some("张甲"), TEXT)
    };
    let mut again = titled("张甲", "研究员", None);
    again.item = with_photo.item.clone();
    let mut all = letters([placed(vec![with_photo]), correcting(vec![again])]);
    all[1].0.received.as_mut().unwrap().at = support::at("2022-10-26T08:00:00+08:00");
    let settlement = settled(&all);
    let counting = current(&settlement);
    let [only] = counting.as_slice() else {
        panic!("one piece")
    };
    assert_eq!(only.status, SubmissionStatus::Accepted);
    assert_eq!(only.attachments, [photo("张甲.jpg")]);
    assert_eq!(only.timeliness, domain::deadline::Timeliness::OnTime);
    assert_eq!(finding(&settlement, 1, FindingCode::Late), None);
}

#[test]
fn a_stranger_may_not_restate() {
    let stranger = Placed {
        trust: Trust::MayAdd,
        ..correcting(vec![titled("张甲", "常务理事", None)])
    };
    let settlement = settled(&letters([placed(vec![titled("张甲", "理事", None)]), stranger]));
    assert_eq!(settlement.judgements[1].verdict.as_str(), "held");
    assert!(finding(&settlement, 1, FindingCode::UnverifiedReplacement).is_some());
    assert_eq!(positions(current(&settlement)[0]), ["理事"]);
}

#[test]
fn what_a_clerk_corrected_is_not_restated_in_silence() {
    let mut by_clerk = titled("张甲", "秘书长", None);
    by_clerk.source.origin.corrected = true;
    let settlement = settled(&letters([
        placed(vec![by_clerk]),
        correcting(vec![titled("张甲", "常务理事", None)]),
    ]));
    assert_eq!(positions(current(&settlement)[0]), ["秘书长"]);
    let said = finding(&settlement, 1, FindingCode::NotRestated).unwrap();
    assert_eq!(
        said.remark.as_deref(),
        Some("职务登记为“秘书长”，来件为“常务理事”。")
    );
}

#[test]
fn a_corrected_statement_of_a_text_that_was_withdrawn_does_not_count() {
    let mut first = titled("张甲", "理事", None);
    first.dismissal = Some(Dismissal::Withdrawn);
    let settlement = settled(&letters([
        placed(vec![first]),
        correcting(vec![titled("张甲", "常务理事", None)]),
    ]));
    assert_eq!(current(&settlement)[0].status, SubmissionStatus::Withdrawn);
}

fn naming(words: &str, accepted_by_clerk: bool) -> Placed {
    Placed {
        said: vec![Said {
            about: About::Name,
            words: words.to_owned(),
        }],
        accepted_by_clerk,
        ..correcting(vec![titled("张申", "理事", None)])
    }
}

#[test]
fn a_name_that_the_letter_corrects_waits_for_a_clerk_who_carries_it_out_by_accepting() {
    let first = || placed(vec![titled("张甲", "理事", None)]);
    for words in ["上次姓名有误，张甲应为张申", "姓名应为张申"] {
        let held = settled(&letters([first(), naming(words, false)]));
        assert_eq!(held.judgements[1].verdict.as_str(), "held", "{words}");
        let said = finding(&held, 1, FindingCode::NameCorrection).unwrap();
        assert_eq!(said.remark.as_deref(), Some("姓名由“张甲”更正为“张申”。"));
        assert_eq!(current(&held).len(), 1);
        let carried_out = settled(&letters([first(), naming(words, true)]));
        assert!(finding(&carried_out, 1, FindingCode::NameCorrected).is_some());
        let names: Vec<(&str, bool)> = current(&carried_out)
            .iter()
            .map(|one| (one.person.as_ref().unwrap().name.as_str(), one.counts()))
            .collect();
        assert_eq!(names, [("张甲", false), ("张申", true)]);
    }
    for words in ["职务应为常务理事", "李乙应为李义"] {
        let beside = settled(&letters([first(), naming(words, false)]));
        assert!(finding(&beside, 1, FindingCode::SameText).is_some(), "{words}");
    }
}

#[test]
fn what_a_correction_of_a_name_states_otherwise_beside_it_is_said_with_it() {
    let other = Placed {
        pieces: vec![titled("张申", "副理事长", Some("勇攀高峰"))],
        ..naming("张甲应为张申", true)
    };
    let settlement = settled(&letters([placed(vec![titled("张甲", "理事", None)]), other]));
    let said = finding(&settlement, 1, FindingCode::NameCorrected).unwrap();
    assert_eq!(
        said.remark.as_deref(),
        Some("姓名由“张甲”更正为“张申”；职务由“理事”更正为“副理事长”；题目补充为“勇攀高峰”。")
    );
}

#[test]
fn another_office_of_a_text_that_was_sent_back_waits_for_who_sent_it_back() {
    let back = ClaimedPiece {
        dismissal: Some(Dismissal::SentBack {
            remark: "请补写".into(),
        }),
        ..titled("张甲", "理事", None)
    };
    let of = |later: Placed| settled(&letters([placed(vec![back.clone()]), later]));
    let other = placed(vec![titled("张甲", "副理事长", None)]);
    for later in [other.clone(), correcting(other.pieces.clone())] {
        let settlement = of(later);
        assert_eq!(settlement.judgements[1].verdict.as_str(), "held");
        assert!(finding(&settlement, 1, FindingCode::StillSentBack).is_some());
        assert_eq!(current(&settlement)[0].status, SubmissionStatus::SentBack);
    }
    let accepted = Placed {
        accepted_by_clerk: true,
        ..other
    };
    let settlement = of(accepted);
    let piece = current(&settlement)[0];
    assert_eq!(
        (piece.status, positions(piece)),
        (SubmissionStatus::Accepted, vec!["副理事长"])
    );
    // Under another name it is said to be the same.
    let settlement = of(placed(vec![titled("李乙", "理事", None)]));
    assert!(finding(&settlement, 1, FindingCode::SameText).is_some());
}

#[test]
fn another_photo_beside_what_is_restated_is_named() {
    let with = |position: &str, file: &str| {
        let mut piece = titled("张甲", position, None);
        piece.item = item("youth");
        piece.attachments.push(photo(file));
        placed(vec![piece])
    };
    let settlement = settled(&letters([with("理事", "一.jpg"), with("常务理事", "二.jpg")]));
    assert!(finding(&settlement, 1, FindingCode::Restated).is_some());
    assert!(finding(&settlement, 1, FindingCode::AnotherMedia).is_some());
    assert_eq!(current(&settlement)[0].attachments.len(), 2);
}

#[test]
fn what_a_replaced_mail_brought_and_the_next_does_not_is_said() {
    let others = "我体会最深的是人才强国，要把培养青年人才的责任扛起来，压担子、搭台子。";
    let mail = || Said {
        about: About::Mail,
        words: "附件发错，请忽略上一封".to_owned(),
    };
    let settlement = settled(&letters([
        placed(vec![piece("key-few", Some("赵丁"), others)]),
        placed(vec![
            titled("张甲", "理事", None),
            piece("key-few", Some("李乙"), others),
            piece("advice", None, "建议设立专项，支持青年人员长期开展观测。"),
        ]),
        Placed {
            said: vec![mail()],
            ..correcting(vec![
                piece("key-few", Some("张甲"), others),
                piece("advice", None, "建议设立专项，支持青年人员长期开展野外观测。"),
            ])
        },
    ]));
    let persons: Vec<String> = current(&settlement)
        .iter()
        .filter_map(|one| Some(one.person.as_ref()?.name.clone()))
        .collect();
    assert_eq!(
        current(&settlement).len(),
        4,
        "张甲, 李乙, 赵丁 and one suggestion"
    );
    assert!(
        persons.contains(&"李乙".to_owned()),
        "nothing is taken away by itself"
    );
    let said = settlement.judgements[2].findings.iter();
    let said: Vec<_> = said
        .filter(|finding| finding.code == FindingCode::RemovalStated)
        .filter_map(|finding| finding.place.as_deref())
        .collect();
    assert_eq!(said, ["李乙"], "of the last mail only");
}
