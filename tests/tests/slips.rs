//! A slip on the command line is named in plain words, and nothing is changed by it.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::build::xlsx::{Cell, Sheet};
use tests::office::{NOTICE, Office, On};

const SOCIETY: &str = "A-06";

/// What the program says when it refuses.
fn refused(office: &Office, arguments: &[&str]) -> String {
    let ended = office.zhengji.run(arguments).unwrap();
    assert_ne!(ended.status, Some(0), "{arguments:?}");
    ended.stderr
}

#[test]
fn a_day_that_is_over_or_written_otherwise_extends_nothing() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let until = |day| ["extend", NOTICE, SOCIETY, "--until", day, "--reason", "换届"];
    let over = refused(&office, &until("2022-10-28"));
    assert!(
        over.contains("该日已过") && over.contains("--backdated") && over.contains("nothing was changed"),
        "{over}"
    );
    for slip in ["28.10.2022", "2022年10月28日", "2022-13-01"] {
        let told = refused(&office, &until(slip));
        assert!(
            told.contains(slip) && told.contains("日期须写成 年-月-日") && told.contains("YYYY-MM-DD"),
            "{told}"
        );
    }
    let decisions = || office.zhengji.ok(&["extend", NOTICE]).unwrap();
    assert_eq!(decisions().trim(), "共 0 条。");
    let meant = [&until("2022-10-28")[..], &["--backdated"]].concat();
    assert!(office.zhengji.ok(&meant).unwrap().contains("该日已过"));
    assert!(decisions().contains("延期至 2022-10-28"));
}

#[test]
fn approving_nothing_names_the_way_to_approve_all() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let told = refused(&office, &["letters", "approve"]);
    assert!(told.contains("--all") && told.contains("letters list"), "{told}");
}

#[test]
fn letters_are_listed_in_words_that_people_read() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.zhengji.ok(&["invite", NOTICE, SOCIETY]).unwrap();
    for state in ["awaiting_approval", "待审核"] {
        let told = office.zhengji.ok(&["letters", "list", "--state", state]).unwrap();
        let line = format!("{NOTICE}/{SOCIETY}/invitation\t待审核\t{SOCIETY}\t");
        assert!(told.starts_with(&line), "{told}");
    }
    let key = format!("{NOTICE}/{SOCIETY}/invitation");
    let shown = office.zhengji.ok(&["letters", "show", &key]).unwrap();
    assert!(shown.starts_with("状态：待审核\n"), "{shown}");
}

fn roster(rows: &[[&str; 3]]) -> Vec<u8> {
    let head = ["编号", "学会名称", "邮箱"];
    let rows = [&[head], rows].concat();
    let sheet = Sheet {
        name: "学会名录".to_owned(),
        rows: rows.iter().map(|row| row.map(Cell::from).to_vec()).collect(),
        merged: Vec::new(),
    };
    sheet.workbook()
}

#[test]
fn a_trial_of_a_roster_names_what_would_change_and_what_nobody_can_tell_apart() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let path = office.zhengji.data().join("other.xlsx");
    let import = |rows: &[[&str; 3]], options: &[&str]| {
        fs::write(&path, roster(rows)).unwrap();
        let arguments = [&["roster", "import", path.to_str().unwrap()], options].concat();
        office.zhengji.ok(&arguments).unwrap()
    };
    let first = [
        ["Z-01", "华夏甲学会", "office@jia.example"],
        ["Z-02", "华夏乙学会", "office@yi.example"],
    ];
    let told = import(&first, &[]);
    assert!(!told.contains("提示：邮箱"), "{told}");
    let second = [
        ["Z-01", "华夏甲学会", "office@jia.example；office@bing.example"],
        ["Z-03", "华夏丙学会", "Office@Bing.example"],
    ];
    let told = import(&second, &["--dry-run"]);
    for line in [
        "新增：Z-03 华夏丙学会\n",
        "变更：Z-01 华夏甲学会（邮箱：office@jia.example → office@jia.example、office@bing.example）\n",
        "文件中没有，保留：Z-02 华夏乙学会\n",
        "（试运行，未导入）：新增 1，变更 1，不变 0，",
        "提示：邮箱 office@bing.example 登记在几个学会名下：Z-01 华夏甲学会、Z-03 华夏丙学会。",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert_eq!(import(&second, &["--dry-run"]), told, "nothing was imported");
    assert!(import(&second, &[]).contains("提示：邮箱 office@bing.example"));
}
