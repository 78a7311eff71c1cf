//! Every file that reading names can be had by its hash.

use std::collections::BTreeMap;

use forms::read::{Content, Limits, NoConverters, read_file, show_files};

use crate::support::{Raw, docx_parts, part, png, raw_zip, relations, zip};

fn shown(name: &str, bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut shown = BTreeMap::new();
    let mut show = |sha256: &str, bytes: &[u8]| {
        shown.insert(sha256.to_owned(), bytes.to_vec());
    };
    show_files(name, bytes, &Limits::default(), &NoConverters, &mut show);
    shown
}

/// Hashes of all files and pictures that reading names.
fn named(name: &str, bytes: &[u8]) -> Vec<String> {
    let mut named = Vec::new();
    for file in read_file(name, bytes, &Limits::default()) {
        if let Content::Document { document, .. } = &file.content {
            named.extend(document.pictures.iter().map(|picture| picture.sha256.clone()));
        }
        named.push(file.sha256);
    }
    named
}

fn illustrated() -> Vec<u8> {
    let body =
        r#"<w:p><w:r><w:t>感悟</w:t></w:r><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>"#;
    let mut parts = docx_parts(body);
    parts.push(relations(&[("rId1", "image", "media/image1.png", "")]));
    parts.push(part("word/media/image1.png", png(800, 600)));
    zip(&parts)
}

#[test]
fn members_of_archives_and_pictures_of_documents_are_shown() {
    let gbk = |name: &str| encoding_rs::GB18030.encode(name).0.into_owned();
    let inner = raw_zip(&[
        Raw::new(gbk("感悟文章\\张三.docx"), illustrated()),
        Raw::new(gbk("照片/会场.png"), png(640, 480)),
    ]);
    let outer = zip(&[
        part("学会/材料.zip", inner.clone()),
        part("学会/材料.7z", &include_bytes!("seven_zip/letters.7z")[..]),
    ]);
    let (shown, named) = (shown("报送.zip", &outer), named("报送.zip", &outer));
    // Two archives in one, document, picture in it, photo, two letters.
    assert_eq!(named.len(), 8);
    for sha256 in &named {
        assert!(shown.contains_key(sha256), "{sha256}");
    }
    for bytes in [&outer, &inner, &illustrated(), &png(800, 600), &png(640, 480)] {
        assert!(shown.values().any(|shown| shown == bytes));
    }
}

#[test]
fn what_reading_refuses_is_not_shown() {
    let mut bytes = zip(&[part("底.txt", "最里")]);
    for level in ["三.zip", "二.zip", "一.zip"] {
        bytes = zip(&[part(level, bytes)]);
    }
    assert!(
        !shown("材料.zip", &bytes)
            .values()
            .any(|shown| shown == "最里".as_bytes())
    );
}
