//! Files made from XML strings, and short ways to look at what was read.

use std::io::{Cursor, Write as _};

use forms::document::{Block, Document, Table, lines_of};
use forms::read::{Content, Limits, ReadFile, read_file};
use zip::write::SimpleFileOptions;

pub(crate) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(crate) const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#;
/// The same of OpenDocument.
pub(crate) const OPEN_DOCUMENT: &str = concat!(
    r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" "#,
    r#"xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" "#,
    r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" "#,
    r#"xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" "#,
    r#"xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" "#,
    r#"xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" "#,
    r#"xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" "#,
    r#"xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" "#,
    r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink""#
);
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

pub(crate) type Part = (String, Vec<u8>);

pub(crate) fn part(name: &str, content: impl Into<Vec<u8>>) -> Part {
    (name.to_owned(), content.into())
}

/// A deflated zip file.
pub(crate) fn zip(parts: &[Part]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A stored zip file written by hand, for what no proper writer would write.
#[derive(Clone)]
pub(crate) struct Raw {
    pub(crate) name: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) flags: u16,
    /// Points to the local header of the first entry instead of its own.
    pub(crate) onto_first: bool,
    /// Uncompressed size that the headers claim.
    pub(crate) claimed: Option<u32>,
}

impl Raw {
    pub(crate) fn new(name: impl Into<Vec<u8>>, data: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            data: data.into(),
            flags: 0,
            onto_first: false,
            claimed: None,
        }
    }
}

pub(crate) fn raw_zip(entries: &[Raw]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = if entry.onto_first { 0 } else { out.len() };
        let size = u32::try_from(entry.data.len()).unwrap();
        let mut fields = Vec::new();
        fields.extend(20_u16.to_le_bytes());
        fields.extend(entry.flags.to_le_bytes());
        fields.extend([0; 6]);
        fields.extend(crc(&entry.data).to_le_bytes());
        fields.extend(size.to_le_bytes());
        fields.extend(entry.claimed.unwrap_or(size).to_le_bytes());
        fields.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        fields.extend([0; 2]);
        if !entry.onto_first {
            out.extend(b"PK\x03\x04");
            out.extend(&fields);
            out.extend(&entry.name);
            out.extend(&entry.data);
        }
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(u32::try_from(offset).unwrap().to_le_bytes());
        directory.extend(&entry.name);
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let start = u32::try_from(out.len()).unwrap();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

/// Parts of a Word document with this body, for tests that add or change some.
pub(crate) fn docx_parts(body: &str) -> Vec<Part> {
    vec![
        part(
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        part(
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        part(
            "word/document.xml",
            format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"),
        ),
    ]
}

/// Relations of the main part: id, last part of the type, target, and what else stands in the element.
pub(crate) fn relations(items: &[(&str, &str, &str, &str)]) -> Part {
    let items: String = items
        .iter()
        .map(|(id, kind, target, more)| {
            format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}" {more}/>"#)
        })
        .collect();
    part(
        "word/_rels/document.xml.rels",
        format!(r#"<Relationships xmlns="{PACKAGE}">{items}</Relationships>"#),
    )
}

pub(crate) fn docx(body: &str) -> Vec<u8> {
    zip(&docx_parts(body))
}

/// A paragraph with one run.
pub(crate) fn p(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

pub(crate) fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

/// A workbook: (sheet name, attributes of its entry, sheet XML inside `worksheet`), styles and shared strings.
pub(crate) fn xlsx(sheets: &[(&str, &str, &str)], styles: &str, strings: &str) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let mut entries = String::new();
    let mut links = String::new();
    let mut parts = vec![
        part(
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        part(
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
    ];
    for (index, (name, more, content)) in sheets.iter().enumerate() {
        let number = index + 1;
        entries += &format!(r#"<sheet name="{name}" sheetId="{number}" {more} r:id="rId{number}"/>"#);
        links += &format!(
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        parts.push(part(
            &format!("xl/worksheets/sheet{number}.xml"),
            format!("<worksheet {main}>{content}</worksheet>"),
        ));
    }
    links += &format!(r#"<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>"#);
    links +=
        &format!(r#"<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>"#);
    parts.push(part(
        "xl/styles.xml",
        format!("<styleSheet {main}>{styles}</styleSheet>"),
    ));
    parts.push(part(
        "xl/sharedStrings.xml",
        strings.replace("<sst", &format!("<sst {main}")),
    ));
    parts.push(part(
        "xl/workbook.xml",
        format!(r#"<workbook {main} xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>"#),
    ));
    parts.push(part(
        "xl/_rels/workbook.xml.rels",
        format!(r#"<Relationships xmlns="{PACKAGE}">{links}</Relationships>"#),
    ));
    zip(&parts)
}

pub(crate) fn simple_xlsx(content: &str) -> Vec<u8> {
    xlsx(&[("统计表", "", content)], "", "<sst></sst>")
}

pub(crate) fn one(name: &str, bytes: &[u8]) -> ReadFile {
    let mut files = read_file(name, bytes, &Limits::default());
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

pub(crate) fn content(name: &str, bytes: &[u8]) -> Content {
    one(name, bytes).content
}

pub(crate) fn document(bytes: &[u8]) -> Document {
    match content("统计表", bytes) {
        Content::Document { document, .. } => document,
        other => panic!("no document: {other:?}"),
    }
}

/// Lines of a Word document with this body.
pub(crate) fn lines(body: &str) -> Vec<String> {
    lines_of(&document(&docx(body)).blocks)
}

pub(crate) fn table(document: &Document) -> &Table {
    let found = document.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    found.unwrap()
}

/// Cells as `column+columns×rows text`, row by row.
pub(crate) fn grid(table: &Table) -> Vec<Vec<String>> {
    let cell = |cell: &forms::document::Cell| {
        format!(
            "{}+{}×{} {}",
            cell.column,
            cell.column_span,
            cell.row_span,
            cell.lines().join("/")
        )
    };
    table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(cell).collect())
        .collect()
}

/// Smallest PNG header that says its size.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}
