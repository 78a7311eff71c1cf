//! Where recognised texts stand, and where their persons are named.

use forms::interpret::NamedBy;

use super::*;

/// Place of every piece, in reading order.
fn places(found: &Interpretation) -> Vec<String> {
    let forms = found.forms.iter().flat_map(|form| &form.pieces);
    let place = |piece: &FoundPiece| {
        piece
            .location
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string)
    };
    forms.chain(&found.pieces).map(place).collect()
}

fn named(found: &Interpretation) -> Vec<Option<NamedBy>> {
    let forms = found.forms.iter().flat_map(|form| &form.pieces);
    forms.chain(&found.pieces).map(|piece| piece.named_by).collect()
}

#[test]
fn a_piece_of_a_form_stands_in_lines_of_its_cell() {
    let form = table(&[
        &["学会名称", "华夏光学学会"],
        &[DELEGATES, "无"],
        &[INSIGHTS, &insights_cell()],
        &["建言献策", A],
    ]);
    let found = file(vec![centered(TITLE), form]);
    assert_eq!(
        places(&found),
        [
            "第1个表格第3行第2列，格内第2至3行",
            "第1个表格第3行第2列，格内第5行",
            "第1个表格第4行第2列"
        ],
    );
    let heading = Some(NamedBy::Heading);
    assert_eq!(named(&found), [heading, heading, None]);
}

#[test]
fn a_merged_cell_counts_in_every_row_that_it_covers() {
    let rows = vec![
        row(&["学会名称", "华夏光学学会"]),
        row(&[DELEGATES, "无"]),
        Row {
            cells: vec![
                cell(0, 2, vec![paragraph(INSIGHTS)]),
                cell(1, 1, vec![paragraph("1. 张三，理事长"), paragraph(A)]),
            ],
        },
        Row {
            cells: vec![cell(1, 1, vec![paragraph("2. 李四，秘书长"), paragraph(B)])],
        },
        row(&["建言献策", ""]),
    ];
    let form = Block::Table(Table {
        rows,
        ..Table::default()
    });
    let found = file(vec![centered(TITLE), form]);
    let expected = ["第1个表格第3行第2列，格内第2行", "第1个表格第4行第2列，格内第2行"];
    assert_eq!(places(&found), expected);
}

#[test]
fn a_row_of_a_workbook_keeps_the_number_of_the_original() {
    let rows = [
        ["序号", "姓名", "单位", "职务", "感悟"],
        ["1", "张三", "华夏大学", "理事长", A],
        ["2", "李四", "华夏大学", "秘书长", A],
    ];
    let sheet = Block::Table(Table {
        sheet: Some("汇总".to_owned()),
        rows: rows.iter().map(|texts| row(texts)).collect(),
        // Blank rows are not listed.
        row_numbers: vec![3, 5, 9],
    });
    let found = file(vec![sheet]);
    assert_eq!(places(&found), ["工作表“汇总”E5", "工作表“汇总”E9"]);
    assert_eq!(named(&found), [Some(NamedBy::Row), Some(NamedBy::Row)]);
}

#[test]
fn an_essay_stands_in_its_paragraphs_and_may_be_signed_below() {
    let essay = ["学习体会", "", A, B, "华夏光学学会理事长 张三"].map(paragraph);
    let found = file(essay.to_vec());
    assert_eq!(places(&found), ["正文第2至3段"]);
    assert_eq!(named(&found), [Some(NamedBy::Signature)]);
}

#[test]
fn repeated_texts_each_stand_at_their_own_place_at_little_cost() {
    let texts: Vec<[String; 5]> = (0..3000)
        .map(|number| {
            [
                number.to_string(),
                "张三".into(),
                "华夏大学".into(),
                "理事".into(),
                A.into(),
            ]
        })
        .collect();
    let head = ["序号", "姓名", "单位", "职务", "感悟"].map(str::to_owned);
    let rows: Vec<Row> = std::iter::once(&head)
        .chain(&texts)
        .map(|texts| row(&texts.each_ref().map(String::as_str)))
        .collect();
    let sheet = Block::Table(Table {
        sheet: Some("汇总".to_owned()),
        rows,
        row_numbers: Vec::new(),
    });
    let places = places(&file(vec![sheet]));
    assert_eq!(places.len(), 3000);
    assert_eq!(places.last().unwrap(), "工作表“汇总”E3001");
}
