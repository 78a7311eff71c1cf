//! The parts of a Word document that are the same for every form.

use super::custom;
use super::xml::{DECLARATION, escaped};
use crate::text::shortened;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// What every part is.
pub(super) fn content_types() -> String {
    let overrides: Vec<String> = [
        ("word/document.xml", format!("{WORD}.document.main+xml")),
        ("word/styles.xml", format!("{WORD}.styles+xml")),
        ("word/footer1.xml", format!("{WORD}.footer+xml")),
        (
            "docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
        (custom::PART, custom::KIND.to_owned()),
    ]
    .iter()
    .map(|(part, kind)| format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"))
    .collect();
    format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}</Types>",
        overrides.concat()
    )
}

/// From the package to its main parts.
pub(super) fn package_relations() -> String {
    relations(&[
        (format!("{OFFICE}/officeDocument"), "word/document.xml"),
        (
            format!("{PACKAGE}/relationships/metadata/core-properties"),
            "docProps/core.xml",
        ),
        (custom::RELATION.to_owned(), custom::PART),
    ])
}

/// From the document to its parts; the footer is `rId2`.
pub(super) fn document_relations() -> String {
    relations(&[
        (format!("{OFFICE}/styles"), "styles.xml"),
        (format!("{OFFICE}/footer"), "footer1.xml"),
    ])
}

fn relations(list: &[(String, &str)]) -> String {
    let list: Vec<String> = (1..)
        .zip(list)
        .map(|(id, (kind, target))| {
            format!("<Relationship Id=\"rId{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    let list = list.concat();
    format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">{list}</Relationships>")
}

/// Title and author of the document.
pub(super) fn core_properties(title: &str, author: &str) -> String {
    let short = |text: &str| escaped(&shortened(text, 255));
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title>\
         <dc:creator>{}</dc:creator></cp:coreProperties>",
        short(title),
        short(author)
    )
}

/// 仿宋 of 12 points for whatever is typed, and nothing between paragraphs. Fonts are named, never embedded.
pub(super) fn styles() -> String {
    format!(
        "{DECLARATION}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋\" \
         w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:spacing w:before=\"0\" w:after=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         </w:style></w:styles>"
    )
}

/// A line at the foot of each page, where no answer is looked for.
pub(super) fn footer(text: &str) -> String {
    format!(
        "{DECLARATION}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr>\
         <w:color w:val=\"7F7F7F\"/><w:sz w:val=\"18\"/></w:rPr><w:t>{}</w:t></w:r></w:p></w:ftr>",
        escaped(text)
    )
}
