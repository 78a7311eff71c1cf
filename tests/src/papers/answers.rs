//! What stands in the cells: many people in many notations, labels, references to attachments, nil reports.

use super::Paper;
use super::word::{bold, file, heading, line, lines};
use super::writing::{PLANS, SOCIETY, YOUNG_ESSAYS, advice, essay, form, head, insights, pick, rows_around};

pub(super) fn papers() -> Vec<Paper> {
    [many(), many_more(), labels(), attached(), nil()].concat()
}

/// One cell, many people.
fn many() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let whole = essay(2);
    vec![
        insights(
            "many-people/full-width-colon-after-the-office.docx",
            &format!("1. 周知行，{SOCIETY}理事长：{a}\n2. 冯向晚，{SOCIETY}秘书长：{b}"),
        ),
        insights(
            "many-people/chinese-numbers-in-brackets.docx",
            &format!("（一）周知行，{SOCIETY}理事长、党委书记\n{a}\n（二）冯向晚，{SOCIETY}秘书长\n{b}"),
        ),
        insights(
            "many-people/chinese-numbers.docx",
            &format!("一、周知行（理事长、党委书记）\n{a}\n二、冯向晚（秘书长）\n{b}\n三、陆行（理事）\n{c}"),
        ),
        insights(
            "many-people/black-brackets.docx",
            &format!("【周知行】理事长\n{a}\n【冯向晚】秘书长\n{b}"),
        ),
        insights(
            "many-people/fields-on-lines.docx",
            &format!(
                "姓名：周知行\n职务：理事长、党委书记\n感悟内容：{a}\n\n姓名：冯向晚\n职务：秘书长\n感悟内容：{b}"
            ),
        ),
        insights(
            "many-people/fields-in-one-line.docx",
            &format!("1、姓名：周知行  职务：理事长  内容：{a}\n2、姓名：冯向晚  职务：秘书长  内容：{b}"),
        ),
        insights(
            "many-people/circled-numbers.docx",
            &format!("①周知行，理事长\n{a}\n②冯向晚，秘书长\n{b}\n③陆行，理事\n{c}"),
        ),
        insights(
            "many-people/separated-by-blank-lines.docx",
            &format!("周知行　{SOCIETY}理事长\n{a}\n\n冯向晚　{SOCIETY}秘书长\n{b}"),
        ),
        insights(
            "many-people/round-brackets-and-text-behind.docx",
            &format!("周知行（{SOCIETY}理事长）：{a}\n冯向晚（{SOCIETY}秘书长）：{b}"),
        ),
        insights(
            "many-people/signed-below.docx",
            &format!("{a}\n——周知行，{SOCIETY}理事长\n{b}\n——冯向晚，{SOCIETY}秘书长"),
        ),
        insights(
            "many-people/office-above-the-name.docx",
            &format!("理事长　周知行\n{whole}\n秘书长　冯向晚\n{b}"),
        ),
        insights(
            "many-people/numbered-paragraphs-inside-the-texts.docx",
            &format!(
                "1. 周知行，{SOCIETY}理事长\n一是坚持学习。{a}\n二是抓好落实。{b}\n（1）建好平台。\n（2）用好人才。\n2. 冯向晚，{SOCIETY}秘书长\n1. 提高服务质量，把会员请进来。\n2. {c}"
            ),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn many_more() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let named = bold("周知行（理事长）") + &lines(a) + &bold("冯向晚（秘书长）") + &lines(b);
    let stacked = bold("周知行")
        + &line("华夏光学学会理事长、党委书记")
        + &lines(a)
        + &bold("冯向晚")
        + &line("华夏光学学会秘书长")
        + &lines(b);
    vec![
        Paper::new(
            "many-people/bold-names.docx",
            file(&(head() + &rows_around(&named))),
        ),
        Paper::new(
            "many-people/bold-names-office-below.docx",
            file(&(head() + &rows_around(&stacked))),
        ),
        insights(
            "many-people/full-width-digits.docx",
            &format!("１．周知行，理事长、党委书记\n{a}\n２．冯向晚，秘书长\n{b}"),
        ),
        insights(
            "many-people/mixed-notations.docx",
            &format!(
                "1. 周知行，{SOCIETY}理事长\n{a}\n【冯向晚　{SOCIETY}秘书长】\n{b}\n陆行（{SOCIETY}理事）：{c}"
            ),
        ),
        insights(
            "many-people/one-person-without-a-number.docx",
            &format!("周知行，{SOCIETY}理事长、党委书记\n{}\n{b}", essay(1)),
        ),
        insights("many-people/nobody-named.docx", &format!("{a}\n{b}")),
        insights(
            "many-people/titles-above-the-texts.docx",
            &format!(
                "1. 周知行，{SOCIETY}理事长\n题目：以光为尺\n{a}\n2. 冯向晚，{SOCIETY}秘书长\n题目：把会办实\n{b}"
            ),
        ),
        insights(
            "many-people/a-colleague-is-quoted.docx",
            &format!(
                "1. 周知行，{SOCIETY}理事长\n{a}\n冯向晚秘书长说：“青年是未来。”我十分赞同。\n张工、李工也常常这样讲。"
            ),
        ),
        insights(
            "many-people/all-in-one-paragraph.docx",
            &format!("1.周知行，理事长：{a}2.冯向晚，秘书长：{b}"),
        ),
        form(
            "many-people/suggestions-by-persons.docx",
            "无",
            &format!("1. 周知行，{SOCIETY}理事长\n{a}"),
            &format!(
                "1. 冯向晚，{SOCIETY}秘书长\n{}\n2. 陆行，{SOCIETY}理事\n{}",
                advice(1),
                advice(2)
            ),
        ),
        form(
            "many-people/suggestions-by-nobody-numbered.docx",
            "无",
            &format!("1. 周知行，{SOCIETY}理事长\n{a}"),
            &format!("1. {}\n2. {}\n3. {}", advice(1), advice(2), advice(3)),
        ),
    ]
}

fn labels() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    let [plan, young] = [pick(PLANS, 0), pick(YOUNG_ESSAYS, 0)];
    vec![
        insights(
            "labels-in-the-cell/plan-behind-the-essays.docx",
            &format!(
                "1. 周知行，{SOCIETY}理事长\n{a}\n2. 冯向晚，{SOCIETY}秘书长\n{b}\n【未来设想】\n{plan}"
            ),
        ),
        insights(
            "labels-in-the-cell/plan-in-front.docx",
            &format!(
                "未来设想：{plan}\n感悟：\n1. 周知行，{SOCIETY}理事长\n{a}\n2. 冯向晚，{SOCIETY}秘书长\n{b}"
            ),
        ),
        insights(
            "labels-in-the-cell/three-headings.docx",
            &format!(
                "一、“关键少数”感悟\n（一）周知行，{SOCIETY}理事长\n{a}\n（二）冯向晚，{SOCIETY}秘书长\n{b}\n二、青年科技工作者感悟\n（一）温知夏，江滨光电研究所助理研究员\n{young}\n三、未来设想\n{plan}"
            ),
        ),
        insights(
            "labels-in-the-cell/only-the-plan.docx",
            &format!("未来设想\n{plan}"),
        ),
        insights(
            "labels-in-the-cell/item-in-each-head.docx",
            &format!("【关键少数】周知行，{SOCIETY}理事长\n{a}\n【青年】温知夏，{SOCIETY}会员\n{young}"),
        ),
        insights(
            "labels-in-the-cell/plan-by-the-party-committee.docx",
            &format!("1. 周知行，{SOCIETY}理事长\n{a}\n2. {SOCIETY}党委未来设想：\n{plan}"),
        ),
    ]
}

