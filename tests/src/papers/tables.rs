//! Several tables, merged and nested cells, blank and half-blank templates.

use super::Paper;
use super::word::{Cell, cell, file, grid, heading, line, lines, table};
use super::writing::{
    CONTACT, FILLER, LABELS, SOCIETY, TITLE, advice, essay, form, head, lower, rows, rows_around,
    two_persons, upper, wide,
};

const BREAK: &str = r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#;

pub(super) fn papers() -> Vec<Paper> {
    [several(), merged(), blank()].concat()
}

fn second_head() -> String {
    heading(TITLE) + &lines("学会名称：华夏声学学会\n填表人：何叙\n联系方式：021-55505678")
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn several() -> Vec<Paper> {
    let two = two_persons();
    let [first, second, third] = LABELS;
    let each = [(first, "无"), (second, two.as_str()), (third, advice(1))]
        .map(|(label, answer)| grid(&[&[label, answer]]) + &line(""))
        .concat();
    let other = format!("1. 段如海，华夏声学学会理事长\n{}", essay(9));
    let headed = grid(&[
        &["学会名称", SOCIETY],
        &["填表人", FILLER],
        &["联系方式", CONTACT],
    ]);
    let long = format!("2. 冯向晚，{SOCIETY}秘书长\n{}", essay(3));
    let broken = grid(&[
        &[first, "无"],
        &[second, &format!("1. 周知行，{SOCIETY}理事长\n{}", essay(0))],
    ]) + BREAK
        + &grid(&[
            &["学习贯彻党的二十大精神的感悟（未来设想）（续）", &long],
            &[third, advice(1)],
        ]);
    let page = heading("把精密光学的路走稳走实") + &heading("华夏光学学会理事长　周知行") + &lines(essay(1));
    vec![
        Paper::new(
            "several-tables/a-table-for-each-row.docx",
            file(&(head() + &each)),
        ),
        Paper::new(
            "several-tables/head-in-a-table-of-its-own.docx",
            file(&(heading(TITLE) + &headed + &line("") + &rows("无", &two, advice(1)))),
        ),
        Paper::new(
            "several-tables/broken-over-two-pages.docx",
            file(&(head() + &broken)),
        ),
        Paper::new(
            "several-tables/a-table-of-notes-behind.docx",
            file(
                &(head()
                    + &rows("无", &two, advice(1))
                    + &line("")
                    + &grid(&[&["备注", "本表一式一份，由秘书处存档。"]])),
            ),
        ),
        Paper::new(
            "several-forms/two-societies-in-one-file.docx",
            file(
                &(head()
                    + &rows("无", &two, advice(1))
                    + BREAK
                    + &second_head()
                    + &rows("暂无", &other, advice(2))),
            ),
        ),
        Paper::new(
            "several-forms/the-blank-one-behind-the-filled.docx",
            file(
                &(head()
                    + &rows("无", &two, advice(1))
                    + BREAK
                    + &heading(TITLE)
                    + &lines("学会名称：\n填表人：\n联系方式：")
                    + &rows("", "", "")),
            ),
        ),
        Paper::new(
            "several-forms/the-same-society-twice.docx",
            file(&(head() + &rows("无", &two, "") + BREAK + &head() + &rows("", "", advice(3)))),
        ),
        Paper::new(
            "several-forms/an-essay-behind-the-form.docx",
            file(&(head() + &rows("无", "见附页", advice(1)) + BREAK + &page)),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn merged() -> Vec<Paper> {
    let [first, second, third] = LABELS;
    let one = |name: &str, number: usize| format!("{name}\n{}", essay(number));
    let down = vec![
        vec![cell(first), cell("无")],
        vec![upper(second), cell(&one("1. 周知行，华夏光学学会理事长", 0))],
        vec![lower(), cell(&one("2. 冯向晚，华夏光学学会秘书长", 3))],
        vec![lower(), cell(&one("3. 陆行，华夏光学学会理事", 4))],
        vec![cell(third), cell(advice(1))],
    ];
    let across = vec![
        vec![wide(first, 2), wide("无", 3)],
        vec![wide(second, 2), wide(&two_persons(), 3)],
        vec![wide(third, 2), wide(advice(1), 3)],
    ];
    let above = vec![
        vec![cell(first)],
        vec![cell("无")],
        vec![cell(second)],
        vec![cell(&two_persons())],
        vec![cell(third)],
        vec![cell(advice(1))],
    ];
    let numbered = vec![
        vec![cell("序号"), cell("项目"), cell("内容")],
        vec![cell("1"), cell(first), cell("无")],
        vec![cell("2"), cell(second), cell(&two_persons())],
        vec![cell("3"), cell(third), cell(advice(1))],
    ];
    let sub = vec![
        vec![cell(first), wide("无", 4)],
        vec![
            upper(second),
            cell("姓名"),
            cell("单位"),
            cell("职务"),
            cell("感悟"),
        ],
        vec![
            lower(),
            cell("周知行"),
            cell(SOCIETY),
            cell("理事长"),
            cell(essay(0)),
        ],
        vec![
            lower(),
            cell("冯向晚"),
            cell(SOCIETY),
            cell("秘书长"),
            cell(essay(3)),
        ],
        vec![cell(third), wide(advice(1), 4)],
    ];
    let nested = grid(&[
        &["序号", "姓名", "职务", "感悟"],
        &["1", "周知行", "理事长、党委书记", essay(0)],
        &["2", "冯向晚", "秘书长", essay(3)],
    ]) + &line("");
    let cards = ["周知行|理事长|0", "冯向晚|秘书长|3"].map(|card| {
        let mut parts = card.split('|');
        let mut next = || parts.next().unwrap_or_default();
        let (name, duty, number) = (next(), next(), next().parse().unwrap_or(0));
        grid(&[&["姓名", name], &["职务", duty], &["感悟", essay(number)]]) + &line("")
    });
    let word = |path: &str, rows: &[Vec<Cell>]| Paper::new(path, file(&(head() + &table(rows))));
    vec![
        word("merged-cells/label-over-three-rows.docx", &down),
        word("merged-cells/several-columns-each.docx", &across),
        word("merged-cells/labels-above-answers.docx", &above),
        word("merged-cells/numbers-and-column-heads.docx", &numbered),
        word("merged-cells/a-sheet-of-persons-in-the-row.docx", &sub),
        Paper::new(
            "nested-tables/persons-in-a-table-in-the-cell.docx",
            file(&(head() + &rows_around(&nested))),
        ),
        Paper::new(
            "nested-tables/a-table-for-each-person-in-the-cell.docx",
            file(&(head() + &rows_around(&cards.concat()))),
        ),
        Paper::new(
            "nested-tables/the-whole-form-in-a-frame-table.docx",
            file(&table(&[vec![Cell::new(
                head() + &rows("无", &two_persons(), advice(1)) + &line(""),
            )]])),
        ),
        Paper::new(
            "nested-tables/text-around-the-inner-table.docx",
            file(
                &(head() + &rows_around(&(line("我会两位负责同志的感悟如下：") + &nested + &line("以上。")))),
            ),
        ),
    ]
}

const PROMPTS: [&str; 3] = [
    "（如有学会理事作为二十大代表参会，请填写此内容）\n填写示例：\n1. 张三，中国xx学会理事长、党委书记",
    "（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）",
    "（可另附页）",
];

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn blank() -> Vec<Paper> {
    let [first, second, third] = PROMPTS;
    let empty = heading(TITLE) + &lines("学会名称：\n填表人：\n联系方式：");
    let named = heading(TITLE) + &lines("学会名称：华夏光学学会\n填表人：\n联系方式：");
    let two = two_persons();
    let after = |prompt: &str, text: &str| format!("{prompt}\n{text}");
    let edited = first.replace(
        "张三，中国xx学会理事长、党委书记",
        "孟川，华夏光学学会理事长、党委书记",
    );
    vec![
        Paper::new(
            "blank-template/as-it-was-sent-out.docx",
            file(&(empty.clone() + &rows(first, second, third))),
        ),
        Paper::new(
            "blank-template/prompts-deleted.docx",
            file(&(empty.clone() + &rows("", "", ""))),
        ),
        Paper::new(
            "blank-template/only-the-society-filled-in.docx",
            file(&(named.clone() + &rows(first, second, third))),
        ),
        Paper::new(
            "blank-template/spaces-in-the-cells.docx",
            file(&(named + &rows("　", "   ", "\u{a0}"))),
        ),
        form(
            "blank-template/head-filled-in-rows-not.docx",
            first,
            second,
            third,
        ),
        form(
            "example-left/above-the-real-person.docx",
            &after(first, "2. 孟川，华夏光学学会副理事长、二十大代表"),
            &after(second, &two),
            &after(third, advice(1)),
        ),
        form(
            "example-left/alone-beside-real-answers.docx",
            first,
            &after(second, &two),
            advice(1),
        ),
        form(
            "example-left/edited-into-a-real-person.docx",
            &edited,
            &two,
            advice(1),
        ),
        form(
            "example-left/retyped-with-other-signs.docx",
            "填写示例：1、张三,中国××学会理事长、党委书记\n1、孟川，华夏光学学会理事",
            &two,
            advice(1),
        ),
        form(
            "example-left/only-the-word-example-deleted.docx",
            "1. 张三，中国xx学会理事长、党委书记\n2. 孟川，华夏光学学会理事",
            &two,
            advice(1),
        ),
        form(
            "example-left/a-real-person-called-zhang-san.docx",
            "1. 张三，华夏光学学会副理事长",
            &format!("1. 张三，{SOCIETY}副理事长\n{}", essay(5)),
            advice(1),
        ),
    ]
}
