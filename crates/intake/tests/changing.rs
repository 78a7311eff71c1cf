//! What a letter changes beside the texts: photos that take the place of others, and what is no longer sent.

mod support;

use domain::arrival::Arrival;
use domain::correction::Dismissal;
use domain::finding::{Finding, FindingCode};
use domain::return_form::Delegates;
use domain::submission::{Attachment, Standing, SubmissionStatus};
use domain::verdict::Judgement;
use intake::claim::{About, ClaimedForm, ClaimedPiece, FormOrigin, Intent, LooseMedia, Placed, Said, Trust};
use support::settled::{Settled, settled};
use support::{arrival, loose, person, photo, piece, placed};

fn letters(placed: impl IntoIterator<Item = Placed>) -> Vec<(Arrival, Placed)> {
    let numbered = (1..).zip(placed);
    numbered.map(|(id, placed)| (arrival(id, id), placed)).collect()
}

fn places(judgement: &Judgement, code: FindingCode) -> Vec<&str> {
    let found = judgement.findings.iter().filter(|finding| finding.code == code);
    found
        .map(|finding| finding.place.as_deref().unwrap_or_default())
        .collect()
}

fn files(settlement: &Settled) -> Vec<&[Attachment]> {
    let current = settlement
        .submissions
        .iter()
        .filter(|one| one.standing == Standing::Current);
    current.map(|one| one.attachments.as_slice()).collect()
}

fn saying(about: About, words: &str, placed: Placed) -> Placed {
    let words = words.to_owned();
    Placed {
        said: vec![Said { about, words }],
        ..placed
    }
}

fn with_photo() -> Placed {
    placed(vec![ClaimedPiece {
        attachments: vec![photo("李乙旧.jpg")],
        ..piece("youth", Some("李乙"), "感悟")
    }])
}

fn photo_only() -> Placed {
    let media = LooseMedia {
        context: "李乙".into(),
        ..loose("李乙新.jpg")
    };
    Placed {
        loose_media: vec![media],
        ..placed(Vec::new())
    }
}

#[test]
fn a_photo_that_is_said_to_replace_takes_the_place_of_the_older_one() {
    let words = "李乙照片有误，请以本次照片为准，原照片作废";
    let again = ClaimedPiece {
        attachments: vec![photo("李乙新.jpg")],
        ..piece("youth", Some("李乙"), "感悟")
    };
    let correcting = Placed {
        intent: Intent::Replaces,
        ..photo_only()
    };
    for second in [
        saying(About::Media, words, photo_only()),
        saying(About::Media, "请更换照片", placed(vec![again])),
        correcting,
    ] {
        let settlement = settled(&letters([with_photo(), second]));
        assert_eq!(files(&settlement), [[photo("李乙新.jpg")]]);
        let judgement = &settlement.judgements[1];
        assert_eq!(judgement.verdict.as_str(), "accepted");
        let said = judgement
            .findings
            .iter()
            .find(|finding| finding.code == FindingCode::MediaReplaced);
        let said = said.and_then(|finding| finding.remark.as_deref());
        assert_eq!(said, Some("原文件为“李乙旧.jpg”，现为“李乙新.jpg”。"));
    }
}

#[test]
fn a_photo_of_the_same_name_is_not_said_to_replace_itself() {
    let mut media = loose("李乙旧.jpg");
    media.context = "李乙".into();
    media.attachment.sha256 = "another".into();
    let another = Placed {
        loose_media: vec![media],
        ..placed(Vec::new())
    };
    let second = saying(About::Media, "请更换照片", another);
    let settlement = settled(&letters([with_photo(), second]));
    let mut findings = settlement.judgements[1].findings.iter();
    let said = findings.find(|finding| finding.code == FindingCode::MediaReplaced);
    let said = said.and_then(|finding| finding.remark.as_deref());
    assert_eq!(said, Some("新旧文件同名（“李乙旧.jpg”），以本次来件的文件为准。"));
}

