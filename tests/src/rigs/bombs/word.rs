//! Word documents that cost far more than they weigh.

use std::fmt::Write as _;

use super::{Bomb, package};

const MAIN: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#;

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::file("million-cells.docx", move || document(&cells(""))).heavy(),
        Bomb::file("million-full-cells.docx", move || document(&cells(&run("字")))).heavy(),
        Bomb::file("million-different-cells.docx", move || {
            document(&different_cells())
        })
        .heavy(),
        Bomb::file("million-paragraphs.docx", move || {
            document(&paragraph("字").repeat(1_000_000))
        }),
        Bomb::file("million-runs.docx", move || {
            document(&format!("<w:p>{}</w:p>", run("字").repeat(1_000_000)))
        }),
        Bomb::file("one-long-paragraph.docx", move || {
            document(&paragraph(&"字".repeat(15_000_000)))
        }),
        Bomb::file("thousand-persons.docx", move || document(&persons(1_000))),
        Bomb::file("ten-thousand-persons.docx", move || document(&persons(10_000))),
        Bomb::file("hundred-thousand-persons.docx", move || {
            document(&persons(100_000))
        }),
        Bomb::file("tables-in-tables.docx", move || {
            document(&("<w:tbl><w:tr><w:tc>".repeat(20_000) + &"</w:tc></w:tr></w:tbl>".repeat(20_000)))
        }),
        Bomb::file("wide-spans.docx", move || document(&spans())),
        Bomb::file("billion-laughs.docx", move || {
            with_declarations(super::LAUGHS, &paragraph("&lol9;"))
        }),
        Bomb::file("external-entity.docx", move || {
            with_declarations(
                r#"<!DOCTYPE w:document [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>"#,
                &paragraph("&passwd;"),
            )
        }),
        Bomb::file("hundred-thousand-pictures.docx", move || pictures(100_000)),
    ]
}

fn document(body: &str) -> Vec<u8> {
    with_declarations("", body)
}

fn with_declarations(declarations: &str, body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0"?>{declarations}<w:document {MAIN}><w:body>{body}</w:body></w:document>"#
    );
    package::office("word/document.xml", &[("word/document.xml", document.as_bytes())])
}

fn table(rows: &str) -> String {
    format!("<w:tbl>{rows}</w:tbl>")
}

/// A thousand rows of a thousand cells with this in them.
fn cells(content: &str) -> String {
    let cell = format!("<w:tc><w:p>{content}</w:p></w:tc>");
    table(&format!("<w:tr>{}</w:tr>", cell.repeat(1_000)).repeat(1_000))
}

/// A thousand rows of a thousand numbers without a pattern, so that they weigh about as much as they unfold to.
fn different_cells() -> String {
    let mut rows = String::new();
    let mut random = 1_u64;
    for _ in 0..1_000 {
        rows.push_str("<w:tr>");
        for _ in 0..1_000 {
            random = super::next_random(random);
            let _ = write!(rows, "<w:tc><w:p><w:r><w:t>{random}</w:t></w:r></w:p></w:tc>");
        }
        rows.push_str("</w:tr>");
    }
    table(&rows)
}

fn spans() -> String {
    let cell = r#"<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr><w:p/></w:tc>"#;
    table(&format!("<w:tr>{}</w:tr>", cell.repeat(50)).repeat(50))
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

/// The sample notice's form with so many persons in one cell.
fn persons(count: u32) -> String {
    let mut cell = String::new();
    let names = ["张明", "李华", "王强", "赵敏", "欧阳兰"];
    for (number, name) in (1..=count).zip(names.iter().cycle()) {
        cell += &paragraph(&format!("{number}. {name}，华夏数学会常务理事："));
        cell += &paragraph(&format!(
            "第{number}位同志认真学习，深受鼓舞，将立足岗位作出贡献。"
        ));
    }
    let row = |label: &str, content: &str| {
        format!(
            "<w:tr><w:tc>{}</w:tc><w:tc>{content}</w:tc></w:tr>",
            paragraph(label)
        )
    };
    paragraph("全国学会学习党的二十大精神情况统计表")
        + &paragraph("学会名称：华夏数学会    填表人：孙洁    联系方式：010-00000001")
        + &table(
            &(row("学习贯彻党的二十大精神的感悟（未来设想）", &cell) + &row("建言献策", &paragraph("无"))),
        )
}

/// So many mentions of the same picture.
fn pictures(count: u32) -> Vec<u8> {
    let mention = r#"<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>"#;
    let mut body = String::new();
    for _ in 0..count {
        let _ = write!(body, "{mention}");
    }
    let document = format!("<w:document {MAIN}><w:body>{body}</w:body></w:document>");
    let relations = package::relations(&[("rId9", "image", "media/image1.png")]);
    let picture = super::picture::png(4_000, 4_000);
    package::office(
        "word/document.xml",
        &[
            ("word/document.xml", document.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
            ("word/media/image1.png", &picture),
        ],
    )
}
