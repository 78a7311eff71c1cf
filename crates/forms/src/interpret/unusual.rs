//! Tests of whole documents that bend the form or are none.

use super::sample::{centered, digest, expected, paragraph, table, with};
use super::{FoundForm, Interpretation, Place, interpret_by};
use crate::document::{Block, Document};

const TITLE: &str = "全国学会学习党的二十大精神情况统计表";
const INSIGHTS: &str = "学习贯彻党的二十大精神的感悟（未来设想）";
const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
const B: &str = "下一步，我将结合本职工作，继续在基层开展服务，让更多的人了解科学。";

fn of(blocks: Vec<Block>) -> Interpretation {
    let document = Document {
        blocks,
        ..Document::default()
    };
    with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary))
}

fn heads(form: &FoundForm) -> [&str; 3] {
    [&form.society, &form.filled_by, &form.contact].map(|value| value.as_deref().unwrap_or_default())
}

const HEADS: [&str; 3] = ["华夏光学学会", "钱戊", "010-55501234"];

#[test]
fn labels_say_who_filled_in_the_form_in_any_compound() {
    for (filler, contact) in [
        ("填表人员", "填表人员电话"),
        ("报送者姓名", "联系人的手机号码"),
        ("经办人签名", "经办人联系方式"),
    ] {
        let found = of(vec![
            paragraph(TITLE),
            paragraph("学会名称：华夏光学学会"),
            paragraph(&format!("{filler}：钱戊")),
            paragraph(&format!("{contact}：010-55501234")),
            table(&[&[INSIGHTS, &format!("1. 张三，理事长\n{A}")]]),
        ]);
        assert_eq!(heads(&found.forms[0]), HEADS, "{filler}");
    }
}

#[test]
fn one_label_may_ask_for_two_things() {
    let head = |lines: &[&str]| {
        let mut blocks = vec![paragraph(TITLE)];
        blocks.extend(lines.iter().map(|line| paragraph(line)));
        blocks.push(table(&[&[INSIGHTS, &format!("1. 张三，理事长\n{A}")]]));
        heads(&of(blocks).forms[0]).map(str::to_owned)
    };
    for both in [
        "联系人及联系电话：钱戊 010-55501234",
        "经办人及联系电话：钱戊010-55501234",
        "经办人、联系电话：钱戊、010-55501234",
        "填表人/电话：钱戊/010-55501234",
        "联系人（电话）：钱戊（010-55501234）",
    ] {
        assert_eq!(head(&["学会名称：华夏光学学会", both]), HEADS, "{both}");
        let line = format!("学会名称：华夏光学学会    {both}");
        assert_eq!(head(&[&line]), HEADS, "{line}");
    }
    for society in [
        "学会名称（盖章）及负责人：华夏光学学会 张三",
        "学会名称及负责人：华夏光学学会（盖章）　张三",
        "填报单位、负责人：华夏光学学会、张三",
    ] {
        let found = head(&[society, "填表人：钱戊　联系方式：010-55501234"]);
        assert_eq!(found, HEADS, "{society}");
    }
    let in_cells = of(vec![
        paragraph(TITLE),
        table(&[
            &["学会名称（盖章）及负责人", "华夏光学学会 张三"],
            &["经办人及联系电话", "钱戊 010-55501234"],
            &[INSIGHTS, &format!("1. 张三，理事长\n{A}")],
        ]),
    ]);
    assert_eq!(heads(&in_cells.forms[0]), HEADS);
}

