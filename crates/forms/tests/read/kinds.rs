use forms::document::lines_of;
use forms::read::{Content, Format, Limits, read_file};

use crate::support::{content, document, docx, one, p, part, png, zip};

/// A compound file with these stream names in its directory.
fn compound(streams: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    for name in streams {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend(u16::try_from(name.len() * 2 + 2).unwrap().to_le_bytes());
        entry.push(2);
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes.resize(2_048, 0);
    bytes
}

#[test]
fn content_decides_and_not_the_name() {
    for name in ["感悟.doc", "感悟.pdf", "感悟", "感悟.xlsx"] {
        assert!(
            matches!(
                content(name, &docx(&p("文"))),
                Content::Document {
                    format: Format::Docx,
                    ..
                }
            ),
            "{name}"
        );
    }
    assert!(matches!(
        content("表.doc", b"<html><body>x"),
        Content::Document {
            format: Format::Html,
            ..
        }
    ));
    assert!(matches!(
        content("表.docx", "纯文本".as_bytes()),
        Content::Document {
            format: Format::Text,
            ..
        }
    ));
}

#[test]
fn the_hash_and_size_are_those_of_the_bytes() {
    let file = one("a.txt", b"abc");
    assert_eq!(
        file.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!((file.bytes, file.name.as_str()), (3, "a.txt"));
}

#[test]
fn compound_files_are_told_apart_by_their_streams() {
    assert_eq!(
        content("表.docx", &compound(&["EncryptionInfo", "EncryptedPackage"])),
        Content::Encrypted
    );
    assert_eq!(
        content("感悟.wps", &compound(&["WordDocument"])),
        Content::Unreadable,
        "no allocation table: cut off"
    );
    assert_eq!(
        content("汇报.ppt", &compound(&["PowerPoint Document"])),
        Content::Unreadable
    );
    assert_eq!(content("表.et", &compound(&["Workbook"])), Content::Unreadable);
    let mut locked = compound(&["WordDocument"]);
    locked.extend([0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 0x01]);
    locked.resize(2_560, 0);
    assert_eq!(content("感悟.doc", &locked), Content::Encrypted);
}

#[test]
fn documents_without_a_reader_are_unreadable() {
    for bytes in [&b"%PDF-1.4\n"[..], b"{\\rtf1 x", b"7z\xBC\xAF\x27\x1C\0\x04"] {
        assert_eq!(content("x", bytes), Content::Unreadable);
    }
    let slides = zip(&[
        part("[Content_Types].xml", "<Types/>"),
        part("ppt/presentation.xml", "<p/>"),
    ]);
    assert_eq!(content("汇报.pptx", &slides), Content::Unreadable);
}

#[test]
fn what_apple_programs_save_is_one_file_without_a_reader() {
    let pages = zip(&[
        part("Index/Document.iwa", [0, 1, 2]),
        part("preview.jpg", &b"\xFF\xD8\xFF\xE0 preview"[..]),
        part("Metadata/BuildVersionHistory.plist", "<plist/>"),
    ]);
    let files = read_file("感悟.pages", &pages, &Limits::default());
    let contents: Vec<&Content> = files.iter().map(|file| &file.content).collect();
    assert_eq!(contents, [&Content::Unreadable], "the preview is nobody's photo");
}

#[test]
fn formats_that_programs_convert_wait_for_them() {
    let word = br#"<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>"#;
    let excel = br#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"#;
    for bytes in [&b"{\\rtf1 x}"[..], b"junk\n%PDF-1.7\n%%EOF\n", word, excel] {
        assert_eq!(content("感悟.doc", bytes), Content::Unconverted);
    }
}

#[test]
fn an_encrypted_opendocument_text_is_said_to_be_encrypted() {
    let manifest =
        r#"<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"#;
    let locked = zip(&[
        part("mimetype", "application/vnd.oasis.opendocument.text"),
        part("META-INF/manifest.xml", manifest),
        part("content.xml", "x"),
    ]);
    assert_eq!(content("感悟.odt", &locked), Content::Encrypted);
}

/// Photos by their headers alone: the size is what the header says.
#[test]
fn pictures_of_every_usual_format_have_their_size() {
    let mut webp = b"RIFF\x1A\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0".to_vec();
    webp.extend([6, 0, 0, 4, 0, 0]);
    let mut bitmap = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bitmap.extend([7, 0, 0, 0, 5, 0, 0, 0, 1, 0, 24, 0]);
    bitmap.resize(70, 0);
    // One directory of two entries: width 256 (0x0100), height 257 (0x0101), as short numbers.
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0, 1, 3, 0, 1, 0, 0, 0, 7, 0, 0, 0]);
    tiff.extend([1, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0]);
    tiff.extend([0; 4]);
    for picture in [webp, bitmap, tiff] {
        assert_eq!(
            content("IMG.jpg", &picture),
            Content::Photo { width: 7, height: 5 }
        );
    }
    for brand in [&b"heic"[..], b"heix", b"mif1", b"avif"] {
        let head = [&b"\0\0\0\x18ftyp"[..], brand, b"\0\0\0\0"].concat();
        assert_eq!(content("IMG.jpg", &head), Content::Photo { width: 0, height: 0 });
    }
}

