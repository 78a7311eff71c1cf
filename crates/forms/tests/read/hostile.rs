use std::fmt::Write as _;

use forms::read::{Content, Limits, read_file};
use proptest::prelude::*;

use crate::support::{
    NAMESPACES, Raw, content, document, docx, docx_parts, p, part, raw_zip, simple_xlsx, table, tc, xlsx, zip,
};

#[test]
fn cells_in_the_corners_of_a_sheet_cost_nothing() {
    let bytes = simple_xlsx(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#,
    );
    assert_eq!(table(&document(&bytes)).rows.len(), 2);
    assert_eq!(forms::read::workbook_rows(&bytes).unwrap()[0].1.len(), 2);
}

#[test]
fn a_string_table_that_claims_four_billion_entries_is_unsafe() {
    let bytes = xlsx(
        &[("甲", "", "<sheetData/>")],
        "",
        r#"<sst count="1" uniqueCount="4294967295"><si><t>x</t></si></sst>"#,
    );
    assert_eq!(content("表.xlsx", &bytes), Content::Unsafe);
}

#[test]
fn more_cells_than_allowed_are_unsafe() {
    let limits = Limits {
        cells: 50,
        ..Limits::default()
    };
    let row = (1..=60).fold(String::new(), |mut row, number| {
        let _ = write!(row, r#"<row r="{number}"><c r="A{number}"><v>1</v></c></row>"#);
        row
    });
    let sheet = simple_xlsx(&format!("<sheetData>{row}</sheetData>"));
    assert_eq!(read_file("表.xlsx", &sheet, &limits)[0].content, Content::Unsafe);
    let word = docx(&format!(
        "<w:tbl>{}</w:tbl>",
        format!("<w:tr>{}</w:tr>", tc("", "x")).repeat(60)
    ));
    assert_eq!(read_file("表.docx", &word, &limits)[0].content, Content::Unsafe);
}

#[test]
fn overlapping_entries_are_unsafe() {
    let first = Raw::new("a.txt", vec![b'x'; 1_000]);
    let mut entries = vec![first.clone()];
    entries.extend((0..100).map(|i| Raw {
        name: format!("{i}.txt").into(),
        onto_first: true,
        ..first.clone()
    }));
    assert_eq!(content("弹.zip", &raw_zip(&entries)), Content::Unsafe);
}

#[test]
fn duplicate_names_are_unsafe() {
    let bytes = raw_zip(&[Raw::new("统计表.txt", "甲"), Raw::new("统计表.txt", "乙")]);
    assert_eq!(content("材料.zip", &bytes), Content::Unsafe);
}

#[test]
fn a_bomb_is_unsafe_by_ratio_by_total_and_by_count() {
    let zeros = zip(&[part("零.bin", vec![0; 4 << 20])]);
    assert_eq!(content("弹.zip", &zeros), Content::Unsafe);
    let noise: Vec<u8> = (0_u32..100_000)
        .flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let large = zip(&[part("一.bin", noise.clone()), part("二.bin", noise)]);
    let limits = Limits {
        bytes: 500_000,
        entries: 3,
        ..Limits::default()
    };
    assert_eq!(read_file("大.zip", &large, &limits)[0].content, Content::Unsafe);
    let many: Vec<_> = (0..4).map(|i| part(&format!("{i}.txt"), "x")).collect();
    assert_eq!(
        read_file("多.zip", &zip(&many), &limits)[0].content,
        Content::Unsafe
    );
}

#[test]
fn bytes_are_counted_over_archives_in_archives() {
    let inner = |name: &str| part(name, zip(&[part("文.txt", vec![b'a'; 400])]));
    let bytes = zip(&[inner("一.zip"), inner("二.zip"), inner("三.zip")]);
    let limits = Limits {
        bytes: 1_200,
        ..Limits::default()
    };
    let files = read_file("套.zip", &bytes, &limits);
    assert!(files.iter().any(|file| file.content == Content::Unsafe));
}

#[test]
fn a_size_that_lies_is_never_believed() {
    let stored = Raw {
        claimed: Some(3),
        ..Raw::new("a.txt", vec![b'x'; 1_000])
    };
    assert_eq!(content("谎.zip", &raw_zip(&[stored])), Content::Unsafe);
    let mut deflated = zip(&[part("a.txt", vec![b'x'; 1_000])]);
    let directory = deflated
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    for size in [22, directory + 24] {
        deflated[size..size + 4].copy_from_slice(&3_u32.to_le_bytes());
    }
    let files = read_file("谎.zip", &deflated, &Limits::default());
    assert_eq!(files.last().unwrap().content, Content::Unreadable);
}

#[test]
fn a_file_cut_off_anywhere_is_never_taken_for_whole() {
    let bytes = docx(&p("感悟"));
    for length in (4..bytes.len()).step_by(37) {
        assert_eq!(
            content("感悟.docx", &bytes[..length]),
            Content::Unreadable,
            "{length}"
        );
    }
    // The directory of a stored inner archive must not pass for that of the outer one.
    let outer = raw_zip(&[
        Raw::new("内.zip", zip(&[part("x.txt", "x")])),
        Raw::new("失.txt", vec![b'y'; 300]),
    ]);
    assert_eq!(
        content("外.zip", &outer[..outer.len() - 200]),
        Content::Unreadable
    );
}

fn with_document(xml: impl Into<Vec<u8>>) -> Content {
    let mut parts = docx_parts("");
    parts[2] = part("word/document.xml", xml);
    content("感悟.docx", &zip(&parts))
}

#[test]
fn a_dtd_is_unsafe_whatever_it_declares() {
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    assert_eq!(
        with_document(format!(
            "{laughs}<w:document {NAMESPACES}><w:body>&b;</w:body></w:document>"
        )),
        Content::Unsafe
    );
    let external = r#"<!DOCTYPE x SYSTEM "http://canary.example/x.dtd">"#;
    assert_eq!(
        with_document(format!("{external}<w:document {NAMESPACES}/>")),
        Content::Unsafe
    );
    let sheet = xlsx(
        &[("甲", "", "<sheetData/>")],
        "",
        r#"<!DOCTYPE x [<!ENTITY a "haha">]><sst></sst>"#,
    );
    assert_eq!(content("表.xlsx", &sheet), Content::Unsafe);
}

#[test]
fn bad_xml_is_unreadable() {
    for xml in [
        "",
        "<w:document>",
        "<a/><b/>",
        "<a>&unknown;</a>",
        "<a></b>",
        "plain",
        "<a>\u{0}</b>",
    ] {
        assert_eq!(with_document(xml), Content::Unreadable, "{xml}");
    }
    assert_eq!(
        with_document([b"<a>".to_vec(), vec![0xFF; 9], b"</a>".to_vec()].concat()),
        Content::Unreadable
    );
}

#[test]
fn a_million_levels_cost_no_stack() {
    let open = format!("<w:document {NAMESPACES}><w:body>");
    assert_eq!(
        with_document(format!("{open}{}", "<w:sdt>".repeat(100_000))),
        Content::Unsafe
    );
    let tables = "<w:tbl><w:tr><w:tc>".repeat(60);
    let ends = "</w:tc></w:tr></w:tbl>".repeat(60);
    assert!(matches!(
        with_document(format!("{open}{tables}{}{ends}</w:body></w:document>", p("底"))),
        Content::Document { .. }
    ));
    let xml = format!("{open}{}", "<w:r>".repeat(1_000_000));
    let limits = Limits {
        ratio: u64::MAX,
        ..Limits::default()
    };
    let mut parts = docx_parts("");
    parts[2] = part("word/document.xml", xml);
    assert_eq!(
        read_file("深.docx", &zip(&parts), &limits)[0].content,
        Content::Unsafe
    );
}

#[test]
fn text_beyond_the_limit_is_unsafe() {
    let limits = Limits {
        characters: 10,
        ..Limits::default()
    };
    assert_eq!(
        read_file("a.docx", &docx(&p("一二三四五六七八九十百")), &limits)[0].content,
        Content::Unsafe
    );
    assert_eq!(
        read_file("a.txt", "一二三四五六七八九十百".as_bytes(), &limits)[0].content,
        Content::Unsafe
    );
}

#[test]
fn nonsense_in_tables_does_not_overflow() {
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"4294967295\"/></w:trPr>{}{}{}</w:tr></w:tbl>",
        tc(
            r#"<w:gridSpan w:val="4294967295"/><w:vMerge w:val="restart"/>"#,
            "x"
        ),
        tc(r#"<w:gridSpan w:val="-1"/>"#, "y"),
        tc("<w:hMerge/>", "z")
    );
    assert!(matches!(
        content("a.docx", &docx(&body)),
        Content::Document { .. }
    ));
    let sheet = r#"<sheetData><row r="4294967295"><c r="ZZZZZZZ99999999999"><v>1</v></c></row></sheetData>"#;
    let _ = content("a.xlsx", &simple_xlsx(sheet));
}

fn sample() -> Vec<u8> {
    docx(&format!(
        "{}<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        p("正文"),
        tc(r#"<w:vMerge w:val="restart"/>"#, "甲"),
        tc("", "乙")
    ))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn changed_bytes_of_a_package_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = sample();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        prop_assert!(!read_file("感悟.docx", &bytes, &Limits::default()).is_empty());
    }

    #[test]
    fn changed_xml_never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10)) {
        let mut parts = docx_parts(&format!("{}<w:tbl><w:tr>{}</w:tr></w:tbl>", p("正文"), tc("<w:vMerge/>", "甲")));
        let xml = &mut parts[2].1;
        for (place, byte) in changes {
            let place = place.index(xml.len());
            xml[place] = byte;
        }
        prop_assert!(!read_file("感悟.docx", &zip(&parts), &Limits::default()).is_empty());
    }

    #[test]
    fn changed_workbooks_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10)) {
        let mut sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44854.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#.as_bytes().to_vec();
        for (place, byte) in changes {
            let place = place.index(sheet.len());
            sheet[place] = byte & 0x7F;
        }
        let bytes = simple_xlsx(&String::from_utf8(sheet).unwrap());
        prop_assert!(!read_file("表.xlsx", &bytes, &Limits::default()).is_empty());
    }

    #[test]
    fn any_bytes_and_any_html_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400), source in ".{0,200}") {
        prop_assert_eq!(read_file("x", &bytes, &Limits::default()).len(), 1);
        forms::read::html(&source);
    }
}
