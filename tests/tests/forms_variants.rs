//! The documents of `tests/corpus/forms` in the other dialect of their format must say the same.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;

use forms::interpret::Vocabulary;
use forms::read::{Limits, read_file};
use tests::build::archive::{Names, Secrecy, zip};
use tests::zhengji::repository;
use zip::ZipArchive;

mod paper_view;

/// Namespaces of ISO/IEC 29500 transitional, and what strict documents have for them.
const STRICT: [(&str, &str); 8] = [
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
        "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
    ),
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/",
        "http://purl.oclc.org/ooxml/drawingml/",
    ),
];

fn strict(office: &[u8]) -> Vec<u8> {
    let mut package = ZipArchive::new(Cursor::new(office)).unwrap();
    let mut members: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..package.len() {
        let mut member = package.by_index(index).unwrap();
        let (name, mut content) = (member.name().unwrap().into_owned(), Vec::new());
        member.read_to_end(&mut content).unwrap();
        if let Ok(text) = str::from_utf8(&content) {
            let text = STRICT
                .iter()
                .fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
            content = text.into_bytes();
        }
        members.push((name, content));
    }
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    zip(&members, Names::Utf8, Secrecy::Open)
}

/// Documents of the corpus in the transitional dialect of Office Open XML.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for family in fs::read_dir(repository().join("tests/corpus/forms")).unwrap() {
        let Ok(entries) = fs::read_dir(family.unwrap().path()) else {
            continue;
        };
        found.extend(entries.map(|entry| entry.unwrap().path()).filter(|path| {
            path.extension().is_some_and(|ending| {
                ["docx", "docm", "dotx", "xlsx"]
                    .iter()
                    .any(|known| ending == *known)
            })
        }));
    }
    found.sort();
    found
}

#[test]
fn a_strict_document_says_what_the_transitional_one_says() {
    let file = repository().join("config/notices/cast-2022-41.toml");
    let notice = store::notice_file::parse(&fs::read_to_string(file).unwrap()).unwrap();
    let vocabulary = Vocabulary {
        template: notice.form.as_ref(),
        items: &notice.items,
    };
    let documents = documents();
    assert!(documents.len() > 200, "{}", documents.len());
    for path in documents {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let shown =
            |bytes: &[u8]| paper_view::of_files(&read_file(name, bytes, &Limits::default()), vocabulary);
        assert_eq!(shown(&strict(&bytes)), shown(&bytes), "{}", path.display());
    }
}
