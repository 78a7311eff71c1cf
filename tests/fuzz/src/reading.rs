//! Any bytes, read as the product reads them. What is asked of all of them: no panic, and what crosses from the reader
//! process to the site as JSON arrives as it was.

use std::io::{Cursor, Write as _};

use domain::ids::ItemId;
use domain::notice::{CollectionItem, FormHeader, FormRow, FormTemplate, HeaderField, Per, RowContent};
use forms::document::Document;
use forms::interpret::{Place, Vocabulary, interpret};
use forms::read::{Content, Limits, read_file};
use zip::CompressionMethod;
use zip::write::{FullFileOptions, SimpleFileOptions};

/// Parts the bytes for several parts of a package, or several names.
const SEPARATOR: u8 = 0xFF;

/// A letter, with its files.
pub fn mail(bytes: &[u8]) {
    let outline = mail::outline(bytes);
    let parsed = mail::parse(bytes);
    assert_eq!(outline.message_id, parsed.message_id);
    let _ = mail::visible_text(&parsed);
    let _ = mail::identity(&parsed);
    for file in &parsed.files {
        assert!(is_safe_name(&file.name), "{:?}", file.name);
        file_named(&file.name, &file.bytes);
    }
    let json = serde_json::to_vec(&parsed).unwrap();
    let mut without_bytes = parsed;
    forget_bytes(&mut without_bytes);
    assert!(without_bytes == serde_json::from_slice(&json).unwrap());
}

/// An archive whose members have these names, in whatever charset they are.
pub fn zip_names(bytes: &[u8]) {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut members = 0;
    for name in bytes.split(|byte| *byte == SEPARATOR).take(50) {
        // As long as the name, so that it can be put into the file afterwards.
        let placeholder = format!("{members:0>width$}", width = name.len());
        if writer.start_file(placeholder, stored()).is_ok() && writer.write_all(b"x").is_ok() {
            members += 1;
        }
    }
    let Ok(archive) = writer.finish() else { return };
    let mut archive = archive.into_inner();
    for (number, name) in bytes.split(|byte| *byte == SEPARATOR).take(50).enumerate() {
        let placeholder = format!("{number:0>width$}", width = name.len()).into_bytes();
        if placeholder.len() == name.len() && !name.is_empty() {
            replace(&mut archive, &placeholder, name);
        }
    }
    for file in read_file("a.zip", &archive, &Limits::default()) {
        assert!(is_safe_path(&file.name), "{:?}", file.name);
    }
}

/// A Word document: the bytes are its main part, numbering and styles; and they are a whole file.
pub fn docx(bytes: &[u8]) {
    file_named("a.docx", bytes);
    file_named("a.docx", &word_document(bytes));
}

/// A Word document with the bytes as its main part, numbering and styles.
pub fn word_document(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.splitn(3, |byte| *byte == SEPARATOR);
    let mut part = || parts.next().unwrap_or_default();
    package(
        "word/document.xml",
        &[
            ("word/document.xml", part()),
            ("word/numbering.xml", part()),
            ("word/styles.xml", part()),
            (
                "word/_rels/document.xml.rels",
                relations(&[("numbering", "numbering.xml"), ("styles", "styles.xml")]).as_bytes(),
            ),
        ],
    )
}

/// A workbook: the bytes are its sheet, its strings and its styles; and they are a whole file.
pub fn xlsx(bytes: &[u8]) {
    file_named("a.xlsx", bytes);
    let mut parts = bytes.splitn(3, |byte| *byte == SEPARATOR);
    let mut part = || parts.next().unwrap_or_default();
    let workbook = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let package = package(
        "xl/workbook.xml",
        &[
            ("xl/workbook.xml", workbook),
            ("xl/worksheets/sheet1.xml", part()),
            ("xl/sharedStrings.xml", part()),
            ("xl/styles.xml", part()),
            (
                "xl/_rels/workbook.xml.rels",
                relations(&[
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                    ("styles", "styles.xml"),
                ])
                .as_bytes(),
            ),
        ],
    );
    file_named("a.xlsx", &package);
}

/// A binary workbook: the bytes are its sheet, its list of sheets, its strings and its styles, each behind its length; and
/// they are a whole file.
pub fn xlsb(bytes: &[u8]) {
    file_named("a.xlsb", bytes);
    let mut rest = bytes;
    let parts = [
        "xl/worksheets/sheet1.bin",
        "xl/workbook.bin",
        "xl/sharedStrings.bin",
        "xl/styles.bin",
    ];
    let mut parts = parts.map(|name| (name, with_length(&mut rest))).to_vec();
    let relations = relations(&[
        ("worksheet", "worksheets/sheet1.bin"),
        ("sharedStrings", "sharedStrings.bin"),
        ("styles", "styles.bin"),
    ]);
    parts.push(("xl/_rels/workbook.bin.rels", relations.as_bytes()));
    file_named("a.xlsb", &package("xl/workbook.bin", &parts));
}

