//! Photos inside documents of several persons.

use super::Paper;
use super::word::{cell, heading, line, lines, table};
use super::writing::{SOCIETY, YOUNG_ESSAYS, advice, head, pick, rows_around};
use crate::build::docx::{Cell, package, picture};
use crate::build::picture::jpeg;

/// A document with as many photos as it shows.
fn paper(path: &str, body: &str, photos: u64) -> Paper {
    let photos: Vec<Vec<u8>> = (1..=photos).map(|seed| jpeg(320, 240, seed)).collect();
    Paper::new(path, package(body, &photos))
}

pub(super) fn papers() -> Vec<Paper> {
    let [a, b] = [0, 1].map(|number| pick(YOUNG_ESSAYS, number));
    let name = |number: usize, name: &str| line(&format!("{number}. {name}，{SOCIETY}理事、青年科技工作者"));
    let (zhou, feng) = (name(1, "周知行"), name(2, "冯向晚"));
    let [a, b] = [a, b].map(lines);
    let form = |insights: String| head() + &rows_around(&insights);
    let below = [&*zhou, &a, &picture(1), &feng, &b, &picture(2)].concat();
    let above = [&*picture(1), &zhou, &a, &picture(2), &feng, &b].concat();
    let one_between = [&*zhou, &a, &picture(1), &feng, &b].concat();
    let inside = [&*zhou, &picture(1), &a, &feng, &picture(2), &b].concat();
    let row = |name: &str, photo: usize, text: &str| {
        vec![
            cell(name),
            cell("理事"),
            Cell::new(lines(text)),
            Cell::new(picture(photo)),
        ]
    };
    let [plain_a, plain_b] = [0, 1].map(|number| pick(YOUNG_ESSAYS, number));
    let sheet = heading("青年科技工作者感悟汇总表")
        + &table(&[
            ["姓名", "职务", "感悟", "照片"].map(cell).to_vec(),
            row("周知行", 1, plain_a),
            row("冯向晚", 2, plain_b),
        ]);
    let drawing_of_a_suggestion = head()
        + &table(&[
            vec![
                cell(crate::build::form::LABELS[1]),
                Cell::new([&*zhou, &a, &feng, &b].concat()),
            ],
            vec![
                cell(crate::build::form::LABELS[2]),
                Cell::new(lines(advice(0)) + &picture(1) + &lines(advice(1))),
            ],
        ]);
    vec![
        paper("pictures/below-each-text.docx", &form(below), 2),
        paper("pictures/above-each-name.docx", &form(above), 2),
        paper("pictures/between-name-and-text.docx", &form(inside), 2),
        paper("pictures/one-between-two-persons.docx", &form(one_between), 1),
        paper("pictures/in-a-column-of-their-own.docx", &sheet, 2),
        paper("pictures/inside-a-suggestion.docx", &drawing_of_a_suggestion, 1),
    ]
}
