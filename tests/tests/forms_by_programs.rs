//! Every document of `tests/corpus/forms-by-programs/<format>/<oddity>.*` beside the snapshot of what is understood of
//! it, read through the real reader processes with LibreOffice and poppler.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use forms::interpret::Vocabulary;
use store::notice_file;
use tests::zhengji::repository;

use programs::{all_programs, read_files};

mod paper_view;
mod programs;

/// No document of the corpus is larger, in bytes.
const LARGEST: u64 = 100_000;

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// All documents of a format are as its snapshots say.
fn check(format: &str) {
    let folder = repository().join("tests/corpus/forms-by-programs").join(format);
    let (snapshots, documents): (Vec<PathBuf>, Vec<PathBuf>) = below(&folder)
        .into_iter()
        .partition(|path| path.extension().is_some_and(|kind| kind == "snap"));
    assert!(!documents.is_empty(), "no documents in {}", folder.display());
    for snapshot in snapshots {
        assert!(snapshot.with_extension("").exists(), "{}", snapshot.display());
    }
    let contents: Vec<(String, Vec<u8>)> = documents
        .iter()
        .map(|path| (name(path), fs::read(path).unwrap()))
        .collect();
    let files: Vec<(&str, &[u8])> = contents
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let notice = repository().join("config/notices/cast-2022-41.toml");
    let notice = notice_file::parse(&fs::read_to_string(notice).unwrap()).unwrap();
    let vocabulary = Vocabulary {
        template: notice.form.as_ref(),
        items: &notice.items,
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let read = read_files(&files, &all_programs());
    assert_eq!(read.len(), files.len());
    for file in read {
        assert!(file.bytes <= LARGEST, "{}: {} bytes", file.name, file.bytes);
        let shown = paper_view::of_files(std::slice::from_ref(&file), vocabulary);
        settings.bind(|| insta::assert_snapshot!(file.name.clone(), shown));
    }
}

#[test]
fn word_documents_are_understood_as_their_snapshots_say() {
    check("doc");
}

#[test]
fn rich_texts_are_understood_as_their_snapshots_say() {
    check("rtf");
}

#[test]
fn documents_of_wps_are_understood_as_their_snapshots_say() {
    check("wps");
}

#[test]
fn pdf_files_are_understood_as_their_snapshots_say() {
    check("pdf");
}
