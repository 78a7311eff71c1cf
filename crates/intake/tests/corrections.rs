//! Where recognised values stand, and what clerks make of them.

mod support;

use domain::arrival::Arrival;
use domain::correction::{Change, Correction, PieceMark, Values};
use domain::finding::FindingCode;
use domain::person::Person;
use domain::ruling::{Decision, Ruling};
use domain::submission::{Standing, Submission};
use intake::claim::{Claim, ClaimedPiece, Evidence, Placed, claim};
use intake::reading::{Reading, read_mail};
use intake::reception::Reception;
use intake::settle::Member;
use support::settled::settle;
use support::{arrival, at, directory, notice};

const A: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方。";
const B: &str = "我体会最深的是人才强国，要把培养青年人才的责任扛起来。";
const ADVICE: &str = "建议设立专项，支持青年人员长期开展观测。";

fn form(insights: &str) -> String {
    format!(
        "全国学会学习党的二十大精神情况统计表\n\n学会名称：华夏光学学会\n填表人：钱戊\n联系方式：010-55500001\n\n\
         一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况：\n无\n\n\
         二、学习贯彻党的二十大精神的感悟（未来设想）：\n{insights}\n\n三、建言献策：\n{ADVICE}"
    )
}

fn two() -> String {
    form(&format!("1. 张甲，理事长\n{A}\n2. 李乙，理事\n{B}"))
}

struct Case {
    arrival: Arrival,
    reading: Reading,
    rulings: Vec<Ruling>,
}

impl Case {
    fn new(id: i64, text: &str) -> Self {
        let raw = format!(
            "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
             From: office@a-01.example\nSubject: =?utf-8?B?5oql6YCB?=\nMessage-ID: <{id}@a.example>\n\
             MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain; charset=utf-8\n\n请查收\n\
             --b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: 8bit\n\
             Content-Disposition: attachment; filename=\"form.txt\"\n\n{text}\n--b--\n"
        );
        Self {
            arrival: arrival(id, id),
            reading: read_mail(raw.as_bytes()),
            rulings: Vec::new(),
        }
    }

    fn placed(&self) -> Placed {
        let claim = claim(Evidence {
            arrival: &self.arrival,
            reading: &self.reading,
            rulings: &self.rulings,
            thread: None,
            issued: &[],
            notices: &[notice()],
            directory: &directory(),
            reception: &Reception::default(),
        });
        match claim {
            Claim::Placed(placed) => *placed,
            other => panic!("not placed: {other:?}"),
        }
    }

    fn piece(&self, name: &str) -> ClaimedPiece {
        let mut pieces = self.placed().pieces.into_iter();
        pieces
            .find(|piece| named(piece) == name)
            .expect("a piece of that person")
    }

    fn mark(&self, name: &str) -> PieceMark {
        PieceMark::of(&self.piece(name).source)
    }

    fn correct(&mut self, mark: PieceMark, change: Change) {
        self.rulings.push(Ruling {
            arrival: self.arrival.id,
            decision: Decision::Correct(Box::new(Correction { mark, change })),
            clerk: "clerk".into(),
            decided_at: at("2022-10-21T08:00:00+08:00"),
        });
    }

    fn texts(&self) -> Vec<(String, String)> {
        let pieces = self.placed().pieces.into_iter();
        pieces
            .map(|piece| (named(&piece).to_owned(), piece.text.clone()))
            .collect()
    }

    fn holds(&self) -> Vec<FindingCode> {
        self.placed().holds.iter().map(|hold| hold.code).collect()
    }
}

fn named(piece: &ClaimedPiece) -> &str {
    piece.person.as_ref().map_or("", |person| person.name.as_str())
}

fn own(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    pairs.iter().map(own).collect()
}

fn values(name: &str, text: Option<&str>) -> Change {
    Change::Values(Values {
        person: Some(Person {
            name: name.into(),
            affiliation: Some("华夏大学".into()),
            positions: vec!["监事长".into()],
            tags: Vec::new(),
        }),
        title: Some("我的体会".into()),
        text: text.map(str::to_owned),
    })
}

fn current(cases: &[&Case]) -> Vec<Submission> {
    let placed: Vec<Placed> = cases.iter().map(|case| case.placed()).collect();
    let members = cases.iter().zip(&placed).map(|(case, placed)| Member {
        arrival: &case.arrival,
        internal_dates: &[],
        placed,
    });
    let society = placed.first().expect("an arrival").society.clone();
    let mut submissions = settle(&notice(), &society, members.collect()).submissions;
    submissions.retain(|submission| submission.standing == Standing::Current);
    submissions
}

