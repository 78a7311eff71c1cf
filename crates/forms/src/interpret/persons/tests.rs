use super::*;
use crate::interpret::sample::{digest, expected, items};

fn of(text: &str) -> Found {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| trim(line).to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    read(&lines, &Titles::new(&items()), None)
}

fn check(text: &str, want: &[(&str, &str, &str)]) {
    assert_eq!(digest(&of(text).pieces), expected(want), "{text}");
}

const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";
const B: &str = "下一步，我将结合本职工作：1. 开展服务；2. 培训人员。";

#[test]
fn several_persons_are_separated_in_every_notation() {
    let want = [
        ("张三", "理事长、党委书记", format!("{A}\n{B}")),
        ("欧阳修竹", "秘书长", A.to_owned()),
    ];
    let want: Vec<(&str, &str, &str)> = want.iter().map(|(n, p, t)| (*n, *p, t.as_str())).collect();
    for text in [
        format!("1. 张　三，华夏光学学会理事长、党委书记\n{A}\n{B}\n2. 欧阳修竹,秘书长\n{A}"),
        format!("（1）张三，理事长、党委书记\n{A}\n{B}\n（2）欧阳修竹，秘书长\n{A}"),
        format!(
            "姓名：张三\n单位：华夏光学学会\n职务：理事长、党委书记\n感悟：{A}\n{B}\n姓名：欧阳修竹\n职务：秘书长\n感悟：{A}"
        ),
        format!(
            "姓名：张三　职务：理事长、党委书记\n感悟：\n{A}\n{B}\n姓名：欧阳修竹　职务：秘书长\n感悟：\n{A}"
        ),
        format!("张三（华夏光学学会理事长、党委书记）：{A}\n{B}\n欧阳修竹（秘书长）：{A}"),
        format!("【张三 华夏光学学会理事长、党委书记】\n{A}\n{B}\n【欧阳修竹 秘书长】\n{A}"),
        format!("{A}\n{B}\n——张三，理事长、党委书记\n{A}\n——欧阳修竹，秘书长"),
        format!("{A}\n{B}\n华夏光学学会理事长、党委书记　张三\n{A}\n秘书长　欧阳修竹"),
        format!("张三，理事长、党委书记\n{A}\n{B}\n欧阳修竹 秘书长：\n{A}"),
        format!(
            "单位：华夏光学学会\n姓名：张三\n职务：理事长、党委书记\n{A}\n{B}\n单位：华夏光学学会\n姓名：欧阳修竹\n职务：秘书长\n{A}"
        ),
    ] {
        check(&text, &want);
    }
}

#[test]
fn numbered_suggestions_without_names_are_one_piece_with_their_numbers() {
    let text = "1. 建议设立智能材料专项，支持青年人员。\n2. 建议完善同行评议制度，减少重复填报。";
    check(text, &[("", "", text)]);
}

#[test]
fn numbered_paragraphs_inside_a_text_are_no_persons() {
    let text = format!(
        "1. 张三，理事长\n{A}\n（1）加强基础研究，久久为功。\n（2）培养青年人才，压担子。\n一、未来工作打算"
    );
    check(&text, &[("张三", "理事长", text.split_once('\n').unwrap().1)]);
}

#[test]
fn labels_direct_the_pieces_behind_them() {
    let found = of(&format!("【学习感悟】\n1. 张三，理事长\n{A}\n【未来设想】\n{B}"));
    assert_eq!(
        digest(&found.pieces),
        expected(&[("张三", "理事长", A), ("", "", B)])
    );
    assert_eq!(found.pieces[0].label, None);
    assert_eq!(found.pieces[1].label.as_ref().unwrap().as_str(), "plan");
    let found = of(&format!("未来设想：{B}\n学习感悟：\n张三（理事长）：{A}"));
    assert_eq!(
        digest(&found.pieces),
        expected(&[("", "", B), ("张三", "理事长", A)])
    );
    assert_eq!(found.pieces[0].label.as_ref().unwrap().as_str(), "plan");
    assert_eq!(found.pieces[1].label, None);
    let found = of(&format!(
        "【关键少数】\n姓名：张三\n职务：理事长\n感悟：{A}\n建言献策：{B}"
    ));
    let labels: Vec<_> = found
        .pieces
        .iter()
        .map(|p| p.label.as_ref().map(|l| l.as_str().to_owned()))
        .collect();
    assert_eq!(labels, [Some("key-few".to_owned()), Some("advice".to_owned())]);
    assert_eq!(found.pieces[1].person.as_ref().unwrap().name, "张三");
}

#[test]
fn numbers_in_brackets_and_the_young_direct_the_pieces_behind_them() {
    let labels = |text: &str| -> Vec<_> {
        let pieces = of(text).pieces.into_iter();
        let label = |piece: FoundPiece| piece.label.map_or_else(String::new, |l| l.as_str().to_owned());
        pieces.map(label).collect()
    };
    let text = format!("（一）学习感悟\n张三，理事长\n{A}\n（二）未来设想\n{B}");
    assert_eq!(labels(&text), ["", "plan"]);
    check(&text, &[("张三", "理事长", A), ("", "", B)]);
    let text = format!("关键少数：\n张三，理事长\n{A}\n青年：\n李四，讲师\n{B}");
    assert_eq!(labels(&text), ["key-few", "youth"]);
    check(&text, &[("张三", "理事长", A), ("李四", "讲师", B)]);
    let text = format!("张三，理事长\n{A}\n青年\n{B}");
    assert_eq!(labels(&text), [""]);
}

#[test]
fn a_numbered_heading_of_the_text_is_no_label() {
    let text = format!("一、总体情况\n{A}\n二、未来设想\n{B}");
    check(&text, &[("", "", &text)]);
}

#[test]
fn headings_and_fields_inside_a_text_stay_in_it() {
    let text = format!("{A}\n学习体会\n{B}\n内容：三个方面。\n职称：评审要看实际贡献。");
    check(&format!("1. 张三，理事长\n{text}"), &[("张三", "理事长", &text)]);
    check(&text, &[("", "", &text)]);
}

#[test]
fn rare_and_transcribed_names_are_heads() {
    check(
        &format!("1. 𡈽井清，华夏光学学会理事\n{A}\n2. 阿依努尔·图尔逊，理事\n{B}"),
        &[("𡈽井清", "理事", A), ("阿依努尔·图尔逊", "理事", B)],
    );
}

#[test]
fn names_alone_count_where_the_text_begins_with_one() {
    check(
        &format!("1. 张三\n{A}\n2. 李四\n{B}"),
        &[("张三", "", A), ("李四", "", B)],
    );
    check(
        &format!("张三：{A}\n李四：{B}"),
        &[("张三", "", A), ("李四", "", B)],
    );
}

#[test]
fn an_attached_text_is_no_text() {
    let found = of("1. 张三，理事长（感悟见附件）\n2. 李四，秘书长\n见附件");
    assert_eq!((found.pieces.len(), found.attached), (0, true));
    assert!(of("详见附件").attached);
}

#[test]
fn words_of_introduction_are_nobodys_text() {
    check(
        &format!("现将我会感悟报送如下：\n1. 张三，理事长\n{A}"),
        &[("张三", "理事长", A)],
    );
}
