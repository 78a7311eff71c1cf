//! Answers in other places than the form has them: below their labels, over two cells, behind a table of contents; and
//! texts of several authors.

use super::Paper;
use super::sheets::book;
use super::word::{cell, file, heading, line, lines, table};
use super::workbook::Tab;
use super::writing::{CONTACT, FILLER, LABELS, SOCIETY, TITLE, advice, essay, head, insights, two_persons};

fn paper(path: &str, body: &str) -> Paper {
    Paper::new(path, file(body))
}

pub(super) fn papers() -> Vec<Paper> {
    [heads(), contents(), authors(), cells()].concat()
}

/// 学会名称 | 填表人 | … above a single row of answers.
fn heads() -> Vec<Paper> {
    let two = two_persons();
    let [delegates, thoughts, advised] = LABELS;
    let labels = ["学会名称", "填表人", "联系方式", delegates, thoughts, advised];
    let answers = [SOCIETY, FILLER, CONTACT, "无", &two, advice(1)];
    let row = |texts: &[&str]| texts.iter().map(|text| cell(text)).collect::<Vec<_>>();
    vec![
        paper(
            "labels-as-heads/one-row-of-answers.docx",
            &(heading(TITLE) + &table(&[row(&labels), row(&answers)])),
        ),
        paper(
            "labels-as-heads/rows-only.docx",
            &(head() + &table(&[row(&LABELS), row(&["无", &two, advice(1)])])),
        ),
        book(
            "labels-as-heads/with-a-column-that-nobody-asked-for.xlsx",
            &[Tab::new(
                "Sheet1",
                &[
                    &[TITLE],
                    &[
                        "序号",
                        "学会名称",
                        "填表人",
                        "联系电话",
                        "参加人数",
                        "学习感悟",
                        "建言献策",
                        "备注",
                    ],
                    &["=1", SOCIETY, FILLER, CONTACT, "=35", &two, advice(1), "已核对"],
                ],
            )],
        ),
        book(
            "labels-as-heads/a-person-in-each-row.xlsx",
            &[Tab::new(
                "Sheet1",
                &[
                    &["学会名称", "填表人", "联系方式", thoughts, advised],
                    &[
                        SOCIETY,
                        FILLER,
                        CONTACT,
                        &format!("1. 周知行，理事长\n{}", essay(0)),
                        advice(1),
                    ],
                    &["", "", "", &format!("2. 冯向晚，秘书长\n{}", essay(3)), ""],
                ],
            )],
        ),
    ]
}

/// 目录 in front of essays whose titles are set like text.
fn contents() -> Vec<Paper> {
    let essays = lines(&format!(
        "让一束光走得更远\n周知行（华夏光学学会理事长）\n{}\n把根扎进泥土里\n冯向晚（秘书长）\n{}",
        essay(1),
        essay(3)
    ));
    vec![
        paper(
            "contents/with-authors-and-pages.docx",
            &(lines("目录\n1. 让一束光走得更远……周知行 1\n2. 把根扎进泥土里……冯向晚 3") + &essays),
        ),
        paper(
            "contents/below-the-title-of-the-collection.docx",
            &(line("华夏光学学会“关键少数”学习感悟汇编")
                + &lines("目　录\n让一束光走得更远\t1\n把根扎进泥土里\t3")
                + &essays),
        ),
    ]
}

/// Several names above or below one text.
fn authors() -> Vec<Paper> {
    let form = |name: &str, line: &str| {
        insights(
            &format!("several-authors/{name}.docx"),
            &format!("1. 周知行，理事长\n{}\n2. {line}\n{}", essay(0), essay(3)),
        )
    };
    vec![
        form("written-together", "冯向晚、陆行 合著"),
        form("each-with-an-office", "冯向晚（秘书长）、陆行（理事）"),
        paper(
            "several-authors/a-field.docx",
            &(heading("让一束光走得更远") + &line("作者：周知行、冯向晚") + &line(essay(1))),
        ),
        paper(
            "several-authors/below-the-text.docx",
            &(heading("让一束光走得更远") + &line(essay(1)) + &line("（周知行　冯向晚）")),
        ),
        book(
            "several-authors/in-one-row.xlsx",
            &[Tab::new(
                "Sheet1",
                &[
                    &["姓名", "职务", "“关键少数”感悟"],
                    &["周知行、冯向晚", "理事长、秘书长", essay(0)],
                    &["陆行", "理事", essay(3)],
                ],
            )],
        ),
    ]
}

/// One text in two cells of a row.
fn cells() -> Vec<Paper> {
    let [first, second] = [essay(0), essay(3)];
    let form = table(&[
        vec![
            cell(LABELS[1]),
            cell(&format!("1. 周知行，理事长\n{first}")),
            cell(second),
        ],
        vec![cell(LABELS[2]), cell(advice(0)), cell("")],
    ]);
    vec![
        paper("texts-in-two-cells/of-the-form.docx", &(head() + &form)),
        book(
            "texts-in-two-cells/below-one-wide-head.xlsx",
            &[Tab::new(
                "Sheet1",
                &[
                    &["姓名", "职务", "“关键少数”感悟"],
                    &["周知行", "理事长", first, second],
                    &["冯向晚", "秘书长", second, ""],
                ],
            )
            .merged(&["C1:D1"])],
        ),
        book(
            "texts-in-two-cells/upper-and-lower-half.xlsx",
            &[Tab::new(
                "Sheet1",
                &[
                    &["姓名", "职务", "关键少数感悟（上）", "关键少数感悟（下）"],
                    &["周知行", "理事长", first, second],
                ],
            )],
        ),
    ]
}
