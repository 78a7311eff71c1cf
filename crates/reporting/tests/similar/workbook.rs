//! The workbook of a comparison, read again by another library.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use reporting::{similar, similar_workbook};

use crate::essays::{Collection, changed, essay};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn open(bytes: &[u8]) -> Book {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// Rows of a sheet below its header, as texts.
fn rows(book: &mut Book, tab: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(tab).unwrap();
    let rows: Vec<Vec<String>> = range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let header = rows.iter().position(|row| row[0] == "序号").unwrap();
    rows[header + 1..].to_vec()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A copy, a near copy longer than a cell, a quotation, emoji, something like a formula, something too short.
fn collection() -> (Collection, String) {
    let report = essay(70, 600);
    let quote: String = report.chars().skip(100).take(120).collect();
    let mut collection = Collection::new();
    let long = format!("=1+1 😀𠮷 _x0041_\n{}", essay(71, 40_000));
    collection.piece("A-01", "李明远", &long);
    collection.piece("A-02", "吴敏", &changed(&long, 23));
    let copied = essay(72, 150);
    collection.piece("A-01", "郑涛", &copied);
    collection.piece("A-01", "郑涛", &copied).title = None;
    collection.piece("B-01", "周文清", &format!("{}甲{quote}", essay(73, 100)));
    collection.piece("B-01", "@孙立", "同意。");
    (collection, report)
}

#[test]
fn pairs_and_full_texts_are_read_again_and_nothing_is_cut() {
    let (collection, report) = collection();
    let snapshot = collection.snapshot();
    let found = similar(&snapshot, &[&report]);
    let bytes = similar_workbook(&snapshot, &found).unwrap();
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), ["雷同情况", "相同段落", "未比对"]);
    let pairs = rows(&mut book, "雷同情况");
    let kinds: Vec<[&str; 5]> = pairs
        .iter()
        .map(|row| [0, 1, 2, 3, 10].map(|at| row[at].as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ["1", "完全相同", "同一人", "3-1", "4-1"],
            ["2", "高度相似", "跨学会", "1-1", "2-1"],
            ["3", "引用文件", "参照文件", "5-1", ""],
        ]
    );
    assert_eq!(pairs[1][4], "A-01 华夏物理学会");
    let passages = rows(&mut book, "相同段落");
    let mut texts = [String::new(), String::new()];
    let of_pair = passages
        .iter()
        .skip_while(|row| row[0] != "2")
        .take_while(|row| row[0] != "3");
    for row in of_pair {
        texts[0].push_str(&row[3]);
        texts[1].push_str(&row[5]);
    }
    for (text, piece) in texts.iter().zip(&snapshot.ledger.submissions) {
        assert!(
            *text == piece.text,
            "{} instead of {}",
            text.len(),
            piece.text.len()
        );
    }
    assert_eq!(rows(&mut book, "未比对")[0][3], "@孙立");
}

#[test]
fn shared_words_are_red_and_quotations_blue() {
    let (collection, report) = collection();
    let snapshot = collection.snapshot();
    let found = similar(&snapshot, &[&report]);
    let bytes = similar_workbook(&snapshot, &found).unwrap();
    let strings = part(&bytes, "xl/sharedStrings.xml");
    let inked = |colour: &str| -> String {
        let runs = strings
            .split("<r>")
            .filter(|run| run.contains(&format!("rgb=\"FF{colour}\"")));
        let text = |run: &str| {
            let (_, rest) = run.split_once("<t").unwrap();
            let (text, _) = rest.split_once('>').unwrap().1.split_once("</t>").unwrap();
            text.replace("_x005F_", "_")
        };
        runs.map(text).collect()
    };
    let red = inked("C00000").chars().filter(|c| c.is_alphanumeric()).count();
    let pair = &found.pairs[0];
    assert_eq!(red, pair.left.shared + pair.right.shared);
    let blue = inked("1F4E9E").chars().filter(|c| c.is_alphanumeric()).count();
    assert_eq!(blue, found.quotations[0].quoted);
    for number in 1..=3 {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(!sheet.contains("<f>"));
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes_and_an_empty_one_says_so() {
    let make = || {
        let (collection, report) = collection();
        let snapshot = collection.snapshot();
        similar_workbook(&snapshot, &similar(&snapshot, &[&report])).unwrap()
    };
    assert!(make() == make());
    let empty = Collection::new().snapshot();
    let mut book = open(&similar_workbook(&empty, &similar(&empty, &[])).unwrap());
    let range = book.worksheet_range("雷同情况").unwrap();
    assert!(range.rows().any(|row| row[0] == *"无"));
    let notes: String = range.rows().map(|row| row[0].to_string()).collect();
    assert!(
        notes.contains("比对现行有效的材料0篇") && notes.contains("参照文件：未提供"),
        "{notes}"
    );
}