#[test]
fn a_second_photo_of_which_nothing_is_said_is_kept_beside_the_first() {
    let stranger = Placed {
        trust: Trust::MayAdd,
        ..saying(About::Media, "请更换照片", photo_only())
    };
    let of_another = saying(About::Media, "张甲照片有误，请更换", photo_only());
    let zhang = || piece("key-few", Some("张甲"), "感悟");
    for second in [photo_only(), stranger, of_another] {
        let mut first = with_photo();
        first.pieces.push(zhang());
        let settlement = settled(&letters([first, second]));
        assert_eq!(files(&settlement)[0], [photo("李乙旧.jpg"), photo("李乙新.jpg")]);
        assert_eq!(
            places(&settlement.judgements[1], FindingCode::AnotherMedia),
            ["李乙"]
        );
    }
}

#[test]
fn two_photos_that_come_together_replace_and_do_not_replace_each_other() {
    let mut two = saying(About::Media, "请更换照片", photo_only());
    two.loose_media.push(LooseMedia {
        context: "李乙".into(),
        ..loose("李乙新二.jpg")
    });
    let settlement = settled(&letters([with_photo(), two]));
    assert_eq!(files(&settlement), [[photo("李乙新.jpg"), photo("李乙新二.jpg")]]);
}

#[test]
fn a_photo_of_nobody_for_two_waiting_texts_names_both() {
    let both = placed(vec![
        piece("youth", Some("周丙"), "一"),
        piece("youth", Some("吴丁"), "二"),
    ]);
    let nameless = Placed {
        loose_media: vec![loose("IMG_1.jpg")],
        ..placed(Vec::new())
    };
    let settlement = settled(&letters([both, nameless]));
    let judgement = &settlement.judgements[1];
    assert_eq!(judgement.verdict.as_str(), "held");
    assert_eq!(places(judgement, FindingCode::AwaitingText), [""; 0]);
    let said = judgement
        .findings
        .iter()
        .find(|finding| finding.code == FindingCode::UnassignedMedia);
    assert_eq!(
        said.and_then(|finding| finding.remark.as_deref()),
        Some("可能属于“周丙”、“吴丁”。")
    );
}

#[test]
fn whom_a_letter_takes_back_stays_until_the_office_decides() {
    let both = || {
        placed(vec![
            piece("key-few", Some("张甲"), "一"),
            piece("key-few", Some("李乙"), "二"),
        ])
    };
    let other = || placed(vec![piece("key-few", Some("张甲"), "三")]);
    for (words, want) in [
        ("李乙的感悟不再报送，请删除", vec!["李乙"]),
        ("张甲原稿作废", vec![]),
        ("第二篇感悟不再报送", vec!["第二篇感悟不再报送"]),
        ("原表作废", vec![]),
    ] {
        let settlement = settled(&letters([both(), saying(About::Removal, words, other())]));
        assert_eq!(
            places(&settlement.judgements[1], FindingCode::RemovalStated),
            want,
            "{words}"
        );
        let counting = settlement.submissions.iter().filter(|one| one.counts());
        assert_eq!(counting.count(), 2);
    }
}

fn with_form(pieces: Vec<ClaimedPiece>, delegates: Delegates, filled_by: &str) -> Placed {
    Placed {
        forms: vec![ClaimedForm {
            origin: FormOrigin::Document,
            filled_by: Some(filled_by.to_owned()),
            contact: None,
            delegates,
            nil_items: Vec::new(),
        }],
        ..placed(pieces)
    }
}

#[test]
fn what_a_corrected_form_leaves_out_is_said_and_stays() {
    let first = || {
        let pieces = vec![
            piece("key-few", Some("张甲"), "一"),
            piece("key-few", Some("李乙"), "二"),
            piece("advice", None, "三"),
        ];
        with_form(pieces, Delegates::Persons(vec![person("张甲")]), "钱戊")
    };
    let second = |intent| Placed {
        intent,
        ..with_form(
            vec![piece("key-few", Some("张甲"), "新")],
            Delegates::NotAnswered,
            "赵红",
        )
    };
    let settlement = settled(&letters([first(), second(Intent::Replaces)]));
    let judgement = &settlement.judgements[1];
    assert_eq!(
        places(judgement, FindingCode::LeftOut),
        ["李乙", "科技工作者建言献策"]
    );
    assert_eq!(places(judgement, FindingCode::DelegatesLeftOut), [""; 0]);
    assert_eq!(places(judgement, FindingCode::DelegatesKept), [""]);
    assert_eq!(
        settlement.submissions.iter().filter(|one| one.counts()).count(),
        3
    );
    let of_part = saying(About::Unchanged, "其余不变", second(Intent::Replaces));
    for other in [second(Intent::Adds), of_part] {
        let settlement = settled(&letters([first(), other]));
        assert_eq!(places(&settlement.judgements[1], FindingCode::LeftOut), [""; 0]);
    }
}

