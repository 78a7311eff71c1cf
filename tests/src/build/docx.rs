//! Word files as Word writes them: paragraphs, split runs, tables with merged cells, pictures.

use std::fmt::Write as _;

use super::archive;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORDS: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#
);
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// How the text of a paragraph is cut into runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// One run.
    Whole,
    /// A run for every three characters, as after much editing.
    Split,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the left.
    Left,
    /// In the middle, bold: a heading.
    Heading,
    /// At the right: a signature.
    Right,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    content: String,
    span: u8,
    merge: Merge,
}

/// Vertical merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// None.
    Single,
    /// The upper cell.
    Restart,
    /// A cell that belongs to the one above.
    Continue,
}

impl Cell {
    /// A cell of finished paragraphs.
    pub fn new(content: String) -> Self {
        Self {
            content,
            span: 1,
            merge: Merge::Single,
        }
    }

    /// Over several columns.
    #[must_use]
    pub fn span(mut self, columns: u8) -> Self {
        self.span = columns;
        self
    }

    /// Over several rows.
    #[must_use]
    pub fn merge(mut self, merge: Merge) -> Self {
        self.merge = merge;
        self
    }
}

/// A paragraph.
pub fn paragraph(text: &str, runs: Runs, place: Place) -> String {
    let (properties, bold) = match place {
        Place::Left => ("", ""),
        Place::Heading => (
            r#"<w:pPr><w:jc w:val="center"/></w:pPr>"#,
            "<w:rPr><w:b/></w:rPr>",
        ),
        Place::Right => (r#"<w:pPr><w:jc w:val="right"/></w:pPr>"#, ""),
    };
    let mut xml = format!("<w:p>{properties}");
    let characters: Vec<char> = text.chars().collect();
    let width = match runs {
        Runs::Whole => characters.len().max(1),
        Runs::Split => 3,
    };
    for piece in characters.chunks(width) {
        let piece: String = piece.iter().collect();
        let lines: Vec<String> = piece
            .split('\n')
            .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line)))
            .collect();
        let _ = write!(xml, "<w:r>{bold}{}</w:r>", lines.join("<w:br/>"));
    }
    xml + "</w:p>"
}

/// A table with borders.
pub fn table(rows: &[Vec<Cell>], widths: &[u16]) -> String {
    let mut xml =
        String::from(r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>"#);
    xml.push_str("</w:tblPr><w:tblGrid>");
    for width in widths {
        let _ = write!(xml, r#"<w:gridCol w:w="{width}"/>"#);
    }
    xml.push_str("</w:tblGrid>");
    for row in rows {
        xml.push_str("<w:tr>");
        for cell in row {
            xml.push_str("<w:tc><w:tcPr>");
            if cell.span > 1 {
                let _ = write!(xml, r#"<w:gridSpan w:val="{}"/>"#, cell.span);
            }
            xml.push_str(match cell.merge {
                Merge::Single => "",
                Merge::Restart => r#"<w:vMerge w:val="restart"/>"#,
                Merge::Continue => "<w:vMerge/>",
            });
            let content = if cell.content.is_empty() {
                "<w:p/>"
            } else {
                &cell.content
            };
            let _ = write!(xml, "</w:tcPr>{content}</w:tc>");
        }
        xml.push_str("</w:tr>");
    }
    xml + "</w:tbl>"
}

/// The paragraph that shows picture `number` (from 1) of the package.
pub fn picture(number: usize) -> String {
    format!(
        concat!(
            r#"<w:p><w:r><w:drawing><wp:inline><wp:extent cx="4800000" cy="3600000"/>"#,
            r#"<wp:docPr id="{n}" name="图片 {n}"/><a:graphic>"#,
            r#"<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>"#,
            r#"<pic:nvPicPr><pic:cNvPr id="{n}" name="image{n}.jpeg"/><pic:cNvPicPr/></pic:nvPicPr>"#,
            r#"<pic:blipFill><a:blip r:embed="rIdImage{n}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"#,
            r#"<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4800000" cy="3600000"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"#,
            "</wp:inline></w:drawing></w:r></w:p>"
        ),
        n = number
    )
}

/// The file around finished paragraphs and tables. The pictures are JPEG files.
pub fn package(body: &str, pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut relations = format!(r#"<Relationship Id="rId1" Type="{RELATIONS}/styles" Target="styles.xml"/>"#);
    for number in 1..=pictures.len() {
        let _ = write!(
            relations,
            r#"<Relationship Id="rIdImage{number}" Type="{RELATIONS}/image" Target="media/image{number}.jpeg"/>"#
        );
    }
    let document = format!(
        concat!(
            "{}<w:document {}><w:body>{}",
            r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"#
        ),
        HEAD, WORDS, body
    );
    let mut members = vec![
        ("[Content_Types].xml".to_owned(), content_types().into_bytes()),
        (
            "_rels/.rels".to_owned(),
            relationships(&root_relation()).into_bytes(),
        ),
        ("word/document.xml".to_owned(), document.into_bytes()),
        (
            "word/_rels/document.xml.rels".to_owned(),
            relationships(&relations).into_bytes(),
        ),
        ("word/styles.xml".to_owned(), styles().into_bytes()),
    ];
    for (index, picture) in pictures.iter().enumerate() {
        members.push((format!("word/media/image{}.jpeg", index + 1), picture.clone()));
    }
    office_package(&members)
}

/// The members of an office file, compressed where that makes them smaller, all with the same date.
pub(crate) fn office_package(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    archive::packed(&members)
}

pub(crate) fn relationships(inner: &str) -> String {
    format!(
        r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
    )
}

fn root_relation() -> String {
    format!(r#"<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>"#)
}

fn content_types() -> String {
    const OFFICE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    format!(
        concat!(
            "{}",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
            r#"<Default Extension="jpeg" ContentType="image/jpeg"/>"#,
            r#"<Override PartName="/word/document.xml" ContentType="{}.document.main+xml"/>"#,
            r#"<Override PartName="/word/styles.xml" ContentType="{}.styles+xml"/></Types>"#
        ),
        HEAD, OFFICE, OFFICE
    )
}

fn styles() -> String {
    let edges = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|edge| format!(r#"<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#))
        .concat();
    format!(
        concat!(
            "{}<w:styles {}>",
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>"#,
            r#"<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>"#,
            "<w:tblPr><w:tblBorders>{}</w:tblBorders></w:tblPr></w:style></w:styles>"
        ),
        HEAD, WORDS, edges
    )
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An essay of its own: title, author line, paragraphs, pictures at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Essay {
    /// 标题.
    pub title: Option<String>,
    /// The line below the title, for example `华夏光学学会理事长　周知行`.
    pub author: Option<String>,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// JPEG files.
    pub pictures: Vec<Vec<u8>>,
}

impl Essay {
    /// The Word file.
    pub fn docx(&self) -> Vec<u8> {
        let mut body = String::new();
        for line in [&self.title, &self.author].into_iter().flatten() {
            body.push_str(&paragraph(line, Runs::Whole, Place::Heading));
        }
        for line in &self.paragraphs {
            body.push_str(&paragraph(&format!("　　{line}"), Runs::Whole, Place::Left));
        }
        for number in 1..=self.pictures.len() {
            body.push_str(&picture(number));
        }
        package(&body, &self.pictures)
    }
}
