//! Templates of an office, filled in.

use domain::finding::FindingCode;
use domain::ids::ItemId;
use domain::return_form::Delegates;
use domain::submission::SubmissionStatus;
use reporting::{FilledPer, Links, ReportError, TemplateFault};
use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormatFormula, DataValidation, Format, FormatBorder, Formula, Note,
    Table, TableColumn, Workbook, Worksheet,
};

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
    let withdrawn = sample.piece(1, "A-01", "advice", "丙");
    withdrawn.person = Some(person("张大同"));
    withdrawn.status = SubmissionStatus::Withdrawn;
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

/// Two sheets; the second one refers to the first, which has so many rows for the list.
fn with_references(blank: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let pale = Format::new().set_border(FormatBorder::Thin);
    let last = 3 + blank;
    let sheet = book.add_worksheet().set_name("汇总").unwrap();
    for (column, title) in (0..).zip(["学会名称", "题目", "字数", "占比"]) {
        sheet.write(2, column, title).unwrap();
        for row in 0..blank {
            sheet.write_blank(3 + row, column, &pale).unwrap();
        }
    }
    let share = Formula::new(format!("C4/C${}", last + 1));
    sheet.write_formula(3, 3, share).unwrap();
    sheet.write(last, 0, "合计").unwrap();
    let sum = Formula::new(format!("SUM(C4:C{last})"));
    sheet.write_formula(last, 2, sum).unwrap();
    sheet.insert_note(last, 0, &Note::new("核对")).unwrap();
    let rule = format!("=C4>$C${}/2", last + 1);
    let rule = ConditionalFormatFormula::new().set_rule(rule.as_str());
    sheet
        .add_conditional_format(3, 2, 3 + blank - 1, 2, &rule)
        .unwrap();
    let choices =
        DataValidation::new().allow_list_formula(Formula::new(format!("$A${}:$A${}", last + 4, last + 6)));
    sheet.add_data_validation(3, 4, 3, 4, &choices).unwrap();
    let other = book.add_worksheet().set_name("统计").unwrap();
    for (row, formula) in (0..).zip([
        format!("汇总!C{}", last + 1),
        format!("SUM('汇总'!C4:C{last})"),
        "SUM(汇总!C:C)+C20".to_owned(),
    ]) {
        other.write_formula(row, 1, Formula::new(formula)).unwrap();
    }
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("汇总", 3, 2, 3 + blank - 1, 2));
    other.insert_chart(4, 0, &chart).unwrap();
    book.define_name("TOTAL", &format!("=汇总!$C${}", last + 1))
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn what_refers_to_the_list_from_elsewhere_moves_with_it() {
    for blank in [1, 3] {
        let filled = reporting::fill_and_tell(&whole(seven()), &with_references(blank)).unwrap();
        assert_eq!((filled.rows, filled.unmoved.len()), (7, 0));
        let opened = Opened::new(&filled.bytes);
        let own = opened.xml("汇总");
        for part in [
            "<f>C4/C$11</f>",
            "<f>C10/C$11</f>",
            "<f>SUM(C4:C10)</f>",
            "sqref=\"C4:C10\"",
            "<formula>C4&gt;$C$11/2</formula>",
            "<formula1>$A$14:$A$16</formula1>",
        ] {
            assert!(own.contains(part), "{part}: {own}");
        }
        let other = opened.xml("统计");
        for formula in ["汇总!C11", "SUM('汇总'!C4:C10)", "SUM(汇总!C:C)+C20"] {
            assert!(other.contains(&format!("<f>{formula}</f>")), "{formula}: {other}");
        }
        let parts = &opened.parts;
        assert!(parts["xl/workbook.xml"].contains(">汇总!$C$11<"));
        let chart = &parts["xl/charts/chart1.xml"];
        assert!(chart.contains("$C$4:$C$10</c:f>"), "{chart}");
        assert!(parts["xl/comments1.xml"].contains("ref=\"A11\""));
        assert!(parts["xl/drawings/vmlDrawing1.vml"].contains("<x:Row>10</x:Row>"));
    }
}