fn delegates_from(settlement: &Settled) -> Vec<Option<i64>> {
    let forms = settlement.return_forms.iter();
    let from = forms.map(|form| form.delegates_from.map(domain::ids::ArrivalId::number));
    from.collect()
}

#[test]
fn a_list_of_delegates_that_a_newer_form_leaves_out_is_carried_on() {
    let list = || Delegates::Persons(vec![person("张甲")]);
    let of = |delegates, filled_by| with_form(Vec::new(), delegates, filled_by);
    let blank = |filled_by| of(Delegates::NotAnswered, filled_by);
    let first = || of(list(), "钱戊");
    let settlement = settled(&letters([first(), blank("赵红"), blank("孙己")]));
    assert_eq!(delegates_from(&settlement), [None, Some(1), Some(1)]);
    for judgement in &settlement.judgements[1..] {
        let mut findings = judgement.findings.iter();
        let kept = findings.find(|finding| finding.code == FindingCode::DelegatesKept);
        let said = kept.and_then(|finding| finding.remark.as_deref());
        assert_eq!(said, Some("名单见来件1。"));
        assert_eq!(domain::task::task(judgement), None);
    }
    // The list goes with the form that brought it, and with an answer.
    let without = settled(&letters([blank("赵红"), blank("孙己")]));
    assert_eq!(delegates_from(&without), [None, None]);
    for answer in [Delegates::Nil, Delegates::Persons(vec![person("李乙")])] {
        let own = usize::from(answer != Delegates::Nil);
        let settlement = settled(&letters([first(), of(answer, "赵红"), blank("孙己")]));
        assert_eq!(delegates_from(&settlement), [None, None, (own == 1).then_some(2)]);
    }
    // What a stranger sends replaces no form.
    let stranger = Placed {
        trust: Trust::MayAdd,
        ..blank("赵红")
    };
    let settlement = settled(&letters([first(), stranger]));
    assert_eq!(delegates_from(&settlement), [None, None]);
}

#[test]
fn delegates_whom_a_letter_takes_back_are_not_carried_on() {
    let first = with_form(Vec::new(), Delegates::Persons(vec![person("张甲")]), "钱戊");
    let second = with_form(Vec::new(), Delegates::NotAnswered, "赵红");
    let second = saying(About::Delegates, "不再推荐代表", second);
    let settlement = settled(&letters([first, second]));
    assert_eq!(delegates_from(&settlement), [None, None]);
    let judgement = &settlement.judgements[1];
    assert_eq!(places(judgement, FindingCode::DelegatesLeftOut), ["代表名单"]);
    assert_eq!(places(judgement, FindingCode::DelegatesKept), [""; 0]);
    assert_eq!(domain::task::task(judgement), Some(domain::task::Task::Follow));
}

fn youth(text: &str, files: &[&str]) -> ClaimedPiece {
    ClaimedPiece {
        attachments: files.iter().map(|name| photo(name)).collect(),
        ..piece("youth", Some("李乙"), text)
    }
}

fn states(settlement: &Settled) -> Vec<SubmissionStatus> {
    let current = settlement.submissions.iter();
    let current = current.filter(|one| one.standing == Standing::Current);
    current.map(|one| one.status).collect()
}

