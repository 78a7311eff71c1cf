//! Every document of `tests/corpus/forms/<family>/<oddity>.*` beside the snapshot of what is understood of it.
//!
//! The vocabulary is that of the sample notice, or of the `notice.toml` that a family brings. All people and societies
//! are fictional.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use domain::notice::Notice;
use forms::interpret::Vocabulary;
use forms::read::{Limits, read_file};
use store::notice_file;
use tests::papers::papers;
use tests::zhengji::repository;

mod paper_view;

/// No document of the corpus is larger, in bytes: it is to be read by people.
const LARGEST: u64 = 100_000;

fn corpus() -> PathBuf {
    repository().join("tests/corpus/forms")
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

fn families() -> Vec<PathBuf> {
    let mut folders = below(&corpus());
    folders.retain(|path| path.is_dir());
    folders
}

fn documents(family: &Path) -> Vec<PathBuf> {
    let mut found = below(family);
    found.retain(|path| !path.ends_with("notice.toml") && path.extension().is_none_or(|kind| kind != "snap"));
    assert!(!found.is_empty(), "no documents in {}", family.display());
    found
}

fn notice(family: &Path) -> Notice {
    let own = family.join("notice.toml");
    let sample = repository().join("config/notices/cast-2022-41.toml");
    let text = fs::read_to_string(if own.exists() { own } else { sample }).unwrap();
    notice_file::parse(&text).unwrap_or_else(|problems| panic!("{}: {problems:?}", family.display()))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn every_document_is_understood_as_its_snapshot_says() {
    for family in families() {
        let notice = notice(&family);
        let vocabulary = Vocabulary {
            template: notice.form.as_ref(),
            items: &notice.items,
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&family);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        for path in documents(&family) {
            let shown = paper_view::of_files(
                &read_file(&name(&path), &fs::read(&path).unwrap(), &Limits::default()),
                vocabulary,
            );
            settings.bind(|| insta::assert_snapshot!(name(&path), shown));
        }
    }
}

/// Documents saved by LibreOffice, and from which document of the corpus.
const SAVED: [(&str, &str); 10] = [
    ("automatic-numbers", "automatic-numbers/persons-in-chinese.docx"),
    ("essay", "essays/signed-at-the-end.docx"),
    ("footnote", "notes-and-margins/footnote.docx"),
    ("head-in-cells", "head-lines/label-and-value-in-two-cells.docx"),
    ("merged-label", "merged-cells/label-over-three-rows.docx"),
    (
        "nested-table",
        "nested-tables/persons-in-a-table-in-the-cell.docx",
    ),
    ("people", "many-people/chinese-numbers-in-brackets.docx"),
    ("rare-name", "names/beyond-the-basic-plane.docx"),
    ("text-box", "text-boxes/paragraph-in-a-box.docx"),
    ("tracked-change", "tracked-changes/office-corrected.docx"),
];

/// What is understood of a document, without the line that names the file and its format.
fn understood(path: &Path) -> String {
    let notice = notice(path.parent().unwrap());
    let vocabulary = Vocabulary {
        template: notice.form.as_ref(),
        items: &notice.items,
    };
    let shown = paper_view::of_files(
        &read_file(&name(path), &fs::read(path).unwrap(), &Limits::default()),
        vocabulary,
    );
    shown.split_once('\n').unwrap().1.to_owned()
}

#[test]
fn a_text_saved_as_odt_says_what_its_original_says() {
    for (saved, original) in SAVED {
        let saved = corpus().join(format!("odt-by-libreoffice/{saved}.odt"));
        assert_eq!(
            understood(&saved),
            understood(&corpus().join(original)),
            "{}",
            saved.display()
        );
    }
}

#[test]
fn every_snapshot_has_its_document() {
    for family in families() {
        for path in below(&family) {
            if path.extension().is_some_and(|kind| kind == "snap") {
                assert!(path.with_extension("").exists(), "{}", path.display());
            }
        }
    }
}

#[test]
fn the_corpus_stays_as_wide_as_it_was_promised() {
    let families = families();
    let documents: Vec<PathBuf> = families.iter().flat_map(|family| documents(family)).collect();
    assert!(families.len() >= 25, "{} families", families.len());
    assert!(documents.len() >= 150, "{} documents", documents.len());
    for path in documents {
        let bytes = fs::metadata(&path).unwrap().len();
        assert!(bytes <= LARGEST, "{}: {bytes} bytes", path.display());
    }
}

#[test]
fn the_built_documents_in_the_repository_are_what_the_generator_writes() {
    for paper in papers() {
        let kept = fs::read(corpus().join(&paper.path)).unwrap_or_default();
        assert!(
            kept == paper.content,
            "{} differs: run `cargo run -p tests --bin papers`",
            paper.path
        );
    }
}
