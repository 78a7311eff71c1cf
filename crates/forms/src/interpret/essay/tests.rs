use super::*;
use crate::interpret::sample::{centered, paragraph, with};

const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

fn of(blocks: &[Block], file: &str) -> Vec<FoundPiece> {
    with(|vocabulary| {
        read(
            &lines(blocks),
            crate::interpret::file_name::person(file),
            vocabulary,
        )
    })
}

fn short(piece: &FoundPiece) -> (Option<&str>, Option<&str>, &str) {
    (
        piece.title.as_deref(),
        piece.person.as_ref().map(|person| person.name.as_str()),
        piece.text.as_str(),
    )
}

#[test]
fn title_and_author_stand_above_the_text() {
    for author in [
        "华夏光学学会理事长 张　三",
        "张三（华夏光学学会理事长）",
        "作者：张三　职务：华夏光学学会理事长",
        "张三\n华夏光学学会理事长",
        "姓名：张三\n单位：华夏光学学会\n职务：理事长",
    ] {
        let mut blocks = vec![centered("把精密光学的路走稳走实")];
        blocks.extend(author.split('\n').map(centered));
        blocks.extend([paragraph(A), paragraph(B)]);
        let pieces = of(&blocks, "统计.docx");
        assert_eq!(pieces.len(), 1, "{author}");
        assert_eq!(
            short(&pieces[0]),
            (
                Some("把精密光学的路走稳走实"),
                Some("张三"),
                format!("{A}\n{B}").as_str()
            ),
            "{author}"
        );
        let person = pieces[0].person.clone().unwrap();
        assert_eq!(
            (person.affiliation.as_deref(), person.positions),
            (Some("华夏光学学会"), vec!["理事长".to_owned()]),
            "{author}"
        );
    }
}

#[test]
fn an_author_may_sign_below_the_text() {
    for tail in [
        "（作者：张三，华夏光学学会理事长）",
        "华夏光学学会\n理事长 张三\n2022年10月20日",
        "——华夏光学学会 张三",
        "供稿人：张三",
    ] {
        let mut blocks = vec![paragraph(A), paragraph(B)];
        blocks.extend(tail.split('\n').map(paragraph));
        assert_eq!(
            short(&of(&blocks, "感悟.docx")[0]),
            (None, Some("张三"), format!("{A}\n{B}").as_str()),
            "{tail}"
        );
    }
}

#[test]
fn the_file_name_names_the_person_when_nothing_else_does() {
    let pieces = of(&[paragraph(A), paragraph(B)], "张三学习感悟.docx");
    assert_eq!(short(&pieces[0]).1, Some("张三"));
    let pieces = of(
        &[centered("华夏光学学会党委对未来发展的谋划"), paragraph(A)],
        "华夏光学学会未来发展谋划.docx",
    );
    assert_eq!(
        short(&pieces[0]),
        (Some("华夏光学学会党委对未来发展的谋划"), None, A)
    );
}

#[test]
fn a_society_under_the_title_is_the_author_and_no_title() {
    let blocks = [
        centered("华夏光学学会党组织对未来发展的谋划"),
        centered("华夏光学学会党委"),
        paragraph(A),
    ];
    let pieces = of(&blocks, "谋划.docx");
    assert_eq!(
        short(&pieces[0]),
        (Some("华夏光学学会党组织对未来发展的谋划"), None, A)
    );
}

#[test]
fn headings_above_the_title_are_no_title() {
    let blocks = [
        paragraph("附件2"),
        centered("“关键少数”学习感悟"),
        centered("以实干推动高质量发展——工作札记"),
        centered("张三（理事长）"),
        paragraph(A),
        paragraph("一、坚持问题导向"),
        paragraph(B),
    ];
    let pieces = of(&blocks, "1.docx");
    let text = format!("{A}\n一、坚持问题导向\n{B}");
    assert_eq!(
        short(&pieces[0]),
        (
            Some("以实干推动高质量发展——工作札记"),
            Some("张三"),
            text.as_str()
        )
    );
    assert_eq!(pieces[0].label.as_ref().unwrap().as_str(), "key-few");
}

#[test]
fn several_essays_in_one_document_are_taken_apart() {
    let blocks = [
        centered("坐住冷板凳 攻克硬骨头"),
        centered("张三（理事长）"),
        paragraph(A),
        centered("让创新之光照进县域"),
        centered("秘书长 李四"),
        paragraph(B),
    ];
    let pieces = of(&blocks, "感悟.docx");
    assert_eq!(
        pieces.iter().map(short).collect::<Vec<_>>(),
        [
            (Some("坐住冷板凳 攻克硬骨头"), Some("张三"), A),
            (Some("让创新之光照进县域"), Some("李四"), B),
        ]
    );
    let blocks = [
        paragraph("1. 张三，理事长"),
        paragraph(A),
        paragraph("2. 李四，秘书长"),
        paragraph(B),
    ];
    assert_eq!(
        of(&blocks, "感悟.docx").iter().map(short).collect::<Vec<_>>(),
        [(None, Some("张三"), A), (None, Some("李四"), B)]
    );
}

