//! Forms in the layouts in which they come back.

use super::*;

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
        row_numbers: Vec::new(),
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
