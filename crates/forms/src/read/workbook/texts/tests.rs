//! What is read here is what calamine reads.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::document::Table;
use crate::read::convert::NoConverters;
use crate::read::limits::{Allowance, Limits, Refusal};
use crate::read::package::Package;
use crate::read::workbook::sheet::Sheet;
use crate::read::workbook::xlsx;

const RELATIONS: &str =
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// A workbook of two sheets, of which the second is as `listed` has it.
fn workbook(listed: &str, strings: &str, sheet: &str) -> Vec<u8> {
    workbook_with(None, listed, strings, sheet)
}

/// The same with styles.
fn workbook_with(styles: Option<&str>, listed: &str, strings: &str, sheet: &str) -> Vec<u8> {
    let relation = |id: u8, kind: &str, target: &str| {
        format!(r#"<Relationship Id="r{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let parts = [
        (
            "_rels/.rels",
            format!(
                "{RELATIONS}{}</Relationships>",
                relation(1, "officeDocument", "xl/workbook.xml")
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{RELATIONS}{}{}{}</Relationships>",
                relation(1, "worksheet", "worksheets/sheet1.xml"),
                relation(2, "worksheet", "/xl/worksheets/Sheet2.xml"),
                relation(3, "chartsheet", "chartsheets/sheet1.xml"),
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="统计表" r:id="r1"/>{listed}</sheets></workbook>"#
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst {MAIN}>{strings}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {MAIN}>{sheet}</worksheet>"),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!(
                r#"<worksheet {MAIN}><sheetData><row><c t="inlineStr"><is><t>二</t></is></c></row></sheetData></worksheet>"#
            ),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let styles = styles.map(|styles| ("xl/styles.xml", styles.to_owned()));
    for (name, text) in parts.into_iter().chain(styles) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tables(sheets: Result<Vec<Sheet>, Refusal>) -> Result<Vec<Table>, Refusal> {
    sheets.map(|sheets| sheets.into_iter().map(Sheet::into_table).collect())
}

/// Whether the workbook was read here; fails when calamine reads something else.
fn is_read_alike(bytes: &[u8]) -> bool {
    let limits = Limits::default();
    let mut allowance = Allowance::new(&limits, &NoConverters);
    let Ok(mut package) = Package::open(bytes, &allowance) else {
        return false;
    };
    let Some(here) = xlsx::texts_only(&mut package, &mut allowance) else {
        return false;
    };
    let mut allowance = Allowance::new(&limits, &NoConverters);
    let there = xlsx::read(bytes, &mut allowance);
    assert_eq!(tables(here), tables(there));
    true
}

const STRINGS: &str = r#"<si><t>一</t></si><si><t xml:space="preserve"> 二
二</t></si><si/>"#;

fn is_sheet_read(sheet: &str) -> bool {
    is_read_alike(&workbook("", STRINGS, sheet))
}

#[test]
fn texts_are_read_here() {
    for sheet in [
        "<sheetData/>",
        r#"<sheetData><row r="3"><c r="B3" s="7" t="s"><v>0</v></c><c r="D3" t="s"><v>1</v></c></row></sheetData>"#,
        r#"<dimension ref="A1:B2"/><sheetData><row><c t="s"><v>2</v></c><c t="s"><v>1</v></c><c s="1"/></row>
            <row><c t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#,
        r#"<sheetData><row r="2"><c t="inlineStr"><is><r><t> 一&amp;</t></r><r><t>二&#x4E09; </t></r></is></c></row></sheetData>"#,
    ] {
        assert!(is_sheet_read(sheet), "{sheet}");
    }
    let hidden = r#"<sheet name="二" state="hidden" r:id="r2"/>"#;
    assert!(is_read_alike(&workbook(hidden, STRINGS, "<sheetData/>")));
    let shown = r#"<sheet name="二" state="visible" r:id="r2"/>"#;
    assert!(is_read_alike(&workbook(shown, STRINGS, "<sheetData/>")));
}

#[test]
fn damaged_styles_are_no_reason_to_refuse_texts() {
    let cell = r#"<sheetData><row><c t="s" s="1"><v>0</v></c></row></sheetData>"#;
    let bytes = workbook_with(Some("<styleSheet><fonts>"), "", STRINGS, cell);
    let limits = Limits::default();
    let mut allowance = Allowance::new(&limits, &NoConverters);
    let mut package = Package::open(&bytes, &allowance).unwrap();
    let read = xlsx::sheets(&bytes, &mut package, &mut allowance);
    let sheet = read.unwrap().pop().unwrap();
    assert_eq!(sheet.into_grid(), [["一"]]);
}

#[test]
fn a_string_that_many_cells_share_is_held_once() {
    let long = format!("<si><t>&amp;{}</t></si>", "一".repeat(20_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(20_000);
    let sheet = format!("<sheetData><row>{cells}</row></sheetData>");
    // Four hundred million characters: refused by the limits, not by the memory.
    assert!(is_read_alike(&workbook("", &long, &sheet)));
}

#[test]
fn what_is_unusual_is_left_to_calamine() {
    for sheet in [
        r"<sheetData><row><c><v>1</v></c></row></sheetData>",
        r#"<sheetData><row><c t="str"><f>A1</f><v>一</v></c></row></sheetData>"#,
        r#"<sheetData><row><c t="b"><v>1</v></c></row></sheetData>"#,
        r#"<sheetData><row><c t="s"><v>99</v></c></row></sheetData>"#,
        r#"<sheetData><row><c t="inlineStr"><is><t>_x000D_</t></is></c></row></sheetData>"#,
        r#"<sheetData><row><c t="inlineStr"><is><t>&unknown;</t></is></c></row></sheetData>"#,
        r#"<sheetData><row><c t="inlineStr"><is><t><![CDATA[一]]></t></is></c></row></sheetData>"#,
        r#"<sheetData><row r="0"><c t="s"><v>0</v></c></row></sheetData>"#,
        r#"<sheetData/><mergeCells><mergeCell ref="B2:A1"/></mergeCells>"#,
        r#"<mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData/>"#,
        "<sheetData><row>",
        "",
    ] {
        assert!(!is_sheet_read(sheet), "{sheet}");
    }
    for listed in [
        r#"<sheet name="统计表" r:id="r2"/>"#,
        r#"<sheet name="二" state="odd" r:id="r2"/>"#,
        r#"<sheet name="二" r:id="r9"/>"#,
        r#"<sheet name="图" r:id="r3"/>"#,
        r#"<sheet name="二" r:id="r1"/>"#,
    ] {
        assert!(
            !is_read_alike(&workbook(listed, STRINGS, "<sheetData/>")),
            "{listed}"
        );
    }
}

#[test]
fn workbooks_of_the_corpus_are_read_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let (mut folders, mut read) = (vec![corpus], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ending != "snap" && ending != "eml")
            {
                read += u32::from(is_read_alike(&fs::read(path).unwrap()));
            }
        }
    }
    assert!(read > 10, "{read}");
}

/// Pieces of a sheet or a table of strings, right and wrong.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        r#"<row r="2">"#,
        "<row>",
        "</row>",
        r#"<c r="B2" t="s">"#,
        r#"<c t="s" r="a1">"#,
        r"<c t='s'>",
        "<c>",
        r#"<c t="inlineStr">"#,
        r#"<c s="1"/>"#,
        r#"<c r="AAA9999999" t="s">"#,
        "</c>",
        "<v>0</v>",
        "<v>1</v>",
        "<v/>",
        "<v>",
        "</v>",
        "<v> 1</v>",
        "<f>A1</f>",
        "<is>",
        "</is>",
        "<t>一</t>",
        "<t> 一 </t>",
        "<t/>",
        r#"<t xml:space="preserve"> &lt; </t>"#,
        "<t>&#10;&#x4E8C;</t>",
        "<t>a_x0041_</t>",
        "<r>",
        "</r>",
        "<rPh>",
        "</rPh>",
        "<si>",
        "</si>",
        "<si/>",
        "<sheetData>",
        "</sheetData>",
        "<mergeCells>",
        "</mergeCells>",
        r#"<mergeCell ref="A1:B2"/>"#,
        r#"<mergeCell ref="B2"/>"#,
        r"<mergeCell/>",
        r#"<dimension ref="A1"/>"#,
        "<!-- -->",
        "<?x?>",
        "\r\n",
        " ",
        "一",
        "&amp;",
        "<x:row r=\"5\">",
        "</x:row>",
        "<extLst/>",
        "<",
        "\u{FEFF}",
    ]);
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

/// Cells as they should be, with something in between.
fn sheet() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        4 => Just(r#"<c r="B2" t="s"><v>1</v></c>"#.to_owned()),
        4 => Just(r#"<c t="s" s="3"><v>0</v></c>"#.to_owned()),
        2 => Just(r#"<c t="inlineStr"><is><t>三</t></is></c>"#.to_owned()),
        2 => Just("</row><row>".to_owned()),
        1 => pieces(3),
    ];
    let cells = prop::collection::vec(cell, 0..8).prop_map(|cells| cells.concat());
    let inside = (pieces(2), cells, pieces(2), 0..4_u8);
    inside.prop_map(|(before, cells, behind, odd)| {
        let before = if odd == 0 { before } else { String::new() };
        let behind = if odd == 1 { behind } else { String::new() };
        let merges = r#"<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>"#;
        format!("{before}<sheetData><row>{cells}</row></sheetData>{behind}{merges}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_sheet_is_read_alike_or_left(sheet in sheet(), listed in Just("")) {
        is_read_alike(&workbook(listed, STRINGS, &sheet));
    }

    #[test]
    fn any_table_of_strings_is_read_alike_or_left(strings in pieces(8)) {
        let cell = |place: usize| format!(r#"<c t="s"><v>{place}</v></c>"#);
        let strings = format!("{STRINGS}{strings}");
        let cells: String = (0..4).map(cell).collect();
        is_read_alike(&workbook("", &strings, &format!("<sheetData><row>{cells}</row></sheetData>")));
    }

    #[test]
    fn any_pieces_are_read_alike_or_left(sheet in pieces(12)) {
        is_read_alike(&workbook("", STRINGS, &format!("<sheetData>{sheet}</sheetData>")));
    }
}
