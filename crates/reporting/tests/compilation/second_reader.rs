//! A reader that shares nothing with the writer, python-docx, finds every character of the pieces.

use std::process::Command;

use domain::selection::Selection;
use reporting::{CompilationOptions, Snapshot, compilation};

use super::crowd::crowd;
use super::sources::Files;

#[test]
fn python_docx_finds_every_character_of_fifty_thousand_pieces() {
    let mut ledger = crowd(50_001).ledger();
    for piece in &mut ledger.submissions {
        // Without a title another text would stand in its place.
        piece.title.get_or_insert_with(|| "题目".to_owned());
    }
    let snapshot = Snapshot::new(ledger, Selection::default());
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let document = compilation(&snapshot, &CompilationOptions::default(), &Files::default()).unwrap();
    std::fs::write(path("compilation.docx"), document).unwrap();
    std::fs::write(
        path("ledger.json"),
        reporting::export(&snapshot.ledger).to_string(),
    )
    .unwrap();
    let read = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/compilation/second_reader.py"
        ))
        .arg(path("compilation.docx"))
        .arg(path("ledger.json"))
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert_eq!(String::from_utf8_lossy(&read.stdout), "");
}
