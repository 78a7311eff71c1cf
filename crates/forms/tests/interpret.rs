//! Whole documents as societies send them, built by hand: forms in every layout, essays, sheets, letters.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that only tests call"
)]

use domain::deadline::{Deadline, Due};
use domain::ids::ItemId;
use domain::notice::{
    Bounds, CollectionItem, ExpectedOf, FormHeader, FormRow, FormTemplate, HeaderField, NilReport,
    Obligation, Per, Requirements, RowContent,
};
use forms::document::{Block, Cell, Document, Paragraph, Picture, Row, Table};
use forms::interpret::{FoundForm, FoundPiece, Interpretation, Place, Vocabulary, interpret};
use proptest::strategy::Strategy as _;

const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
const B: &str = "下一步，我将结合本职工作，继续在基层开展服务，让更多的人了解科学。";
const TITLE: &str = "全国学会学习党的二十大精神情况统计表";
const DELEGATES: &str = "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况";
const INSIGHTS: &str = "学习贯彻党的二十大精神的感悟（未来设想）";

fn item(id: &str, title: &str, alias: &str, per: Per) -> CollectionItem {
    CollectionItem {
        id: ItemId::parse(id).unwrap(),
        title: title.to_owned(),
        aliases: vec![alias.to_owned()],
        audience: String::new(),
        per,
        obligation: Obligation::Required,
        expected_of: ExpectedOf::All,
        deadline: Deadline {
            due: Due::Prompt,
            phrase: None,
        },
        requires: Requirements::default(),
        characters: Bounds::default(),
        entries: Bounds::default(),
        age: None,
        nil_report: NilReport::NotAllowed,
    }
}

fn read(document: &Document, place: Place<'_>) -> Interpretation {
    let items = vec![
        item("plan", "学会党组织对未来发展的谋划", "未来设想", Per::Society),
        item(
            "key-few",
            "“关键少数”学习党的二十大精神感悟",
            "关键少数感悟",
            Per::Person,
        ),
        item(
            "youth",
            "青年科技工作者学习党的二十大精神感悟",
            "青年感悟",
            Per::Person,
        ),
        item("advice", "科技工作者建言献策", "建言献策", Per::Either),
    ];
    let header = |label: &str, field| FormHeader {
        label: label.to_owned(),
        field,
    };
    let row = |label: &str, field: &str, content, prompts: &[&str]| FormRow {
        label: label.to_owned(),
        field: field.to_owned(),
        content,
        prompts: prompts.iter().map(|prompt| (*prompt).to_owned()).collect(),
    };
    let ids =
        |names: &[&str]| RowContent::Pieces(names.iter().map(|name| ItemId::parse(name).unwrap()).collect());
    let example = [
        "（如有学会理事作为二十大代表参会，请填写此内容）",
        "填写示例：",
        "1. 张三，中国xx学会理事长、党委书记",
    ];
    let template = FormTemplate {
        title: TITLE.to_owned(),
        headers: vec![
            header("学会名称", HeaderField::Society),
            header("填表人", HeaderField::FilledBy),
            header("联系方式", HeaderField::Contact),
        ],
        rows: vec![
            row(DELEGATES, "delegates", RowContent::Delegates, &example),
            row(
                INSIGHTS,
                "insights",
                ids(&["key-few", "youth", "plan"]),
                &["（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）"],
            ),
            row("建言献策", "advice", ids(&["advice"]), &["（可另附页）"]),
        ],
    };
    interpret(
        document,
        place,
        Vocabulary {
            template: Some(&template),
            items: &items,
        },
    )
}

fn file(blocks: Vec<Block>) -> Interpretation {
    read(
        &Document {
            blocks,
            ..Document::default()
        },
        Place::File("材料.docx"),
    )
}

fn body(text: &str) -> Interpretation {
    read(
        &Document {
            blocks: text.split('\n').map(paragraph).collect(),
            ..Document::default()
        },
        Place::Body,
    )
}

fn only(found: &Interpretation) -> &FoundForm {
    assert_eq!(found.forms.len(), 1, "{found:#?}");
    &found.forms[0]
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        ..Paragraph::default()
    })
}

fn centered(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        centered: true,
        bold: true,
        heading: false,
    })
}

fn cell(column: u32, row_span: u32, blocks: Vec<Block>) -> Cell {
    Cell {
        column,
        column_span: 1,
        row_span,
        blocks,
    }
}

fn row(texts: &[&str]) -> Row {
    let cells = texts
        .iter()
        .zip(0..)
        .map(|(text, column)| cell(column, 1, text.split('\n').map(paragraph).collect()));
    Row {
        cells: cells.collect(),
    }
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(Table {
        sheet: None,
        rows: rows.iter().map(|texts| row(texts)).collect(),
    })
}

