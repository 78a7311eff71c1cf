//! Templates of an office, filled in.

use domain::finding::FindingCode;
use domain::ids::ItemId;
use domain::return_form::Delegates;
use reporting::{FilledPer, Links, ReportError, TemplateFault};
use rust_xlsxwriter::{Color, Format, FormatBorder, Formula, Table, TableColumn, Workbook, Worksheet};

use crate::opened::Opened;
use crate::sample::{Sample, person};
use crate::{LATE, five, whole};

/// A title, a header in row 3, as many bordered rows as wanted, a total and a signature.
fn template(titles: &[&str], blank: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("填表说明").unwrap();
    let sheet = book.add_worksheet().set_name("汇总 表").unwrap();
    let last = u16::try_from(titles.len()).unwrap() - 1;
    let bold = Format::new().set_bold().set_border(FormatBorder::Thin);
    sheet.merge_range(0, 0, 0, last, "学习感悟汇总表", &bold).unwrap();
    for (column, title) in (0..).zip(titles) {
        sheet.write_with_format(2, column, *title, &bold).unwrap();
    }
    let pale = Format::new()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00EE_FFEE));
    for row in 0..blank {
        for column in 0..=last {
            sheet.write_blank(3 + row, column, &pale).unwrap();
        }
        sheet.set_row_height(3 + row, 33).unwrap();
        sheet
            .merge_range(3 + row, last - 1, 3 + row, last, "", &pale)
            .unwrap();
    }
    footer(sheet, 3 + blank, &bold);
    book.save_to_buffer().unwrap()
}

fn footer(sheet: &mut Worksheet, row: u32, format: &Format) {
    sheet.write_with_format(row, 0, "合计", format).unwrap();
    let sum = format!("COUNTA(C4:C{row})");
    sheet.write_formula(row, 2, Formula::new(sum)).unwrap();
    sheet
        .merge_range(row + 1, 0, row + 1, 1, "填表人（签字）：", format)
        .unwrap();
    sheet.set_print_area(0, 0, row + 1, 7).unwrap();
}

const TITLES: [&str; 9] = [
    "序号",
    "学会名称",
    "姓名*",
    "题 目（标题）",
    "正文（不超过1000字）",
    "收到时间",
    "评审意见",
    "备注",
    "备注二",
];

/// Seven pieces that count.
fn seven() -> Sample {
    let mut sample = five();
    for number in 0..4 {
        let text = format!("=建议{number}<&>");
        sample.piece(1, "A-01", "advice", &text).title = Some("题😀".to_owned());
    }
    sample
}

#[test]
fn pieces_go_under_the_titles_and_the_office_is_told_which() {
    let snapshot = whole(seven());
    let template = template(&TITLES, 3);
    let filled = reporting::fill_and_tell(&snapshot, &template).unwrap();
    assert!(filled.bytes == reporting::fill_template(&snapshot, &template).unwrap());
    assert_eq!(
        (filled.per, filled.rows, filled.header_row),
        (FilledPer::Piece, 7, 3)
    );
    assert_eq!(filled.unmatched, ["评审意见", "备注", "备注二"]);
    assert_eq!(
        filled.sentences(),
        [
            "以工作表“汇总 表”第3行为表头，按材料（每篇一行）填写，共7行。",
            "已填写的列：序号、学会名称、姓名*（填姓名）、题 目（标题）（填题目）、正文（不超过1000字）（填正文）、收到时间。",
            "未能识别、未填写的列：评审意见、备注、备注二。"
        ]
    );
}

#[test]
fn the_formats_of_the_template_are_kept_and_what_stands_below_moves_down() {
    let filled = reporting::fill_template(&whole(seven()), &template(&TITLES, 3)).unwrap();
    let opened = Opened::new(&filled);
    let cells = opened.cells("汇总 表");
    let shown = |at: &str| cells[at].value.clone();
    assert_eq!(["A4", "B4", "A10"].map(shown), ["1", "华夏物理学会", "7"]);
    let advice = cells
        .values()
        .filter(|cell| cell.value.starts_with("=建议"))
        .count();
    assert_eq!(advice, 4);
    assert_eq!(["A11", "A12"].map(shown), ["合计", "填表人（签字）："]);
    let xml = opened.xml("汇总 表");
    assert!(xml.contains("<f>COUNTA(C4:C10)</f>"), "{xml}");
    for merged in [
        "A1:I1", "H4:I4", "H5:I5", "H6:I6", "H7:I7", "H8:I8", "H9:I9", "H10:I10", "A12:B12",
    ] {
        assert_eq!(
            xml.matches(&format!("mergeCell ref=\"{merged}\"")).count(),
            1,
            "{merged}: {xml}"
        );
    }
    assert!(xml.contains("mergeCells count=\"9\""));
    assert!(opened.parts["xl/workbook.xml"].contains("'汇总 表'!$A$1:$H$12"));
    let rows: Vec<&str> = xml.split("<row ").skip(1).collect();
    assert_eq!(
        rows.iter()
            .filter(|row| row.contains("ht=\"33\" customHeight=\"1\""))
            .count(),
        7
    );
    let style = |at: &str| {
        let rest = xml.split_once(&format!("<c r=\"{at}\" s=\"")).unwrap().1;
        rest.split('"').next().unwrap().to_owned()
    };
    assert_eq!(style("B4"), style("B10"));
    assert_eq!(
        style("G4"),
        style("B4"),
        "a column without a match keeps its format"
    );
    assert_ne!(style("F4"), style("B4"), "a date needs a format that shows one");
    let styles = &opened.parts["xl/styles.xml"];
    assert!(
        styles.contains("yyyy-mm-dd hh:mm") && styles.contains("applyNumberFormat=\"1\""),
        "{styles}"
    );
}

