//! The archive of real letters: what pieces name is taken out of what was kept, and others find every hash right.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::ids::NoticeId;
use domain::selection::Selection;
use forms::read::{Content, NoConverters};
use intake::kept::KeptFiles;
use intake::reader::{Blob, ReaderPool, ReaderSettings};
use intake::reading::{Container, read_mail, take_out};
use products::archive_to_file;
use reporting::archive::Archived;
use reporting::{ArchiveOptions, Snapshot};
use store::Store;
use tests::build::archive::{Names, Secrecy, zip};
use tests::build::picture::jpeg;
use tests::office::{MAILBOXES, NOTICE, Office, On};
use tests::zhengji::repository;

fn letters_below(folder: &Path, letters: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            letters_below(&path, letters);
        } else if path.extension().is_some_and(|extension| extension == "eml") {
            letters.push(path);
        }
    }
}

/// Hashes of everything readable in a letter, and of the pictures inside its documents.
fn readable(raw: &[u8]) -> BTreeSet<String> {
    let mut hashes = BTreeSet::new();
    for part in read_mail(raw).parts {
        match &part.file.content {
            Content::Document { document, .. } => {
                hashes.extend(document.pictures.iter().map(|picture| picture.sha256.clone()));
            }
            Content::Photo { .. } | Content::Video | Content::Scan | Content::Archive => {}
            _ => continue,
        }
        hashes.insert(part.file.sha256);
    }
    hashes
}

fn taken_out(raw: &[u8], wanted: &BTreeSet<String>) -> BTreeMap<String, Vec<u8>> {
    let mut taken = BTreeMap::new();
    let mut give = |sha256: &str, bytes: &[u8]| {
        let before = taken.insert(sha256.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "{sha256} was given twice");
        Ok(())
    };
    take_out(&Container::Letter, raw, wanted.clone(), &NoConverters, &mut give).unwrap();
    taken
}

#[test]
fn every_file_that_reading_finds_can_be_taken_out_again() {
    let mut letters = Vec::new();
    letters_below(&repository().join("tests/corpus/mail"), &mut letters);
    letters_below(&repository().join("config/samples/mail"), &mut letters);
    let (mut files, mut winmail) = (0, 0);
    for letter in &letters {
        let raw = fs::read(letter).unwrap();
        let wanted = readable(&raw);
        let taken = taken_out(&raw, &wanted);
        assert_eq!(
            taken.keys().cloned().collect::<BTreeSet<_>>(),
            wanted,
            "{}",
            letter.display()
        );
        files += taken.len();
        winmail += usize::from(letter.to_string_lossy().contains("winmail")) * taken.len();
    }
    assert!(
        files > 60 && winmail > 0,
        "{files} files, {winmail} of them out of winmail.dat"
    );
}

fn readers() -> Arc<ReaderPool> {
    Arc::new(ReaderPool::new(ReaderSettings {
        program: tests::zhengji::program().unwrap(),
        arguments: vec![
            "reader".into(),
            "--memory-bytes=1073741824".into(),
            "--cpu-seconds=60".into(),
        ],
        processes: 1,
        time: Duration::from_mins(4),
        originals_per_child: 200,
    }))
}

/// A photo two archives deep, under a name in GBK, beside a video of 48 MB.
fn heavy_letter() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let photo = jpeg(640, 480, 7);
    let inner = zip(&[("照片/学会会场.jpg", &photo)], Names::Gbk, Secrecy::Open);
    let outer = zip(&[("材料/照片.zip", &inner)], Names::Gbk, Secrecy::Open);
    let mut video = b"\0\0\0\x18ftypmp42".to_vec();
    video.extend((0..48_000_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8));
    let mut mail = String::from(
        "From: a@huaxia.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
    );
    for (name, content) in [("outer.zip", &outer), ("video.mp4", &video)] {
        let base64 = tests::build::charset::base64_lines(content);
        mail += "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n";
        mail += &["Content-Disposition: attachment; filename=", name, "\r\n\r\n"].concat();
        mail += &String::from_utf8(base64).unwrap();
        mail += "\r\n";
    }
    mail += "--b--\r\n";
    (mail.into_bytes(), photo, video)
}

fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.split(' ').next().unwrap().to_owned()
}

#[test]
fn a_reader_process_takes_large_and_nested_files_out_of_a_letter() {
    let folder = tempfile::tempdir().unwrap();
    let (mail, photo, video) = heavy_letter();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let (letter, photo, video) = (at("a.eml", &mail), at("a.jpg", &photo), at("a.mp4", &video));
    let hashes: BTreeSet<String> = [&photo, &video].map(|path| sha256(path)).into();
    let mut wanted = hashes.clone();
    wanted.insert("0".repeat(64));
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let blob = Blob::File {
        path: letter,
        bytes: mail.len() as u64,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taking = async { readers().take_out(Container::Letter, &wanted, &blob, &out).await };
    let taken = runtime.block_on(taking).unwrap().unwrap();
    assert_eq!(taken.keys().cloned().collect::<BTreeSet<_>>(), hashes);
    for (hash, path) in &taken {
        assert_eq!(sha256(path), *hash);
    }
}

/// The archive of everything that the office has, twice; what it said of the first.
fn archived(office: &Office, out: &Path) -> Archived {
    let data = office.zhengji.data();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", data.join("zhengji.db").display());
        let originals = format!("file:{}", data.join("originals").display());
        let store = Store::open(&url, &originals).await.unwrap();
        let now: DateTime<Utc> = "2022-10-26T01:00:00Z".parse().unwrap();
        let ledger = store
            .ledger(&NoticeId::parse(NOTICE).unwrap(), now)
            .await
            .unwrap();
        let kept = KeptFiles::new(store, readers());
        let snapshot = Snapshot::new(ledger, Selection::default());
        let path = out.join("归档.zip");
        let make = |path: PathBuf| {
            let options = ArchiveOptions::default();
            archive_to_file(kept.clone(), snapshot.clone(), options, path, |_| {})
        };
        let archived = make(path.clone()).await.unwrap();
        make(out.join("again.zip")).await.unwrap();
        assert!(fs::read(&path).unwrap() == fs::read(out.join("again.zip")).unwrap());
        archived
    })
}

#[test]
fn the_archive_of_the_samples_holds_everything_that_was_sent() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_samples(MAILBOXES).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let archived = archived(&office, folder.path());
    let losses: Vec<_> = archived
        .absent
        .iter()
        .filter(|absent| absent.why.is_loss())
        .collect();
    assert!(losses.is_empty(), "{losses:#?}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "only the two archives are left"
    );
    let out = folder.path().join("out");
    let unzipped = Command::new("unzip")
        .env("LC_ALL", "C.UTF-8")
        .arg("-q")
        .arg(folder.path().join("归档.zip"))
        .arg("-d")
        .arg(&out)
        .status();
    assert!(unzipped.unwrap().success());
    let checked = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "归档清单.txt"])
        .current_dir(&out)
        .status();
    assert!(checked.unwrap().success());
    let list: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("归档清单.json")).unwrap()).unwrap();
    let files = list["files"].as_array().unwrap();
    let recorded: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file["recorded_sha256"].as_str())
        .collect();
    let export = office.export().unwrap();
    for arrival in export["arrivals"].as_array().unwrap() {
        assert!(recorded.contains(arrival["original"].as_str().unwrap()));
    }
    let pieces = export["submissions"].as_array().unwrap();
    let attachments = pieces
        .iter()
        .flat_map(|piece| piece["attachments"].as_array().unwrap());
    let hashes: Vec<&str> = attachments
        .map(|attachment| attachment["sha256"].as_str().unwrap())
        .collect();
    assert!(hashes.len() > 5, "{} attachments", hashes.len());
    for hash in hashes {
        assert!(recorded.contains(hash), "{hash}");
    }
}
