//! Many letters at once, and blows in the middle of the work.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use tests::crowd;
use tests::office::{Office, On};
use tests::rigs::careless::Cursor;
use tests::rigs::{cuts, kill};

fn ledger(on: On, workers: &str) -> Option<String> {
    let office = Office::open(on, &[("ZHENGJI__INTAKE__WORKERS", workers)]).unwrap()?;
    let letters = office.zhengji.data().join("mail");
    crowd::write(&letters, 200).unwrap();
    office.ingest("kjstdw", &letters).unwrap();
    Some(office.transcript().unwrap())
}

#[test]
fn four_workers_on_one_society_make_the_ledger_of_one_worker() {
    let alone = ledger(On::Sqlite, "1").unwrap();
    assert_eq!(
        alone.lines().filter(|line| line.contains(" current r")).count(),
        40,
        "one piece per person counts"
    );
    assert!(alone == ledger(On::Sqlite, "4").unwrap(), "SQLite");
    if let Some(together) = ledger(On::Postgres, "4") {
        assert!(alone == together, "PostgreSQL");
    }
}

#[test]
fn what_a_process_remembers_makes_the_ledger_of_processes_that_remember_nothing() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let letters = office.zhengji.data().join("mail");
    crowd::write(&letters, 48).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(&letters)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 48);
    for file in &files {
        office.ingest("kjstdw", file).unwrap();
    }
    let forgetful = office.transcript().unwrap();
    let office = Office::open(On::Sqlite, &[("ZHENGJI__INTAKE__WORKERS", "1")])
        .unwrap()
        .unwrap();
    let letters = office.zhengji.data().join("mail");
    crowd::write(&letters, 48).unwrap();
    office.ingest("kjstdw", &letters).unwrap();
    assert_eq!(forgetful, office.transcript().unwrap());
    let told = office.zhengji.ok(&["replay", "--all"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
}

#[test]
fn arrivals_that_cannot_be_recorded_keep_back_none_of_those_beside_them() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let database = rusqlite::Connection::open(office.zhengji.data().join("zhengji.db")).unwrap();
    let fault = "CREATE TRIGGER fault BEFORE INSERT ON verdicts WHEN NEW.arrival IN (1, 2) \
                 BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END";
    database.execute_batch(fault).unwrap();
    let letters = office.zhengji.data().join("mail");
    crowd::write(&letters, 12).unwrap();
    assert!(office.ingest("kjstdw", &letters).is_err(), "the fault is told");
    assert_eq!(office.unjudged().unwrap(), 2);
}

#[test]
fn a_killed_intake_loses_and_doubles_nothing() {
    kill::control(On::Sqlite).unwrap();
    let report = kill::kill(On::Sqlite, 6, 41).unwrap();
    assert_eq!(report.killed, 6);
}

#[test]
fn a_line_cut_again_and_again_loses_and_doubles_nothing() {
    let control = |cursor| cuts::control(15, 60, 1, cursor).unwrap();
    assert!(control(Cursor::First) > 0, "the cuts do harm");
    assert_eq!(control(Cursor::Last), 0);
    let report = cuts::cuts(15, 60, 1).unwrap();
    assert_eq!(report.cuts, 15);
}