/// The bytes behind their number in two bytes, the last as many as there are.
fn with_length<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let (length, behind) = rest.split_at_checked(2).unwrap_or((&[], &[]));
    let length = length
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let (part, others) = behind.split_at(length.min(behind.len()));
    *rest = others;
    part
}

/// Office files in one XML file: the bytes are the text of such a document, inside the file that holds it; and they are a
/// whole file.
pub fn flat(bytes: &[u8]) {
    file_named("a.xml", bytes);
    let around = |head: &str, tail: &str| [head.as_bytes(), bytes, tail.as_bytes()].concat();
    let word = around(
        r#"<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>"#,
        "</pkg:xmlData></pkg:part></pkg:package>",
    );
    file_named("a.xml", &word);
    let names = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="http://www.w3.org/2000/svg" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:officeooo="http://openoffice.org/2009/office""#;
    for kind in ["text", "spreadsheet"] {
        let head = format!(
            r#"<office:document {names} office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body><office:{kind}>"#
        );
        let tail = format!("</office:{kind}></office:body></office:document>");
        file_named("a.fodt", &around(&head, &tail));
    }
}

/// Text, a web page, or whatever the bytes seem to be; also as the body of a letter.
pub fn text(bytes: &[u8]) {
    file_named("a.txt", bytes);
    let text = String::from_utf8_lossy(bytes);
    understand(&forms::read::text(&text), Place::Body);
    understand(&forms::read::html(&text), Place::Body);
}

fn file_named(name: &str, bytes: &[u8]) {
    let files = read_file(name, bytes, &limits());
    for file in &files {
        if let Content::Document { document, .. } = &file.content {
            understand(document, Place::File(&file.name));
        }
    }
    let json = serde_json::to_vec(&files).unwrap();
    assert!(files == serde_json::from_slice::<Vec<_>>(&json).unwrap());
}

fn understand(document: &Document, place: Place<'_>) {
    let (template, items) = notice();
    let vocabulary = Vocabulary {
        template: Some(&template),
        items: &items,
    };
    let _ = interpret(document, place, vocabulary);
}

/// Small enough that a fuzzer is not held up by what the limits are there for.
fn limits() -> Limits {
    Limits {
        bytes: 4 << 20,
        xml_bytes: 1 << 20,
        cells: 10_000,
        characters: 200_000,
        ..Limits::default()
    }
}

fn forget_bytes(mail: &mut mail::ParsedMail) {
    mail.files.iter_mut().for_each(|file| file.bytes.clear());
    mail.nested.iter_mut().for_each(forget_bytes);
}

/// No path, no control character.
fn is_safe_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\']) && !name.chars().any(char::is_control)
}

/// A path downwards.
fn is_safe_path(path: &str) -> bool {
    !path.starts_with('/')
        && !path.chars().any(char::is_control)
        && path.split(['/', '\\']).all(|part| part != "..")
}

fn replace(archive: &mut [u8], placeholder: &[u8], name: &[u8]) {
    let mut at = 0;
    while let Some(window) = archive.get_mut(at..at + name.len()) {
        if window == placeholder {
            window.copy_from_slice(name);
        }
        at += 1;
    }
}

fn stored() -> FullFileOptions<'static, 'static> {
    FullFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn package(main: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let root = relations(&[("officeDocument", main)]);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let first = [
        ("[Content_Types].xml", types.as_slice()),
        ("_rels/.rels", root.as_bytes()),
    ];
    // An empty part would make the whole package unreadable.
    let filled = parts.iter().filter(|(_, content)| !content.is_empty());
    for (name, content) in first.iter().chain(filled) {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn relations(targets: &[(&str, &str)]) -> String {
    let relations = targets.iter().enumerate().map(|(index, (kind, target))| {
        format!(
            r#"<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#,
            index + 1
        )
    });
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"#,
        relations.collect::<String>()
    )
}

/// A notice with a form: two items, a row of delegates and a row for both items.
fn notice() -> (FormTemplate, Vec<CollectionItem>) {
    let item = |id: &str, title: &str, per| CollectionItem::new(ItemId::parse(id).unwrap(), title, per);
    let items = vec![
        item("insight", "青年科技工作者学习感悟", Per::Person),
        item("advice", "科技工作者建言献策", Per::Either),
    ];
    let header = |label: &str, field| FormHeader {
        label: label.to_owned(),
        field,
    };
    let row = |label: &str, content| FormRow {
        label: label.to_owned(),
        field: label.to_owned(),
        content,
        prompts: vec!["（请注明姓名、职务，可另附页）".to_owned()],
    };
    let template = FormTemplate {
        title: "学习情况统计表".to_owned(),
        headers: vec![
            header("学会名称", HeaderField::Society),
            header("填表人", HeaderField::FilledBy),
            header("联系方式", HeaderField::Contact),
        ],
        rows: vec![
            row("代表名单", RowContent::Delegates),
            row(
                "感悟与建言",
                RowContent::Pieces(items.iter().map(|item| item.id.clone()).collect()),
            ),
        ],
    };
    (template, items)
}
