//! 汇总表 — a person in a row, as a workbook and as a table in Word.

use super::Paper;
use super::word::{cell, file, grid, heading, line, table};
use super::workbook::{Tab, workbook};
use super::writing::{PLANS, SOCIETY, YOUNG_ESSAYS, advice, essay, lower, pick, upper, wide};

const KEY_FEW: &str = "“关键少数”感悟";

pub(super) fn book(path: &str, tabs: &[Tab]) -> Paper {
    Paper::new(path, workbook(tabs))
}

pub(super) fn papers() -> Vec<Paper> {
    [books(), more_books(), words()].concat()
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn books() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let head: &[&str] = &["序号", "姓名", "单位", "职务", "感悟"];
    let rows: [&[&str]; 2] = [
        &["1", "周知行", SOCIETY, "理事长、党委书记", a],
        &["2", "冯向晚", SOCIETY, "秘书长", b],
    ];
    let [first, second] = rows;
    vec![
        book(
            "summary-sheets/plain.xlsx",
            &[Tab::new("Sheet1", &[head, first, second])],
        ),
        book(
            "summary-sheets/title-and-society-above.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["“关键少数”学习党的二十大精神感悟汇总表"],
                    &["学会名称：华夏光学学会", "", "", "填表人：李文静"],
                    head,
                    first,
                    second,
                ],
            )
            .merged(&["A1:E1", "A2:C2"])],
        ),
        book(
            "summary-sheets/total-below.xlsx",
            &[Tab::new(
                "汇总表",
                &[head, first, second, &["合计", "2人"], &["注：本表由秘书处填写。"]],
            )],
        ),
        book(
            "summary-sheets/society-merged-down.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["学会名称", "姓名", "职务", "感悟"],
                    &[SOCIETY, "周知行", "理事长", a],
                    &["", "冯向晚", "秘书长", b],
                    &["", "陆行", "理事", c],
                ],
            )
            .merged(&["A2:A4"])],
        ),
        book(
            "summary-sheets/item-in-a-column.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["序号", "类别", "姓名", "职务", "内容"],
                    &["=1", KEY_FEW, "周知行", "理事长", a],
                    &["=2", "青年感悟", "温知夏", "会员", pick(YOUNG_ESSAYS, 0)],
                    &["=3", "建言献策", "冯向晚", "秘书长", advice(2)],
                    &["=4", "未来设想", "", "", pick(PLANS, 0)],
                ],
            )],
        ),
        book(
            "summary-sheets/item-merged-down.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["类别", "姓名", "职务", "内容"],
                    &[KEY_FEW, "周知行", "理事长", a],
                    &["", "冯向晚", "秘书长", b],
                    &["建言献策", "陆行", "理事", advice(3)],
                ],
            )
            .merged(&["A2:A3"])],
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn more_books() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let head: &[&str] = &["姓名", "职务", "感悟"];
    let two: &[&[&str]] = &[head, &["周知行", "理事长", a], &["冯向晚", "秘书长", b]];
    let hidden_row = Tab {
        hidden_rows: &[2],
        ..Tab::new("汇总表", two)
    };
    let hidden_column = Tab {
        hidden_columns: &[1],
        ..Tab::new("汇总表", two)
    };
    let hidden_tab = Tab {
        hidden: Some("hidden"),
        ..Tab::new("旧稿", &[head, &["陆行", "理事", c]])
    };
    vec![
        book("summary-sheets/hidden-row.xlsx", &[hidden_row]),
        book("summary-sheets/hidden-column.xlsx", &[hidden_column]),
        book(
            "summary-sheets/hidden-sheet.xlsx",
            &[Tab::new("汇总表", two), hidden_tab],
        ),
        book(
            "summary-sheets/a-sheet-for-each-item.xlsx",
            &[
                Tab::new("关键少数", two),
                Tab::new(
                    "建言献策",
                    &[&["姓名", "职务", "建议内容"], &["陆行", "理事", advice(2)]],
                ),
                Tab::new("Sheet3", &[]),
            ],
        ),
        book(
            "summary-sheets/numbers-for-telephones.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["姓名", "职务", "联系电话", "出生年月", "感悟"],
                    &["周知行", "理事长", "=19900001234", "@24837", a],
                    &["冯向晚", "秘书长", "=1.9900005678E10", "@31229", b],
                ],
            )],
        ),
        book(
            "summary-sheets/two-rows-of-column-heads.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["序号", "基本情况", "", "学习感悟"],
                    &["", "姓名", "职务", ""],
                    &["1", "周知行", "理事长", a],
                    &["2", "冯向晚", "秘书长", b],
                ],
            )
            .merged(&["A1:A2", "B1:C1", "D1:D2"])],
        ),
        book(
            "summary-sheets/insight-and-advice-side-by-side.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["姓名", "职务", "学习感悟", "建言献策"],
                    &["周知行", "理事长", a, advice(1)],
                    &["冯向晚", "秘书长", b, ""],
                ],
            )],
        ),
        book(
            "summary-sheets/nobody-filled-in.xlsx",
            &[Tab::new(
                "汇总表",
                &[
                    &["序号", "姓名", "职务", "感悟"],
                    &["1", "", "", ""],
                    &["2", "", "", ""],
                ],
            )],
        ),
        book(
            "summary-sheets/a-person-without-a-text.xlsx",
            &[Tab::new(
                "汇总表",
                &[head, &["周知行", "理事长", a], &["冯向晚", "秘书长", ""]],
            )],
        ),
        book(
            "summary-sheets/a-list-of-participants.xlsx",
            &[Tab::new(
                "签到表",
                &[
                    &["序号", "姓名", "职务", "电话"],
                    &["1", "周知行", "理事长", "=19900001234"],
                    &["2", "冯向晚", "秘书长", "=19900005678"],
                ],
            )],
        ),
    ]
}

