//! The form as a Word document, made of the notice.

use std::fmt::Write as _;

use domain::notice::{FormHeader, FormRow};

use super::package::Parts;
use super::xml::{DECLARATION, escaped};
use super::{BlankForm, custom, parts};
use crate::ReportError;

/// Widths of the two columns in twentieths of a point; A4 less the margins leaves 9,070.
const LABEL: u32 = 2_270;
const ANSWER: u32 = 6_800;
/// Least height of a row, in twentieths of a point: room to write by hand as well.
const ROW: u32 = 3_000;

/// Said at the foot of the page, outside of what is read.
const FOOTER: &str = "请勿改动表名和左栏文字；右栏写不下时可自行加行或另附页。";

pub(super) fn write(blank: &BlankForm<'_>) -> Result<Vec<u8>, ReportError> {
    let mut package = Parts::default();
    package.put("[Content_Types].xml", parts::content_types());
    package.put("_rels/.rels", parts::package_relations());
    package.put(
        "docProps/core.xml",
        parts::core_properties(&blank.form.title, &blank.notice.issuer),
    );
    package.put(custom::PART, custom::part(blank.code));
    package.put("word/document.xml", document(blank));
    package.put("word/_rels/document.xml.rels", parts::document_relations());
    package.put("word/styles.xml", parts::styles());
    package.put("word/footer1.xml", parts::footer(FOOTER));
    package.pack()
}

fn document(blank: &BlankForm<'_>) -> String {
    let headers: String = blank
        .form
        .headers
        .iter()
        .map(|header| head_line(header, blank.stated(header)))
        .collect();
    let rows: String = blank.form.rows.iter().map(row).collect();
    format!(
        "{DECLARATION}<w:document xmlns:w=\"{}\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{}{}{headers}{}{rows}\
         </w:tbl><w:p><w:pPr><w:spacing w:line=\"240\" w:lineRule=\"exact\"/></w:pPr></w:p><w:sectPr>\
         <w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1440\" w:right=\"1418\" w:bottom=\"1304\" w:left=\"1418\" w:header=\"851\" \
         w:footer=\"794\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        parts::MAIN,
        paragraph("", &run(&face("黑体", 32, ""), "附件")),
        paragraph(
            "<w:spacing w:before=\"240\" w:after=\"320\"/><w:jc w:val=\"center\"/>",
            &run(&face("黑体", 36, "<w:b/>"), &blank.form.title),
        ),
        table_head(),
    )
}

/// 学会名称：…, with a line under it to write on.
fn head_line(header: &FormHeader, value: &str) -> String {
    let label = header.label.trim_end_matches(['：', ':']);
    let border = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"3\" w:color=\"A6A6A6\"/>\
                  <w:between w:val=\"single\" w:sz=\"4\" w:space=\"3\" w:color=\"A6A6A6\"/></w:pBdr>\
                  <w:spacing w:before=\"120\"/>";
    let mut runs = run(&face("黑体", 24, ""), &format!("{label}："));
    if !value.is_empty() {
        runs += &run("", value);
    }
    paragraph(border, &runs)
}

fn table_head() -> String {
    let border: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .fold(String::new(), |mut text, side| {
            // Writing into a String never fails.
            let _ = write!(
                text,
                "<w:{side} w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/>"
            );
            text
        });
    format!(
        "<w:p><w:pPr><w:spacing w:line=\"160\" w:lineRule=\"exact\"/></w:pPr></w:p><w:tbl><w:tblPr>\
         <w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:top w:w=\"85\" w:type=\"dxa\"/><w:left w:w=\"113\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"85\" w:type=\"dxa\"/><w:right w:w=\"113\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{LABEL}\"/><w:gridCol w:w=\"{ANSWER}\"/></w:tblGrid>",
        LABEL + ANSWER
    )
}

/// The label, and the prompts in small grey with an empty paragraph behind them, in which typing is black again.
fn row(row: &FormRow) -> String {
    let label = paragraph(
        "<w:jc w:val=\"center\"/>",
        &run(&face("黑体", 24, ""), &row.label),
    );
    let grey = "<w:color w:val=\"7F7F7F\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>";
    let prompts: String = row
        .prompts
        .iter()
        .map(|prompt| paragraph("", &run(grey, prompt)))
        .collect();
    let answer = paragraph("<w:jc w:val=\"both\"/>", "");
    format!(
        "<w:tr><w:trPr><w:trHeight w:val=\"{ROW}\" w:hRule=\"atLeast\"/></w:trPr>{}{}</w:tr>",
        cell(LABEL, "<w:vAlign w:val=\"center\"/>", &label),
        cell(ANSWER, "", &format!("{prompts}{answer}"))
    )
}

fn cell(width: u32, properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}</w:tcPr>{content}</w:tc>")
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

/// Run properties of a heading in this font; size in half points.
fn face(font: &str, size: u32, more: &str) -> String {
    format!("<w:rFonts w:eastAsia=\"{font}\"/>{more}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>")
}

/// Line ends in a text are line breaks in the run.
fn run(properties: &str, text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)))
        .collect();
    format!("<w:r><w:rPr>{properties}</w:rPr>{}</w:r>", lines.join("<w:br/>"))
}
