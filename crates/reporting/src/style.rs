//! Fonts, colours and borders.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::table::{Cell, ColumnKind, Emphasis, Tone};
use crate::text::looks_like_formula;

const SONG: &str = "宋体";
const FANGSONG: &str = "仿宋";
/// Points of a title.
pub(crate) const TITLE_SIZE: u32 = 16;
/// Points of everything else.
pub(crate) const BODY_SIZE: u32 = 10;

/// All formats of a workbook, each made once.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    made: BTreeMap<Look, Format>,
}

/// All that decides how a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    value: Value,
    column: ColumnKind,
    emphasis: Emphasis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Words,
    /// Marked as text, so that editing the cell does not make a formula of it.
    FormulaLike,
    Number,
    Rate,
    Moment,
    State(Tone),
}

impl Styles {
    /// The format of a cell in this column and kind of row.
    pub(crate) fn cell(&mut self, cell: &Cell, column: ColumnKind, emphasis: Emphasis) -> &Format {
        let value = match cell {
            Cell::Text(text) if looks_like_formula(text) => Value::FormulaLike,
            Cell::Blank | Cell::Text(_) => Value::Words,
            Cell::Number(_) => Value::Number,
            Cell::Rate(_) => Value::Rate,
            Cell::Moment(_) => Value::Moment,
            Cell::State(tone, _) => Value::State(*tone),
        };
        let look = Look {
            value,
            column,
            emphasis,
        };
        self.made.entry(look).or_insert_with(|| look.format())
    }
}

impl Look {
    fn format(self) -> Format {
        let format = match self.emphasis {
            Emphasis::Plain => bordered(FANGSONG, BODY_SIZE),
            Emphasis::Subtotal => bordered(SONG, BODY_SIZE)
                .set_bold()
                .set_background_color(rgb(0x00F2_F2F2)),
            Emphasis::Total => bordered(SONG, BODY_SIZE)
                .set_bold()
                .set_background_color(rgb(0x00DD_EBF7)),
        };
        let format = format.set_align(match (self.value, self.column) {
            (Value::Words | Value::FormulaLike, ColumnKind::Long) => FormatAlign::Left,
            _ => FormatAlign::Center,
        });
        match (self.value, self.column) {
            (Value::FormulaLike, _) => format.set_quote_prefix(),
            (Value::Words, ColumnKind::Code) => format.set_num_format("@"),
            (Value::Words, ColumnKind::Short | ColumnKind::Long) => format,
            (Value::Number, _) => format.set_num_format("0"),
            (Value::Rate, _) => format.set_num_format("0.0%"),
            (Value::Moment, _) => format.set_num_format("yyyy-mm-dd hh:mm:ss"),
            (Value::State(tone), _) => coloured(format, tone),
        }
    }
}

fn coloured(format: Format, tone: Tone) -> Format {
    let (ground, ink) = match tone {
        Tone::Done => (0x00E2_EFDA, 0x0037_5623),
        Tone::Late => (0x00FC_E4D6, 0x00C6_5911),
        Tone::Incomplete => (0x00FF_F2CC, 0x007F_6000),
        Tone::Nil => (0x00DD_EBF7, 0x001F_4E78),
        Tone::Owed => (0x00FF_C7CE, 0x009C_0006),
        Tone::SentBack => (0x00E4_DFEC, 0x0060_497A),
        Tone::Nothing => (0x00FF_FFFF, 0x0080_8080),
    };
    format.set_background_color(rgb(ground)).set_font_color(rgb(ink))
}

/// The title of a sheet.
pub(crate) fn title() -> Format {
    font(SONG, TITLE_SIZE)
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// A sentence under the title.
pub(crate) fn note() -> Format {
    font(FANGSONG, BODY_SIZE)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_align(FormatAlign::VerticalCenter)
}

/// The header row.
pub(crate) fn header() -> Format {
    bordered(SONG, BODY_SIZE)
        .set_bold()
        .set_background_color(rgb(0x00D9_E1F2))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

fn bordered(name: &str, size: u32) -> Format {
    font(name, size)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(rgb(0x007F_7F7F))
}

/// Fonts by the names that Windows and WPS know; 134 is the Chinese character set.
fn font(name: &str, size: u32) -> Format {
    Format::new()
        .set_font_name(name)
        .set_font_size(size)
        .set_font_charset(134)
}

const fn rgb(value: u32) -> Color {
    Color::RGB(value)
}
