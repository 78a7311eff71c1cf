//! Fonts, colours and borders.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::table::{Cell, ColumnKind, Emphasis, Tone};
use crate::text::looks_like_formula;

const SONG: &str = "宋体";
const FANGSONG: &str = "仿宋";
/// Points of a title.
pub(crate) const TITLE_SIZE: u32 = 16;
/// Points of everything else.
pub(crate) const BODY_SIZE: u32 = 10;

/// All that decides how a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Look {
    value: Value,
    column: ColumnKind,
    emphasis: Emphasis,
    is_link: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Words,
    /// Marked as text, so that editing the cell does not make a formula of it.
    FormulaLike,
    Number,
    Rate,
    Moment,
}

impl Look {
    /// How many looks there can be.
    pub(crate) const COUNT: usize = 5 * 4 * 3 * 2;

    /// The look of a cell in this column and kind of row.
    pub(crate) fn of(cell: &Cell<'_>, column: ColumnKind, emphasis: Emphasis, is_link: bool) -> Self {
        let value = match cell {
            Cell::Text(text) if looks_like_formula(text) => Value::FormulaLike,
            Cell::Blank | Cell::Text(_) => Value::Words,
            Cell::Number(_) => Value::Number,
            Cell::Rate(_) => Value::Rate,
            Cell::Moment(_) => Value::Moment,
        };
        Self {
            value,
            column,
            emphasis,
            is_link,
        }
    }

    /// A number of its own below [`Self::COUNT`].
    pub(crate) const fn index(self) -> usize {
        ((self.value as usize * 4 + self.column as usize) * 3 + self.emphasis as usize) * 2
            + self.is_link as usize
    }

    /// The same as a format of the library.
    pub(crate) fn format(self) -> Format {
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
            (Value::Words | Value::FormulaLike, ColumnKind::Long | ColumnKind::Prose) => FormatAlign::Left,
            _ => FormatAlign::Center,
        });
        let format = format.set_align(match self.column {
            ColumnKind::Prose => FormatAlign::Top,
            ColumnKind::Code | ColumnKind::Short | ColumnKind::Long => FormatAlign::VerticalCenter,
        });
        let format = if self.is_link {
            format
                .set_font_color(rgb(0x0005_63C1))
                .set_underline(FormatUnderline::Single)
        } else {
            format
        };
        match (self.value, self.column) {
            (Value::FormulaLike, _) => format.set_quote_prefix(),
            (Value::Words, ColumnKind::Code) => format.set_num_format("@"),
            (Value::Words, ColumnKind::Short | ColumnKind::Long | ColumnKind::Prose) => format,
            (Value::Number, _) => format.set_num_format("0"),
            (Value::Rate, _) => format.set_num_format("0.0%"),
            (Value::Moment, _) => format.set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

/// The colours of a state, for conditional formatting.
pub(crate) fn tone(tone: Tone) -> Format {
    let (ground, ink) = match tone {
        Tone::Done => (0x00E2_EFDA, 0x0037_5623),
        Tone::Late => (0x00FC_E4D6, 0x00C6_5911),
        Tone::Incomplete => (0x00FF_F2CC, 0x007F_6000),
        Tone::Nil => (0x00DD_EBF7, 0x001F_4E78),
        Tone::Owed => (0x00FF_C7CE, 0x009C_0006),
        Tone::SentBack => (0x00E4_DFEC, 0x0060_497A),
        Tone::Nothing => (0x00FF_FFFF, 0x0080_8080),
    };
    Format::new()
        .set_background_color(rgb(ground))
        .set_font_color(rgb(ink))
}

/// A cell of the tables on the first sheet, which the library writes itself.
pub(crate) fn plain(cell: &Cell<'_>, column: ColumnKind, emphasis: Emphasis) -> Format {
    Look::of(cell, column, emphasis, false).format()
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

/// The heading of a table among several.
pub(crate) fn section() -> Format {
    font(SONG, BODY_SIZE + 2)
        .set_bold()
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
