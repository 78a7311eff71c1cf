//! The main job on the sample mailboxes, on both databases: what came, the verdict, what counts in the end.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::office::{MAILBOXES, Office, On};

fn on_both(check: impl Fn(&Office)) {
    for on in [On::Sqlite, On::Postgres] {
        // `tests/run` always names a PostgreSQL; a test run by hand may do without.
        if let Some(office) = Office::open(on, &[]).unwrap() {
            check(&office);
        }
    }
}

#[test]
fn the_samples_become_the_ledger_that_they_should() {
    on_both(|office| {
        office.ingest_samples(MAILBOXES).unwrap();
        insta::assert_snapshot!("samples", office.transcript().unwrap());
    });
}

#[test]
fn the_order_of_the_mailboxes_changes_nothing() {
    on_both(|office| {
        office.ingest_samples(["dwxcb", "kjstdw", "dwzzb"]).unwrap();
        insta::assert_snapshot!("samples", office.transcript().unwrap());
    });
}

/// A process that begins knows of a society what is recorded, and nothing else.
#[test]
fn letters_that_come_one_by_one_to_a_new_process_each_end_as_those_that_come_together() {
    on_both(|office| {
        for mailbox in MAILBOXES {
            let folder = fs::read_dir(Office::sample(mailbox)).unwrap();
            let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
            files.sort();
            for file in files {
                office.ingest(mailbox, &file).unwrap();
            }
        }
        insta::assert_snapshot!("samples", office.transcript().unwrap());
        let told = office.zhengji.ok(&["replay", "--all"]).unwrap();
        assert!(told.contains("不同 0 处"), "{told}");
    });
}

#[test]
fn taking_in_again_and_judging_again_changes_nothing_and_writes_no_letter() {
    on_both(|office| {
        office.ingest_samples(MAILBOXES).unwrap();
        let (before, letters) = (office.export().unwrap(), letters(office));
        office.ingest_samples(MAILBOXES).unwrap();
        let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
        assert!(told.contains("不同 0 处"), "{told}");
        assert_eq!(office.export().unwrap(), before);
        assert_eq!(self::letters(office), letters);
        let counted = office.zhengji.ok(&["reconcile"]).unwrap();
        assert_eq!(
            counted
                .lines()
                .filter(|line| line.contains("（文件导入）"))
                .count(),
            3,
            "{counted}"
        );
        assert!(counted.ends_with("差额合计：0\n"), "{counted}");
        assert!(office.zhengji.ok(&["verify"]).unwrap().contains("问题 0"));
    });
}

/// Approves and sends nothing: letters wait for approval by default, and `send` delivers none of them.
fn letters(office: &Office) -> String {
    office.zhengji.ok(&["send"]).unwrap()
}

#[test]
fn the_workbook_has_a_sheet_for_every_item() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_samples(MAILBOXES).unwrap();
    let out = office.zhengji.data().join("out.xlsx");
    office
        .zhengji
        .ok(&[
            "report",
            "workbook",
            "--notice",
            "cast-2022-41",
            "--out",
            out.to_str().unwrap(),
        ])
        .unwrap();
    let sheets = forms::read::workbook_rows(&std::fs::read(&out).unwrap()).unwrap();
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_debug_snapshot!(names);
    let rows: usize = sheets.iter().map(|(_, rows)| rows.len()).sum();
    assert!(rows > 150, "{rows} rows");
}

#[test]
fn the_demo_does_the_whole_job_without_configuration() {
    let zhengji = tests::zhengji::Zhengji::new().unwrap();
    let told = zhengji.ok(&["demo", "--no-serve"]).unwrap();
    assert!(told.contains("已登记"), "{told}");
    let workbook = zhengji.data().join("cast-2022-41-报送情况.xlsx");
    assert!(forms::read::workbook_rows(&std::fs::read(workbook).unwrap()).is_some());
    for name in ["材料汇编.docx", "归档包.zip", "情况报告.docx", "相近文本.xlsx"] {
        let path = zhengji.data().join(format!("cast-2022-41-{name}"));
        assert!(told.contains(name), "{told}");
        assert!(std::fs::read(path).unwrap().starts_with(b"PK"), "{name}");
    }
    let export: serde_json::Value =
        serde_json::from_slice(&std::fs::read(zhengji.data().join("export.json")).unwrap()).unwrap();
    let registered = export["arrivals"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|arrival| arrival["verdict"] == "accepted" || arrival["verdict"] == "duplicate");
    let receipts = receipts(&zhengji.data().join("outbox"));
    for arrival in registered {
        let id = arrival["id"].as_str().unwrap();
        let named = |line: &&String| {
            line.ends_with(&format!("来件号：{id}")) || line.ends_with(&format!("、来件{id}"))
        };
        assert_eq!(receipts.iter().filter(named).count(), 1, "one receipt for {id}");
    }
    let again = zhengji.run(&["demo", "--no-serve"]).unwrap();
    assert_eq!(
        again.status,
        Some(1),
        "a folder that is in use is left alone: {}",
        again.stderr
    );
}

/// The lines of all receipts in a folder.
fn receipts(folder: &std::path::Path) -> Vec<String> {
    let mut lines = Vec::new();
    for letter in std::fs::read_dir(folder).unwrap() {
        let path = letter.unwrap().path();
        if path.to_string_lossy().ends_with("-receipt.eml") {
            let mail = mail::parse(&std::fs::read(path).unwrap());
            lines.extend(mail.text.unwrap().text.lines().map(str::to_owned));
        }
    }
    lines
}

#[test]
fn a_notice_imported_again_with_a_later_deadline_is_applied_to_what_is_here() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office
        .ingest("kjstdw", &Office::sample("kjstdw").join("40-late.eml"))
        .unwrap();
    assert!(office.transcript().unwrap().contains("/late"));
    let source = office.zhengji.ok(&["notice", "export", "cast-2022-41"]).unwrap();
    let file = office.zhengji.data().join("extended.toml");
    std::fs::write(&file, source.replace("date = 2022-10-24", "date = 2022-10-31")).unwrap();
    office
        .zhengji
        .ok(&["notice", "import", file.to_str().unwrap()])
        .unwrap();
    office.zhengji.ok(&["process"]).unwrap();
    let transcript = office.transcript().unwrap();
    assert!(
        transcript.contains("/on_time") && !transcript.contains("/late"),
        "{transcript}"
    );
}
