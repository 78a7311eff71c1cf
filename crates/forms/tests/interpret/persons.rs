//! Persons in tables, letters, sheets and pictures; and nothing that was not there.

use super::*;

#[test]
fn persons_may_stand_in_a_table_of_their_own_inside_the_row() {
    let sheet = table(&[
        &["序号", "姓名", "职务", "感悟"],
        &["1", "欧阳松", "理事长、党委书记", &format!("{A}\n{B}")],
        &["2", "李四", "秘书长", B],
    ]);
    let nested = Row {
        cells: vec![cell(0, 1, vec![paragraph(INSIGHTS)]), cell(1, 1, vec![sheet])],
    };
    let within = vec![
        Row {
            cells: vec![
                cell(0, 3, vec![paragraph(INSIGHTS)]),
                cell(1, 1, vec![paragraph("姓名")]),
                cell(2, 1, vec![paragraph("欧阳松")]),
            ],
        },
        Row {
            cells: vec![
                cell(1, 1, vec![paragraph("职务")]),
                cell(2, 1, vec![paragraph("理事长、党委书记")]),
            ],
        },
        Row {
            cells: vec![
                cell(1, 1, vec![paragraph("感悟")]),
                cell(2, 1, vec![paragraph(A), paragraph(B)]),
            ],
        },
    ];
    let form = |rows: Vec<Row>| {
        let rows = [
            vec![row(&["学会名称", "华夏光学学会"]), row(&[DELEGATES, "无"])],
            rows,
            vec![row(&["建言献策", ""])],
        ]
        .concat();
        file(vec![
            centered(TITLE),
            Block::Table(Table {
                rows,
                ..Table::default()
            }),
        ])
    };
    assert_eq!(digest(&only(&form(vec![nested])).pieces), insights_pieces());
    assert_eq!(digest(&only(&form(within)).pieces), insights_pieces()[..1]);
}

#[test]
fn a_form_typed_into_a_letter_is_a_form() {
    let found = body(&format!(
        "各位老师：\n　　我会情况如下：\n\n{TITLE}\n\n学会名称：华夏光学学会\n填表人：李四\n联系方式：19900001234，hx@hx.example\n\n一、{DELEGATES}：\n1. 赵六，华夏光学学会副理事长\n\n二、{INSIGHTS}：\n{}\n\n三、建言献策：\n1. 建议设立专项。\n2. 建议完善制度。\n\n--\n华夏光学学会秘书处\n电话：010-55501234",
        insights_cell()
    ));
    let form = only(&found);
    assert_eq!(
        heads(form),
        ["华夏光学学会", "李四", "19900001234，hx@hx.example"]
    );
    assert_eq!(form.delegates[0].name, "赵六");
    let advice = "advice||||1. 建议设立专项。\n2. 建议完善制度。".to_owned();
    assert_eq!(digest(&form.pieces), [insights_pieces(), vec![advice]].concat());
    assert!(found.pieces.is_empty());
}

#[test]
fn fields_of_persons_in_a_typed_form_are_no_head_lines() {
    let found = body(&format!(
        "学会名称：华夏光学学会\n填表人：赵六\n联系方式：19900001234\n{INSIGHTS}：\n姓名：欧阳松\n单位：华夏光学学会\n职务：理事长、党委书记\n联系方式：19900009999\n感悟：{A}\n{B}\n建言献策：\n无"
    ));
    assert_eq!(heads(only(&found)), ["华夏光学学会", "赵六", "19900001234"]);
    assert_eq!(digest(&only(&found).pieces), insights_pieces()[..1]);
}

#[test]
fn a_sheet_of_persons_states_its_society_and_label() {
    let rows: &[&[&str]] = &[
        &["“关键少数”学习党的二十大精神感悟汇总表"],
        &["学会名称：华夏光学学会"],
        &["序号", "姓名", "单位", "职务", "感悟内容"],
        &["1", "欧阳松", "华夏光学学会", "理事长、党委书记", A],
        &["2", "李四", "", "秘书长", B],
    ];
    let found = file(vec![table(rows)]);
    assert_eq!(found.societies, ["华夏光学学会"]);
    assert_eq!(
        digest(&found.pieces),
        [
            format!("|key-few|欧阳松|理事长、党委书记|{A}"),
            format!("|key-few|李四|秘书长|{B}")
        ]
    );
    // The same in Word, with title and society in paragraphs.
    let above = vec![
        centered("华夏光学学会建言献策汇总表"),
        paragraph("学会名称：华夏光学学会"),
        table(&[&["序号", "姓名", "职务", "建议内容"], &["1", "李四", "秘书长", B]]),
    ];
    let found = file(above);
    assert_eq!((found.societies.len(), found.forms.len()), (1, 0));
    assert_eq!(digest(&found.pieces), [format!("|advice|李四|秘书长|{B}")]);
}