/// Row, label, name, positions and text of each piece.
fn digest(pieces: &[FoundPiece]) -> Vec<String> {
    let shown = |piece: &FoundPiece| {
        let person = piece.person.clone().unwrap_or_default();
        let label = piece.label.as_ref().map_or("", |label| label.as_str());
        format!(
            "{}|{label}|{}|{}|{}",
            piece.row.as_deref().unwrap_or(""),
            person.name,
            person.positions.join("、"),
            piece.text
        )
    };
    pieces.iter().map(shown).collect()
}

fn heads(form: &FoundForm) -> [&str; 3] {
    [&form.society, &form.filled_by, &form.contact].map(|value| value.as_deref().unwrap_or(""))
}

fn insights_cell() -> String {
    format!("1. 欧阳　松，华夏光学学会理事长、党委书记\n{A}\n{B}\n2. 李四，秘书长\n{B}")
}

fn insights_pieces() -> Vec<String> {
    vec![
        format!("insights||欧阳松|理事长、党委书记|{A}\n{B}"),
        format!("insights||李四|秘书长|{B}"),
    ]
}

#[test]
fn head_lines_stand_in_paragraphs_in_one_line_or_in_cells() {
    let rows = [
        [DELEGATES, "无"],
        [INSIGHTS, &insights_cell()],
        ["建言献策", "1. 建议设立专项。\n2. 建议完善制度。"],
    ];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
    let pairs: Vec<&[&str]> = vec![
        &["学会\n名称：", "华夏光学学会（盖章）"],
        &["填 表 人", "李四"],
        &["联系方式", "19900001234"],
    ];
    let layouts = [
        vec![
            paragraph("学会名称：华夏光学学会"),
            paragraph("填　表　人: 李四"),
            paragraph("联系方式 ：19900001234"),
            table(&rows),
        ],
        vec![
            paragraph("学会名称：华夏光学学会　　填表人：李四　　联系方式：19900001234"),
            table(&rows),
        ],
        vec![table(&[pairs.clone(), rows.clone()].concat())],
        vec![table(
            &[
                vec![
                    [
                        "学会名称",
                        "华夏光学学会",
                        "填表人",
                        "李四",
                        "联系方式",
                        "19900001234",
                    ]
                    .as_slice(),
                ],
                rows.clone(),
            ]
            .concat(),
        )],
        vec![table(
            &[
                vec![
                    ["学会名称", "填表人", "联系方式"].as_slice(),
                    &["华夏光学学会", "李四", "19900001234"],
                ],
                rows.clone(),
            ]
            .concat(),
        )],
    ];
    for layout in layouts {
        let found = file([vec![paragraph("附件"), centered(TITLE)], layout.clone()].concat());
        let form = only(&found);
        assert_eq!(heads(form), ["华夏光学学会", "李四", "19900001234"], "{layout:?}");
        assert!(form.delegates_nil && form.delegates.is_empty() && !form.empty);
        let advice = "advice||||1. 建议设立专项。\n2. 建议完善制度。".to_owned();
        assert_eq!(digest(&form.pieces), [insights_pieces(), vec![advice]].concat());
    }
}

#[test]
fn values_stand_beside_below_or_spread_over_merged_rows() {
    let insights = insights_cell();
    let (upper, lower) = insights.split_once(B).unwrap();
    let lower = format!("{B}{lower}");
    let beside = table(&[
        &["1", DELEGATES, "1. 赵六，华夏光学学会副理事长"],
        &["2", INSIGHTS, &insights],
        &["3", "建 言\n献 策", ""],
    ]);
    let below = table(&[
        &[DELEGATES],
        &["1. 赵六，华夏光学学会副理事长"],
        &[INSIGHTS],
        &[upper],
        &[&lower],
        &["建言献策"],
        &["（可另附页）"],
    ]);
    let mut spread = vec![row(&[DELEGATES, "1. 赵六，华夏光学学会副理事长"])];
    spread.push(Row {
        cells: vec![
            cell(0, 2, vec![paragraph(INSIGHTS)]),
            cell(1, 1, upper.split('\n').map(paragraph).collect()),
        ],
    });
    spread.push(Row {
        cells: vec![cell(1, 1, lower.split('\n').map(paragraph).collect())],
    });
    spread.push(row(&["建言献策：", ""]));
    spread.push(row(&["学会党委意见", "同意报送。"]));
    let spread = Block::Table(Table {
        sheet: None,
        rows: spread,
    });
    for layout in [beside, below, spread] {
        let found = file(vec![paragraph("学会名称：华夏光学学会"), layout]);
        let form = only(&found);
        assert_eq!(
            form.delegates
                .iter()
                .map(|person| person.name.as_str())
                .collect::<Vec<_>>(),
            ["赵六"]
        );
        assert_eq!(form.delegates[0].positions, ["副理事长"]);
        assert_eq!(digest(&form.pieces), insights_pieces());
    }
}