#[test]
fn videos_of_every_usual_format_are_videos() {
    let asf = [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9];
    for video in [
        &b"\0\0\0\x18ftypisom\0\0"[..],
        b"\0\0\0\x18ftyp3gp4\0\0",
        b"\0\0\0\x18ftypM4V \0\0",
        b"\0\0\0\x14ftypqt  ",
        b"RIFF\0\0\0\0AVI LIST",
        b"\x1A\x45\xDF\xA3\x01",
        &asf,
    ] {
        assert_eq!(content("录像.jpg", video), Content::Video);
    }
}

#[test]
fn letters_in_files_are_told_by_their_content() {
    let eml = "From: a@huaxia.example\nSubject: x\n y\nMIME-Version: 1.0\n\n统计表";
    assert_eq!(content("x.eml", eml.as_bytes()), Content::ClosedLetter);
    assert_eq!(
        content("winmail.dat", b"\x78\x9F\x3E\x22\x01\0"),
        Content::ClosedLetter
    );
    assert_eq!(
        content("x.msg", &compound(&["__properties_version1.0"])),
        Content::ClosedLetter
    );
    let form = "From: a\nSubject: x\n\nMIME-Version: 1.0";
    assert!(matches!(
        content("x.txt", form.as_bytes()),
        Content::Document { .. }
    ));
}

#[test]
fn pictures_and_videos_are_known_by_their_first_bytes() {
    assert_eq!(content("x", &png(3, 2)), Content::Photo { width: 3, height: 2 });
    assert_eq!(
        content("x", b"\xFF\xD8\xFF\xE0\0\x10JF"),
        Content::Photo { width: 0, height: 0 }
    );
    assert_eq!(
        content("IMG.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0"),
        Content::Photo { width: 0, height: 0 }
    );
    assert_eq!(
        content("x", b"GIF89a\x05\0\x04\0\0\0\0"),
        Content::Photo { width: 5, height: 4 }
    );
    for video in [
        &b"\0\0\0\x18ftypmp42\0\0"[..],
        b"\0\0\0\x14ftypqt  ",
        b"RIFF\0\0\0\0AVI LIST",
        &[0x1A, 0x45, 0xDF, 0xA3, 1],
    ] {
        assert_eq!(content("x", video), Content::Video);
    }
}

#[test]
fn text_is_read_in_every_chinese_charset() {
    let wanted = "华夏学会：建言献策";
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(wanted.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let gb = encoding_rs::GB18030.encode(wanted).0.into_owned();
    let bom: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(wanted.bytes()).collect();
    for bytes in [wanted.as_bytes().to_vec(), utf16, gb, bom] {
        assert_eq!(lines_of(&document(&bytes).blocks), [wanted]);
    }
}

#[test]
fn what_nobody_knows_is_kept_and_what_was_promised_is_missed() {
    let noise: Vec<u8> = (0_u32..400)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 11).to_le_bytes()[0])
        .collect();
    assert_eq!(content("data.bin", &noise), Content::Other);
    for name in ["感悟.docx", "表.XLSX", "感悟.doc", "照片.jpg"] {
        assert_eq!(content(name, &noise), Content::Unreadable, "{name}");
    }
    assert_eq!(content("空.docx", b""), Content::Unreadable);
    assert_eq!(
        content(
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
        ),
        Content::Other
    );
}

#[test]
fn text_that_programs_write_for_programs_is_no_document() {
    for (name, text) in [
        ("card.vcf", "名片"),
        ("card", "BEGIN:VCARD\nFN:张三\nEND:VCARD"),
        ("会议.ics", "BEGIN:VCALENDAR\nSUMMARY:学习交流会。\nEND:VCALENDAR"),
        ("data.json", "{\"内容\":\"学习使我认识到。\"}"),
        ("材料.url", "[InternetShortcut]\nURL=https://pan.example/x"),
        ("style.css", "body{color:red}"),
        ("运行.log", "开始"),
    ] {
        assert_eq!(content(name, text.as_bytes()), Content::Other, "{name}");
    }
    for name in [
        "感悟.txt",
        "感悟",
        "1.张三感悟",
        "感悟.docx",
        "材料 2022.10.20",
        "感悟.md",
    ] {
        let read = content(name, "学习使我认识到。".as_bytes());
        assert!(matches!(read, Content::Document { .. }), "{name}");
    }
}