fn words() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    let title = heading("学习党的二十大精神感悟汇总表") + &line("报送单位：华夏光学学会");
    let plain = grid(&[
        &["序号", "姓名", "单位及职务", "感悟"],
        &["1", "周知行", "华夏光学学会理事长", a],
        &["2", "冯 向 晚", "华夏光学学会秘书长", b],
    ]);
    let items = table(&[
        vec![cell("类别"), cell("姓名"), cell("职务"), cell("内容")],
        vec![upper(KEY_FEW), cell("周知行"), cell("理事长"), cell(a)],
        vec![lower(), cell("冯向晚"), cell("秘书长"), cell(b)],
        vec![cell("建言献策"), cell("陆行"), cell("理事"), cell(advice(3))],
    ]);
    let inside = table(&[
        vec![wide("“关键少数”学习感悟汇总表", 3)],
        vec![cell("姓名"), cell("职务"), cell("感悟")],
        vec![cell("周知行"), cell("理事长"), cell(a)],
        vec![cell("合计"), wide("1篇", 2)],
    ]);
    let row = |name: &str, duty: &str, text: &str| grid(&[&["姓名", "职务", "感悟"], &[name, duty, text]]);
    vec![
        Paper::new(
            "summary-tables/unit-and-office-in-one-column.docx",
            file(&(title.clone() + &plain)),
        ),
        Paper::new(
            "summary-tables/item-merged-down.docx",
            file(&(title.clone() + &items)),
        ),
        Paper::new("summary-tables/title-and-total-inside.docx", file(&inside)),
        Paper::new(
            "summary-tables/head-repeated-on-the-next-page.docx",
            file(&(title + &row("周知行", "理事长", a) + &line("") + &row("冯向晚", "秘书长", b))),
        ),
        Paper::new(
            "summary-tables/headings-between-the-tables.docx",
            file(
                &(heading("一、“关键少数”感悟")
                    + &row("周知行", "理事长", a)
                    + &heading("二、青年感悟")
                    + &row("温知夏", "会员", pick(YOUNG_ESSAYS, 0))),
            ),
        ),
    ]
}
