//! The page, read back.

use super::opened::attribute;
use super::{piece, plain, societies};

fn millimetres(twentieths_of_a_point: &str) -> f64 {
    twentieths_of_a_point.parse::<f64>().unwrap() / 1_440.0 * 25.4
}

#[test]
fn the_page_is_that_of_the_standard() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    let opened = plain(sample);
    let document = opened.document();
    let sections: Vec<&str> = document.split("<w:sectPr>").skip(1).collect();
    assert_eq!(sections.len(), 3, "cover, front, chapters");
    for section in &sections {
        let value = |before: &str| attribute(section, before).unwrap();
        let figures = [
            ("<w:pgSz w:w=\"", 210.0),
            ("w:h=\"", 297.0),
            ("w:top=\"", 37.0),
            ("w:right=\"", 26.0),
            ("w:bottom=\"", 35.0),
            ("w:left=\"", 28.0),
        ];
        for (name, figure) in figures {
            let found = millimetres(&value(name));
            assert!((found - figure).abs() < 0.02, "{name} is {found} mm");
        }
        // 22 lines fill 225 mm, 28 cells fill 156 mm.
        let line: f64 = value("w:linePitch=\"").parse().unwrap();
        let cell = 16.0 + value("w:charSpace=\"").parse::<f64>().unwrap() / 4_096.0;
        let (height, width) = (
            16_838.0 - 2_098.0 - 1_984.0,
            (11_906.0 - 1_588.0 - 1_474.0) / 20.0,
        );
        assert_eq!(value("w:docGrid w:type=\""), "linesAndChars");
        assert_eq!((height / line).floor().to_string(), "22");
        assert_eq!((width / cell).floor().to_string(), "28");
    }
    let numbers = |section: &str| attribute(section, "<w:pgNumType w:fmt=\"");
    assert_eq!(numbers(sections[0]), None);
    assert_eq!(numbers(sections[1]).as_deref(), Some("upperRoman"));
    assert_eq!(numbers(sections[2]).as_deref(), Some("decimal"));
}

#[test]
fn page_numbers_stand_outside() {
    let opened = plain(societies());
    assert!(
        opened
            .part("word/settings.xml")
            .contains("<w:evenAndOddHeaders/>")
    );
    let relations = opened.part("word/_rels/document.xml.rels");
    let document = opened.document();
    let last = document.rsplit("<w:sectPr>").next().unwrap();
    for (kind, align, side) in [("default", "right", "right"), ("even", "left", "left")] {
        let relation = attribute(last, &format!("w:type=\"{kind}\" r:id=\"")).unwrap();
        let target = relations.split(&format!("Id=\"{relation}\"")).nth(1).unwrap();
        let foot = opened.part(&format!("word/{}", attribute(target, "Target=\"").unwrap()));
        assert!(foot.contains(&format!("<w:jc w:val=\"{align}\"/>")), "{foot}");
        assert!(foot.contains(&format!("w:{side}Chars=\"100\"")), "{foot}");
        assert!(foot.contains("<w:t xml:space=\"preserve\">— </w:t>") && foot.contains(" PAGE "));
        assert!(foot.contains("w:eastAsia=\"宋体\"") && foot.contains("<w:sz w:val=\"28\"/>"));
    }
}

#[test]
fn styles_have_the_fonts_and_sizes_of_the_standard() {
    let opened = plain(societies());
    let styles = opened.part("word/styles.xml");
    let style = |id: &str| {
        let begin = styles.split(&format!("w:styleId=\"{id}\"")).nth(1).unwrap();
        begin.split("</w:style>").next().unwrap().to_owned()
    };
    for (id, font, size) in [
        ("Zhengwen", "仿宋_GB2312", "32"),
        ("Heading2", "黑体", "32"),
        ("Heading3", "楷体_GB2312", "32"),
        ("Heading4", "方正小标宋简体", "44"),
    ] {
        let style = style(id);
        assert_eq!(attribute(&style, "w:eastAsia=\"").as_deref(), Some(font));
        assert_eq!(attribute(&style, "<w:sz w:val=\"").as_deref(), Some(size));
    }
    assert!(style("Zhengwen").contains("w:firstLineChars=\"200\""));
    assert!(
        opened.names.iter().all(|name| !name.contains("fonts/")),
        "no font is embedded"
    );
    let fonts = opened.part("word/fontTable.xml");
    assert!(fonts.contains("<w:font w:name=\"仿宋_GB2312\"><w:altName w:val=\"仿宋,FangSong\"/>"));
}
