//! The whole corpus of odd mail through a real server and from files: each letter is one arrival by either door, whichever
//! comes first, and every one of them is decided.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use tests::dovecot::Dovecot;
use tests::mailbox::Mailbox;
use tests::office::{Office, On, list, word};
use tests::zhengji::repository;

const USER: &str = "office1";

/// All letters, each under a name of its own.
fn letters() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for family in fs::read_dir(repository().join("tests/corpus/mail")).unwrap() {
        let family = family.unwrap();
        if !family.path().is_dir() {
            continue;
        }
        for entry in fs::read_dir(family.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                let stem = path.file_stem().unwrap().to_str().unwrap();
                found.push((format!("{}.{stem}", family.file_name().to_str().unwrap()), path));
            }
        }
    }
    found.sort();
    assert!(found.len() > 100);
    found
}

/// How many arrivals have which verdict with which reasons.
fn verdicts(office: &Office) -> BTreeMap<String, usize> {
    let export = office.export().unwrap();
    let mut counts = BTreeMap::new();
    for arrival in list(&export, "arrivals") {
        let reasons: Vec<&str> = list(arrival, "reasons").iter().map(word).collect();
        let told = format!("{} {}", word(&arrival["verdict"]), reasons.join(" "));
        *counts.entry(told).or_insert(0) += 1;
    }
    counts
}

fn pass(office: &Office) {
    office.zhengji.ok(&["poll", "--once"]).unwrap();
    let told = office.zhengji.ok(&["reconcile"]).unwrap();
    assert!(told.contains("差额合计：0"), "{told}");
}

fn take_in(office: &Office, folder: &Path, told: &str) {
    let said = office.ingest("kjstdw", folder).unwrap();
    assert!(said.contains(told), "{said}");
}

#[test]
fn every_odd_letter_is_one_arrival_by_whichever_door_it_comes_first() {
    let letters = letters();
    let dovecot = Dovecot::start(&[USER]).unwrap();
    let date = DateTime::parse_from_rfc3339("2026-09-01T10:00:05+08:00")
        .unwrap()
        .to_utc();
    let files = tempfile::tempdir().unwrap();
    for (name, path) in &letters {
        let raw = fs::read(path).unwrap();
        fs::write(files.path().join(format!("{name}.eml")), &raw).unwrap();
        dovecot.deliver(USER, "", name, &raw, date).unwrap();
    }
    let [first, second] = [(); 2].map(|()| {
        let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
        let mailbox = Mailbox::plain("kjstdw", dovecot.plain(), USER).table();
        office.zhengji.configure(&mailbox).unwrap();
        office
    });
    pass(&first);
    let count = letters.len();
    take_in(
        &first,
        files.path(),
        &format!("新来件 0，已知来件的又一份 {count}"),
    );
    take_in(
        &second,
        files.path(),
        &format!("新来件 {count}，已知来件的又一份 0"),
    );
    pass(&second);
    for office in [&first, &second] {
        assert_eq!(office.unjudged().unwrap(), 0);
        assert_eq!(list(&office.export().unwrap(), "arrivals").len(), count);
    }
    assert_eq!(verdicts(&first), verdicts(&second));
}
