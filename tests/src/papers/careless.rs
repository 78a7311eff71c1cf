//! What a hurried clerk of a society sends: everything in one cell, the example left in, persons in columns, texts out of
//! order, dates and telephones behind names.

use super::Paper;
use super::word::{cell, file, heading, line, lines, table};
use super::writing::{
    CONTACT, FILLER, LABELS, SOCIETY, TITLE, advice, essay, form, head, insights, lower, two_persons, upper,
};

fn paper(name: &str, body: &str) -> Paper {
    Paper::new(&format!("careless/{name}.docx"), file(body))
}

pub(super) fn papers() -> Vec<Paper> {
    [forms(), sheets(), essays()].concat()
}

fn forms() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    let [delegates, thoughts, advised] = LABELS;
    let stated = format!("学会名称：{SOCIETY}\n填表人：{FILLER}\n联系方式：{CONTACT}");
    let whole = format!(
        "{TITLE}\n{stated}\n{delegates}\n无\n{thoughts}\n{}\n{advised}\n{}",
        two_persons(),
        advice(1)
    );
    let own_order = format!(
        "{TITLE}\n{stated}\n{advised}：{}\n感悟：周知行（理事长）：{a}\n冯向晚（秘书长）：{b}",
        advice(1)
    );
    let tabs = format!("序号\t姓名\t职务\t感悟\n1\t周知行\t理事长\t{a}\n2\t冯向晚\t秘书长\t{b}");
    vec![
        paper("everything-in-one-cell", &table(&[vec![cell(&whole)]])),
        paper("rows-in-another-order", &lines(&own_order)),
        paper(
            "lines-with-tabs-for-a-table",
            &(head() + &lines(&tabs) + &lines(&format!("{advised}\n{}", advice(1)))),
        ),
        paper(
            "persons-side-by-side-in-a-row",
            &(head()
                + &table(&[
                    vec![cell(thoughts), cell("周知行（理事长）"), cell("冯向晚（秘书长）")],
                    vec![cell(""), cell(a), cell(b)],
                ])),
        ),
        insights(
            "careless/dates-and-telephones-behind-names.docx",
            &format!("周知行（理事长）2022年10月18日\n{a}\n冯向晚 秘书长 19900001234\n{b}"),
        ),
        insights(
            "careless/numbers-of-pages-in-a-text.docx",
            &format!("1. 周知行，理事长\n{a}\n- 1 -\n2. 冯向晚，秘书长\n{b}\n第 2 页 共 2 页"),
        ),
        form(
            "careless/the-same-as-above.docx",
            "无",
            &two_persons(),
            &format!("周知行：{}\n冯向晚：同上", advice(1)),
        ),
    ]
}

fn sheets() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let row = |texts: &[&str]| texts.iter().map(|text| cell(text)).collect::<Vec<_>>();
    let title = heading("“关键少数”感悟汇总表");
    vec![
        paper(
            "example-left-in-a-sheet",
            &(title.clone()
                + &table(&[
                    row(&["序号", "姓名", "单位及职务", "感悟"]),
                    row(&["例", "张三", "中国xx学会理事长", "示例：学习报告使我认识到……"]),
                    row(&["1", "周知行", "华夏光学学会理事长", a]),
                ])),
        ),
        paper(
            "persons-in-columns",
            &(title.clone()
                + &table(&[
                    row(&["姓名", "周知行", "冯向晚"]),
                    row(&["职务", "理事长", "秘书长"]),
                    row(&["感悟", a, b]),
                ])),
        ),
        paper(
            "a-name-over-two-rows",
            &(title
                + &table(&[
                    row(&["姓名", "职务", "感悟"]),
                    vec![upper("周知行"), upper("理事长"), cell(a)],
                    vec![lower(), lower(), cell(b)],
                    row(&["冯向晚", "秘书长", c]),
                ])),
        ),
    ]
}

fn essays() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    vec![
        paper(
            "essays-that-nothing-marks",
            &lines(&format!(
                "让一束光走得更远\n周知行\n{a}\n***\n把根扎进泥土里\n冯向晚\n{b}"
            )),
        ),
        paper(
            "signed-with-name-and-date",
            &(heading("让一束光走得更远")
                + &lines(&format!("{a}\n周知行 2022.10.18"))
                + &heading("把根扎进泥土里")
                + &lines(&format!("{b}\n冯向晚 2022.10.19"))),
        ),
        paper(
            "numbered-titles-above-fields",
            &lines(&format!(
                "1. 让一束光走得更远\n作者：周知行\n单位职务：华夏光学学会理事长\n{a}\n2. 把根扎进泥土里\n作者：冯向晚\n单位职务：秘书长\n{b}"
            )),
        ),
        paper(
            "about-the-author-below",
            &(heading("让一束光走得更远")
                + &heading("华夏光学学会　周知行")
                + &line(a)
                + &line("作者简介：周知行，华夏光学学会理事长，研究员。")),
        ),
    ]
}