#[test]
fn a_revised_text_keeps_the_photo_of_the_version_before() {
    let text = |text| placed(vec![youth(text, &[])]);
    let settlement = settled(&letters([with_photo(), text("改"), text("再改")]));
    assert_eq!(files(&settlement), [[photo("李乙旧.jpg")]]);
    assert_eq!(states(&settlement), [SubmissionStatus::Accepted]);
    for judgement in &settlement.judgements[1..] {
        let mut findings = judgement.findings.iter();
        let kept = findings.find(|finding| finding.code == FindingCode::MediaKept);
        let said = kept.and_then(|finding| finding.remark.as_deref());
        assert_eq!(said, Some("“李乙旧.jpg”沿用来件1。"));
        assert_eq!(places(judgement, FindingCode::MissingMedia), [""; 0]);
        assert_eq!(domain::task::task(judgement), None);
    }
    // What came by itself is known by what brought it.
    let settlement = settled(&letters([text("一"), photo_only(), text("改")]));
    let mut findings = settlement.judgements[2].findings.iter();
    let kept = findings.find(|finding| finding.code == FindingCode::MediaKept);
    let said = kept.and_then(|finding| finding.remark.as_deref());
    assert_eq!(said, Some("“李乙新.jpg”沿用来件2。"));
}

#[test]
fn a_photo_that_is_taken_away_or_comes_anew_is_not_kept() {
    let text = || placed(vec![youth("改", &[])]);
    let taken = saying(About::MediaTaken, "李乙照片不再使用", text());
    let settlement = settled(&letters([with_photo(), taken]));
    assert_eq!(states(&settlement), [SubmissionStatus::Incomplete]);
    let of_another = saying(About::MediaTaken, "张甲照片不再使用", text());
    let mut first = with_photo();
    first.pieces.push(piece("key-few", Some("张甲"), "感悟"));
    let settlement = settled(&letters([first, of_another]));
    assert_eq!(files(&settlement)[0], [photo("李乙旧.jpg")]);
    let anew = placed(vec![youth("改", &["李乙新.jpg"])]);
    let beside = Placed {
        pieces: vec![youth("改", &[])],
        ..photo_only()
    };
    for second in [anew, beside] {
        let settlement = settled(&letters([with_photo(), second]));
        assert_eq!(files(&settlement), [[photo("李乙新.jpg")]]);
        assert_eq!(states(&settlement), [SubmissionStatus::Accepted]);
        let judgement = &settlement.judgements[1];
        assert_eq!(places(judgement, FindingCode::MediaKept), [""; 0]);
    }
}

#[test]
fn a_text_that_was_sent_back_for_its_photo_asks_for_one() {
    for (remark, want) in [
        ("照片模糊，请更换", SubmissionStatus::Incomplete),
        ("请补充事例", SubmissionStatus::Accepted),
    ] {
        let mut first = with_photo();
        first.pieces[0].dismissal = Some(Dismissal::SentBack {
            remark: remark.into(),
        });
        let settlement = settled(&letters([first, placed(vec![youth("改", &[])])]));
        assert_eq!(states(&settlement), [want], "{remark}");
    }
}

#[test]
fn who_is_announced_and_came_before_is_not_missed() {
    let mut second = placed(vec![piece("key-few", Some("张甲"), "一")]);
    for name in ["李乙", "王丙"] {
        let missed = Finding::at(FindingCode::FewerThanAnnounced, name);
        second.findings.push(missed);
    }
    let settlement = settled(&letters([with_photo(), second]));
    assert_eq!(
        places(&settlement.judgements[1], FindingCode::FewerThanAnnounced),
        ["王丙"]
    );
}

#[test]
fn who_accepts_a_strangers_form_is_told_before_what_it_replaces_and_the_society_afterwards() {
    let own = with_form(Vec::new(), Delegates::Persons(vec![person("李乙")]), "钱戊");
    let strangers = |accepted_by_clerk| {
        let persons = Delegates::Persons(vec![person("周丙")]);
        let held = Finding::new(FindingCode::UnverifiedReplacement);
        Placed {
            trust: Trust::MayAdd,
            holds: if accepted_by_clerk { Vec::new() } else { vec![held] },
            accepted_by_clerk,
            ..with_form(Vec::new(), persons, "孙己")
        }
    };
    let codes = |placed| {
        let settlement = settled(&letters([own.clone(), placed]));
        let findings = settlement.judgements[1].findings.iter();
        findings.map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert!(codes(strangers(false)).contains(&FindingCode::FormWouldReplace));
    let after = codes(strangers(true));
    assert!(after.contains(&FindingCode::FormReplaced), "{after:?}");
    assert!(!after.contains(&FindingCode::FormWouldReplace), "{after:?}");
    assert!(FindingCode::FormReplaced.is_told());
}
