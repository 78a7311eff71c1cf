//! Names that are corrected: by a letter, with another text than the one that is registered, and by a clerk.

mod support;

use domain::arrival::Arrival;
use domain::finding::FindingCode;
use domain::grounds::PersonGround;
use domain::person::Person;
use domain::submission::{Standing, Submission};
use domain::verdict::Judgement;
use intake::claim::{About, ClaimedPiece, Intent, Placed, Said};
use support::letters::{REGISTERED, letter_around};
use support::settled::{Settled, has, settled};
use support::{arrival, photo, piece, placed};

const TEXT: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学，久久为功。";
const REVISED: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的青年了解科学，走近科学。";
const OTHER: &str = "回顾党的百年历程，老一辈以身许国的故事令人感动，青年一代更应甘坐冷板凳，勇闯无人区。";

fn letters(placed: impl IntoIterator<Item = Placed>) -> Vec<(Arrival, Placed)> {
    let numbered = (1..).zip(placed);
    numbered.map(|(id, placed)| (arrival(id, id), placed)).collect()
}

fn of(who: &str, text: &str) -> ClaimedPiece {
    let mut piece = piece("key-few", Some(who), text);
    piece.source.origin.named = Some(who.to_owned());
    text.clone_into(&mut piece.source.origin.fingerprint);
    piece
}

fn saying(words: &str, pieces: Vec<ClaimedPiece>) -> Placed {
    Placed {
        said: vec![Said {
            about: About::Name,
            words: words.to_owned(),
        }],
        intent: Intent::Replaces,
        ..placed(pieces)
    }
}

fn by_clerk(placed: Placed) -> Placed {
    Placed {
        accepted_by_clerk: true,
        ..placed
    }
}

fn remark(judgement: &Judgement, code: FindingCode) -> Option<&str> {
    let mut findings = judgement.findings.iter();
    findings
        .find(|finding| finding.code == code)
        .and_then(|finding| finding.remark.as_deref())
}

/// Whose pieces count.
fn counting(settlement: &Settled) -> Vec<&str> {
    let all = settlement.submissions.iter().filter(|one| one.counts());
    all.filter_map(|one| one.person.as_ref())
        .map(|person| person.name.as_str())
        .collect()
}

#[test]
fn a_changed_text_under_a_corrected_name_waits_for_a_clerk_and_is_one_person() {
    let first = || placed(vec![of("张三", TEXT), of("李四", OTHER)]);
    for (words, text) in [
        ("张三的感悟，姓名应为张珊", REVISED),
        ("张三的感悟，姓名应为“张珊”", OTHER),
        ("上次误将张珊写成张三", OTHER),
        ("张三（姓名有误，应为张珊）", OTHER),
        ("姓名应为张珊", REVISED),
    ] {
        let correction = || saying(words, vec![of("张珊", text)]);
        let held = settled(&letters([first(), correction()]));
        let judgement = &held.judgements[1];
        assert_eq!(judgement.verdict.as_str(), "held", "{words}");
        assert_eq!(
            remark(judgement, FindingCode::NameCorrection),
            Some("姓名由“张三”更正为“张珊”。"),
            "{words}"
        );
        assert_eq!(counting(&held), ["张三", "李四"]);
        let done = settled(&letters([first(), by_clerk(correction()), correction()]));
        assert_eq!(counting(&done), ["李四", "张珊"], "{words}");
        assert!(has(&done.judgements[1], FindingCode::NameCorrected));
        assert_eq!(done.judgements[2].verdict.as_str(), "duplicate", "{words}");
    }
}

#[test]
fn whose_name_is_corrected_is_not_guessed_of_several() {
    let first = placed(vec![of("张三", TEXT), of("李四", REVISED)]);
    let correction = || saying("姓名应为张珊", vec![of("张珊", OTHER)]);
    let held = settled(&letters([first.clone(), correction()]));
    let judgement = &held.judgements[1];
    assert_eq!(judgement.verdict.as_str(), "held");
    let said = remark(judgement, FindingCode::NameCorrection);
    assert_eq!(said, Some("姓名由“张三”或“李四”更正为“张珊”。"));
    let accepted = settled(&letters([first, by_clerk(correction())]));
    assert_eq!(counting(&accepted), ["张三", "李四", "张珊"]);
}

#[test]
fn the_correction_counts_also_when_the_new_name_is_there_already() {
    let earlier = || [placed(vec![of("张三", TEXT)]), placed(vec![of("张珊", REVISED)])];
    for text in [REVISED, OTHER] {
        let correction = || saying("张三应为张珊", vec![of("张珊", text)]);
        let [first, second] = earlier();
        let held = settled(&letters([first, second, correction()]));
        assert_eq!(held.judgements[2].verdict.as_str(), "held");
        let [first, second] = earlier();
        let done = settled(&letters([first, second, by_clerk(correction())]));
        assert_eq!(done.judgements[2].verdict.as_str(), "accepted");
        assert_eq!(counting(&done), ["张珊"]);
    }
}

#[test]
fn what_else_a_sentence_says_of_two_persons_corrects_no_name() {
    let first = || placed(vec![of("张三", TEXT), of("李四", OTHER)]);
    for (words, pieces) in [
        ("张三职务应为理事，李四职务应为监事", vec![of("李四", REVISED)]),
        ("张三职务改为理事，另增加王五", vec![of("王五", REVISED)]),
        ("张三的职务应为理事长", vec![of("王五", REVISED)]),
        ("张三应为张珊，李四应为李思", vec![of("王五", REVISED)]),
    ] {
        let settlement = settled(&letters([first(), saying(words, pieces)]));
        assert_eq!(settlement.judgements[1].verdict.as_str(), "accepted", "{words}");
    }
}

