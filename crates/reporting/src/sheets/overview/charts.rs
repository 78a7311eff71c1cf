//! The two charts. They are drawn by the spreadsheet from the tables beside them.

use rust_xlsxwriter::{Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartSolidFill, ChartType, Color};

/// Rows that are kept free for the charts, 15 points each.
pub(super) const ROWS: u32 = 15;
/// Pixels of a chart: half the width of the grid, and the rows less a margin.
const SIZE: (u32, u32) = (488, 286);

/// 报送率 and 按时报送率 of each category. `rows` are the first and last of the table, `columns` those of the rates.
pub(super) fn rates(sheet: &str, rows: (u32, u32), columns: [u16; 2]) -> Chart {
    let mut chart = base("各类别报送率");
    for (column, colour) in columns.into_iter().zip([0x0041_72B0, 0x00E6_8A3C]) {
        chart
            .add_series()
            .set_name((sheet, rows.0 - 1, column))
            .set_categories((sheet, rows.0, 0, rows.1, 0))
            .set_values((sheet, rows.0, column, rows.1, column))
            .set_format(&mut filled(colour));
    }
    chart
        .y_axis()
        .set_min(0)
        .set_max(1)
        .set_num_format("0%")
        .set_font(&font(9));
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font(9));
    chart
}

/// Arrivals by day.
pub(super) fn arrivals(sheet: &str, rows: (u32, u32), column: u16) -> Chart {
    let mut chart = base("每日来件数（件）");
    chart
        .add_series()
        .set_name((sheet, rows.0 - 1, column))
        .set_categories((sheet, rows.0, 0, rows.1, 0))
        .set_values((sheet, rows.0, column, rows.1, column))
        .set_format(&mut filled(0x0041_72B0));
    chart.y_axis().set_min(0).set_num_format("0").set_font(&font(9));
    chart.legend().set_hidden();
    chart
}

fn base(title: &str) -> Chart {
    let mut chart = Chart::new(ChartType::Column);
    chart.title().set_name(title).set_font(font(12).set_bold());
    chart.x_axis().set_font(&font(9));
    chart.set_width(SIZE.0).set_height(SIZE.1);
    chart
}

fn filled(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
    format
}

fn font(size: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name("宋体").set_size(size);
    font
}
