//! What others make of an archive: unzip, Python's zipfile and sha256sum.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Output};

use domain::arrival::Door;
use reporting::{ArchiveOptions, UploadedFile, archive};

use crate::made;
use crate::sample::{Sample, sha256, usual};

fn ran(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output
}

/// Names with their flags and methods, after every checksum was found right.
const READ: &str = "
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    assert entry.filename.isascii() or entry.flag_bits & 0x800, entry.filename
    assert entry.date_time == (2022, 10, 25, 9, 30, 0), entry.date_time
print(len(archive.infolist()))
";

fn unpacked(archive: &Path, folder: &Path) {
    ran(Command::new("unzip").args(["-q", "-t"]).arg(archive));
    let locale = [("LC_ALL", "C.UTF-8")];
    ran(Command::new("unzip")
        .envs(locale)
        .arg("-q")
        .arg(archive)
        .arg("-d")
        .arg(folder));
}

fn checked(folder: &Path) {
    let output = ran(Command::new("sha256sum")
        .args(["--check", "--strict", "归档清单.txt"])
        .current_dir(folder));
    assert!(output.stderr.is_empty());
}

#[test]
fn others_read_the_archive_and_find_every_hash_right() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, archived) = made(&usual(), &ArchiveOptions::default());
    let file = folder.path().join("归档.zip");
    std::fs::write(&file, bytes).unwrap();
    let output = ran(Command::new("python3").args(["-c", READ]).arg(&file));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        archived.files.to_string()
    );
    let out = folder.path().join("out");
    unpacked(&file, &out);
    checked(&out);
    let changed = out.join("原件/000002-B-02-华夏材料与工程学会.eml");
    std::fs::write(changed, "Subject: form\r\n\r\nforn").unwrap();
    let check = Command::new("sha256sum")
        .args(["--check", "归档清单.txt"])
        .current_dir(&out)
        .output()
        .unwrap();
    assert!(!check.status.success());
}

#[test]
fn an_archive_of_more_than_65535_files_is_read_by_others() {
    const FILES: usize = 66_000;
    let mut sample = Sample::new();
    sample.arrival(1, "A-01", Door::Upload, b"{}");
    let hash = sample.keep(b"x");
    assert_eq!(hash, sha256(b"x"));
    // Many names for the same bytes would be one file: each is told apart by its content.
    let files = (0..FILES).map(|number| {
        let bytes = number.to_string().into_bytes();
        let sha256 = sha256(&bytes);
        sample.shelf.originals.insert(sha256.clone(), bytes.clone());
        UploadedFile {
            name: "照片.txt".to_owned(),
            sha256,
            bytes: bytes.len() as u64,
        }
    });
    let files: Vec<UploadedFile> = files.collect();
    sample.shelf.uploads.insert(1, files);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("归档.zip");
    let options = ArchiveOptions::default();
    let out = File::create(&path).unwrap();
    let archived = archive(&sample.snapshot(), &options, &sample.shelf, out, &mut |_| {}).unwrap();
    assert!(archived.files > FILES as u64);
    ran(Command::new("unzip").args(["-q", "-t"]).arg(&path));
    let output = ran(Command::new("python3").args(["-c", READ]).arg(&path));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        archived.files.to_string()
    );
}