#[test]
fn a_value_of_the_head_ends_where_something_else_is_stated() {
    for (filler, contact) in [
        (
            "填表人：钱戊    填表日期：2022年10月20日",
            "联系方式：010-55501234    传真：010-55501235",
        ),
        (
            "填表人：钱戊（签字）\t审核人：赵主任",
            "联系方式：010-55501234，填表日期：2022.10.20",
        ),
        ("填表人：钱戊　　单位负责人：张三　　", "联系电话：010-55501234"),
        ("填表人：钱戊 科室：学术部", "联系方式：010-55501234"),
    ] {
        let found = of(vec![
            paragraph(TITLE),
            paragraph("学会名称：华夏光学学会"),
            paragraph(filler),
            paragraph(contact),
            table(&[&[INSIGHTS, &format!("1. 张三，理事长\n{A}")]]),
        ]);
        assert_eq!(heads(&found.forms[0]), HEADS, "{filler}");
    }
    let found = of(vec![
        paragraph("学会名称：华夏光学学会　填表人：钱戊　联系方式：010-55501234"),
        paragraph(TITLE),
        table(&[&[INSIGHTS, &format!("1. 张三，理事长\n{A}")]]),
    ]);
    assert_eq!(heads(&found.forms[0]), HEADS);
}

#[test]
fn a_text_that_is_put_off_is_no_piece() {
    for answer in ["后续补充", "（稍后报送）", "同上。"] {
        let found = of(vec![
            paragraph(TITLE),
            paragraph("学会名称：华夏光学学会"),
            table(&[
                &[INSIGHTS, &format!("1. 张三，理事长\n{A}")],
                &["建言献策", answer],
            ]),
        ]);
        let form = &found.forms[0];
        assert_eq!(
            (form.pieces.len(), form.textless.as_slice()),
            (1, ["建言献策".to_owned()].as_slice()),
            "{answer}"
        );
    }
}

#[test]
fn the_head_may_stand_below_the_rows() {
    let found = of(vec![
        paragraph(TITLE),
        table(&[&[INSIGHTS, &format!("1. 张三，理事长\n{A}")]]),
        paragraph("学会名称：华夏光学学会"),
        paragraph("填表人：钱戊"),
        paragraph("联系方式：010-55501234"),
    ]);
    let [form] = found.forms.as_slice() else {
        panic!("one form: {found:?}")
    };
    assert_eq!(heads(form), HEADS);
    assert_eq!(digest(&form.pieces), expected(&[("张三", "理事长", A)]));
}

#[test]
fn a_label_that_the_form_does_not_have_ends_the_value_before_it() {
    let found = of(vec![
        paragraph(TITLE),
        table(&[
            &["学会名称", "华夏光学学会", "填表人", "钱戊"],
            &["联系方式", "010-55501234", "填表日期", "2022.10.20"],
            &[INSIGHTS, &format!("1. 张三，理事长\n{A}")],
        ]),
    ]);
    assert_eq!(heads(&found.forms[0]), HEADS);
}

#[test]
fn a_row_that_goes_on_under_its_label_again_stays_one() {
    let found = of(vec![
        paragraph(TITLE),
        paragraph("学会名称：华夏光学学会"),
        table(&[
            &[INSIGHTS, &format!("1. 张三，理事长\n{A}")],
            &[&format!("{INSIGHTS}（续）"), B],
        ]),
    ]);
    assert_eq!(
        digest(&found.forms[0].pieces),
        expected(&[("张三", "理事长", &format!("{A}\n{B}"))])
    );
}

#[test]
fn rows_with_name_and_office_above_a_row_say_whose_text_it_is() {
    let found = of(vec![
        paragraph(TITLE),
        paragraph("学会名称：华夏光学学会"),
        table(&[&["姓名", "张三"], &["职务", "理事长"], &[INSIGHTS, A]]),
    ]);
    assert_eq!(digest(&found.forms[0].pieces), expected(&[("张三", "理事长", A)]));
}

