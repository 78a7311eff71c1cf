//! Pictures of paper and photos in PDF: what optical recognition proposes, what is kept, what is named.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use forms::read::Content;
use intake::convert::ConverterSettings;
use tests::build::docx::{Place as At, Runs, package, paragraph};
use tests::build::picture::jpeg;
use tests::converted::save_as;

use programs::{all_programs, read_files};

mod programs;

/// A page of paper: large Chinese letters drawn by LibreOffice and photographed by poppler.
fn paper() -> Vec<u8> {
    let docx = package(
        &["华夏测绘学会", "学习报告使我深受鼓舞", "建议设立长期观测专项"]
            .map(|line| paragraph(line, Runs::Whole, At::Heading))
            .concat(),
        &[],
    );
    let pdf = save_as(&[("form.docx", &docx)], "pdf:writer_pdf_Export")
        .unwrap()
        .remove(0);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("paper.pdf"), pdf).unwrap();
    let status = std::process::Command::new("pdftoppm")
        .args(["-gray", "-jpeg", "-singlefile", "-r", "200"])
        .args([path("paper.pdf"), path("paper")])
        .status()
        .unwrap();
    assert!(status.success());
    std::fs::read(path("paper.jpg")).unwrap()
}

#[test]
fn texts_on_scanned_papers_are_proposed_and_nothing_more() {
    let paper = paper();
    let scan = illustrated_pdf(
        &["q 200 0 0 200 0 0 cm /P0 Do Q".to_owned()],
        std::slice::from_ref(&paper),
        "DeviceRGB",
    );
    let files: [(&str, &[u8]); 3] = [
        ("盖章件.pdf", &scan),
        ("统计表扫描件.jpg", &paper),
        ("会场.jpg", &paper),
    ];
    let recognised = |converters: &ConverterSettings| -> Vec<Option<String>> {
        let read = read_files(&files, converters);
        assert_eq!(read[0].content, Content::Scan);
        assert!(matches!(read[1].content, Content::Photo { .. }));
        read.into_iter().map(|file| file.recognised).collect()
    };
    let texts = recognised(&all_programs());
    for text in &texts[..2] {
        let text = text.as_deref().unwrap_or_default();
        assert!(
            text.contains("学习报告") && text.contains("长期观测"),
            "{texts:?}"
        );
    }
    assert_eq!(texts[2], None, "a photo");
    let without = ConverterSettings {
        recognition: None,
        ..all_programs()
    };
    assert_eq!(recognised(&without), [None, None, None]);
}

#[test]
fn photos_in_a_pdf_are_kept_and_pages_of_paper_are_named() {
    let photos: Vec<Vec<u8>> = (0..2).map(|seed| jpeg(640, 480, seed)).collect();
    let words = "BT /F 12 Tf 20 180 Td (hello) Tj ET ";
    let shown = |name: &str, size: u32| format!("q {size} 0 0 {size} 0 0 cm /{name} Do Q");
    let pages = [
        words.to_owned() + &shown("P0", 100),
        shown("P1", 200),
        words.to_owned() + &shown("P0", 90),
    ];
    let content = read_files(
        &[("材料.pdf", &illustrated_pdf(&pages, &photos, "DeviceGray"))],
        &all_programs(),
    )
    .remove(0)
    .content;
    let Content::Document { document, .. } = content else {
        panic!("not read: {content:?}");
    };
    assert_eq!(document.unread_pages, [2]);
    let pictures: Vec<(&str, u32, u32)> = document
        .pictures
        .iter()
        .map(|picture| (picture.sha256.as_str(), picture.width, picture.height))
        .collect();
    assert_eq!(
        pictures,
        [(sha256(&photos[0]).as_str(), 640, 480)],
        "byte for byte, and once"
    );
}

#[test]
fn pictures_in_a_pdf_that_are_no_photos_are_named_by_their_pages() {
    let words = "BT /F 12 Tf 20 180 Td (hello) Tj ET ".to_owned();
    // Two by two pixels written into the page, as large as a photo and as small as a seal.
    let drawn = |size: u32| {
        format!("q {size} 0 0 {size} 10 10 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00FF8040> EI Q")
    };
    let pages = [words.clone() + &drawn(100), words.clone() + &drawn(30), words];
    let content = read_files(
        &[("材料.pdf", &illustrated_pdf(&pages, &[], "DeviceGray"))],
        &all_programs(),
    )
    .remove(0)
    .content;
    let Content::Document { document, .. } = content else {
        panic!("not read: {content:?}");
    };
    assert_eq!(document.unkept_pictures, [1]);
    assert!(document.pictures.is_empty());
}

/// Width and height in pixels.
fn size_of(photo: &[u8]) -> (u32, u32) {
    let limits = forms::read::Limits::default();
    match forms::read::read_file("x", photo, &limits).remove(0).content {
        Content::Photo { width, height } => (width, height),
        other => panic!("no photo: {other:?}"),
    }
}

fn sha256(bytes: &[u8]) -> String {
    let limits = forms::read::Limits::default();
    forms::read::read_file("x", bytes, &limits).remove(0).sha256
}

/// Pages with these content streams, which show the photos of a colour space as `P0`, `P1` and so on.
fn illustrated_pdf(pages: &[String], photos: &[Vec<u8>], space: &str) -> Vec<u8> {
    let first_photo = 4 + 2 * pages.len();
    let kids: Vec<String> = (0..pages.len())
        .map(|page| format!("{} 0 R", 4 + 2 * page))
        .collect();
    let names: Vec<String> = (0..photos.len())
        .map(|photo| format!("/P{photo} {} 0 R", first_photo + photo))
        .collect();
    let resources = format!("/Resources<</Font<</F 3 0 R>>/XObject<<{}>>>>", names.concat());
    let mut file = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[{}]/Count {}>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n",
        kids.join(" "),
        pages.len()
    )
    .into_bytes();
    for (number, stream) in (4..).step_by(2).zip(pages) {
        let page = format!(
            "{number} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents {} 0 R{resources}>> endobj\n{} 0 obj <</Length {}>> stream\n{stream}\nendstream endobj\n",
            number + 1,
            number + 1,
            stream.len()
        );
        file.extend(page.into_bytes());
    }
    for (number, photo) in (first_photo..).zip(photos) {
        let size = size_of(photo);
        let head = format!(
            "{number} 0 obj <</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/{space}/BitsPerComponent 8/Filter/DCTDecode/Length {}>> stream\n",
            size.0,
            size.1,
            photo.len()
        );
        file.extend([head.as_bytes(), photo, b"endstream endobj\n"].concat());
    }
    file.extend(b"trailer <</Root 1 0 R>>\n%%EOF\n");
    file
}