#[test]
fn every_piece_says_where_it_stands_and_by_which_signs_it_was_placed() {
    let case = Case::new(1, &two());
    let piece = case.piece("李乙");
    let origin = &piece.source.origin;
    assert_eq!(origin.place.as_ref().unwrap().to_string(), "正文第11段");
    assert_eq!(origin.sha256, case.reading.parts[0].file.sha256);
    assert_eq!(
        origin.grounds.sentences(),
        [
            "统计表学会名称与名录一致",
            "收件邮箱或所在栏目只对应此征集项",
            "正文之前写明姓名"
        ]
    );
}

#[test]
fn corrected_values_are_taken_and_can_be_taken_back() {
    let mut case = Case::new(1, &two());
    let before = case.placed();
    let mark = case.mark("张甲");
    case.correct(mark.clone(), values("章甲", None));
    let piece = case.piece("章甲");
    assert_eq!(piece.text, A);
    assert_eq!(piece.person.unwrap().positions, ["监事长"]);
    assert_eq!(piece.title.as_deref(), Some("我的体会"));
    assert_eq!(
        PieceMark::of(&piece.source),
        mark,
        "it is found again by the same mark"
    );
    assert!(case.holds().is_empty());
    case.correct(mark.clone(), values("章甲", Some("更正后的全文。")));
    assert_eq!(case.piece("章甲").text, "更正后的全文。");
    case.correct(mark.clone(), Change::Item(support::item("advice")));
    case.correct(mark.clone(), values("章甲", None));
    assert_eq!(case.piece("章甲").item, support::item("advice"));
    case.correct(mark, Change::Restore);
    assert_eq!(case.placed(), before);
}

#[test]
fn a_piece_is_split_and_each_part_is_corrected_by_itself() {
    let mut case = Case::new(1, &form(&format!("1. 张甲，理事长\n{A}\n{B}")));
    let at = u32::try_from(A.chars().count() + 1).unwrap();
    let whole = case.mark("张甲");
    case.correct(whole.clone(), Change::Split(vec![at]));
    assert_eq!(case.texts(), own(&[("张甲", A), ("", B), ("", ADVICE)]));
    let second = PieceMark::of(&case.placed().pieces[1].source);
    assert_eq!(second.to_string(), "form.txt 正文第9至10段（拆分后第2份）");
    case.correct(second.clone(), values("李乙", None));
    assert_eq!(case.texts(), own(&[("张甲", A), ("李乙", B), ("", ADVICE)]));
    case.correct(second, Change::Drop);
    assert_eq!(case.texts(), own(&[("张甲", A), ("", ADVICE)]));
    case.correct(whole, Change::Restore);
    let joined = format!("{A}\n{B}");
    assert_eq!(case.texts(), own(&[("张甲", joined.as_str()), ("", ADVICE)]));
}

#[test]
fn a_part_that_begins_with_a_name_is_of_that_person() {
    let mut case = Case::new(1, &form(&format!("1. 张甲，理事长\n{A}\n{B}")));
    let mark = case.mark("张甲");
    let text = format!("{A}\n2. 李乙，理事\n{B}");
    case.correct(mark.clone(), values("张甲", Some(&text)));
    let at = u32::try_from(A.chars().count() + 1).unwrap();
    case.correct(mark, Change::Split(vec![at]));
    assert_eq!(case.texts(), own(&[("张甲", A), ("李乙", B), ("", ADVICE)]));
}

#[test]
fn pieces_are_joined_and_the_whole_is_corrected_after_that() {
    let mut case = Case::new(1, &two());
    let (first, second) = (case.mark("张甲"), case.mark("李乙"));
    case.correct(first.clone(), Change::Join(second));
    let joined = format!("{A}\n{B}");
    assert_eq!(case.texts(), own(&[("张甲", &joined), ("", ADVICE)]));
    case.correct(first, values("张甲", Some("合并后的全文。")));
    assert_eq!(case.texts(), own(&[("张甲", "合并后的全文。"), ("", ADVICE)]));
    assert!(case.holds().is_empty());
}

