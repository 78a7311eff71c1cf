//! What stands around the texts of persons: who is named inside them, who handled them, where they go on, cards beside each
//! other.

use super::Paper;
use super::sheets::book;
use super::word::{file, heading, line, lines, right};
use super::workbook::Tab;
use super::writing::{advice, essay, form, head, insights, rows, two_persons};

fn paper(name: &str, body: &str) -> Paper {
    Paper::new(&format!("around-the-text/{name}.docx"), file(body))
}

pub(super) fn papers() -> Vec<Paper> {
    [essays(), forms(), sheets()].concat()
}

fn essays() -> Vec<Paper> {
    let [a, b, c] = [0, 3, 8].map(essay);
    let headed = heading("把冷板凳坐热") + &heading("华夏光学学会理事长 周知行");
    let signed = right("华夏光学学会理事长 周知行") + &right("2022年10月20日");
    let edited = |by: &str| {
        let body = |title: &str, name: &str, text: &str| {
            heading(title) + &heading(&format!("华夏光学学会理事 {name}")) + &line(text) + &lines(by)
        };
        body("把冷板凳坐热", "周知行", a) + &body("灯火长明", "冯向晚", b)
    };
    let unit = |title: &str, author: &str, text: &str| {
        lines(&format!(
            "{title}\n华夏光学学会\n{author}\n（2022年10月20日）\n{text}"
        ))
    };
    vec![
        paper(
            "another-person-named-inside",
            &(headed.clone() + &line(a) + &line("王建国（华夏光学学会理事）") + &line(b)),
        ),
        paper(
            "quotation-above-a-signed-text",
            &(heading("把冷板凳坐热")
                + &lines("科学没有国界，科学家有祖国。\n——王建国")
                + &line(a)
                + &signed),
        ),
        paper("sent-by-somebody-else", &edited("供稿：李文静")),
        paper("editors-below", &edited("（完）\n审核：秘书处\n（李文静 整理）")),
        paper(
            "unit-on-a-line-of-its-own",
            &(unit("把冷板凳坐热", "理事长 周知行", a) + &unit("灯火长明", "冯向晚", b)),
        ),
        paper(
            "cover-above-bare-names",
            &(["华夏光学学会", "学习党的二十大精神感悟汇编", "二〇二二年十月"]
                .map(heading)
                .concat()
                + &["把冷板凳坐热", "周知行"].map(heading).concat()
                + &line(a)
                + &["灯火长明", "冯向晚"].map(heading).concat()
                + &line(b)),
        ),
        paper(
            "rare-surname-below-a-title",
            &(["把冷板凳坐热", "周知行"].map(heading).concat()
                + &line(a)
                + &["灯火长明", "都新洁"].map(heading).concat()
                + &line(b)
                + &["向下扎根", "母志华"].map(heading).concat()
                + &line(c)),
        ),
        paper(
            "proposers-below-and-in-brackets",
            &lines(&format!(
                "一、关于数据共享的建议（周知行）\n{}\n二、关于科普的建议\n（冯向晚，华夏光学学会理事）\n{}",
                advice(1),
                advice(2)
            )),
        ),
    ]
}

fn forms() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    vec![
        paper(
            "suggestion-below-the-table",
            &(head()
                + &rows("无", &two_persons(), advice(1))
                + &line("建议简化报销手续，把签字环节减少到三个。")),
        ),
        paper(
            "text-below-the-table",
            &(head()
                + &rows("无", &two_persons(), advice(1))
                + &line("作为一名基层科研人员，我还体会到创新是第一动力。")),
        ),
        insights(
            "around-the-text/titles-and-bare-names-in-the-row.docx",
            &format!("把冷板凳坐热\n周知行\n{a}\n灯火长明\n冯向晚\n{b}"),
        ),
        insights(
            "around-the-text/title-below-the-author-in-the-row.docx",
            &format!("周知行，理事长\n把冷板凳坐热\n{a}\n冯向晚，秘书长\n灯火长明\n{b}"),
        ),
        insights(
            "around-the-text/signed-below-in-the-row.docx",
            &format!("{a}\n签名：周知行\n{b}\n签名：冯向晚"),
        ),
        insights(
            "around-the-text/speaker-inside-a-text.docx",
            &format!("周知行，理事长\n{a}\n发言人：王建国\n{b}"),
        ),
        form(
            "around-the-text/delegates-counted.docx",
            "共2人：周知行 华夏光学学会副理事长；冯向晚 华夏光学学会理事",
            &two_persons(),
            &format!("1. {}\n以上建议由华夏光学学会理事周知行提出。", advice(1)),
        ),
    ]
}

fn sheets() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    vec![
        book(
            "around-the-text/cards-beside-each-other.xlsx",
            &[Tab::new(
                "感悟",
                &[
                    &["姓名", "周知行", "", "姓名", "冯向晚"],
                    &["职务", "理事长", "", "职务", "秘书长"],
                    &["感悟", a, "", "感悟", b],
                ],
            )],
        ),
        book(
            "around-the-text/as-above.xlsx",
            &[Tab::new(
                "感悟",
                &[
                    &["序号", "学会名称", "姓名", "职务", "感悟"],
                    &["1", "华夏光学学会", "周知行", "理事", a],
                    &["2", "同上", "冯向晚", "〃", b],
                ],
            )],
        ),
    ]
}
