//! A clerk corrects what was recognised wrongly, on the page, and it stays corrected.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fs;

use serde_json::Value;
use tests::clerk::Clerk;
use tests::office::{Office, On};

const A: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";
const B: &str = "我体会最深的是人才强国，要把培养青年人才的责任扛起来，压担子、搭台子。";

fn office(on: On) -> Option<Office> {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(on, &settings).unwrap()?;
    let letter = office.zhengji.data().join("first.eml");
    let text = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: office@optics.example\nTo: kjstdw@office.example\nSubject: “关键少数”学习感悟\n\
         Message-ID: <first@a.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n1. 张甲，理事长\n{A}\n{B}\n2. 周丙，理事\n{B}{A}\n"
    );
    fs::write(&letter, text).unwrap();
    office.ingest("kjstdw", &letter).unwrap();
    Some(office)
}

/// Name, position, title and text of what counts.
fn counted(office: &Office) -> Vec<[String; 4]> {
    let export = office.export().unwrap();
    let rows = export["submissions"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.filter(|row| row["current"] == true)
        .map(|row| {
            [
                word(&row["person"]["name"]),
                word(&row["person"]["positions"][0]),
                word(&row["title"]),
                word(&row["text"]),
            ]
        })
        .collect()
}

fn own(rows: &[[&str; 4]]) -> Vec<[String; 4]> {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

fn letters(office: &Office) -> usize {
    office.zhengji.ok(&["send"]).unwrap();
    fs::read_dir(office.zhengji.data().join("outbox"))
        .unwrap()
        .count()
}

fn corrected_pieces_stay_corrected(on: On) {
    let Some(office) = office(on) else { return };
    let both = format!("{A}\n{B}");
    let other = format!("{B}{A}");
    let recognised = own(&[["张甲", "理事长", "", &both], ["周丙", "理事", "", &other]]);
    assert_eq!(counted(&office), recognised);
    assert_eq!(letters(&office), 1);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let page = clerk.page(1).unwrap();
    for words in [
        "出处：邮件，正文第2至3段",
        "依据：发件邮箱已在名录登记；邮件主题写明征集项；正文之前写明姓名",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let marked = format!("{A}\r\n====\r\n{B}");
    let split = |text| {
        let fields = [("change", "split"), ("text", text)];
        clerk.correct((1, 1), &fields).unwrap()
    };
    assert_eq!(split(both.as_str()), 400, "no cut");
    assert_eq!(split(&marked), 303);
    let values = [
        ("change", "values"),
        ("name", "李乙"),
        ("affiliation", "华夏大学"),
        ("positions", "监事长、理事"),
        ("title", "人才强国"),
        ("text", B),
        ("item", "key-few"),
    ];
    assert_eq!(clerk.correct((1, 2), &values).unwrap(), 303);
    assert_eq!(clerk.correct((1, 2), &values).unwrap(), 400, "nothing is changed");
    let expected = own(&[
        ["张甲", "理事长", "", A],
        ["李乙", "监事长", "人才强国", B],
        ["周丙", "理事", "", &other],
    ]);
    assert_eq!(counted(&office), expected);
    let page = clerk.page(1).unwrap();
    assert!(
        page.contains("（拆分后第2份）") && page.contains("已更正"),
        "{page}"
    );
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert_eq!(counted(&office), expected);
    assert_eq!(letters(&office), 1, "nobody is written to twice");

    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    assert_eq!(counted(&office), recognised);
    assert_eq!(clerk.correct((1, 1), &[("change", "join")]).unwrap(), 303);
    let joined = format!("{both}\n{other}");
    assert_eq!(counted(&office), own(&[["张甲", "理事长", "", &joined]]));
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert_eq!(letters(&office), 1);
    assert_eq!(clerk.stop().unwrap(), Some(0));
}

#[test]
fn corrected_pieces_stay_corrected_on_sqlite() {
    corrected_pieces_stay_corrected(On::Sqlite);
}

#[test]
fn corrected_pieces_stay_corrected_on_postgres() {
    corrected_pieces_stay_corrected(On::Postgres);
}

/// The receipt has gone, and what it named is registered no longer; that is the office's own doing.
#[test]
fn a_society_is_not_asked_for_what_a_clerk_set_aside() {
    let office = office(On::Sqlite).unwrap();
    assert_eq!(letters(&office), 1);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    for _ in 0..2 {
        assert_eq!(clerk.correct((1, 1), &[("change", "drop")]).unwrap(), 303);
    }
    assert_eq!(counted(&office), own(&[]));
    assert!(
        clerk.page(1).unwrap().contains("待人工核对"),
        "{}",
        clerk.page(1).unwrap()
    );
    let queued = office
        .zhengji
        .ok(&["letters", "list", "--state", "queued"])
        .unwrap();
    let mut queued = queued.lines().filter(|line| line.contains('\t'));
    let only = queued.next().zip(Some(queued.next()));
    assert!(
        matches!(only, Some((line, None)) if line.starts_with("1/ruling-2/receipt")),
        "{only:?}"
    );
    let told = office
        .zhengji
        .ok(&["letters", "show", "1/ruling-2/receipt"])
        .unwrap();
    assert!(
        told.contains("【登记变更】") && told.contains("不作为报送材料登记"),
        "{told}"
    );
    assert!(!told.contains("补发") && !told.contains("请补充"), "{told}");
}

/// The receipt has not gone: it is taken back, and the society still hears that its mail came.
#[test]
fn a_society_hears_that_a_person_is_at_what_a_clerk_set_aside_before_its_receipt_left() {
    let office = office(On::Sqlite).unwrap();
    let paused = office.zhengji.ok(&["letters", "pause"]).unwrap();
    assert!(paused.contains("已暂停发信"), "{paused}");
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    for _ in 0..2 {
        assert_eq!(clerk.correct((1, 1), &[("change", "drop")]).unwrap(), 303);
    }
    assert_eq!(counted(&office), own(&[]));
    let queued = office
        .zhengji
        .ok(&["letters", "list", "--state", "queued"])
        .unwrap();
    let keys = queued.lines().filter_map(|line| line.split_once('\t'));
    let keys: Vec<&str> = keys.map(|(key, _)| key).collect();
    assert_eq!(keys, ["1/ruling-2/under_review"], "{queued}");
    let shown = office.zhengji.ok(&["letters", "show", keys[0]]).unwrap();
    assert!(shown.contains("正由工作人员核对"), "{shown}");
    assert!(
        !shown.contains("补充或更正") && !shown.contains("请补充"),
        "{shown}"
    );
}

#[test]
fn the_export_says_where_every_text_stands_and_why() {
    let office = office(On::Sqlite).unwrap();
    let export = office.export().unwrap();
    let source = &export["submissions"][1]["source"];
    assert_eq!(source["part"], "body");
    assert_eq!(source["place"], "正文第5段");
    assert_eq!(source["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(source["sha256"], export["arrivals"][0]["original"]);
    assert_eq!(source["corrected"], false);
    let evidence = ["发件邮箱已在名录登记", "邮件主题写明征集项", "正文之前写明姓名"];
    assert_eq!(source["evidence"], Value::from(evidence.to_vec()));
}
