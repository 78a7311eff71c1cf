//! A roster that changes after mail was registered: the mail stays its society's, and a person is told.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use serde_json::Value;
use tests::build::xlsx::{Cell, Sheet};
use tests::clerk::Clerk;
use tests::office::{Office, On};
use tests::zhengji::repository;

const OPTICS: &str = "office@optics.example";

fn import_roster(office: &Office, rows: &[[&str; 3]]) {
    let rows = [&[["编号", "学会名称", "邮箱"]], rows].concat();
    let sheet = Sheet {
        name: "学会名录".to_owned(),
        rows: rows.iter().map(|row| row.map(Cell::from).to_vec()).collect(),
        merged: Vec::new(),
    };
    let path = office.zhengji.data().join("roster.xlsx");
    fs::write(&path, sheet.workbook()).unwrap();
    let path = path.to_str().unwrap();
    office.zhengji.ok(&["roster", "import", path]).unwrap();
}

/// Society, verdict and reasons of the only arrival, and of which society its piece is.
fn standing(office: &Office) -> (String, String, Vec<String>, String) {
    let export = office.export().unwrap();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let arrival = export.pointer("/arrivals/0").unwrap();
    let field = |name| word(arrival.get(name).unwrap());
    let reasons = arrival.get("reasons").unwrap().as_array().unwrap();
    (
        field("society"),
        field("verdict"),
        reasons.iter().map(word).collect(),
        word(export.pointer("/submissions/0/society").unwrap()),
    )
}

fn stands(society: &str, reasons: &[&str]) -> (String, String, Vec<String>, String) {
    let reasons = reasons.iter().map(|&reason| reason.to_owned()).collect();
    (
        society.to_owned(),
        "accepted".to_owned(),
        reasons,
        society.to_owned(),
    )
}

fn an_address_that_moves(on: On) {
    let Some(office) = Office::open(on, &[]).unwrap() else {
        return;
    };
    office.ingest_essay().unwrap();
    assert_eq!(standing(&office), stands("A-06", &[]));
    import_roster(
        &office,
        &[
            ["A-06", "华夏光学学会", "new@optics.example"],
            ["A-03", "华夏海洋湖沼学会", OPTICS],
        ],
    );
    office.zhengji.ok(&["process"]).unwrap();
    assert_eq!(standing(&office), stands("A-06", &["place_changed"]));
    // Whatever else makes it be judged again.
    let notice = repository().join("config/notices/cast-2022-41.toml");
    let text = fs::read_to_string(notice)
        .unwrap()
        .replace("010-55500001", "010-55500009");
    let path = office.zhengji.data().join("notice.toml");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    office.zhengji.ok(&["notice", "import", path]).unwrap();
    office.zhengji.ok(&["process"]).unwrap();
    assert_eq!(standing(&office), stands("A-06", &["place_changed"]));
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    // What comes now is the other society's, and a person may give it the first as well.
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert!(clerk.page(1).unwrap().contains("归属与登记时不一致"));
    let given = [("society", "A-03"), ("item", ""), ("received", "")];
    assert_eq!(clerk.decide(1, "assign", &given).unwrap(), 303);
    let (society, verdict, reasons, of_piece) = standing(&office);
    assert_eq!(
        (society.as_str(), verdict.as_str(), of_piece.as_str()),
        ("A-03", "accepted", "A-03")
    );
    assert!(!reasons.contains(&"place_changed".to_owned()), "{reasons:?}");
}

#[test]
fn mail_stays_its_societys_when_the_address_becomes_anothers() {
    an_address_that_moves(On::Sqlite);
}

#[test]
fn mail_stays_its_societys_when_the_address_becomes_anothers_on_postgres() {
    an_address_that_moves(On::Postgres);
}

#[test]
fn an_address_that_nobody_has_any_more_takes_nothing_back() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_essay().unwrap();
    import_roster(&office, &[["A-06", "华夏光学学会", "new@optics.example"]]);
    office.zhengji.ok(&["process"]).unwrap();
    assert_eq!(standing(&office), stands("A-06", &["place_changed"]));
    import_roster(&office, &[["A-06", "华夏光学学会", OPTICS]]);
    office.zhengji.ok(&["process"]).unwrap();
    assert_eq!(standing(&office), stands("A-06", &[]));
}

#[test]
fn a_request_is_taken_back_where_it_was_made() {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    office.ingest_essay().unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    // Its sender is nobody's any more, and what is asked for goes to the address that the society has now.
    import_roster(&office, &[["A-06", "华夏光学学会", "new@optics.example"]]);
    office.zhengji.ok(&["process"]).unwrap();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let back = [("change", "send_back"), ("remark", "请补写")];
    assert_eq!(clerk.correct((1, 1), &back).unwrap(), 303);
    office.zhengji.ok(&["send"]).unwrap();
    let show = |key| office.zhengji.ok(&["letters", "show", key]).unwrap();
    let asked = show("1/ruling/correction_request");
    assert!(
        asked.contains("收件人：new@optics.example") && asked.contains("已发送"),
        "{asked}"
    );
    assert!(
        asked.contains("此前的通知发至：office＠optics．example"),
        "{asked}"
    );

    import_roster(
        &office,
        &[[
            "A-06",
            "华夏光学学会",
            "new@optics.example；office@optics.example",
        ]],
    );
    office.zhengji.ok(&["process"]).unwrap();
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    let text = show("1/ruling-2/receipt");
    assert!(text.contains("收件人：new@optics.example"), "{text}");
    assert!(text.contains("【恢复登记】"), "{text}");
}
