//! Every letter of `tests/corpus/mail/<family>/<oddity>.eml` beside the snapshot of how it is read.
//!
//! One bug, one file. All people and societies are fictional.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use mail::{ParsedMail, machine};

/// The mailbox that the letters were sent to.
const OFFICE: &str = "kjstdw@office.example";

const FAMILIES: [&str; 8] = [
    "charset",
    "filename",
    "machine",
    "malformed",
    "nested",
    "netease",
    "qq",
    "quoted",
];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/mail")
}

fn letters(family: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus().join(family)).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    found.sort();
    assert!(!found.is_empty(), "no letters in {family}");
    found
}

fn all_letters() -> impl Iterator<Item = (PathBuf, Vec<u8>)> {
    FAMILIES.into_iter().flat_map(letters).map(|path| {
        let raw = fs::read(&path).unwrap();
        (path, raw)
    })
}

fn with_crlf(raw: &[u8]) -> Vec<u8> {
    raw.split_inclusive(|b| *b == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\n") {
            Some(content) if !content.ends_with(b"\r") => [content, b"\r\n"].concat(),
            _ => line.to_vec(),
        })
        .collect()
}

fn shown(mail: &ParsedMail) -> String {
    format!(
        "{}\nvisible_text: {:?}\nmachine: {:?}\nanswer_forbidden: {}\nidentity: {}",
        serde_json::to_string_pretty(mail).unwrap(),
        mail::visible_text(mail),
        machine::classify(mail, &[OFFICE]),
        machine::answer_forbidden(mail),
        mail::identity(mail),
    )
}

fn snapshots_agree(family: &str) {
    for path in letters(family) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let parsed = mail::parse(&fs::read(&path).unwrap());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, shown(&parsed)));
    }
}

#[test]
fn charsets_are_read_as_snapshotted() {
    snapshots_agree("charset");
}

#[test]
fn file_names_are_read_as_snapshotted() {
    snapshots_agree("filename");
}

#[test]
fn machines_are_told_as_snapshotted() {
    snapshots_agree("machine");
}

#[test]
fn malformed_letters_are_read_as_snapshotted() {
    snapshots_agree("malformed");
}

#[test]
fn nested_messages_are_read_as_snapshotted() {
    snapshots_agree("nested");
}

#[test]
fn letters_from_netease_are_read_as_snapshotted() {
    snapshots_agree("netease");
}

#[test]
fn letters_from_qq_are_read_as_snapshotted() {
    snapshots_agree("qq");
}

#[test]
fn quotations_are_removed_as_snapshotted() {
    snapshots_agree("quoted");
}

#[test]
fn every_folder_of_the_corpus_is_tested() {
    let folders = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|e| e.path().is_dir());
    let mut names: Vec<_> = folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, FAMILIES);
}

#[test]
fn every_snapshot_has_its_letter() {
    for family in FAMILIES {
        for entry in fs::read_dir(corpus().join(family)).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.with_extension("eml").exists(), "{}", path.display());
        }
    }
}

#[test]
fn line_ends_make_no_difference() {
    for (path, raw) in all_letters() {
        let (lf, crlf) = (mail::parse(&raw), mail::parse(&with_crlf(&raw)));
        assert_eq!(shown(&lf), shown(&crlf), "{}", path.display());
        assert_eq!(lf, crlf, "{}", path.display());
    }
}

#[test]
fn a_letter_survives_the_way_through_json_without_its_bytes() {
    for (path, raw) in all_letters() {
        let parsed = mail::parse(&raw);
        let json = serde_json::to_string(&parsed).unwrap();
        let back: ParsedMail = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&back).unwrap(), json, "{}", path.display());
        assert_eq!(
            mail::identity(&back),
            mail::identity(&parsed),
            "{}",
            path.display()
        );
    }
}

#[test]
fn another_way_of_transport_is_no_other_message() {
    for (path, raw) in all_letters() {
        let parsed = mail::parse(&raw);
        // A letter whose first line is no field would swallow the added ones.
        if parsed.from.is_empty() || raw.starts_with(b"From ") {
            continue;
        }
        let mut other = b"Delivered-To: other@office.example\nReceived: by mx2.office.example with SMTP; \
            Wed, 2 Sep 2026 09:00:00 +0800\n"
            .to_vec();
        other.extend_from_slice(&raw);
        assert_eq!(
            mail::identity(&mail::parse(&other)),
            mail::identity(&parsed),
            "{}",
            path.display()
        );
    }
}

#[test]
fn no_two_letters_have_the_same_identity() {
    let mut seen = std::collections::BTreeMap::new();
    for (path, raw) in all_letters() {
        let before = seen.insert(mail::identity(&mail::parse(&raw)), path.clone());
        assert_eq!(before, None, "{}", path.display());
    }
}