fn attached() -> Vec<Paper> {
    let a = essay(0);
    vec![
        insights("attached-rows/see-attachment.docx", "见附件"),
        insights("attached-rows/on-another-page.docx", "（另附页）"),
        insights(
            "attached-rows/named-attachment.docx",
            "详见附件1《学习贯彻党的二十大精神感悟汇编》。",
        ),
        insights("attached-rows/behind.docx", "附后"),
        insights(
            "attached-rows/persons-and-see-attachment.docx",
            &format!("1. 周知行，{SOCIETY}理事长（见附件1）\n2. 冯向晚，{SOCIETY}秘书长（见附件2）"),
        ),
        insights(
            "attached-rows/one-here-the-rest-attached.docx",
            &format!("1. 周知行，{SOCIETY}理事长\n{a}\n其余感悟见附件。"),
        ),
        form("attached-rows/both-rows.docx", "无", "见附件1", "见附件2"),
    ]
}

fn nil() -> Vec<Paper> {
    let a = format!("1. 周知行，{SOCIETY}理事长\n{}", essay(0));
    let word = |path: &str, word: &str| form(path, word, &a, word);
    let every = |path: &str, word: &str| form(path, word, word, word);
    vec![
        word("nil-reports/none.docx", "无"),
        word("nil-reports/none-for-now.docx", "暂无。"),
        word("nil-reports/no-such-thing.docx", "无此项"),
        word("nil-reports/zero-report.docx", "零报告"),
        word("nil-reports/in-brackets.docx", "（无）"),
        word("nil-reports/a-dash.docx", "——"),
        word("nil-reports/a-slash.docx", "/"),
        word("nil-reports/a-sentence.docx", "我会无此类情况。"),
        word("nil-reports/below-the-prompt.docx", "（可另附页）\n无"),
        every("nil-reports/every-row.docx", "无"),
        Paper::new(
            "nil-reports/a-letter-that-says-so.docx",
            file(&(heading("零报告") + &line("经统计，我会无相关情况，特此报告。") + &line(SOCIETY))),
        ),
    ]
}