#[test]
fn a_correction_whose_words_are_read_otherwise_now_holds_the_arrival() {
    let mut case = Case::new(1, &two());
    let mark = case.mark("张甲");
    case.correct(mark.clone(), values("章甲", None));
    // A better reader finds another line of the same text.
    let longer = Case::new(
        1,
        &form(&format!("1. 张甲，理事长\n{A}\n{B}\n2. 李乙，理事\n{B}")),
    );
    let sha256 = case.reading.parts[0].file.sha256.clone();
    case.reading = longer.reading;
    case.reading.parts[0].file.sha256 = sha256;
    let stale: Vec<_> = case.placed().holds;
    assert_eq!(stale.len(), 1, "{stale:?}");
    assert_eq!(stale[0].code, FindingCode::RulingStale);
    assert_eq!(stale[0].place.as_deref(), Some("form.txt 正文第9段"));
    assert!(
        case.texts().iter().any(|(name, _)| name == "张甲"),
        "nothing is guessed"
    );
    let mut accepted = case.rulings.clone();
    accepted[0].decision = Decision::Accept;
    case.rulings.extend(accepted);
    assert_eq!(
        case.holds(),
        [FindingCode::RulingStale],
        "it is not accepted unseen"
    );
    case.correct(mark, Change::Restore);
    assert!(case.holds().is_empty());
}

#[test]
fn words_that_only_moved_keep_their_correction() {
    let mut case = Case::new(1, &two());
    let mark = case.mark("李乙");
    case.correct(mark, values("李艺", None));
    let moved = Case::new(
        1,
        &form(&format!("\n补充说明\n1. 张甲，理事长\n{A}\n2. 李乙，理事\n{B}")),
    );
    let sha256 = case.reading.parts[0].file.sha256.clone();
    case.reading = moved.reading;
    case.reading.parts[0].file.sha256 = sha256;
    assert!(case.holds().is_empty());
    assert_eq!(case.piece("李艺").text, B);
}

#[test]
fn what_is_sent_again_does_not_undo_a_correction() {
    let mut first = Case::new(1, &two());
    let again = Case::new(2, &two());
    assert_eq!(current(&[&first, &again]).len(), 3);
    let mark = first.mark("张甲");
    first.correct(mark, values("章甲", Some("更正后的全文。")));
    let submissions = current(&[&first, &again]);
    assert_eq!(submissions.len(), 3);
    assert!(submissions.iter().any(|one| one.text == "更正后的全文。"));
    assert!(submissions.iter().all(|one| one.id.arrival == first.arrival.id));
    let newer = Case::new(3, &form(&format!("1. 张甲，理事长\n{B}{A}\n2. 李乙，理事\n{B}")));
    let submissions = current(&[&first, &again, &newer]);
    assert_eq!(submissions.len(), 4, "another text of the person is not hidden");
    let mut replacing = newer;
    replacing.arrival.subject = "更正：学习感悟".into();
    let submissions = current(&[&first, &again, &replacing]);
    assert_eq!(submissions.len(), 3);
    let named = |one: &Submission| one.person.as_ref().map(|person| person.name.clone());
    assert!(
        submissions
            .iter()
            .any(|one| named(one).as_deref() == Some("章甲"))
    );
    assert!(
        submissions
            .iter()
            .all(|one| named(one).as_deref() != Some("张甲"))
    );
}

#[test]
fn a_correction_of_one_of_two_equal_files_leaves_the_other() {
    let essay = |name: &str, text: &str| intake::reading::ReadPart {
        file: forms::read::read_file(name, text.as_bytes(), &forms::read::Limits::default()).remove(0),
        shown_in_body: false,
        forwarded: false,
    };
    let mut case = Case::new(1, "");
    let text = format!("奋进新征程\n{A}{B}");
    case.reading.parts = vec![essay("感悟-王小明.txt", &text), essay("感悟-李国强.txt", &text)];
    assert_eq!(case.texts().len(), 2, "{:?}", case.texts());
    let mark = case.mark("王小明");
    case.correct(mark, Change::Drop);
    let left: Vec<String> = case.texts().into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["李国强"]);
}

#[test]
fn a_name_at_the_end_is_of_the_last_part_and_a_corrected_text_says_nothing_of_names() {
    let essay = forms::read::read_file(
        "学习感悟.txt",
        format!("奋进新征程\n{A}\n{B}\n王小明").as_bytes(),
        &forms::read::Limits::default(),
    );
    let mut case = Case::new(1, "");
    case.reading.parts = vec![intake::reading::ReadPart {
        file: essay.into_iter().next().unwrap(),
        shown_in_body: false,
        forwarded: false,
    }];
    let piece = case.piece("王小明");
    let mark = PieceMark::of(&piece.source);
    let text_only = Values {
        person: piece.person.clone(),
        title: piece.title.clone(),
        text: Some(format!("{A}\n{B}")),
    };
    case.correct(mark.clone(), Change::Values(text_only));
    let ground = case.piece("王小明").source.origin.grounds.person;
    assert_eq!(ground, piece.source.origin.grounds.person);
    let at = u32::try_from(A.chars().count() + 1).unwrap();
    case.correct(mark, Change::Split(vec![at]));
    assert_eq!(case.texts(), own(&[("", A), ("王小明", B)]));
}