#[test]
fn each_of_two_corrected_names_is_that_of_its_own_piece() {
    let first = placed(vec![of("张三", TEXT), of("李四", OTHER)]);
    let both = vec![of("张珊", OTHER), of("李思", TEXT)];
    let correction = by_clerk(saying("张三应为张珊、李四应为李思", both));
    let settlement = settled(&letters([first, correction]));
    assert_eq!(counting(&settlement), ["张珊", "李思"]);
}

#[test]
fn a_letter_that_corrects_a_name_beside_a_revised_text_is_held() {
    let of_file = |id, subject: &str, body: &str, file: (&str, &str)| {
        let letter = letter_around(REGISTERED, "kjstdw", subject, body, &[file]);
        (arrival(id, id), support::letters::placed(letter.claim()))
    };
    let first = format!("坐住冷板凳\n作者：张三\n{TEXT}{OTHER}");
    let revised = format!("坐住冷板凳\n作者：张珊\n{REVISED}{OTHER}");
    let said = "老师好：\n张三的感悟，姓名应为张珊，文字也有修改，请查收。";
    let settlement = settled(&[
        of_file(1, "关键少数感悟", "请查收", ("张三感悟.txt", &first)),
        of_file(2, "关键少数感悟", said, ("张珊感悟.txt", &revised)),
    ]);
    assert_eq!(settlement.judgements[1].verdict.as_str(), "held");
    assert!(has(&settlement.judgements[1], FindingCode::NameCorrection));
    assert_eq!(counting(&settlement), ["张三"]);
}

/// What was recognised as somebody's and is another one's, as a clerk said.
fn renamed(mut piece: ClaimedPiece, name: &str) -> ClaimedPiece {
    piece.source.origin.corrected = true;
    piece.source.origin.grounds.person = Some(PersonGround::Clerk);
    if let Some(person) = &mut piece.person {
        name.clone_into(&mut person.name);
    }
    piece
}

fn versions(settlement: &Settled) -> Vec<(&str, u32, Standing)> {
    let version = |one: &'_ Submission| (one.piece, one.revision, one.standing);
    let all = settlement.submissions.iter();
    all.map(|one| {
        let (piece, revision, standing) = version(one);
        assert_eq!(piece, 1);
        let name = one.person.as_ref().map_or("", |person| person.name.as_str());
        (name, revision, standing)
    })
    .collect()
}

#[test]
fn a_clerk_who_corrects_the_name_of_a_later_version_does_not_revive_the_one_before() {
    let first = || placed(vec![of("张三", TEXT)]);
    let office = |mut piece: ClaimedPiece| {
        if let Some(person) = &mut piece.person {
            person.positions = vec!["理事长".to_owned()];
        }
        piece
    };
    for later in [office(of("张三", TEXT)), of("张三", TEXT), of("张三", REVISED)] {
        let corrected = || placed(vec![renamed(later.clone(), "张珊")]);
        let settlement = settled(&letters([first(), corrected()]));
        let both = [("张三", 1, Standing::Superseded), ("张珊", 2, Standing::Current)];
        assert_eq!(versions(&settlement), both);
        // Who sends it again, under the right name, repeats or revises it.
        let right = || {
            let person = later.person.clone().map(|person| Person {
                name: "张珊".to_owned(),
                ..person
            });
            placed(vec![ClaimedPiece {
                person,
                ..of("张珊", TEXT)
            }])
        };
        for next in [right(), first(), corrected()] {
            let settlement = settled(&letters([first(), corrected(), next]));
            assert_eq!(counting(&settlement), ["张珊"]);
        }
    }
}

#[test]
fn a_clerk_who_says_whose_another_text_is_leaves_the_one_before() {
    let settlement = settled(&letters([
        placed(vec![of("张三", TEXT)]),
        placed(vec![renamed(of("张三", OTHER), "王五")]),
    ]));
    assert_eq!(counting(&settlement), ["张三", "王五"]);
}

#[test]
fn the_photo_of_the_wrong_name_goes_with_a_changed_text() {
    let mut first = of("张三", TEXT);
    first.item = support::item("youth");
    first.attachments.push(photo("张三.jpg"));
    let mut second = of("张珊", REVISED);
    second.item = support::item("youth");
    let settlement = settled(&letters([
        placed(vec![first]),
        by_clerk(saying("张三应为张珊", vec![second])),
    ]));
    let last = settlement.submissions.last().unwrap();
    assert_eq!(last.attachments, [photo("张三.jpg")]);
}

#[test]
fn a_name_that_is_corrected_and_stands_in_nothing_that_came_is_said() {
    let first = || placed(vec![of("张三", TEXT), of("李四", OTHER)]);
    let words = "张三的感悟，姓名应为张珊";
    let still = saying(words, vec![of("张三", REVISED)]);
    let settlement = settled(&letters([first(), still]));
    let judgement = &settlement.judgements[1];
    let mut findings = judgement.findings.iter();
    let said = findings.find(|finding| finding.code == FindingCode::NameStated);
    assert_eq!(said.and_then(|finding| finding.place.as_deref()), Some(words));
    assert_eq!(domain::task::task(judgement), Some(domain::task::Task::Follow));
    // What was corrected already is not said again.
    let right = || saying(words, vec![of("张珊", TEXT)]);
    let settlement = settled(&letters([first(), by_clerk(right()), right()]));
    for judgement in &settlement.judgements {
        assert!(!has(judgement, FindingCode::NameStated));
    }
    assert!(!has(&settlement.judgements[1], FindingCode::LeftOut));
}
