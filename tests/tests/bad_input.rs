//! Bad input gets a clear error that says what to do, and nothing is lost.

use std::fs;

use tests::office::{Office, On};
use tests::zhengji::{Zhengji, repository};

#[test]
fn wrong_usage_ends_with_two() {
    let zhengji = Zhengji::new().unwrap();
    for arguments in [
        &["nonsense"][..],
        &["ingest"],
        &["serve", "--nonsense"],
        &["poll", "--once"],
    ] {
        assert_eq!(zhengji.run(arguments).unwrap().status, Some(2), "{arguments:?}");
    }
    let unknown_key = Zhengji::new().unwrap().setting("ZHENGJI__HTTP__NONSENSE", "1");
    let ended = unknown_key.run(&["notice", "list"]).unwrap();
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("nonsense"), "{}", ended.stderr);
}

#[test]
fn a_broken_notice_is_named_line_by_line_and_not_imported() {
    let zhengji = Zhengji::new().unwrap();
    let good = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml")).unwrap();
    let file = zhengji.data().join("broken.toml");
    let broken = good.replace("per = \"society\"", "per = \"planet\"");
    let line = 1 + broken.lines().position(|line| line.contains("planet")).unwrap();
    fs::write(&file, broken).unwrap();
    let ended = zhengji
        .run(&["notice", "import", file.to_str().unwrap()])
        .unwrap();
    assert_eq!(ended.status, Some(1));
    assert!(
        ended
            .stdout
            .contains(&format!("broken.toml:{line}: item[1].per: must be")),
        "{}",
        ended.stdout
    );
    assert!(ended.stderr.contains("nothing was imported"), "{}", ended.stderr);
    assert_eq!(zhengji.ok(&["notice", "list"]).unwrap().trim(), "");
}

/// The office would lose the form that it has.
#[test]
fn a_notice_whose_form_is_not_there_is_not_imported() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let zhengji = &office.zhengji;
    let config = repository().join("config");
    let good = fs::read_to_string(config.join("notices/cast-2022-41.toml")).unwrap();
    let file = zhengji.data().join("notice.toml");
    for (name, said) in [
        ("nofile.docx", "找不到表样文件“nofile.docx”"),
        ("broken.docx", "无法读取"),
    ] {
        fs::write(zhengji.data().join("broken.docx"), b"PK\x03\x04 no document").unwrap();
        fs::write(&file, good.replace("template.docx", name)).unwrap();
        let ended = zhengji
            .run(&["notice", "import", file.to_str().unwrap()])
            .unwrap();
        assert_eq!(ended.status, Some(1), "{}", ended.stdout);
        assert!(ended.stdout.contains(said), "{}", ended.stdout);
        assert!(!ended.stdout.contains("已导入"), "{}", ended.stdout);
        assert!(ended.stderr.contains("nothing was imported"), "{}", ended.stderr);
    }
    let source = zhengji.ok(&["notice", "export", tests::office::NOTICE]).unwrap();
    assert!(source.contains("template = \"template.docx\""), "{source}");
}

#[test]
fn a_broken_roster_is_named_and_not_imported() {
    let zhengji = Zhengji::new().unwrap();
    let file = zhengji.data().join("roster.xlsx");
    fs::write(&file, b"PK\x03\x04 no workbook").unwrap();
    let ended = zhengji
        .run(&["roster", "import", file.to_str().unwrap()])
        .unwrap();
    assert_eq!(ended.status, Some(1));
    assert!(
        ended.stdout.contains("不是可以读取的 Excel 工作簿"),
        "{}",
        ended.stdout
    );
}

#[test]
fn an_unknown_mailbox_and_a_missing_file_are_said() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let ended = office
        .zhengji
        .run(&["ingest", "--mailbox", "nobody", "/nonexistent"])
        .unwrap();
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("kjstdw"), "{}", ended.stderr);
    let ended = office
        .zhengji
        .run(&["ingest", "--mailbox", "kjstdw", "/nonexistent"])
        .unwrap();
    assert_eq!(ended.status, Some(1));
    assert!(ended.stderr.contains("/nonexistent"), "{}", ended.stderr);
}

#[test]
fn hostile_files_are_held_and_the_next_one_goes_on() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let folder = office.zhengji.data().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(
        folder.join("1-noise.eml"),
        (0..60_000_u32)
            .map(|n| (n * 7919 % 251) as u8)
            .collect::<Vec<_>>(),
    )
    .unwrap();
    fs::write(folder.join("2-empty.eml"), b"").unwrap();
    let nested = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(3000);
    fs::write(
        folder.join("3-nested.eml"),
        format!("From: a@b.example\n{nested}"),
    )
    .unwrap();
    fs::copy(
        Office::sample("kjstdw").join("04-form-from-qq.eml"),
        folder.join("4-good.eml"),
    )
    .unwrap();
    office.ingest("kjstdw", &folder).unwrap();
    let transcript = office.transcript().unwrap();
    assert_eq!(
        transcript.lines().filter(|line| line.contains("| held")).count(),
        3,
        "{transcript}"
    );
    assert_eq!(
        transcript
            .lines()
            .filter(|line| line.contains("| accepted"))
            .count(),
        1,
        "{transcript}"
    );
}

#[test]
fn a_disk_that_cannot_be_written_acknowledges_nothing() {
    let office = Office::open(On::Sqlite, &[("ZHENGJI__ORIGINALS__URL", "file:/proc/nowhere")]);
    let refused = office.map(|office| office.is_some());
    assert!(refused.is_err(), "originals under /proc must be refused");
}
