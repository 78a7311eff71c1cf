//! What Word keeps beside the text: changes, comments, controls, lists.

use super::Paper;
use super::word::{
    Cell, DOCUMENT, Part, cell, file, file_with, line, lines, run, runs, styled, table, with_properties,
};
use super::writing::{LABELS, SOCIETY, advice, essay, head, rows_around};

const BY: &str = r#"w:id="7" w:author="何叙" w:date="2022-10-20T09:00:00Z""#;

pub(super) fn papers() -> Vec<Paper> {
    [changes(), controls(), lists()].concat()
}

/// A form whose second answer is these paragraphs.
fn around(path: &str, insights: &str) -> Paper {
    Paper::new(path, file(&(head() + &rows_around(insights))))
}

fn inserted(text: &str) -> String {
    format!("<w:ins {BY}>{}</w:ins>", run(text))
}

fn deleted(text: &str) -> String {
    format!(r#"<w:del {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>"#)
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn changes() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    let author = line("1. 周知行，华夏光学学会理事长");
    let joined = with_properties(
        &format!("<w:rPr><w:del {BY}/></w:rPr>"),
        &run("学习报告之后，我反复思考"),
    ) + &line("学会能为粮食安全做些什么，答案在田里。");
    let moved = runs(&format!(
        "<w:moveFrom {BY}>{}</w:moveFrom>",
        run("好奇心是最宝贵的种子。")
    )) + &lines(a)
        + &runs(&format!(
            "<w:moveTo {BY}>{}</w:moveTo>",
            run("好奇心是最宝贵的种子。")
        ));
    let gone = format!("<w:trPr><w:del {BY}/></w:trPr>");
    let row = table(&[
        vec![cell(LABELS[0]), cell("无")],
        vec![cell("原来的一行"), Cell::new(runs(&deleted("这一行已经删去。")))],
        vec![cell(LABELS[1]), cell(&format!("1. 周知行，{SOCIETY}理事长\n{a}"))],
        vec![cell(LABELS[2]), cell(advice(0))],
    ])
    .replacen("</w:tr><w:tr>", &format!("</w:tr><w:tr>{gone}"), 1);
    let commented = runs(&format!(
        r#"<w:commentRangeStart w:id="1"/>{}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>"#,
        run(b)
    ));
    let comments = Part {
        name: "comments",
        root: "comments",
        inner: format!(
            r#"<w:comment w:id="1" w:author="何叙">{}</w:comment>"#,
            line("这里请周理事长再改一改。")
        ),
    };
    vec![
        around(
            "tracked-changes/office-corrected.docx",
            &(runs(&(run("1. 周知行，华夏光学学会") + &deleted("副理事长") + &inserted("理事长")))
                + &lines(a)),
        ),
        around(
            "tracked-changes/sentence-deleted.docx",
            &(author.clone() + &runs(&(run(a) + &deleted("这句话不再说了。"))) + &lines(b)),
        ),
        around(
            "tracked-changes/paragraph-mark-deleted.docx",
            &(author.clone() + &joined + &lines(b)),
        ),
        around("tracked-changes/sentence-moved.docx", &(author.clone() + &moved)),
        around(
            "tracked-changes/whole-paragraphs-inserted.docx",
            &(runs(&inserted("1. 周知行，华夏光学学会理事长")) + &runs(&inserted(a))),
        ),
        Paper::new("tracked-changes/row-deleted.docx", file(&(head() + &row))),
        Paper::new(
            "tracked-changes/comment-beside-the-text.docx",
            file_with(
                &(head() + &rows_around(&(author + &commented))),
                DOCUMENT,
                &[comments],
            ),
        ),
    ]
}

fn control(properties: &str, inner: &str) -> String {
    format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
}

fn controls() -> Vec<Paper> {
    let a = essay(0);
    let list = r#"<w:dropDownList><w:listItem w:displayText="理事长" w:value="1"/><w:listItem w:displayText="秘书长" w:value="2"/></w:dropDownList>"#;
    let checked = r#"<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>"#;
    let date = r#"<w:date w:fullDate="2022-10-20T00:00:00Z"><w:dateFormat w:val="yyyy年M月d日"/></w:date>"#;
    let choice = runs(&(run("1. 周知行，华夏光学学会") + &control(list, &run("理事长"))));
    let placeholder = control("<w:showingPlcHdr/>", &run("单击或点击此处输入文字。"));
    let body = |inner: &str| head() + &rows_around(inner);
    let answered = table(&[
        vec![cell(LABELS[0]), cell("无")],
        vec![cell(LABELS[1]), cell(&format!("1. 周知行，{SOCIETY}理事长\n{a}"))],
        vec![cell(LABELS[2]), cell(advice(0))],
    ]);
    let row_control = answered
        .replacen("<w:tr>", "<w:sdt><w:sdtPr/><w:sdtContent><w:tr>", 1)
        .replacen("</w:tr>", "</w:tr></w:sdtContent></w:sdt>", 1);
    let named = super::word::heading(super::writing::TITLE)
        + &runs(&(run("学会名称：") + &control("<w:text/>", &run(SOCIETY))))
        + &runs(&(run("填表人：") + &control("<w:text/>", &run("李文静"))))
        + &runs(&(run("联系方式：") + &placeholder))
        + &answered;
    let word = |path: &str, body: &str| Paper::new(path, file_with(body, DOCUMENT, &[]));
    vec![
        word(
            "content-controls/whole-cell.docx",
            &body(&control("", &(line("1. 周知行，华夏光学学会理事长") + &lines(a)))),
        ),
        word("content-controls/drop-down.docx", &body(&(choice + &lines(a)))),
        word(
            "content-controls/placeholder-left.docx",
            &body(&(line("1. 周知行，华夏光学学会理事长") + &lines(a) + &runs(&placeholder))),
        ),
        word(
            "content-controls/only-the-placeholder.docx",
            &body(&runs(&placeholder)),
        ),
        word(
            "content-controls/checkbox.docx",
            &body(
                &(runs(&(control(checked, &run("☑")) + &run("同意公开发表")))
                    + &line("1. 周知行，华夏光学学会理事长")
                    + &lines(a)),
            ),
        ),
        word(
            "content-controls/date.docx",
            &(body(&(line("1. 周知行，华夏光学学会理事长") + &lines(a)))
                + &runs(&(run("填表日期：") + &control(date, &run("2022年10月20日"))))),
        ),
        word("content-controls/around-a-row.docx", &(head() + &row_control)),
        word("content-controls/head-lines.docx", &named),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn lists() -> Vec<Paper> {
    let level = |number: u8, format: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let list =
        |id: u8, levels: &str| format!(r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum>"#);
    let abstracts = list(0, &level(0, "decimal", "%1."))
        + &list(
            1,
            &(level(0, "chineseCountingThousand", "%1、") + &level(1, "chineseCountingThousand", "（%2）")),
        )
        + &list(2, &level(0, "bullet", "\u{f0b7}"));
    let numbers = [0, 1, 2].map(|id| {
        format!(
            r#"<w:num w:numId="{}"><w:abstractNumId w:val="{id}"/></w:num>"#,
            id + 1
        )
    });
    let numbering = Part {
        name: "numbering",
        root: "numbering",
        inner: abstracts + &numbers.concat(),
    };
    let item = |list: u8, level: u8, text: &str| {
        with_properties(
            &format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#),
            &run(text),
        )
    };
    let [a, b] = [0, 3].map(essay);
    let [first, second] = ["周知行，华夏光学学会理事长", "冯向晚，华夏光学学会秘书长"];
    let word = |path: &str, insights: &str| {
        Paper::new(
            path,
            file_with(
                &(head() + &rows_around(insights)),
                DOCUMENT,
                std::slice::from_ref(&numbering),
            ),
        )
    };
    vec![
        word(
            "automatic-numbers/persons.docx",
            &(item(1, 0, first) + &lines(a) + &item(1, 0, second) + &lines(b)),
        ),
        word(
            "automatic-numbers/persons-in-chinese.docx",
            &(item(2, 0, first) + &lines(a) + &item(2, 0, second) + &lines(b)),
        ),
        word(
            "automatic-numbers/headings-and-persons.docx",
            &(item(2, 0, "“关键少数”感悟")
                + &item(2, 1, first)
                + &lines(a)
                + &item(2, 1, second)
                + &lines(b)
                + &item(2, 0, "未来设想")
                + &lines("今后五年，学会将建好三个专业智库小组，办好青年学术沙龙。")),
        ),
        word(
            "automatic-numbers/points-inside-a-text.docx",
            &(line(&format!("1. {first}"))
                + &item(1, 0, "坚持学习，把报告原文读懂。")
                + &item(1, 0, "抓好落实，把平台建好用好。")
                + &line(&format!("2. {second}"))
                + &lines(b)),
        ),
        word(
            "automatic-numbers/bullets-inside-a-text.docx",
            &(line(first)
                + &item(3, 0, "坚持学习，把报告原文读懂。")
                + &item(3, 0, "抓好落实，把平台建好用好。")
                + &runs(&styled("<w:b/>", second))
                + &lines(b)),
        ),
    ]
}
