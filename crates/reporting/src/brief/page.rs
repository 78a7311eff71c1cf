//! The page: what stands on it, and how much of it has room.
//!
//! Lines are of exact heights, so that the height of the page is known here, whatever font is at hand: what does not
//! fit is left to the workbook, and the page says so.

use std::io::{Seek, Write};

use super::chart::{Chart, drawing};
use super::figures::Figures;
use super::table::{COLUMNS, rows};
use super::wording;
use crate::ReportError;
use crate::word::Sink as _;
use crate::word::{
    Align, Document, Face, Font, Foot, Layout, Line, Margins, Numbers, Paragraph, Section, Start, Style,
    Table,
};

/// A4 with the margins of GB/T 9704-2012 and its page number, without its grid: 22 lines do not hold this.
pub(super) const SECTION: Section = Section {
    start: Start::NextPage,
    margins: Margins::OFFICIAL,
    grid: None,
    foot: Foot::Numbered(Numbers::Arabic),
};

const fn style(id: &'static str, name: &'static str, face: Face, layout: Layout) -> Style {
    Style {
        id,
        name,
        face,
        layout,
    }
}

const fn aligned(align: Align, line: u16) -> Layout {
    Layout {
        align,
        ..Layout::lines(Line::Exact(line))
    }
}

/// 小四仿宋, indented by two characters.
const BODY: Style = style(
    "Normal",
    "Normal",
    Face::new(Font::FangSong, 24),
    Layout {
        first_line: 200,
        ..Layout::lines(Line::Exact(322))
    },
);
const TITLE: Style = style(
    "Title",
    "Title",
    Face::new(Font::Title, 44),
    aligned(Align::Centre, 580),
);
const SUBTITLE: Style = style(
    "Subtitle",
    "Subtitle",
    Face::new(Font::Kai, 24),
    Layout {
        around: (40, 60),
        ..aligned(Align::Centre, 360)
    },
);
const HEAD: Style = style(
    "TableHead",
    "表头",
    Face::new(Font::Hei, 18),
    aligned(Align::Centre, 230),
);
const CELL: Style = style(
    "TableText",
    "表文",
    Face::new(Font::FangSong, 18),
    aligned(Align::Centre, 230),
);
const NAME: Style = style(
    "TableName",
    "表名",
    Face::new(Font::FangSong, 18),
    aligned(Align::Left, 230),
);
const CHARTS: Style = style(
    "Charts",
    "图",
    Face::new(Font::Song, 18),
    Layout {
        align: Align::Centre,
        around: (60, 0),
        ..Layout::lines(Line::Content)
    },
);
const NOTE: Style = style(
    "Note",
    "注",
    Face::new(Font::FangSong, 18),
    Layout {
        around: (60, 0),
        ..aligned(Align::Both, 240)
    },
);

pub(super) const STYLES: &[&Style] = &[&BODY, &TITLE, &SUBTITLE, &HEAD, &CELL, &NAME, &CHARTS, &NOTE];

/// Width and height of the text, in twentieths of a point: 156 mm × 225 mm. Of the height a little stays free.
const WIDTH: u32 = 8_844;
const HEIGHT: u32 = 12_756 - 120;
/// Two charts beside each other, in millimetres.
const CHART: u32 = 77;

/// How much is said.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// Height of the charts, in millimetres.
    chart: u32,
    /// So many items one by one.
    items: usize,
    /// So many disciplines one by one.
    disciplines: usize,
}

/// From much to little.
const LEVELS: [Level; 7] = [
    Level {
        chart: 48,
        items: 8,
        disciplines: 8,
    },
    Level {
        chart: 42,
        items: 8,
        disciplines: 8,
    },
    Level {
        chart: 37,
        items: 8,
        disciplines: 8,
    },
    Level {
        chart: 33,
        items: 8,
        disciplines: 8,
    },
    Level {
        chart: 36,
        items: 6,
        disciplines: 6,
    },
    Level {
        chart: 34,
        items: 4,
        disciplines: 4,
    },
    Level {
        chart: 32,
        items: 3,
        disciplines: 1,
    },
];
/// Names of societies that owe something and of those that are late, before less is said of anything else.
const NAMES: (usize, usize) = (4, 0);

