//! Several versions of one text in one letter, and letters that deny one thing and bring another.

mod support;

use domain::correction::{Change, Correction, Values};
use domain::finding::FindingCode;
use domain::notice::{NilReport, Notice};
use domain::ruling::Decision;
use intake::claim::{Draft, Evidence, FormOrigin, Placed, drafts};
use intake::reading::read_mail;
use intake::reception::Reception;
use support::letters::{Letter, REGISTERED, TEXT, letter, letter_of_files, placed, reasons};
use support::{directory, item, notice};

const SECOND: &str =
    "回顾党的百年历程，老一辈科学家以身许国的故事令人感动，青年一代更应甘坐冷板凳，勇闯无人区。";

fn essay(text: &str) -> String {
    format!("学习党的二十大精神感悟\n张甲 理事长\n{text}")
}

fn claimed(files: &[(&str, &str)]) -> Placed {
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (*name, essay(text))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    placed(letter_of_files(REGISTERED, "kjstdw", "关键少数感悟", &files).claim())
}

fn places(placed: &Placed, code: FindingCode) -> Vec<String> {
    let all = placed.holds.iter().chain(&placed.findings);
    let found = all.filter(|finding| finding.code == code);
    found.filter_map(|finding| finding.place.clone()).collect()
}

#[test]
fn of_a_draft_and_the_final_text_the_final_one_counts() {
    let (draft, last) = (
        format!("{TEXT}{SECOND}"),
        format!("{TEXT}{SECOND}{TEXT}谨此报告。"),
    );
    for names in [
        ["张甲感悟初稿.txt", "张甲感悟定稿.txt"],
        ["张甲感悟.txt", "张甲感悟（最终版）.txt"],
    ] {
        let claimed = claimed(&[(names[0], draft.as_str()), (names[1], last.as_str())]);
        let texts: Vec<&str> = claimed.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, [last.as_str()]);
        let said = [format!("{}（未登记：{}）", names[1], names[0])];
        assert_eq!(places(&claimed, FindingCode::SeveralVersions), said);
        assert!(claimed.holds.is_empty());
    }
}

/// Two drafts of one text in one letter.
fn two_drafts() -> Letter {
    let (one, other) = (
        essay(&format!("{TEXT}{SECOND}")),
        essay(&format!("{TEXT}{SECOND}谨此报告。")),
    );
    let files = [("张甲感悟1.txt", one.as_str()), ("张甲感悟2.txt", other.as_str())];
    letter_of_files(REGISTERED, "kjstdw", "关键少数感悟", &files)
}

fn drafts_of(letter: &Letter) -> Vec<Vec<Draft>> {
    let evidence = Evidence {
        arrival: &letter.arrival,
        reading: &letter.reading,
        rulings: &letter.rulings,
        thread: None,
        issued: &[],
        notices: &letter.notices,
        directory: &directory(),
        reception: &Reception::default(),
    };
    drafts(evidence, &notice())
}

fn correct(draft: &Draft, change: Change) -> Decision {
    Decision::Correct(Box::new(Correction {
        mark: draft.mark.clone(),
        change,
    }))
}

#[test]
fn nobody_registers_two_drafts_by_registering_the_letter() {
    let accepted = placed(two_drafts().ruled(Decision::Accept).claim());
    assert_eq!(
        places(&accepted, FindingCode::UnclearVersion),
        ["张甲感悟1.txt、张甲感悟2.txt"]
    );
    assert!(!accepted.holds.is_empty(), "it waits for a choice");
}