#[test]
fn rows_that_are_left_stay_as_they_are() {
    let filled = reporting::fill_and_tell(&whole(five()), &template(&TITLES, 6)).unwrap();
    let opened = Opened::new(&filled.bytes);
    let cells = opened.cells("汇总 表");
    assert_eq!(cells["A6"].value, "3");
    assert!(!cells.contains_key("A7"));
    assert_eq!(cells["A10"].value, "合计");
    assert!(opened.xml("汇总 表").contains("<f>COUNTA(C4:C9)</f>"));
}

#[test]
fn persons_stand_once_and_societies_with_their_states() {
    let mut sample = five();
    for text in ["甲", "乙"] {
        sample.piece(1, "A-01", "advice", text).person = Some(person("张大同"));
    }
    let snapshot = whole(sample);
    let filled = reporting::fill_and_tell(
        &snapshot,
        &template(&["序号", "学会", "姓名", "工作单位", "职务", "人次"], 1),
    )
    .unwrap();
    assert_eq!(filled.per, FilledPer::Person);
    let opened = Opened::new(&filled.bytes);
    let rows = opened.rows("汇总 表");
    let of = |name: &str| {
        rows.iter()
            .filter(|row| row.contains(&name.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("张大同").len(), 1);
    assert_eq!(
        of("张大同")[0][3..],
        ["华夏大学物理学院", "理事长、党委书记", "3"]
    );

    let titles = [
        "编号",
        "学会名称",
        "类别",
        "联系人",
        "联系电话",
        "“关键少数”学习感悟（报送情况）",
        "篇数",
    ];
    let filled = reporting::fill_and_tell(&snapshot, &template(&titles, 1)).unwrap();
    assert_eq!(
        (filled.per, filled.rows, filled.unmatched.len()),
        (FilledPer::Society, 5, 0)
    );
    let opened = Opened::new(&filled.bytes);
    let rows = opened.rows("汇总 表");
    let tunnel = rows.iter().find(|row| row[0] == "B-02").unwrap();
    assert_eq!(
        tunnel,
        &[
            "B-02",
            "华夏隧道学会",
            "工科",
            "周文清",
            "010-00000001、13900000000",
            "零报告",
            "0"
        ]
    );
}

#[test]
fn a_table_of_the_office_grows_with_its_list() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let columns: Vec<TableColumn> = ["学会名称", "题目", "正文"]
        .map(|title| TableColumn::new().set_header(title))
        .into();
    sheet
        .add_table(1, 0, 2, 2, &Table::new().set_columns(&columns))
        .unwrap();
    let filled = reporting::fill_template(&whole(five()), &book.save_to_buffer().unwrap()).unwrap();
    let opened = Opened::new(&filled);
    assert_eq!(
        opened.parts["xl/tables/table1.xml"]
            .matches("ref=\"A2:C5\"")
            .count(),
        2
    );
    assert_eq!(opened.rows("Sheet1").len(), 1 + 3);
}

#[test]
fn a_text_longer_than_a_cell_continues_beside_the_header() {
    let text = "长文𠮷😀\n".repeat(12_000);
    let mut sample = five();
    sample.piece(1, "A-01", "advice", &text);
    let filled =
        reporting::fill_template(&whole(sample), &template(&["学会名称", "题目", "正文"], 2)).unwrap();
    let cells = Opened::new(&filled).cells("汇总 表");
    assert_eq!(
        ["D3", "E3"].map(|at| cells[at].value.as_str()),
        ["正文（续1）", "正文（续2）"]
    );
    let joined = |row: &str| {
        ["C", "D", "E"]
            .map(|column| {
                cells
                    .get(&format!("{column}{row}"))
                    .map_or("", |cell| &cell.value)
            })
            .concat()
    };
    assert!((4..8).any(|row| joined(&row.to_string()) == text));
}

#[test]
fn our_own_workbook_and_a_header_over_two_rows_can_be_filled_in() {
    let mut sample = five();
    sample.held(9, LATE, FindingCode::QuestionOnly, &[]);
    sample.form(3, "A-02", Delegates::Nil).nil_items = vec![ItemId::parse("youth").unwrap()];
    let snapshot = whole(sample);
    let own = reporting::workbook(&snapshot, &Links::default()).unwrap();
    assert_eq!(
        reporting::fill_and_tell(&snapshot, &own).unwrap().per,
        FilledPer::Piece
    );

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.merge_range(0, 0, 1, 0, "学会名称", &bold).unwrap();
    sheet.merge_range(0, 1, 0, 2, "作者", &bold).unwrap();
    sheet.write(1, 1, "姓名").unwrap().write(1, 2, "职务").unwrap();
    sheet.merge_range(0, 3, 1, 3, "题目", &bold).unwrap();
    sheet
        .write(2, 0, "（例）")
        .unwrap()
        .write(2, 3, "某某题目")
        .unwrap();
    let filled = reporting::fill_and_tell(&snapshot, &book.save_to_buffer().unwrap()).unwrap();
    let titles: Vec<&str> = filled.matched.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        (filled.header_row, titles),
        (2, vec!["学会名称", "姓名", "职务", "题目"])
    );
    let cells = Opened::new(&filled.bytes).cells("Sheet1");
    assert_eq!(
        [&cells["A3"].value, &cells["A4"].value],
        ["（例）", "华夏物理学会"]
    );
}

#[test]
fn what_is_no_template_is_refused() {
    let fault = |bytes: &[u8]| match reporting::fill_template(&whole(five()), bytes) {
        Err(ReportError::Template(fault)) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(b"PK"), TemplateFault::NotAWorkbook);
    assert_eq!(
        fault(&template(&["甲", "乙", "题目"], 1)),
        TemplateFault::NoHeader
    );
}
