use forms::read::{Content, Format, Limits, read_file, workbook_rows};

use crate::support::{content, document, grid, part, png, simple_xlsx, table, xlsx, zip};

const STYLES: &str = r#"<numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="177" formatCode="000000"/></numFmts>
    <cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="10"/></cellXfs>"#;

fn row(cells: &str) -> String {
    format!(r#"<sheetData><row r="1">{cells}</row></sheetData>"#)
}

fn shown(cells: &str) -> Vec<String> {
    let bytes = xlsx(&[("甲", "", &row(cells))], STYLES, "<sst></sst>");
    workbook_rows(&bytes).unwrap().remove(0).1.remove(0)
}

#[test]
fn numbers_are_shown_as_people_see_them() {
    let cells = r#"<c r="A1"><v>13900000000</v></c><c r="B1"><v>1.5</v></c><c r="C1"><v>0.30000000000000004</v></c><c r="D1"><v>1.3900000001E10</v></c>
        <c r="E1" s="4"><v>123</v></c><c r="F1" s="5"><v>0.125</v></c><c r="G1"><v>-3</v></c><c r="H1" t="b"><v>1</v></c>"#;
    assert_eq!(
        shown(cells),
        [
            "13900000000",
            "1.5",
            "0.3",
            "13900000001",
            "000123",
            "12.50%",
            "-3",
            "TRUE"
        ]
    );
}

#[test]
fn dates_are_shown_by_their_format() {
    let cells = r#"<c r="A1" s="1"><v>44854</v></c><c r="B1" s="2"><v>44854.604166666664</v></c><c r="C1" s="3"><v>44835</v></c><c r="D1"><v>44854</v></c>"#;
    assert_eq!(
        shown(cells),
        ["2022-10-20", "2022-10-20 14:30", "2022-10", "44854"]
    );
}

#[test]
fn dates_of_strict_workbooks_are_shown_like_others() {
    let cell = |place: &str, style: u32, date: &str| {
        format!(r#"<c r="{place}1" s="{style}" t="d"><v>{date}</v></c>"#)
    };
    let cells = [
        cell("A", 1, "2022-10-20"),
        cell("B", 1, "2022-10-20T00:00:00.000"),
        cell("C", 2, "2022-10-20T14:30:00Z"),
        cell("D", 3, "2022-10-01T00:00:00"),
        cell("E", 2, "1899-12-30T14:30:05"),
        cell("F", 2, "T14:30:00"),
    ]
    .concat();
    assert_eq!(
        shown(&cells),
        [
            "2022-10-20",
            "2022-10-20",
            "2022-10-20 14:30",
            "2022-10",
            "14:30:05",
            "14:30"
        ]
    );
}

#[test]
fn texts_keep_their_lines_and_formulas_give_their_result() {
    let strings = r#"<sst count="1" uniqueCount="1"><si><r><t>第一</t></r><r><rPr><b/></rPr><t xml:space="preserve">行
第二行</t></r><rPh><t>di</t></rPh></si></sst>"#;
    let cells = r#"<c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>结果</v></c><c r="C1" t="inlineStr"><is><t>内联</t></is></c><c r="D1" t="str"><v>=DISPIMG("ID_1",1)</v></c>"#;
    let bytes = xlsx(&[("甲", "", &row(cells))], "", strings);
    assert_eq!(
        workbook_rows(&bytes).unwrap(),
        [(
            "甲".to_owned(),
            vec![vec![
                "第一行\n第二行".to_owned(),
                "结果".to_owned(),
                "内联".to_owned()
            ]]
        )]
    );
}

#[test]
fn each_visible_sheet_is_a_table_with_its_name() {
    let cell = row(r#"<c r="A1"><v>1</v></c>"#);
    let bytes = xlsx(
        &[
            ("统计表", "", &cell),
            ("隐藏", r#"state="hidden""#, &cell),
            ("深藏", r#"state="veryHidden""#, &cell),
            ("空", "", "<sheetData/>"),
        ],
        "",
        "<sst></sst>",
    );
    let document = document(&bytes);
    let names: Vec<_> = document
        .blocks
        .iter()
        .map(|block| match block {
            forms::document::Block::Table(table) => (table.sheet.clone().unwrap(), table.rows.len()),
            forms::document::Block::Paragraph(_) => panic!("a workbook has tables only"),
        })
        .collect();
    assert_eq!(names, [("统计表".to_owned(), 1), ("空".to_owned(), 0)]);
    assert!(matches!(
        content("x.xls", &bytes),
        Content::Document {
            format: Format::Xlsx,
            ..
        }
    ));
}

#[test]
fn merged_areas_span_and_empty_rows_are_dropped() {
    let sheet = r#"<sheetData><row r="2"><c r="B2" t="str"><v>标题</v></c></row><row r="3"><c r="B3" t="str"><v>类别</v></c><c r="C3" t="str"><v>一</v></c></row>
        <row r="4"/><row r="5"><c r="B5" t="str"><v>遮住</v></c><c r="C5" t="str"><v>二</v></c><c r="D5" t="str"><v>末</v></c></row></sheetData>
        <mergeCells><mergeCell ref="B2:D2"/><mergeCell ref="B3:B5"/></mergeCells>"#;
    assert_eq!(
        grid(table(&document(&simple_xlsx(sheet)))),
        [
            vec!["1+3×1 标题"],
            vec!["1+1×2 类别", "2+1×1 一", "3+1×1 "],
            vec!["2+1×1 二", "3+1×1 末"]
        ]
    );
}

#[test]
fn a_plain_grid_begins_with_column_a() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="str"><v>编号</v></c><c r="C1" t="str"><v>电话</v></c></row><row r="9"><c r="B9"><v>7</v></c></row></sheetData>"#;
    let rows = workbook_rows(&simple_xlsx(sheet)).unwrap().remove(0).1;
    assert_eq!(rows, [vec!["编号", "", "电话"], vec!["", "7"]]);
}

#[test]
fn cells_without_references_follow_each_other() {
    let sheet = r#"<sheetData><row><c t="str"><v>甲</v></c><c t="str"><v>乙</v></c></row><row><c t="str"><v>丙</v></c></row></sheetData>"#;
    assert_eq!(
        workbook_rows(&simple_xlsx(sheet)).unwrap()[0].1,
        [vec!["甲", "乙"], vec!["丙"]]
    );
}

#[test]
fn pictures_of_a_workbook_come_in_the_order_of_their_numbers() {
    let bytes = simple_xlsx("<sheetData/>");
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts: Vec<_> = (0..source.len())
        .map(|index| {
            let mut file = source.by_index(index).unwrap();
            let mut data = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut data).unwrap();
            part(&file.name().unwrap(), data)
        })
        .collect();
    parts.push(part("xl/media/image10.png", png(10, 10)));
    parts.push(part("xl/media/image9.png", png(9, 9)));
    let widths: Vec<_> = document(&zip(&parts))
        .pictures
        .iter()
        .map(|picture| picture.width)
        .collect();
    assert_eq!(widths, [9, 10]);
}

fn ods(tables: &str) -> Vec<u8> {
    let names = ["office", "table", "text", "style"]
        .map(|name| format!(r#"xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0""#))
        .join(" ");
    zip(&[
        part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        part(
            "content.xml",
            format!(
                r#"<office:document-content {names}><office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
                <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
            ),
        ),
    ])
}

#[test]
fn an_opendocument_sheet_is_read_as_shown() {
    let bytes = ods(
        r#"<table:table table:name="表"><table:table-row><table:table-cell table:number-columns-spanned="2" office:value="1.5"><text:p>一<text:s text:c="2"/><text:span>点五</text:span></text:p><text:p>次行</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell/><table:table-cell table:number-columns-repeated="2"><text:p>同</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
        <table:table table:name="藏" table:style-name="ta2"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let document = document(&bytes);
    assert_eq!(document.blocks.len(), 1);
    assert_eq!(
        grid(table(&document)),
        [
            vec!["0+2×1 一  点五/次行", "2+1×1 "],
            vec!["0+1×1 ", "1+1×1 同", "2+1×1 同"],
            vec!["0+1×1 ", "1+1×1 同", "2+1×1 同"]
        ]
    );
}

#[test]
fn an_opendocument_sheet_that_repeats_without_end_is_refused() {
    let bytes = ods(
        r#"<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>弹</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    assert_eq!(
        read_file("表.ods", &bytes, &Limits::default())[0].content,
        Content::Unsafe
    );
}

#[test]
fn rows_are_given_for_workbooks_only() {
    assert_eq!(workbook_rows(b"hello"), None);
    assert_eq!(workbook_rows(&crate::support::docx("")), None);
}