#[test]
fn a_table_for_each_person_is_no_form_and_no_sheet() {
    let card = |name: &str, text: &str| {
        table(&[
            &["姓名", name, "职务", "理事长"],
            &["单位", "华夏光学学会", "电话", "010-55501234"],
            &["感悟内容", text],
        ])
    };
    let found = of(vec![
        centered("“关键少数”学习党的二十大精神感悟"),
        paragraph("报送单位：华夏光学学会"),
        card("张三", A),
        card("李四", B),
    ]);
    assert!(found.forms.is_empty());
    assert_eq!(
        digest(&found.pieces),
        expected(&[("张三", "理事长", A), ("李四", "理事长", B)])
    );
}

#[test]
fn persons_are_written_in_still_more_ways() {
    for head in [
        "1. 张三同志（华夏光学学会理事长）",
        "〔张三〕华夏光学学会理事长",
        "【张三】理事长",
        "1. 张三\n华夏光学学会理事长",
        "1. 张三，男，汉族，1972年5月生，博士学位，华夏光学学会理事长",
    ] {
        let found = of(vec![
            paragraph(TITLE),
            paragraph("学会名称：华夏光学学会"),
            table(&[&[INSIGHTS, &format!("{head}\n{A}\n{B}")]]),
        ]);
        let want = [("张三", "理事长", format!("{A}\n{B}"))];
        let want: Vec<_> = want.iter().map(|(n, p, t)| (*n, *p, t.as_str())).collect();
        assert_eq!(digest(&found.forms[0].pieces), expected(&want), "{head}");
    }
}

#[test]
fn dates_and_the_ways_to_reach_an_author_are_no_text() {
    let found = of(vec![
        centered("把精密光学的路走稳走实"),
        centered("张三（理事长）"),
        centered("（2022年10月19日）"),
        paragraph(A),
        paragraph(B),
        paragraph("（作者系华夏光学学会理事长）"),
        paragraph("联系人：钱戊　电话：010-55501234"),
    ]);
    assert_eq!(
        digest(&found.pieces),
        expected(&[("张三", "理事长", &format!("{A}\n{B}"))])
    );
}

#[test]
fn the_papers_of_an_office_are_nobodys_thoughts() {
    for title in [
        "关于召开2022年学术年会的通知（第一轮）",
        "华夏光学学会工作简报",
        "学术年会邀请函",
        "青年论坛会议日程",
        "个人简历",
    ] {
        let found = of(vec![centered(title), paragraph(A), paragraph(B)]);
        assert!(found.pieces.is_empty(), "{title}: {:?}", found.pieces);
    }
}

#[test]
fn a_duty_roster_is_no_sheet_of_thoughts() {
    let found = of(vec![table(&[
        &["序号", "姓名", "职务", "工作内容"],
        &["1", "张三", "理事", "负责会务接待"],
    ])]);
    assert!(found.pieces.is_empty(), "{:?}", found.pieces);
}

#[test]
fn the_long_title_of_a_collection_is_nobodys_text() {
    let found = of(vec![
        centered("华夏青少年科技教育工作者协会“关键少数”学习感悟汇编"),
        paragraph("一、张三（理事长）"),
        paragraph(A),
        paragraph("二、李四（秘书长）"),
        paragraph(B),
    ]);
    assert_eq!(
        digest(&found.pieces),
        expected(&[("张三", "理事长", A), ("李四", "秘书长", B)])
    );
}

#[test]
fn the_head_of_a_form_in_a_letter_may_stand_where_letters_are_signed() {
    let lines = [
        "现报送我会材料。",
        &format!("建言献策：{B}"),
        &format!("感悟：张三（理事长）：{A}"),
        "学会名称：华夏光学学会",
        "填表人：钱戊",
        "联系方式：010-55501234",
    ];
    let document = Document {
        blocks: lines.iter().map(|line| paragraph(line)).collect(),
        ..Document::default()
    };
    let found = with(|vocabulary| interpret_by(&document, Place::Body, vocabulary));
    let form = &found.forms[0];
    assert_eq!(heads(form)[1..], HEADS[1..]);
    assert_eq!(
        digest(&form.pieces),
        expected(&[("", "", B), ("张三", "理事长", A)])
    );
}