#[test]
fn labels_may_be_reworded_and_rows_split() {
    let found = file(vec![table(&[
        &["单位名称", "华夏光学学会"],
        &["联系人", "李四"],
        &["联系电话", "010-55501234"],
        &["二十大参会代表情况", "暂无"],
        &["学习感悟", "张三（理事长）：学习使我认识到，必须久久为功。"],
        &["未来设想", A],
        &["意见建议", B],
    ])]);
    let form = only(&found);
    assert_eq!(heads(form), ["华夏光学学会", "李四", "010-55501234"]);
    assert!(form.delegates_nil);
    let want = [
        "insights||张三|理事长|学习使我认识到，必须久久为功。".to_owned(),
        format!("insights|plan|||{A}"),
        format!("advice||||{B}"),
    ];
    assert_eq!(digest(&form.pieces), want);
}

#[test]
fn a_cover_letter_before_the_form_is_not_read_into_it() {
    let found = file(vec![
        centered("关于报送学习情况统计表的函"),
        paragraph("科技社团党委："),
        paragraph(
            "　　根据通知要求，我会认真组织学习，现将有关材料报送如下。联系人：赵六，电话：010-55509999。",
        ),
        table(&[&["材料名称", "份数"], &["统计表", "1"]]),
        paragraph("华夏光学学会"),
        paragraph("2022年10月20日"),
        centered(TITLE),
        paragraph("学会名称：华夏光学学会"),
        paragraph("填表人：李四"),
        paragraph("联系方式：19900001234"),
        table(&[
            &[DELEGATES, ""],
            &[INSIGHTS, &insights_cell()],
            &["建言献策", "无"],
        ]),
        paragraph("注：本表可自行扩展。"),
    ]);
    assert_eq!(heads(only(&found)), ["华夏光学学会", "李四", "19900001234"]);
    assert_eq!(digest(&only(&found).pieces), insights_pieces());
    assert!(found.pieces.is_empty() && !only(&found).delegates_nil);
}

#[test]
fn several_forms_in_one_document_stay_apart() {
    let one = |society: &str, text: &str| {
        vec![
            centered(TITLE),
            paragraph(&format!("学会名称：{society}")),
            table(&[&[DELEGATES, ""], &[INSIGHTS, ""], &["建言献策", text]]),
        ]
    };
    let found = file([one("华夏光学学会", A), one("华夏声学学会", B)].concat());
    let shown: Vec<_> = found
        .forms
        .iter()
        .map(|form| (form.society.as_deref().unwrap(), form.pieces[0].text.as_str()))
        .collect();
    assert_eq!(shown, [("华夏光学学会", A), ("华夏声学学会", B)]);
}

#[test]
fn an_untouched_template_is_empty_and_its_example_is_nobody() {
    let delegates =
        "（如有学会理事作为二十大代表参会，请填写此内容）\n填写示例：\n1. 张三，中国xx学会理事长、党委书记";
    let rule = "（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）";
    let blocks = |insights: &str| {
        vec![
            centered(TITLE),
            paragraph("学会名称：华夏光学学会"),
            table(&[
                &[DELEGATES, delegates],
                &[INSIGHTS, insights],
                &["建言献策", "（可另附页）"],
            ]),
        ]
    };
    let found = file(blocks(rule));
    let form = only(&found);
    assert!(
        form.empty
            && form.example_left
            && form.delegates.is_empty()
            && form.pieces.is_empty()
            && form.attached_rows.is_empty()
    );
    let found = file(blocks(&format!("{rule}\n{}", insights_cell())));
    assert!(!only(&found).empty && only(&found).delegates.is_empty());
    assert_eq!(digest(&only(&found).pieces), insights_pieces());
}

#[test]
fn a_cell_may_point_to_pages_behind_the_form() {
    let found = file(vec![
        centered(TITLE),
        paragraph("学会名称：华夏光学学会"),
        table(&[
            &[DELEGATES, "无此项"],
            &[INSIGHTS, "（详见附页）"],
            &["建言献策", "附后"],
        ]),
        centered("把精密光学的路走稳走实"),
        centered("华夏光学学会理事长 欧阳松"),
        paragraph(A),
        paragraph(B),
    ]);
    assert_eq!(only(&found).attached_rows, ["insights", "advice"]);
    assert_eq!(digest(&found.pieces), [format!("||欧阳松|理事长|{A}\n{B}")]);
    assert_eq!(found.pieces[0].title.as_deref(), Some("把精密光学的路走稳走实"));
}

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
        file(vec![centered(TITLE), Block::Table(Table { sheet: None, rows })])
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
    };
    let with = |blocks| {
        read(
            &Document {
                blocks,
                pictures: vec![picture.clone(); 2],
                title_property: None,
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
        let grid = Document { blocks: vec![Block::Table(Table { sheet: None, rows })], ..Document::default() };
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