#[test]
fn a_table_grows_into_the_rows_below_it_and_the_note_stays_below() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let columns: Vec<TableColumn> = ["学会名称", "题目", "正文"]
        .map(|title| TableColumn::new().set_header(title))
        .into();
    sheet
        .add_table(0, 0, 1, 2, &Table::new().set_columns(&columns))
        .unwrap();
    sheet.write(4, 0, "脚注").unwrap();
    let filled = reporting::fill_template(&whole(five()), &book.save_to_buffer().unwrap()).unwrap();
    let opened = Opened::new(&filled);
    assert!(opened.parts["xl/tables/table1.xml"].contains("ref=\"A1:C4\""));
    assert_eq!(opened.cells("Sheet1")["A7"].value, "脚注");
}

#[test]
fn a_note_in_the_column_of_numbers_stays_below_the_list() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, text) in (0..).zip(["序号", "1", "……", "填表说明：逾期不候"]) {
        sheet.write(row, 0, text).unwrap();
    }
    sheet
        .write(0, 1, "学会名称")
        .unwrap()
        .write(0, 2, "题目")
        .unwrap();
    let filled = reporting::fill_template(&whole(five()), &book.save_to_buffer().unwrap()).unwrap();
    let cells = Opened::new(&filled).cells("Sheet1");
    assert_eq!(
        ["A2", "A3", "A4"].map(|at| cells[at].value.as_str()),
        ["1", "2", "3"]
    );
    assert_eq!(cells["A5"].value, "填表说明：逾期不候");
}

#[test]
fn a_sheet_that_is_hidden_is_filled_in_only_where_no_other_can_be() {
    let template = |is_known: bool| {
        let mut book = Workbook::new();
        let old = book.add_worksheet().set_name("旧表").unwrap();
        for (column, title) in (0..).zip(["学会名称", "姓名", "题目", "字数"]) {
            old.write(0, column, title).unwrap();
        }
        old.set_hidden(true);
        let new = book.add_worksheet().set_name("今年").unwrap();
        new.set_active(true);
        if is_known {
            new.write(0, 0, "学会名称").unwrap().write(0, 1, "题目").unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        reporting::fill_and_tell(&whole(five()), &bytes).unwrap().sheet
    };
    assert_eq!(template(true), "今年");
    assert_eq!(template(false), "旧表");
}

#[test]
fn a_table_of_societies_has_one_row_each_whatever_else_it_asks_for() {
    let snapshot = whole(five());
    let titles = [
        "序号",
        "学会",
        "联系人",
        "电话",
        "报送时间",
        "是否报送",
        "篇数",
        "备注",
    ];
    let filled = reporting::fill_and_tell(&snapshot, &template(&titles, 1)).unwrap();
    assert_eq!((filled.per, filled.rows), (FilledPer::Society, 5));
    assert_eq!(filled.unmatched, ["备注"]);
    assert!(
        filled
            .matched
            .contains(&("报送时间".to_owned(), "最近一次收到时间".to_owned()))
    );
    let opened = Opened::new(&filled.bytes);
    let cells = opened.cells("汇总 表");
    let row = (4..9)
        .find(|row| cells[&format!("B{row}")].value == "华夏物理学会")
        .unwrap();
    assert!(cells[&format!("E{row}")].value.parse::<f64>().unwrap() > 44_000.0);
    assert_eq!(cells[&format!("F{row}")].value, "是");
    for titles in [
        ["学会", "姓名", "题目", "篇数"],
        ["学会", "征集项", "字数", "填表人"],
    ] {
        let filled = reporting::fill_and_tell(&snapshot, &template(&titles, 1)).unwrap();
        assert_eq!(filled.per, FilledPer::Piece, "{titles:?}");
    }
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
