//! The compilation as LibreOffice prints it, with a font of Debian's in place of those that it names.

use std::fs;
use std::process::Command;

use domain::selection::Selection;
use domain::submission::AttachmentKind;
use image::ImageFormat;
use reporting::{CompilationOptions, Snapshot, compilation};

use super::opened::Opened;
use super::sources::{Files, file, picture};
use super::{ON_TIME, Sample};

/// Everything Chinese that the compilation names is drawn with Noto Serif CJK.
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
    for lines in &full {
        assert_eq!(lines.len(), 22);
        assert!(lines.iter().all(|line| line.chars().count() == 28), "{lines:?}");
    }
}

#[test]
fn the_table_of_contents_names_the_pages_on_which_headings_are_printed() {
    let text = "党的二十大报告指出，教育、科技、人才是全面建设社会主义现代化国家的基础性、战略性支撑。要坚持“四个面向”，\
                以GB/T 9704-2012为例，2022年10月24日前完成第1期工作，力争在关键核心技术上取得新的突破。";
    let mut sample = Sample::new();
    for (number, code) in [(1, "A-01"), (2, "A-02"), (3, "B-01")] {
        sample.society(code, &format!("华夏第{number}学会"), code.get(..1).unwrap());
        sample.arrival(number, code, ON_TIME);
    }
    let photo = picture(600, 450, ImageFormat::Jpeg);
    for number in 0..60_usize {
        let item = ["key-few", "youth"][number % 2];
        let code = ["A-01", "A-02", "B-01"][number % 3];
        let paragraphs = vec![text.repeat(1 + number % 3); 1 + number % 5].join("\n");
        let piece = sample.piece(1, code, item, &paragraphs);
        piece.title = Some(format!("标题{number:03}号{}", "较长的题目".repeat(number % 6)));
        let name = if number % 7 == 0 { "a" } else { "不见" };
        piece.attachments = vec![file("会场.jpg", name, AttachmentKind::Photo)];
    }
    let files = Files([("a".to_owned(), photo)].into());
    let snapshot = Snapshot::new(sample.ledger(), Selection::default());
    let document = compilation(&snapshot, &CompilationOptions::default(), &files).unwrap();
    let said = Opened::new(&document).of_style("TOC4");
    let texts: Vec<String> = pages(&document).iter().map(|page| lines(page).concat()).collect();
    // The first page of the chapters bears the title of the first of them behind the table of contents.
    let begin = 1 + texts
        .iter()
        .rposition(|text| text.contains("—I") || text.contains("—V"))
        .unwrap();
    let mut wrong = Vec::new();
    for entry in &said {
        let (title, page) = entry.split_once('\t').unwrap();
        let mark: String = title.chars().take(6).collect();
        let found = texts.iter().skip(begin).position(|text| text.contains(&mark));
        if found.map(|place| (place + 1).to_string()).as_deref() != Some(page) {
            wrong.push((entry, found));
        }
    }
    assert_eq!(said.len(), 60);
    // LibreOffice 7.4 leaves one title at the foot of a page although it is kept with the author's line below.
    assert!(wrong.len() <= 1, "{wrong:?}");
}
