//! The form as a workbook.

use domain::form_code::FormCode;
use rust_xlsxwriter::{Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::BlankForm;
use crate::ReportError;
use crate::text::{clean, shortened, width};

/// Widths of the two columns, in digits of the standard font.
const LABEL: u16 = 26;
const ANSWER: u16 = 66;
/// Points: a line of a cell, and the least height of a cell to write in.
const LINE: u32 = 18;
const LEAST: u32 = 170;
/// Excel makes no row higher than this, in points.
const HIGHEST: u32 = 409;

pub(super) fn write(blank: &BlankForm<'_>) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let short = |text: &str| shortened(&clean(text), 255);
    book.set_properties(
        &DocProperties::new()
            .set_title(short(&blank.form.title))
            .set_author(short(&blank.notice.issuer))
            .set_custom_property(FormCode::PROPERTY, blank.code.as_str()),
    );
    let sheet = book.add_worksheet();
    sheet.set_name("统计表")?;
    sheet.set_column_width(0, f64::from(LABEL))?;
    sheet.set_column_width(1, f64::from(ANSWER))?;
    sheet.merge_range(0, 0, 0, 1, &clean(&blank.form.title), &title())?;
    sheet.set_row_height(0, 42)?;
    let mut at = 1;
    for header in &blank.form.headers {
        line(
            sheet,
            at,
            &header.label,
            blank.stated(header),
            &answer().set_align(FormatAlign::VerticalCenter),
        )?;
        sheet.set_row_height(at, 26)?;
        at += 1;
    }
    for row in &blank.form.rows {
        let prompts = row.prompts.join("\n");
        line(
            sheet,
            at,
            &row.label,
            &prompts,
            &answer().set_align(FormatAlign::Top),
        )?;
        sheet.set_row_height(at, height(&prompts))?;
        at += 1;
    }
    print_set_up(sheet);
    Ok(book.save_to_buffer()?)
}

fn line(
    sheet: &mut Worksheet,
    at: u32,
    label: &str,
    value: &str,
    format: &Format,
) -> Result<(), ReportError> {
    let label = label.trim_end_matches(['：', ':']);
    sheet.write_string_with_format(at, 0, clean(label), &label_format())?;
    if value.is_empty() {
        sheet.write_blank(at, 1, format)?;
    } else {
        sheet.write_string_with_format(at, 1, clean(value), format)?;
    }
    Ok(())
}

/// Room for the prompts and a few lines more.
fn height(prompts: &str) -> u32 {
    let lines: usize = prompts
        .split('\n')
        .map(|line| width(line).div_ceil(usize::from(ANSWER)).max(1))
        .sum();
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    lines.saturating_add(3).saturating_mul(LINE).clamp(LEAST, HIGHEST)
}

/// A4 upright, one page wide.
fn print_set_up(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(9)
        .set_portrait()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.6, 0.6, 0.8, 0.7, 0.3, 0.3)
        .set_footer("&C第 &P 页 共 &N 页");
}

fn title() -> Format {
    font("黑体", 16)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

fn label_format() -> Format {
    font("黑体", 12)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// Text, so that a telephone number keeps its digits.
fn answer() -> Format {
    font("仿宋", 12)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Left)
        .set_indent(1)
        .set_num_format("@")
}

fn font(name: &str, size: u32) -> Format {
    Format::new()
        .set_font_name(name)
        .set_font_size(size)
        .set_font_charset(134)
        .set_font_color(Color::Black)
        .set_text_wrap()
}