#[test]
fn essays_are_taken_apart_by_bare_names_titles_and_signatures() {
    let date = || paragraph("2022年10月18日");
    let title = |text| centered(text);
    let (one, two) = ("坐住冷板凳", "让创新之光照进县域");
    for (name, blocks) in [
        (
            "bare names",
            vec![
                title(one),
                centered("张晓明"),
                paragraph(A),
                title(two),
                centered("李国强"),
                paragraph(B),
            ],
        ),
        (
            "signatures",
            vec![
                title(one),
                paragraph(A),
                paragraph("张晓明"),
                date(),
                title(two),
                paragraph(B),
                paragraph("李国强"),
                date(),
            ],
        ),
        (
            "numbered titles",
            vec![
                title("华夏学会学习感悟汇编"),
                paragraph("一、坐住冷板凳（张晓明，理事长）"),
                paragraph(A),
                paragraph("二、让创新之光照进县域（李国强，秘书长）"),
                paragraph(B),
            ],
        ),
    ] {
        assert_eq!(
            of(&blocks, "汇编.docx").iter().map(short).collect::<Vec<_>>(),
            [(Some(one), Some("张晓明"), A), (Some(two), Some("李国强"), B)],
            "{name}"
        );
    }
}

#[test]
fn an_office_may_stand_above_or_below_the_name() {
    for tail in [
        "华夏学会理事长\n王建军",
        "王建军\n华夏学会理事长\n2022年10月",
        "（作者为华夏学会理事长王建军）",
    ] {
        let mut blocks = vec![centered("坐住冷板凳"), paragraph(A), paragraph(B)];
        blocks.extend(tail.split('\n').map(paragraph));
        let pieces = of(&blocks, "1.docx");
        let person = pieces[0].person.clone().unwrap();
        assert_eq!(
            (person.name.as_str(), person.positions),
            ("王建军", vec!["理事长".to_owned()]),
            "{tail}"
        );
        assert_eq!(pieces[0].text, format!("{A}\n{B}"), "{tail}");
    }
    let blocks = [
        centered("坐住冷板凳"),
        centered("——学习报告有感"),
        centered("华夏学会理事长"),
        centered("张晓明"),
        paragraph(A),
    ];
    let pieces = of(&blocks, "1.docx");
    assert_eq!(
        short(&pieces[0]),
        (Some("坐住冷板凳——学习报告有感"), Some("张晓明"), A)
    );
    assert_eq!(pieces[0].person.as_ref().unwrap().positions, ["理事长"]);
}

#[test]
fn whom_a_text_quotes_is_not_its_author() {
    let quoted = "“为什么我的眼里常含泪水？因为我对这土地爱得深沉。”";
    let blocks = [
        centered("坐稳冷板凳"),
        paragraph(A),
        paragraph(quoted),
        paragraph("——艾青"),
    ];
    let text = format!("{A}\n{quoted}\n——艾青");
    assert_eq!(
        short(&of(&blocks, "王小明感悟.docx")[0]),
        (Some("坐稳冷板凳"), Some("王小明"), text.as_str())
    );
}

#[test]
fn persons_under_a_common_heading_keep_its_label() {
    let blocks = [
        centered("“关键少数”学习感悟"),
        paragraph("张三（理事长）"),
        paragraph(A),
        paragraph("李四（秘书长）"),
        paragraph(B),
    ];
    let pieces = of(&blocks, "汇编.docx");
    assert_eq!(
        pieces.iter().map(short).collect::<Vec<_>>(),
        [(None, Some("张三"), A), (None, Some("李四"), B)]
    );
    assert!(pieces.iter().all(|piece| {
        piece
            .label
            .as_ref()
            .is_some_and(|label| label.as_str() == "key-few")
    }));
}

#[test]
fn nobody_is_given_a_text_that_holds_another_author() {
    let blocks = [
        centered("坐住冷板凳"),
        centered("张晓明"),
        paragraph(A),
        paragraph("李国强"),
        paragraph("2022年10月19日"),
        paragraph(B),
    ];
    assert_eq!(short(&of(&blocks, "感悟.docx")[0]).1, None);
}

#[test]
fn a_covering_letter_is_no_essay() {
    let blocks = [
        centered("关于报送学习情况统计表的函"),
        paragraph("科技社团党委："),
        paragraph("根据通知要求，我会认真组织学习，现将有关材料报送如下。"),
        paragraph("华夏光学学会"),
    ];
    assert!(of(&blocks, "函.docx").is_empty());
}
