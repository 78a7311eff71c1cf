//! What the fuzz targets found worth keeping is read again by every run of the tests.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[expect(unreachable_pub, reason = "the fuzz targets are programs of another package")]
#[path = "../fuzz/src/reading.rs"]
mod reading;

use std::path::Path;

fn replay(target: &str, read: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus/fuzz")
        .join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        read(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 10, "{target}: a corpus is there");
}

#[test]
fn letters_of_the_corpus_are_read() {
    replay("mail", reading::mail);
}

#[test]
fn names_of_the_corpus_are_read() {
    replay("zip_names", reading::zip_names);
}

#[test]
fn word_documents_of_the_corpus_are_read() {
    replay("docx", reading::docx);
}

#[test]
fn workbooks_of_the_corpus_are_read() {
    replay("xlsx", reading::xlsx);
}

#[test]
fn binary_workbooks_of_the_corpus_are_read() {
    replay("xlsb", reading::xlsb);
}

#[test]
fn flat_documents_of_the_corpus_are_read() {
    replay("flat", reading::flat);
}

#[test]
fn texts_of_the_corpus_are_read() {
    replay("text", reading::text);
}