#[test]
fn the_draft_that_a_clerk_chose_counts_and_both_where_they_are_two_texts() {
    let letter = two_drafts();
    let groups = drafts_of(&letter);
    let [group] = groups.as_slice() else {
        panic!("one group: {groups:?}")
    };
    let files: Vec<_> = group.iter().map(|draft| draft.file.as_deref()).collect();
    assert_eq!(files, [Some("张甲感悟1.txt"), Some("张甲感悟2.txt")]);
    for (kept, dropped) in [(0, 1), (1, 0)] {
        let chosen = two_drafts().ruled(correct(&group[dropped], Change::Drop));
        let claimed = placed(chosen.claim());
        assert!(claimed.holds.is_empty(), "{:?}", claimed.holds);
        let texts: Vec<&str> = claimed.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, [group[kept].text.as_str()]);
        assert!(drafts_of(&chosen).is_empty());
    }
    let values = |draft: &Draft| {
        Change::Values(Values {
            person: draft.person.clone(),
            title: draft.title.clone(),
            text: None,
        })
    };
    let both = group.iter().fold(two_drafts(), |letter, draft| {
        letter.ruled(correct(draft, values(draft)))
    });
    let claimed = placed(both.claim());
    assert_eq!((claimed.pieces.len(), claimed.holds.len()), (2, 0));
}

#[test]
fn of_two_like_texts_a_person_says_which_counts() {
    let other = format!("{TEXT}{SECOND}谨此报告。");
    let text = format!("{TEXT}{SECOND}");
    let claimed = claimed(&[
        ("张甲感悟1.txt", text.as_str()),
        ("张甲感悟2.txt", other.as_str()),
    ]);
    assert_eq!(
        places(&claimed, FindingCode::UnclearVersion),
        ["张甲感悟1.txt、张甲感悟2.txt"]
    );
    assert!(!claimed.holds.is_empty());
}

#[test]
fn two_different_texts_of_one_person_stay_two() {
    let claimed = claimed(&[("张甲感悟1.txt", TEXT), ("张甲感悟2.txt", SECOND)]);
    assert_eq!(claimed.pieces.len(), 2);
    assert!(claimed.holds.is_empty());
}

fn with_nil_allowed(body: &str) -> Placed {
    let mut notice: Notice = notice();
    for one in &mut notice.items {
        one.nil_report = NilReport::Allowed;
    }
    let raw = format!(
        "From: {REGISTERED}\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--b\n\
         Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"a.txt\"\n\n\
         {}\n--b--\n",
        essay(TEXT)
    );
    let mut both = letter(REGISTERED, "kjstdw", "关键少数感悟", "");
    both.reading = read_mail(raw.as_bytes());
    both.notices = vec![notice];
    placed(both.claim())
}

#[test]
fn a_letter_may_deny_one_item_and_bring_another() {
    let claimed = with_nil_allowed("老师好：我会无建言献策，感悟见附件。谢谢！");
    assert_eq!(claimed.pieces.len(), 1);
    let nil: Vec<_> = claimed
        .forms
        .iter()
        .filter(|form| form.origin == FormOrigin::Letter)
        .flat_map(|form| form.nil_items.clone())
        .collect();
    assert_eq!(nil, [item("advice")]);
}

#[test]
fn a_letter_that_denies_what_it_brings_is_asked() {
    let claimed = with_nil_allowed("我会无关键少数感悟。");
    assert_eq!(claimed.pieces.len(), 1);
    assert!(claimed.forms.is_empty());
    assert_eq!(places(&claimed, FindingCode::NilBesidePiece).len(), 1);
}

#[test]
fn an_answer_below_a_quoted_letter_is_not_said_to_be_nothing() {
    let quoted = "发件人：征集办公室 <kjstdw@office.example>\n发送时间：2022年10月19日 10:00\n\
                  收件人：华夏光学学会\n主题：关于征集学习情况的通知\n\n请各学会报送。\n\n";
    let answer = format!("{quoted}姓名：张甲　职务：理事长\n感悟：\n{TEXT}");
    let claim = letter(REGISTERED, "kjstdw", "回复：关于征集学习情况的通知", &answer).claim();
    assert_eq!(reasons(&claim), [FindingCode::QuotedContent]);
    let empty = letter(REGISTERED, "kjstdw", "回复：关于征集学习情况的通知", quoted).claim();
    assert_eq!(reasons(&empty), [FindingCode::NoContent]);
}
