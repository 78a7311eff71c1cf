//! Word files down to single runs, with the parts that an ordinary form does not need.

use std::fmt::Write as _;

pub(super) use crate::build::docx::Cell;
use crate::build::docx::{self, Place, Runs, escape, office_package, paragraph, relationships};

const OFFICE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Main part of an ordinary document.
pub(super) const DOCUMENT: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const SPACES: &[(&str, &str)] = &[
    (
        "w",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    ("r", RELATIONS),
    (
        "mc",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    ),
    (
        "wp",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        "wps",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    ),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ("v", "urn:schemas-microsoft-com:vml"),
];

/// A run.
pub(super) fn run(text: &str) -> String {
    styled("", text)
}

/// A run with properties.
pub(super) fn styled(properties: &str, text: &str) -> String {
    let properties = if properties.is_empty() {
        String::new()
    } else {
        format!("<w:rPr>{properties}</w:rPr>")
    };
    let text = escape(text).replace('\n', r#"</w:t><w:br/><w:t xml:space="preserve">"#);
    let text = text.replace('\t', r#"</w:t><w:tab/><w:t xml:space="preserve">"#);
    format!(r#"<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

/// A paragraph of finished runs.
pub(super) fn runs(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

/// A paragraph with properties, of finished runs.
pub(super) fn with_properties(properties: &str, inner: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>")
}

/// A paragraph at the left. Line breaks in it are forced ones.
pub(super) fn line(text: &str) -> String {
    runs(&run(text))
}

/// A paragraph for every line.
pub(super) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect()
}

/// A bold paragraph.
pub(super) fn bold(text: &str) -> String {
    runs(&styled("<w:b/>", text))
}

/// A paragraph in the middle, bold.
pub(super) fn heading(text: &str) -> String {
    paragraph(text, Runs::Whole, Place::Heading)
}

/// A paragraph at the right.
pub(super) fn right(text: &str) -> String {
    paragraph(text, Runs::Whole, Place::Right)
}

/// A cell with a paragraph for every line.
pub(super) fn cell(text: &str) -> Cell {
    Cell::new(lines(text))
}

/// A table, as wide as its widest row.
pub(super) fn table(rows: &[Vec<Cell>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    docx::table(rows, &vec![2400; columns])
}

/// A table of texts.
pub(super) fn grid(rows: &[&[&str]]) -> String {
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| row.iter().map(|text| cell(text)).collect())
        .collect();
    table(&rows)
}

/// The file around a finished body.
pub(super) fn file(body: &str) -> Vec<u8> {
    docx::package(body, &[])
}

/// A part beside the main one, in the folder `word`.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Name without folder and extension, which is also the end of its types: `footnotes`.
    pub(super) name: &'static str,
    /// What stands in its root element.
    pub(super) inner: String,
    /// Its root element: `footnotes`.
    pub(super) root: &'static str,
}

/// A file whose main part has this content type, with further parts.
pub(super) fn file_with(body: &str, main: &str, parts: &[Part]) -> Vec<u8> {
    office_package(&members(body, main, parts))
}

/// The same file in the strict namespaces, as Word saves it when asked to.
pub(super) fn strict(body: &str, parts: &[Part]) -> Vec<u8> {
    let mut members = members(body, DOCUMENT, parts);
    for (_, content) in &mut members {
        let text = String::from_utf8_lossy(content)
            .replace(
                RELATIONS,
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            .replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            );
        *content = text.into_bytes();
    }
    office_package(&members)
}

fn members(body: &str, main: &str, parts: &[Part]) -> Vec<(String, Vec<u8>)> {
    let spaces: String = SPACES.iter().fold(String::new(), |mut all, (prefix, space)| {
        let _ = write!(all, r#" xmlns:{prefix}="{space}""#);
        all
    });
    let xml = |root: &str, inner: &str| {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root}{spaces} mc:Ignorable="w14">{inner}</w:{root}>"#
        )
        .into_bytes()
    };
    let size = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>"#;
    let document = xml("document", &format!("<w:body>{body}{size}</w:body>"));
    let mut types = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
            r#"<Override PartName="/word/document.xml" ContentType="{}"/>"#
        ),
        main
    );
    let mut relations = String::new();
    let mut files = Vec::new();
    for part in parts {
        let Part { name, inner, root } = part;
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let _ = write!(
            types,
            r#"<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{kind}+xml"/>"#
        );
        let _ = write!(
            relations,
            r#"<Relationship Id="rId-{name}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>"#
        );
        files.push((format!("word/{name}.xml"), xml(root, inner)));
    }
    let _ = write!(
        relations,
        r#"<Relationship Id="rId-link" Type="{RELATIONS}/hyperlink" Target="https://hx.example/" TargetMode="External"/>"#
    );
    let root =
        format!(r#"<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>"#);
    let mut members = vec![
        (
            "[Content_Types].xml".to_owned(),
            (types + "</Types>").into_bytes(),
        ),
        ("_rels/.rels".to_owned(), relationships(&root).into_bytes()),
        ("word/document.xml".to_owned(), document),
        (
            "word/_rels/document.xml.rels".to_owned(),
            relationships(&relations).into_bytes(),
        ),
    ];
    members.extend(files);
    members
}
