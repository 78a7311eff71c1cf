//! Essays in documents of their own.

use super::Paper;
use super::word::{file, heading, line, lines, right};
use super::writing::{PLANS, SOCIETY, YOUNG_ESSAYS, advice, essay, pick};

fn paper(path: &str, body: &str) -> Paper {
    Paper::new(path, file(body))
}

fn indented(text: &str) -> String {
    text.split('\n').map(|one| line(&format!("　　{one}"))).collect()
}

pub(super) fn papers() -> Vec<Paper> {
    [tops(), ends()].concat()
}

fn tops() -> Vec<Paper> {
    let title = heading("让一束光走得更远");
    let text = indented(essay(1));
    vec![
        paper(
            "essays/title-and-author.docx",
            &(title.clone() + &heading("华夏光学学会理事长　周知行") + &text),
        ),
        paper(
            "essays/author-in-brackets.docx",
            &(title.clone() + &heading("（华夏光学学会理事长 周知行）") + &text),
        ),
        paper(
            "essays/author-over-two-lines.docx",
            &(title.clone() + &heading("周知行") + &heading("华夏光学学会理事长、党委书记") + &text),
        ),
        paper(
            "essays/title-with-subtitle.docx",
            &(title.clone()
                + &heading("——学习党的二十大精神的几点体会")
                + &heading("华夏光学学会　周知行")
                + &text),
        ),
        paper(
            "essays/fields-at-the-head.docx",
            &(heading("“关键少数”学习党的二十大精神感悟")
                + &lines("姓名：周知行\n单位：华夏光学学会\n职务：理事长")
                + &text),
        ),
        paper(
            "essays/item-as-the-title.docx",
            &(heading("青年科技工作者学习党的二十大精神感悟")
                + &heading("江滨理工大学副教授　温知夏")
                + &indented(pick(YOUNG_ESSAYS, 1))
                + &indented(pick(YOUNG_ESSAYS, 2))),
        ),
        paper(
            "essays/no-title.docx",
            &(line("周知行（华夏光学学会理事长）") + &text),
        ),
        paper("essays/周知行-关键少数感悟.docx", &text),
        paper(
            "essays/attachment-mark-above.docx",
            &(line("附件2") + &title + &heading("华夏光学学会理事长　周知行") + &text),
        ),
        paper(
            "essays/subheadings-inside.docx",
            &(title
                + &heading("华夏光学学会理事长　周知行")
                + &lines("一、提高站位，统一思想")
                + &text
                + &lines("二、结合实际，抓好落实")
                + &indented(essay(3))),
        ),
    ]
}

fn ends() -> Vec<Paper> {
    let title = heading("让一束光走得更远");
    let text = indented(essay(1));
    let two = heading("让一束光走得更远")
        + &heading("华夏光学学会理事长　周知行")
        + &text
        + &heading("把好学问写在田里")
        + &heading("华夏光学学会理事　陆行")
        + &indented(essay(3));
    let plan = heading("华夏光学学会党组织对未来发展的谋划")
        + &indented(pick(PLANS, 1))
        + &right("华夏光学学会党委")
        + &right("2022年10月20日");
    let suggestions = heading("关于完善科研仪器共享的建议")
        + &heading("华夏光学学会　冯向晚")
        + &indented(advice(1))
        + &indented(advice(6));
    vec![
        paper(
            "essays/signed-at-the-end.docx",
            &(title.clone() + &text + &right("华夏光学学会理事长　周知行") + &right("2022年10月20日")),
        ),
        paper(
            "essays/signed-by-name-alone.docx",
            &(title.clone() + &text + &right("周知行") + &right("二〇二二年十月二十日")),
        ),
        paper(
            "essays/dash-in-the-last-line.docx",
            &(title.clone() + &text + &right("——华夏光学学会理事长 周知行")),
        ),
        paper(
            "essays/author-told-at-the-end.docx",
            &(title.clone() + &heading("周知行") + &text + &line("（作者系华夏光学学会理事长、党委书记）")),
        ),
        paper(
            "essays/contributed-by.docx",
            &(title.clone() + &text + &line(&format!("供稿：{SOCIETY}秘书处 冯向晚"))),
        ),
        paper("essays/by-the-party-committee.docx", &plan),
        paper("essays/two-authors-in-one-file.docx", &two),
        paper("essays/a-suggestion-of-its-own.docx", &suggestions),
        paper(
            "essays/salutation-and-closing.docx",
            &(title
                + &heading("华夏光学学会理事长　周知行")
                + &line("各位同仁：")
                + &text
                + &line("谢谢大家！")),
        ),
    ]
}
