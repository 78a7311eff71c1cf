//! A brief, opened again by LibreOffice and poppler, and as a package.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use reporting::Snapshot;

/// What a reader has before him.
pub(crate) struct Page {
    pub(crate) pages: usize,
    /// Without white space.
    pub(crate) text: String,
}

/// One part of a package as text.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(binary(bytes, name)).unwrap()
}

pub(crate) fn binary(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

/// The page as LibreOffice sets it.
pub(crate) fn rendered(snapshot: &Snapshot) -> Page {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("简报.docx");
    fs::write(&path, reporting::brief(snapshot).unwrap()).unwrap();
    if let Some(kept) = option_env!("ZHENGJI_KEEP_BRIEFS") {
        let name = format!("{}/{}.docx", kept, snapshot.id);
        fs::copy(&path, name).unwrap();
    }
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    run(
        folder.path(),
        "soffice",
        &[profile.as_str(), "--headless", "--convert-to", "pdf", "简报.docx"],
    );
    let info = run(folder.path(), "pdfinfo", &["简报.pdf"]);
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    let text = run(folder.path(), "pdftotext", &["-raw", "简报.pdf", "-"]);
    Page {
        pages: pages.trim().parse().unwrap(),
        text: text.chars().filter(|c| !c.is_whitespace()).collect(),
    }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
