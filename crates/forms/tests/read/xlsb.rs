//! Workbooks of binary records, built record by record ([MS-XLSB] 2.1.4).

use forms::document::lines_of;
use forms::read::{Content, Format, workbook_rows};

use crate::support::{Part, content, document, grid, part, table, zip};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let number = |value: usize| {
        let low = u8::try_from(value & 0x7F).unwrap();
        match u8::try_from(value >> 7).unwrap() {
            0 => vec![low],
            high => vec![low | 0x80, high],
        }
    };
    [number(usize::from(kind)), number(data.len()), data.to_vec()].concat()
}

fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let letters = units.iter().flat_map(|unit| unit.to_le_bytes());
    numbers(&[u32::try_from(units.len()).unwrap()])
        .into_iter()
        .chain(letters)
        .collect()
}

enum Value<'v> {
    /// Written into the cell.
    Text(&'v str),
    /// By its place among the shared strings.
    Shared(u32),
    Number(f64),
}

/// Rows of `(column, value)`, and merged areas as first and last row, first and last column.
fn sheet(rows: &[&[(u32, Value<'_>)]], merged: &[[u32; 4]]) -> Vec<u8> {
    let mut bytes = [
        record(129, &[]),
        record(148, &numbers(&[0, 9, 0, 9])),
        record(145, &[]),
    ]
    .concat();
    for (row, cells) in (0..).zip(rows) {
        bytes.extend(record(0, &[numbers(&[row]), vec![0; 13]].concat()));
        for (column, value) in *cells {
            let (kind, data) = match value {
                Value::Text(text) => (6, wide(text)),
                Value::Shared(place) => (7, numbers(&[*place])),
                Value::Number(number) => (5, number.to_le_bytes().to_vec()),
            };
            bytes.extend(record(kind, &[numbers(&[*column, 0]), data].concat()));
        }
    }
    bytes.extend(record(146, &[]));
    let areas = merged.iter().map(|area| record(176, &numbers(area)));
    bytes.extend(areas.flatten());
    bytes.extend(record(130, &[]));
    bytes
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn links(targets: &[(&str, &str)]) -> String {
    let links = (1..).zip(targets).map(|(number, (kind, target))| {
        format!(r#"<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    });
    let links: String = links.collect();
    format!(r#"<Relationships xmlns="{PACKAGE}">{links}</Relationships>"#)
}

/// A workbook of these sheets: name, state (0: visible), content.
fn parts(sheets: &[(&str, u32, Vec<u8>)], strings: &[&str]) -> Vec<Part> {
    let mut book = [record(131, &[]), record(143, &[])].concat();
    let mut listed = Vec::new();
    let mut parts = Vec::new();
    for (number, (name, state, content)) in (1..).zip(sheets) {
        let entry = [
            numbers(&[*state, number]),
            wide(&format!("rId{number}")),
            wide(name),
        ];
        book.extend(record(156, &entry.concat()));
        listed.push(("worksheet", format!("worksheets/sheet{number}.bin")));
        parts.push(part(&format!("xl/worksheets/sheet{number}.bin"), content.clone()));
    }
    book.extend([record(144, &[]), record(132, &[])].concat());
    let listed: Vec<(&str, &str)> = listed
        .iter()
        .map(|(kind, target)| (*kind, target.as_str()))
        .collect();
    let count = u32::try_from(strings.len()).unwrap();
    let mut table = record(159, &numbers(&[count, count]));
    for text in strings {
        table.extend(record(19, &[vec![0], wide(text)].concat()));
    }
    parts.extend([
        part(
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        part("_rels/.rels", links(&[("officeDocument", "xl/workbook.bin")])),
        part("xl/_rels/workbook.bin.rels", links(&listed)),
        part("xl/workbook.bin", book),
        part("xl/sharedStrings.bin", table),
    ]);
    parts
}

fn summary() -> Vec<Part> {
    let rows: [&[(u32, Value<'_>)]; 3] = [
        &[
            (0, Value::Shared(0)),
            (1, Value::Text("感悟")),
            (2, Value::Text("电话")),
        ],
        &[
            (0, Value::Text("张三")),
            (1, Value::Text("学习报告使我深受鼓舞。")),
            (2, Value::Number(13_900_000_000.0)),
        ],
        &[(1, Value::Text("要脚踏实地。")), (2, Value::Number(1.5))],
    ];
    let hidden: [&[(u32, Value<'_>)]; 1] = [&[(0, Value::Text("草稿"))]];
    parts(
        &[
            ("汇总", 0, sheet(&rows, &[[1, 2, 0, 0]])),
            ("旧", 1, sheet(&hidden, &[])),
        ],
        &["姓名"],
    )
}

#[test]
fn a_binary_workbook_is_read_without_a_program() {
    let bytes = zip(&summary());
    let Content::Document { format, document } = content("汇总.xls", &bytes) else {
        panic!("not read");
    };
    assert_eq!(format, Format::Xlsb);
    assert_eq!(
        lines_of(&document.blocks),
        [
            "姓名",
            "感悟",
            "电话",
            "张三",
            "学习报告使我深受鼓舞。",
            "13900000000",
            "要脚踏实地。",
            "1.5"
        ]
    );
    assert_eq!(workbook_rows(&bytes).unwrap().len(), 1);
}

#[test]
fn merged_cells_of_a_binary_workbook_are_resolved() {
    let document = document(&zip(&summary()));
    let cells = grid(table(&document));
    assert_eq!(cells[1][0], "0+1×2 张三");
    assert_eq!(cells[2][0], "1+1×1 要脚踏实地。");
}

#[test]
fn records_that_lie_are_no_workbook() {
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut parts = summary();
        let found = parts.iter_mut().find(|(part, _)| part == name).unwrap();
        change(&mut found.1);
        content("汇总.xlsb", &zip(&parts))
    };
    for part in [
        "xl/workbook.bin",
        "xl/sharedStrings.bin",
        "xl/worksheets/sheet1.bin",
    ] {
        // A record of a quarter of a gibibyte, of which nothing is there.
        let lying = |bytes: &mut Vec<u8>| bytes.splice(0..0, [0x06, 0xFF, 0xFF, 0xFF, 0x7F]).for_each(drop);
        assert_eq!(changed(part, &lying), Content::Unreadable, "{part}");
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2);
        assert_eq!(changed(part, &cut), Content::Unreadable, "{part}");
    }
}
