//! Charts in DrawingML ([ECMA-376] part 1, 21.2), with the values as they are shown and a workbook to edit them in.

use std::fmt::Write as _;
use std::io::{Seek, Write};

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, Workbook};

use super::figures::{Discipline, Figures};
use super::wording::rate;
use crate::ReportError;
use crate::word::{Package, escaped};

const KIND: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
const CHARTS: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// More disciplines than this are one column together.
const MOST: usize = 8;
/// Dark and light: told apart on paper without colours too.
const COLOURS: [&str; 2] = ["1F4E79", "9DC3E6"];

/// One chart of columns.
pub(super) struct Chart {
    pub(super) title: &'static str,
    categories: Vec<String>,
    series: Vec<Series>,
    /// As spreadsheets write it.
    format: &'static str,
}

struct Series {
    name: &'static str,
    values: Vec<f64>,
}

/// The two charts of the page.
pub(super) fn all(figures: &Figures<'_>) -> [Chart; 2] {
    [by_discipline(figures), by_day(figures)]
}

fn by_discipline(figures: &Figures<'_>) -> Chart {
    let shown = if figures.disciplines.len() > MOST {
        MOST - 1
    } else {
        MOST
    };
    let mut columns: Vec<(String, [f64; 2])> = Vec::new();
    let first = figures.disciplines.iter().take(shown);
    columns.extend(first.map(|one| (one.name.clone(), rates(std::slice::from_ref(one)))));
    let rest = figures.disciplines.get(shown..).unwrap_or_default();
    if !rest.is_empty() {
        columns.push((format!("其余{}类", rest.len()), rates(rest)));
    }
    if columns.is_empty() {
        columns.push(("没有应报学会".to_owned(), [0.0; 2]));
    }
    let series = |name, place: usize| Series {
        name,
        values: columns
            .iter()
            .filter_map(|(_, rates)| rates.get(place).copied())
            .collect(),
    };
    let mut all = vec![series("报送率", 0)];
    let title = if figures.dated.expected > 0 {
        all.push(series("按时率", 1));
        "图1　各学科报送率、按时率"
    } else {
        "图1　各学科报送率"
    };
    Chart {
        title,
        series: all,
        categories: columns.into_iter().map(|(name, _)| name).collect(),
        format: "0%",
    }
}

fn rates(disciplines: &[Discipline]) -> [f64; 2] {
    let sum = |figure: fn(&Discipline) -> u32| disciplines.iter().map(figure).sum();
    [
        rate(sum(|one| one.total.submitted), sum(|one| one.total.expected)),
        rate(sum(|one| one.dated.on_time), sum(|one| one.dated.expected)),
    ]
}

fn by_day(figures: &Figures<'_>) -> Chart {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let values = figures.days.iter().map(|day| day.count as f64).collect();
    Chart {
        title: "图2　每日收到并登记的来件（件）",
        categories: figures.days.iter().map(|day| day.name.clone()).collect(),
        series: vec![Series {
            name: "来件数",
            values,
        }],
        format: "0",
    }
}

/// Puts a chart and its workbook into the package; gives the number of the relation to it.
pub(super) fn put<W: Write + Seek>(
    package: &mut Package<W>,
    number: u32,
    chart: &Chart,
    taken_at: DateTime<Utc>,
) -> Result<u32, ReportError> {
    let book = format!("word/embeddings/Microsoft_Excel_Sheet{number}.xlsx");
    package.file(&book, &workbook(chart, taken_at)?)?;
    let relation = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\
         \"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{RELATIONS}/package\" Target=\"../embeddings/Microsoft_Excel_Sheet{number}.xlsx\"/></Relationships>"
    );
    package.file(
        &format!("word/charts/_rels/chart{number}.xml.rels"),
        relation.as_bytes(),
    )?;
    package.part(
        &format!("word/charts/chart{number}.xml"),
        KIND,
        "chart",
        part(chart).as_bytes(),
    )
}

