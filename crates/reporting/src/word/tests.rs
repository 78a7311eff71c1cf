//! A small document, written and opened again.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::*;

const LINE: Line = Line::Exact(579);
const NORMAL: Style = Style {
    id: "Normal",
    name: "Normal",
    face: Face::new(Font::FangSong, 32),
    layout: Layout::lines(LINE),
};
const HEADING: Style = Style {
    id: "Heading1",
    name: "heading 1",
    face: Face::new(Font::Title, 44),
    layout: Layout {
        align: Align::Centre,
        outline: Some(0),
        keep_next: true,
        ..Layout::lines(LINE)
    },
};
const CONTENTS: Style = Style {
    id: "TOC1",
    name: "toc 1",
    face: Face::new(Font::Hei, 28),
    layout: Layout {
        dots_to: Some(8_844),
        ..Layout::lines(LINE)
    },
};
const SECTION: Section = Section {
    start: Start::NextPage,
    margins: Margins::OFFICIAL,
    grid: Some(Grid::OFFICIAL),
    foot: Foot::Numbered(Numbers::Arabic),
};

fn written() -> Vec<u8> {
    let about = About {
        title: "汇编".into(),
        subject: "快照".into(),
        author: "华夏科协".into(),
        created: chrono::DateTime::UNIX_EPOCH,
    };
    let mut package = Package::new(Cursor::new(Vec::new())).unwrap();
    let room = Room {
        width: 100,
        height: 80,
    };
    let mut picture = package.picture(b"picture", "png", (400, 300), room).unwrap();
    picture.described = "会场".into();
    let mut document = package.text(&about, &[&NORMAL, &HEADING, &CONTENTS]).unwrap();
    let entry = Entry {
        style: &CONTENTS,
        text: "感悟".into(),
        bookmark: 1,
        page: Some("1".into()),
    };
    let instruction = "TOC \\o \"1-1\" \\h \\z";
    document
        .contents(Paragraph::of(&NORMAL, "目录"), instruction, [entry])
        .unwrap();
    document.section_ends(&SECTION, Paragraph::new(&NORMAL)).unwrap();
    let heading = Paragraph::new(&HEADING).bookmarked(1, |heading| heading.text("感悟"));
    document.paragraph(heading).unwrap();
    document
        .paragraph(Paragraph::of(&NORMAL, "甲\u{1}<乙>\n喆𠮷\t丙").picture(&picture))
        .unwrap();
    let mut table = Table::new(vec![2_000, 3_000]);
    table.row(vec![
        Paragraph::of(&NORMAL, "项目"),
        Paragraph::of(&NORMAL, "篇数"),
    ]);
    document.table(&table).unwrap();
    document.end(&SECTION).unwrap().into_inner()
}

fn part(document: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(document)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    assert_eq!(written(), written());
}

#[test]
fn text_breaks_where_it_needs_another_font_and_nothing_is_left_out() {
    let text = part(&written(), "word/document.xml");
    let run = |text: &str| format!("<w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    for (fonts, words) in [
        ("", run("甲\u{FFFD}&lt;乙&gt;")),
        ("仿宋", run("喆")),
        ("SimSun-ExtB", run("𠮷")),
    ] {
        let names = if fonts.is_empty() {
            String::new()
        } else {
            format!("w:ascii=\"{fonts}\" w:hAnsi=\"{fonts}\" w:eastAsia=\"{fonts}\" w:cs=\"{fonts}\" ")
        };
        let whole = format!("<w:r><w:rPr><w:rFonts {names}w:hint=\"eastAsia\"/></w:rPr>{words}");
        assert!(text.contains(&whole), "{whole} is missing in {text}");
    }
    assert!(text.contains("<w:br/>") && text.contains("<w:tab/>"));
}

#[test]
fn every_relation_leads_to_a_part_with_a_kind() {
    let document = written();
    let relations = part(&document, "word/_rels/document.xml.rels");
    let types = part(&document, "[Content_Types].xml");
    let targets: Vec<&str> = relations
        .split("Target=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(targets.contains(&"media/image1.png"), "{targets:?}");
    for target in targets {
        let mut zip = ZipArchive::new(Cursor::new(&document)).unwrap();
        assert!(zip.by_name(&format!("word/{target}")).is_ok(), "{target}");
        let kind = target.contains(".png") || types.contains(&format!("\"/word/{target}\""));
        assert!(kind, "{target}");
    }
}

#[test]
fn a_section_ends_in_its_last_paragraph() {
    let text = part(&written(), "word/document.xml");
    assert_eq!(text.matches("<w:sectPr>").count(), 2);
    assert!(text.contains("<w:pPr><w:pStyle w:val=\"Normal\"/><w:sectPr>"));
    assert!(text.ends_with("</w:sectPr></w:body></w:document>"));
}