#[test]
fn pictures_belong_to_the_only_person() {
    let picture = Picture {
        name: "image1.jpeg".to_owned(),
        sha256: "0".repeat(64),
        bytes: 1,
        width: 800,
        height: 600,
        line: None,
        rows: None,
    };
    let with = |blocks| {
        read(
            &Document {
                blocks,
                pictures: vec![picture.clone(); 2],
                ..Document::default()
            },
            Place::File("张三感悟.docx"),
        )
    };
    assert_eq!(with(vec![paragraph(A)]).pieces[0].pictures, [0, 1]);
    let form = |insights: &str| {
        vec![
            centered(TITLE),
            table(&[&[DELEGATES, ""], &[INSIGHTS, insights], &["建言献策", B]]),
        ]
    };
    let found = with(form(&format!("张三（理事长）：{A}")));
    assert_eq!(
        found.forms[0]
            .pieces
            .iter()
            .map(|piece| piece.pictures.len())
            .collect::<Vec<_>>(),
        [2, 0]
    );
    let found = with(form(&insights_cell()));
    assert!(
        found.forms[0]
            .pieces
            .iter()
            .all(|piece| piece.pictures.is_empty())
    );
}

proptest::proptest! {
    #[test]
    fn nothing_is_invented_and_nothing_panics(parts in proptest::collection::vec(fragment(), 0..14), wild in ".{0,40}") {
        let text = format!("{}\n{wild}", parts.concat());
        let document = Document { blocks: text.split('\n').map(paragraph).collect(), ..Document::default() };
        let rows: Vec<Row> = text.split('\n').map(|line| row(&line.split('|').collect::<Vec<_>>())).collect();
        let grid = Document { blocks: vec![Block::Table(Table { rows, ..Table::default() })], ..Document::default() };
        for document in [document, grid] {
            // Two cells of one field become one line: blanks and colons aside.
            let bare = |text: &str| domain::text::squash(text).replace(['：', ':'], "");
            let whole = bare(&forms::document::lines_of(&document.blocks).concat());
            for place in [Place::Body, Place::File("张三（理事长）感悟.docx")] {
                let found = read(&document, place);
                for piece in found.forms.iter().flat_map(|form| &form.pieces).chain(&found.pieces) {
                    for line in piece.text.split('\n') {
                        proptest::prop_assert!(whole.contains(&bare(line)), "{line} of {whole:?}");
                    }
                }
            }
        }
    }
}

/// Pieces of what people write, in any order.
fn fragment() -> impl proptest::strategy::Strategy<Value = String> {
    let words = "1.  （2） 三、 张三 阿依努尔·图尔逊 ， （ ） ： : | | —— 【 】 华夏光学学会 理事长 党委书记、 副研究员 青年科技工作者 姓名： 职务： 单位： 感悟： 学习感悟 未来设想： 建言献策 学会名称： 填表人 联系方式 \
                 19900001234 无 见附件 （可另附页） 2022年10月20日 附件 姓名 职务 内容 序号 您好！ 请查收。 -- 𠮷川和 作者： 供稿人： （盖章） 等";
    let parts: Vec<&str> = words
        .split(' ')
        .chain([
            "\n",
            "\n",
            "\n",
            "|",
            "　",
            "欧阳　松",
            TITLE,
            DELEGATES,
            INSIGHTS,
            A,
            B,
        ])
        .collect();
    proptest::sample::select(parts).prop_map(str::to_owned)
}

#[test]
fn a_name_alone_in_the_first_line_is_the_author_and_no_title() {
    let whose = |lines: &[&str]| {
        let found = file(lines.iter().map(|line| paragraph(line)).collect());
        let piece = found.pieces.into_iter().next().unwrap();
        (piece.person.map(|person| person.name), piece.title)
    };
    let by = |name: &str, title: Option<&str>| (Some(name.to_owned()), title.map(str::to_owned));
    assert_eq!(whose(&["张建国", A, B]), by("张建国", None));
    assert_eq!(
        whose(&["张建国", "踔厉奋发向未来", A, B]),
        by("张建国", Some("踔厉奋发向未来"))
    );
    for title in ["强国梦", "丰碑", "高山"] {
        assert_eq!(whose(&[title, A, B]), (None, Some(title.to_owned())));
    }
}