/// The drawing that shows a chart in the line, its size in millimetres.
pub(super) fn drawing(number: u32, relation: u32, chart: &Chart, width: u32, height: u32) -> String {
    let (width, height) = (width * 36_000, height * 36_000);
    let title = escaped(chart.title);
    format!(
        "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" \
         cy=\"{height}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:docPr id=\"{number}\" \
         name=\"图表 {number}\" descr=\"{title}\"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri=\"{CHARTS}\">\
         <c:chart xmlns:c=\"{CHARTS}\" r:id=\"rId{relation}\"/></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
}

/// The values, as a reader edits them.
fn workbook(chart: &Chart, taken_at: DateTime<Utc>) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&taken_at));
    let sheet = book.add_worksheet();
    let format = Format::new().set_num_format(chart.format);
    for (row, name) in (1..).zip(&chart.categories) {
        sheet.write_string(row, 0, name)?;
    }
    for (column, series) in (1..).zip(&chart.series) {
        sheet.write_string(0, column, series.name)?;
        for (row, value) in (1..).zip(&series.values) {
            sheet.write_number_with_format(row, column, *value, &format)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

fn part(chart: &Chart) -> String {
    let mut series = String::new();
    for (place, (one, colour)) in chart.series.iter().zip(COLOURS).enumerate() {
        series += &element(chart, place, one, colour);
    }
    let legend = if chart.series.len() > 1 {
        format!(
            "<c:legend><c:legendPos val=\"t\"/><c:overlay val=\"0\"/>{}</c:legend>",
            text(800)
        )
    } else {
        String::new()
    };
    // A few columns are not as wide as the page.
    let gap = if chart.categories.len() < 4 { 250 } else { 60 };
    let most = if chart.format == "0%" {
        "<c:max val=\"1.15\"/>"
    } else {
        ""
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<c:chartSpace xmlns:c=\"{CHARTS}\" \
         xmlns:a=\"{DRAWING}\" xmlns:r=\"{RELATIONS}\"><c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/><c:chart>\
         <c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"950\" b=\"0\"/></a:pPr><a:r>\
         <a:rPr lang=\"zh-CN\" sz=\"950\" b=\"0\">{FONT}</a:rPr><a:t>{}</a:t></a:r></a:p></c:rich></c:tx>\
         <c:overlay val=\"0\"/></c:title><c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/><c:barChart>\
         <c:barDir val=\"col\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{series}\
         <c:gapWidth val=\"{gap}\"/><c:axId val=\"111\"/><c:axId val=\"112\"/></c:barChart><c:catAx><c:axId val=\"111\"/>\
         <c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"b\"/>\
         <c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>\
         <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{LINE}{}<c:crossAx val=\"112\"/>\
         <c:crosses val=\"autoZero\"/><c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/>\
         <c:noMultiLvlLbl val=\"1\"/></c:catAx><c:valAx><c:axId val=\"112\"/><c:scaling>\
         <c:orientation val=\"minMax\"/>{most}<c:min val=\"0\"/></c:scaling><c:delete val=\"1\"/>\
         <c:axPos val=\"l\"/><c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>\
         <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/><c:crossAx val=\"111\"/>\
         <c:crosses val=\"autoZero\"/></c:valAx></c:plotArea>{legend}<c:plotVisOnly val=\"1\"/>\
         <c:dispBlanksAs val=\"gap\"/></c:chart><c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln>\
         <a:noFill/></a:ln></c:spPr>{}<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData>\
         </c:chartSpace>",
        escaped(chart.title),
        text(800),
        chart.format,
        text(800),
    )
}

const FONT: &str = "<a:latin typeface=\"Times New Roman\"/><a:ea typeface=\"宋体\"/>";
const LINE: &str =
    "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"7F7F7F\"/></a:solidFill></a:ln></c:spPr>";

/// Text properties; size in hundredths of a point.
fn text(size: u32) -> String {
    format!(
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"{size}\">{FONT}</a:defRPr></a:pPr>\
         <a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>"
    )
}

fn element(chart: &Chart, place: usize, series: &Series, colour: &str) -> String {
    // Two or three columns of letters at most: A holds the names.
    let column = if place == 0 { 'B' } else { 'C' };
    let last = chart.categories.len() + 1;
    let name = escaped(series.name);
    let mut out = format!(
        "<c:ser><c:idx val=\"{place}\"/><c:order val=\"{place}\"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>\
         <c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>\
         <c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/>\
         <c:dLbls><c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>\
         {}<c:dLblPos val=\"outEnd\"/><c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>\
         <c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>\
         <c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache><c:ptCount val=\"{}\"/>",
        chart.format,
        text(700),
        chart.categories.len()
    );
    for (place, name) in chart.categories.iter().enumerate() {
        // Writing into a String never fails.
        let _ = write!(out, "<c:pt idx=\"{place}\"><c:v>{}</c:v></c:pt>", escaped(name));
    }
    let _ = write!(
        out,
        "</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>\
         <c:formatCode>{}</c:formatCode><c:ptCount val=\"{}\"/>",
        chart.format,
        series.values.len()
    );
    for (place, value) in series.values.iter().enumerate() {
        let _ = write!(out, "<c:pt idx=\"{place}\"><c:v>{value}</c:v></c:pt>");
    }
    out + "</c:numCache></c:numRef></c:val></c:ser>"
}
