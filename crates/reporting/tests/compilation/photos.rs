//! Photos in the compilation.

use std::io::{Cursor, ErrorKind};

use domain::selection::Selection;
use domain::submission::{Attachment, AttachmentKind};
use image::ImageFormat;
use reporting::{CompilationOptions, ReportError, Snapshot, compilation, compilation_to};

use super::opened::{Opened, attribute};
use super::sources::{Broken, Files, file, picture, turned};
use super::{ON_TIME, Sample};

fn with(attachments: Vec<Attachment>) -> Snapshot {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.arrival(1, "A-01", ON_TIME);
    sample.piece(1, "A-01", "key-few", "会场照片如下。").attachments = attachments;
    Snapshot::new(sample.ledger(), Selection::default())
}

fn made(attachments: Vec<Attachment>, files: &Files) -> Opened {
    let options = CompilationOptions::default();
    Opened::new(&compilation(&with(attachments), &options, files).unwrap())
}

#[test]
fn photos_are_upright_with_their_own_proportions_and_a_caption() {
    let files = Files(
        [
            ("a".to_owned(), picture(800, 400, ImageFormat::Jpeg)),
            ("b".to_owned(), picture(30, 60, ImageFormat::Png)),
            ("c".to_owned(), turned(400, 200, 6)),
        ]
        .into(),
    );
    let opened = made(
        vec![
            file("会场.JPG", "a", AttachmentKind::Photo),
            file("证件照.png", "b", AttachmentKind::Photo),
            file("手机.jpg", "c", AttachmentKind::Photo),
            file("又一张.jpg", "a", AttachmentKind::Photo),
        ],
        &files,
    );
    assert_eq!(
        opened.of_style("Caption"),
        ["图1　李明远", "图2　李明远", "图3　李明远", "图4　李明远"]
    );
    let document = opened.part("word/document.xml");
    assert!(document.contains("descr=\"图1　李明远（会场.JPG）\""));
    // The same photo is in the package once.
    assert_eq!(
        opened.media(),
        [
            "word/media/image1.jpeg",
            "word/media/image2.png",
            "word/media/image3.jpeg"
        ]
    );
    let document = opened.document();
    let sizes: Vec<(f64, f64)> = document
        .split("<wp:extent ")
        .skip(1)
        .map(|extent| {
            let side = |name| attribute(extent, name).unwrap().parse::<f64>().unwrap() / 36_000.0;
            (side("cx=\""), side("cy=\""))
        })
        .collect();
    let proportions: Vec<f64> = sizes.iter().map(|(width, height)| width / height).collect();
    for (found, real) in proportions.iter().zip([2.0, 0.5, 0.5, 2.0]) {
        assert!((found - real).abs() < 0.01, "{proportions:?}");
    }
    assert!(
        sizes
            .iter()
            .all(|(width, height)| *width < 156.0 && *height < 110.0)
    );
    // Turned by 90° to the right, the left quarter is above.
    let upright = image::load_from_memory(opened.bytes("word/media/image3.jpeg"))
        .unwrap()
        .into_rgb8();
    assert_eq!(upright.dimensions(), (200, 400));
    let is_red = |x, y| upright.get_pixel(x, y).0[0] > 150;
    assert!(is_red(20, 20) && is_red(180, 20) && !is_red(20, 380));
}

/// The paragraphs of the text that are kept with what follows, by their beginnings.
fn kept(text: &str) -> Vec<String> {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.arrival(1, "A-01", ON_TIME);
    let photo = file("会场.jpg", "a", AttachmentKind::Photo);
    sample.piece(1, "A-01", "key-few", text).attachments = vec![photo];
    let snapshot = Snapshot::new(sample.ledger(), Selection::default());
    let files = Files([("a".to_owned(), picture(400, 300, ImageFormat::Jpeg))].into());
    let document = compilation(&snapshot, &CompilationOptions::default(), &files).unwrap();
    let document = Opened::new(&document).document();
    let paragraphs = document
        .split("<w:p>")
        .filter(|paragraph| paragraph.contains("<w:keepNext/>"));
    paragraphs
        .map(|paragraph| paragraph.split("<w:t xml:space=\"preserve\">").nth(1).unwrap())
        .map(|text| text.chars().take(2).collect())
        .collect()
}

