//! Every letter of `tests/corpus/mail/<family>/<oddity>.eml` beside the snapshot of how it is read, files included.
//!
//! One bug, one file. The families of a letter and a number are the quirks of the research on mail, the others go by
//! what is odd. All people and societies are fictional.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use forms::read::Content;
use intake::reading::read_mail;
use mail::{Defect, ParsedMail};
use tests::zhengji::repository;

mod mail_view;

fn corpus() -> PathBuf {
    repository().join("tests/corpus/mail")
}

fn families() -> Vec<String> {
    let folders = fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap());
    let folders = folders.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn letters(family: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus().join(family)).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    found.sort();
    assert!(!found.is_empty(), "no letters in {family}");
    found
}

fn all_letters() -> Vec<(PathBuf, Vec<u8>)> {
    let paths = families().into_iter().flat_map(|family| letters(&family));
    paths
        .map(|path| {
            let raw = fs::read(&path).unwrap();
            (path, raw)
        })
        .collect()
}

fn with_lf(raw: &[u8]) -> Vec<u8> {
    raw.split_inclusive(|b| *b == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\r\n") {
            Some(content) => [content, b"\n"].concat(),
            None => line.to_vec(),
        })
        .collect()
}

fn with_crlf(raw: &[u8]) -> Vec<u8> {
    raw.split_inclusive(|b| *b == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\n") {
            Some(content) if !content.ends_with(b"\r") => [content, b"\r\n"].concat(),
            _ => line.to_vec(),
        })
        .collect()
}

#[test]
fn every_letter_is_read_as_its_snapshot_says() {
    for (path, raw) in all_letters() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, mail_view::shown(&raw)));
    }
}

#[test]
fn every_snapshot_has_its_letter() {
    for family in families() {
        for entry in fs::read_dir(corpus().join(family)).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.with_extension("eml").exists(), "{}", path.display());
        }
    }
}

#[test]
fn line_ends_make_no_difference() {
    for (path, raw) in all_letters() {
        let (lf, crlf) = (with_lf(&raw), with_crlf(&raw));
        assert_eq!(
            mail_view::shown(&lf),
            mail_view::shown(&crlf),
            "{}",
            path.display()
        );
        assert_eq!(mail::parse(&lf), mail::parse(&crlf), "{}", path.display());
    }
}

#[test]
fn the_outline_of_a_letter_has_the_identity_of_the_whole() {
    for (path, raw) in all_letters() {
        let (outline, whole) = (mail::outline(&raw), mail::parse(&raw));
        assert_eq!(
            mail::identity(&outline),
            mail::identity(&whole),
            "{}",
            path.display()
        );
        assert_eq!(outline.subject, whole.subject, "{}", path.display());
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
    let mut seen = BTreeMap::new();
    for (path, raw) in all_letters() {
        let before = seen.insert(mail::identity(&mail::parse(&raw)), path.clone());
        assert_eq!(before, None, "{}", path.display());
    }
}

#[test]
fn no_part_of_a_letter_that_is_cut_anywhere_is_taken_for_the_whole_part() {
    for name in [
        "malformed/cut_in_the_attachment",
        "nested/document_in_outer_and_in_inner",
        "filename/same_name_twice",
        "truncation/c19-whole-letter-with-a-photo-a-text-and-a-list",
    ] {
        let raw = fs::read(corpus().join(name).with_extension("eml")).unwrap();
        let whole = read_mail(&raw);
        let sent: Vec<&String> = whole.parts.iter().map(|part| &part.file.sha256).collect();
        let text = mail::visible_text(whole.mail.as_ref().unwrap());
        let body = raw.windows(2).position(|pair| pair == b"\n\n").unwrap();
        for length in body..raw.len() {
            let cut = read_mail(raw.get(..length).unwrap());
            for part in &cut.parts {
                let taken = part.file.content != Content::Unreadable;
                assert!(
                    !taken || sent.contains(&&part.file.sha256),
                    "{name} cut at {length}: {part:?}"
                );
            }
            let mail = cut.mail.unwrap();
            let shown = mail::visible_text(&mail);
            let said = mail
                .defects
                .iter()
                .any(|defect| matches!(defect, Defect::TextCutOff | Defect::BoundaryMissing));
            assert!(
                said || shown.is_empty() || shown == text,
                "{name} cut at {length}: {shown}"
            );
        }
    }
}

#[test]
fn an_envelope_that_is_scratched_anywhere_is_read_without_a_panic() {
    for (path, raw) in all_letters() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        if !name.starts_with("c12-") && !name.starts_with("c13-msg") {
            continue;
        }
        let body = raw.windows(2).position(|pair| pair == b"\n\n").unwrap();
        for place in (body..raw.len()).step_by(5) {
            let mut scratched = raw.clone();
            scratched[place] = if scratched[place] == b'A' { b'/' } else { b'A' };
            let defects = mail::parse(&scratched).defects;
            assert!(!defects.contains(&Defect::ParserFailed), "{name} at {place}");
        }
    }
}