/// The texts of the page.
struct Texts {
    title: String,
    subtitle: String,
    /// Headings and what stands behind them.
    sections: [(&'static str, String); 3],
    rows: Vec<super::table::Row>,
    note: String,
    chart: u32,
}

impl Texts {
    fn of(figures: &Figures<'_>, level: Level, owing: usize, late: usize) -> Self {
        Self {
            title: wording::title(figures),
            subtitle: wording::subtitle(figures),
            sections: [
                ("一、总体情况。", wording::overview(figures)),
                ("二、未报情况。", wording::owing(figures, owing)),
                ("三、迟报和待核对情况。", wording::late(figures, late)),
            ],
            rows: rows(figures, level.items, level.disciplines),
            note: wording::note(figures),
            chart: level.chart,
        }
    }

    /// In twentieths of a point.
    fn height(&self) -> u32 {
        let text = |style: &Style, indent: u32, text: &str| {
            let line = match style.layout.line {
                Line::Exact(height) => u32::from(height),
                Line::Content => 0,
            };
            let (before, after) = style.layout.around;
            lines(text, style, WIDTH, indent) * line + u32::from(before) + u32::from(after)
        };
        let sections = self
            .sections
            .iter()
            .map(|(lead, rest)| text(&BODY, 2, &format!("{lead}{rest}")));
        let row = |row: &super::table::Row| {
            let cells = row.iter().zip(COLUMNS);
            // A cell has margins of 60 at either side and 40 above and below, and a rule.
            let most = cells
                .map(|(cell, (_, width))| lines(cell, &NAME, u32::from(width) - 120, 0))
                .max();
            most.unwrap_or(1) * 230 + 90
        };
        let table: u32 = 320 + self.rows.iter().map(row).sum::<u32>();
        // 1 mm is 56.7 twentieths of a point; the line of a chart is a little higher than it.
        let charts = self.chart * 567 / 10 + 160;
        let note = text(&NOTE, 0, &self.note);
        let head = text(&TITLE, 0, &self.title) + text(&SUBTITLE, 0, &self.subtitle);
        head + sections.sum::<u32>() + table + charts + note
    }
}

/// Lines of a text in `room`, the first indented by so many characters; of a long line half a character is lost on average, where a
/// mark must not begin the next.
fn lines(text: &str, style: &Style, room: u32, indent: u32) -> u32 {
    let size = u32::from(style.face.half_points) * 10;
    let loss = if room > 20 * size { size / 2 } else { 0 };
    ((units(text) + indent * 20) * size)
        .div_ceil(20 * (room - loss))
        .max(1)
}

/// Width in twentieths of a character. Latin letters and digits take two thirds of a character in the widest fonts that
/// stand in for the usual ones, and a quarter is left free between them and Chinese ones.
fn units(text: &str) -> u32 {
    let mut units = 0;
    let mut last = None;
    for character in text.chars() {
        let is_ascii = character.is_ascii();
        if last.is_some_and(|last| last != is_ascii) {
            units += 5;
        }
        last = Some(is_ascii);
        units += if is_ascii { 13 } else { 20 };
    }
    units
}

/// The most that fits: names are left to the workbook one by one, from the longer list, then other things.
fn fitting(figures: &Figures<'_>) -> Texts {
    let least = (NAMES.0.min(figures.owing.len()), NAMES.1.min(figures.late.len()));
    for level in LEVELS {
        let (mut owing, mut late) = (figures.owing.len(), figures.late.len());
        loop {
            let texts = Texts::of(figures, level, owing, late);
            if texts.height() <= HEIGHT {
                return texts;
            }
            if (owing, late) == least {
                break;
            }
            if late > least.1 && (late >= owing || owing == least.0) {
                late -= 1;
            } else {
                owing -= 1;
            }
        }
    }
    let [.., level] = LEVELS;
    Texts::of(figures, level, 0, 0)
}

/// Writes the page.
pub(super) fn set<W: Write + Seek>(
    document: &mut Document<W>,
    figures: &Figures<'_>,
    charts: &[Chart],
    relations: &[u32],
) -> Result<(), ReportError> {
    let texts = fitting(figures);
    document.paragraph(Paragraph::of(&TITLE, &texts.title))?;
    document.paragraph(Paragraph::of(&SUBTITLE, &texts.subtitle))?;
    let [overview, owing, late] = &texts.sections;
    document.paragraph(section(overview))?;
    let mut table = Table::new(COLUMNS.iter().map(|(_, width)| *width).collect());
    table.row(
        COLUMNS
            .iter()
            .map(|(title, _)| Paragraph::of(&HEAD, title))
            .collect(),
    );
    for row in &texts.rows {
        let cell =
            |(place, text): (usize, &String)| Paragraph::of(if place == 0 { &NAME } else { &CELL }, text);
        table.row(row.iter().enumerate().map(cell).collect());
    }
    document.table(&table)?;
    let mut line = Paragraph::new(&CHARTS);
    for ((number, chart), relation) in (1..).zip(charts).zip(relations) {
        line = line.drawing(&drawing(number, *relation, chart, CHART, texts.chart));
    }
    document.paragraph(line)?;
    document.paragraph(section(owing))?;
    document.paragraph(section(late))?;
    document.paragraph(Paragraph::of(&NOTE, &texts.note))
}

fn section((lead, text): &(&'static str, String)) -> Paragraph {
    Paragraph::new(&BODY)
        .text_as(Face::new(Font::Hei, 24), lead)
        .text(text)
}
