//! The compilation as LibreOffice prints it, with a font of Debian's in place of those that it names.

use std::fs;
use std::process::Command;

use domain::selection::Selection;
use reporting::{CompilationOptions, Snapshot, compilation};

use super::sources::Files;
use super::{ON_TIME, Sample};

/// Everything that the compilation names is drawn with Noto Serif CJK.
fn font_table() -> String {
    let aliases = ["仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "黑体", "宋体"].map(|name| {
        format!(
            "<match target=\"pattern\"><test name=\"family\"><string>{name}</string></test><edit name=\"family\" \
             mode=\"assign\" binding=\"strong\"><string>Noto Serif CJK SC</string></edit></match>"
        )
    });
    let aliases = aliases.concat();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>\
         <include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"
    )
}

/// The pages of a document as text, as LibreOffice prints them.
fn pages(document: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("compilation.docx"), document).unwrap();
    fs::write(path("fonts.conf"), font_table()).unwrap();
    let printed = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            path("profile").display()
        ))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(path("compilation.docx"))
        .env("FONTCONFIG_FILE", path("fonts.conf"))
        .output()
        .unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let text = Command::new("pdftotext")
        .args(["-bbox-layout", "-enc", "UTF-8"])
        .arg(path("compilation.pdf"))
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    text.split("<page ").skip(1).map(str::to_owned).collect()
}

/// Lines of a page: what stands in them.
fn lines(page: &str) -> Vec<String> {
    page.split("<line ")
        .skip(1)
        .map(|line| {
            line.split("<word ")
                .skip(1)
                .map(|word| word.split('>').nth(1).unwrap().split('<').next().unwrap())
                .collect()
        })
        .collect()
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.arrival(1, "A-01", ON_TIME);
    let piece = sample.piece(1, "A-01", "key-few", &"永".repeat(28 * 22 * 4));
    piece.attachments.clear();
    let snapshot = Snapshot::new(sample.ledger(), Selection::default());
    let document = compilation(&snapshot, &CompilationOptions::default(), &Files::default()).unwrap();
    let full: Vec<Vec<String>> = pages(&document)
        .iter()
        .map(|page| {
            lines(page)
                .into_iter()
                .filter(|line| line.starts_with('永'))
                .collect()
        })
        .filter(|lines: &Vec<String>| lines.len() >= 20)
        .collect();
    assert!(full.len() >= 2, "pages of nothing but text");
    for lines in full {
        assert_eq!(lines.len(), 22);
        assert!(lines.iter().all(|line| line.chars().count() == 28), "{lines:?}");
    }
}