#[test]
fn a_photo_stands_on_the_page_of_its_text_where_it_fits() {
    assert_eq!(kept("甲段。\n乙段。\n丙段。"), ["甲段", "乙段", "丙段"]);
    let middle = "还算长的一段。".repeat(16);
    assert_eq!(
        kept(&format!("{middle}\n丙段。")),
        ["还算", "丙段"],
        "the photo is made smaller"
    );
    let long = "很长的一段。".repeat(60);
    assert_eq!(kept(&format!("{long}\n丙段。")), ["丙段"], "as much as fits");
    assert!(kept(&long).is_empty(), "what fills a page stays where it is");
}

#[test]
fn where_and_when_a_photo_was_taken_is_not_handed_on() {
    let files = Files([("a".to_owned(), turned(80, 40, 1))].into());
    let opened = made(vec![file("会场.jpg", "a", AttachmentKind::Photo)], &files);
    let printed = opened.bytes("word/media/image1.jpeg");
    assert!(!printed.windows(4).any(|four| four == b"Exif"));
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
    assert_eq!(pixels(printed), pixels(&files.0["a"]));
}

#[test]
fn what_cannot_be_printed_is_named() {
    let files = Files(
        [
            ("heic".to_owned(), b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
            ("webp".to_owned(), b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()),
            (
                "torn".to_owned(),
                picture(80, 40, ImageFormat::Jpeg)[..60].to_vec(),
            ),
        ]
        .into(),
    );
    let opened = made(
        vec![
            file("合影.heic", "heic", AttachmentKind::Photo),
            file("合影.webp", "webp", AttachmentKind::Photo),
            file("残缺.jpg", "torn", AttachmentKind::Photo),
            file("不见.jpg", "none", AttachmentKind::Photo),
            file("讲话.mp4", "video", AttachmentKind::Video),
            file("全文.pdf", "text", AttachmentKind::Document),
        ],
        &files,
    );
    assert_eq!(
        opened.of_style("Beizhu"),
        [
            "附件：合影.heic（照片，HEIC格式，未排入本汇编，请见归档文件）",
            "附件：合影.webp（照片，WebP格式，未排入本汇编，请见归档文件）",
            "附件：残缺.jpg（照片，文件已损坏，未排入本汇编，请见归档文件）",
            "附件：不见.jpg（照片，来件中未找到该文件，未排入本汇编，请见归档文件）",
            "附件：讲话.mp4（视频，请见归档文件）",
            "附件：全文.pdf（文档，请见归档文件）"
        ]
    );
    let note: String = opened.of_style("Zhengwen").concat();
    assert!(
        note.contains("稿件附照片4张、其他文件2个，排入照片0张，未排入的6个文件在文末列名"),
        "{note}"
    );
    assert!(opened.media().is_empty());
}

#[test]
fn a_photo_whose_original_cannot_be_read_is_named_and_counted() {
    let snapshot = with(vec![
        file("会场.jpg", "a", AttachmentKind::Photo),
        file("合影.jpg", "b", AttachmentKind::Photo),
    ]);
    let options = CompilationOptions {
        name_unreadable: true,
        ..CompilationOptions::default()
    };
    for kind in [
        ErrorKind::NotFound,
        ErrorKind::InvalidData,
        ErrorKind::PermissionDenied,
    ] {
        let refused = compilation(&snapshot, &CompilationOptions::default(), &Broken(kind));
        assert!(matches!(refused, Err(ReportError::Source(_))));
        let made = compilation_to(&snapshot, &options, &Broken(kind), Cursor::new(Vec::new())).unwrap();
        assert_eq!((made.pieces, made.unread), (1, 2));
        let opened = Opened::new(&made.out.into_inner());
        assert_eq!(
            opened.of_style("Beizhu"),
            ["会场", "合影"]
                .map(|name| format!("附件：{name}.jpg（照片，原件读不出，未排入本汇编，请见归档文件）"))
        );
        let note: String = opened.of_style("Zhengwen").concat();
        assert!(
            note.contains("其中2张照片的原件读不出，请联系管理员核查原件后重新制作。"),
            "{note}"
        );
    }
}

#[test]
fn a_store_that_does_not_answer_stops_the_compilation() {
    let snapshot = with(vec![file("会场.jpg", "a", AttachmentKind::Photo)]);
    let options = CompilationOptions {
        name_unreadable: true,
        ..CompilationOptions::default()
    };
    for kind in [ErrorKind::Other, ErrorKind::StorageFull] {
        let made = compilation(&snapshot, &options, &Broken(kind));
        assert!(matches!(made, Err(ReportError::Source(_))));
    }
}
