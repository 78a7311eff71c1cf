//! Workbooks that cost far more than they weigh.

use std::fmt::Write as _;

use super::{Bomb, package};

const HEAD: &str =
    r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Columns and rows of the largest sheet.
const LAST_CELL: &str = "XFD1048576";

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::file("dimension.xlsx", move || everywhere("")),
        Bomb::file("corners.xlsx", move || {
            everywhere(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#)
        }),
        Bomb::file("million-numbers.xlsx", move || {
            book(&cells(1_000, 1_000, "<v>7</v>"), None)
        })
        .heavy(),
        Bomb::file("million-different-numbers.xlsx", move || {
            book(&different_cells(1_000, 1_000), None)
        })
        .heavy(),
        Bomb::file("million-shared-strings.xlsx", move || {
            book(&shared(1_000, 1_000), Some(&strings(1, 1_000)))
        })
        .heavy(),
        Bomb::file("million-long-shared-strings.xlsx", move || {
            book(&shared(1_000, 1_000), Some(&strings(1, 32_000)))
        })
        .heavy(),
        Bomb::file("four-billion-strings.xlsx", move || {
            book(&cells(1, 1, "<v>7</v>"), Some(&strings(u32::MAX, 1)))
        }),
        Bomb::file("million-merges.xlsx", move || book(&merges(1_000_000), None)),
        Bomb::file("merged-everywhere.xlsx", move || {
            book(
                &format!(
                    r#"{}<mergeCells><mergeCell ref="A1:{LAST_CELL}"/></mergeCells>"#,
                    cells(1, 1, "<v>1</v>")
                ),
                None,
            )
        }),
        Bomb::file("long-formulas.xlsx", move || {
            book(
                &cells(
                    100,
                    100,
                    &format!("<f>{}1</f><v>1</v>", "SUM(A1:A9)+".repeat(800)),
                ),
                None,
            )
        }),
        Bomb::file("billion-laughs.xlsx", move || {
            book_with_head(super::LAUGHS, &cells(1, 1, "<v>&lol9;</v>"), None)
        }),
        Bomb::file("no-end.xlsx", move || book(&"<sheetData>".repeat(500_000), None)),
    ]
}

/// Says that it fills the largest sheet there can be, and has A1 and these rows.
fn everywhere(rows: &str) -> Vec<u8> {
    let one = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    book(
        &format!(r#"<dimension ref="A1:{LAST_CELL}"/><sheetData>{one}{rows}</sheetData>"#),
        None,
    )
}

fn book(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    book_with_head("", sheet, strings)
}

/// A workbook with one sheet; `declarations` stand before its root element.
fn book_with_head(declarations: &str, sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let sheet = HEAD.replacen("?>", &format!("?>{declarations}"), 1) + sheet + "</worksheet>";
    let workbook = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relations = package::relations(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
    ]);
    let mut parts = vec![
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if let Some(strings) = strings {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    package::office("xl/workbook.xml", &parts)
}

fn cells(rows: u32, columns: u32, content: &str) -> String {
    grid(rows, columns, &format!("<c>{content}</c>"))
}

/// Numbers without a pattern, so that they weigh about as much as they unfold to.
fn different_cells(rows: u32, columns: u32) -> String {
    let mut data = String::from("<sheetData>");
    let mut random = 1_u64;
    for _ in 0..rows {
        data.push_str("<row>");
        for _ in 0..columns {
            random = super::next_random(random);
            let _ = write!(data, "<c><v>{random}</v></c>");
        }
        data.push_str("</row>");
    }
    data + "</sheetData>"
}

fn shared(rows: u32, columns: u32) -> String {
    grid(rows, columns, r#"<c t="s"><v>0</v></c>"#)
}

fn grid(rows: u32, columns: u32, cell: &str) -> String {
    let row = cell.repeat(usize::try_from(columns).unwrap_or(usize::MAX));
    let mut data = String::from("<sheetData>");
    for number in 1..=rows {
        let _ = write!(data, r#"<row r="{number}">{row}</row>"#);
    }
    data + "</sheetData>"
}

/// A table that claims so many texts and has one of so many characters.
fn strings(claimed: u32, characters: usize) -> String {
    format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{claimed}" uniqueCount="{claimed}"><si><t>{}</t></si></sst>"#,
        "字".repeat(characters)
    )
}

fn merges(count: u32) -> String {
    let mut merged =
        String::from(r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>"#);
    for number in 1..=count {
        let _ = write!(merged, r#"<mergeCell ref="A{number}:C{number}"/>"#);
    }
    merged + "</mergeCells>"
}
