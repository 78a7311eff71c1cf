//! A reader that shares nothing with the writer, openpyxl, finds every row and character of the ledger.

use std::collections::BTreeMap;
use std::process::Command;

use domain::selection::Selection;
use reporting::{Links, Snapshot};

use crate::crowd::crowd;

#[test]
fn openpyxl_finds_every_row_and_character_of_fifty_thousand_pieces() {
    let mut ledger = crowd(50_001).ledger();
    ledger.chosen = ledger
        .submissions
        .iter()
        .step_by(10)
        .map(|piece| piece.id)
        .collect();
    let snapshot = Snapshot::new(ledger, Selection::default());
    let folder = tempfile::tempdir().unwrap();
    let (workbook, json) = (
        folder.path().join("workbook.xlsx"),
        folder.path().join("ledger.json"),
    );
    std::fs::write(
        &workbook,
        reporting::workbook(&snapshot, &Links::default()).unwrap(),
    )
    .unwrap();
    let mut export = reporting::export(&snapshot.ledger);
    let subjects: BTreeMap<String, &str> = snapshot
        .ledger
        .arrivals
        .iter()
        .map(|record| (record.arrival.id.to_string(), record.arrival.subject.as_str()))
        .collect();
    export["subjects"] = serde_json::json!(subjects);
    std::fs::write(&json, export.to_string()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workbook/second_reader.py");
    let read = Command::new("python3")
        .arg(script)
        .arg(&workbook)
        .arg(&json)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stdout);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert_eq!(said, "");
}
