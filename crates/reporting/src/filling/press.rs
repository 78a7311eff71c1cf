//! Rows of a sheet as XML: those of the template, and those of the list.

use std::collections::{BTreeMap, BTreeSet};

use super::formats::Formats;
use super::further::Further;
use super::header::Header;
use super::parse::{CellXml, RowXml, SheetXml, find};
use super::record::Records;
use super::reference::{Moves, name};
use super::room::Room;
use super::rows::moved;
use crate::blank::xml::escaped;
use crate::layout::{Limits, escape, serial};
use crate::table::Cell;
use crate::text::{clean, parts};

/// Writes the rows of a sheet.
pub(super) struct Press<'x> {
    pub(super) sheet: &'x SheetXml,
    pub(super) room: &'x Room<'x>,
    pub(super) header: &'x Header,
    pub(super) records: &'x Records<'x>,
    pub(super) further: &'x Further,
    pub(super) formats: Formats,
    pub(super) moves: Moves<'x>,
    pub(super) xml: String,
}

impl Press<'_> {
    fn put(&mut self, pieces: &[&str]) {
        self.xml.extend(pieces.iter().copied());
    }

    /// A row of the template at its new place; `titles` are put behind its cells, in the format of one of them.
    pub(super) fn kept(&mut self, row: &RowXml, number: usize, titles: &[(u16, String, u16)]) {
        let prefix = &self.sheet.prefix;
        self.open(number, &row.attributes);
        for cell in &row.cells {
            let inner = match &cell.formula {
                Some(formula) => with_formula(&cell.inner, prefix, formula, self.moves),
                None => cell.inner.clone(),
            };
            let attributes = written(&cell.attributes);
            let at = name(number, cell.column);
            self.put(&[
                "<",
                prefix,
                "c r=\"",
                &at,
                "\"",
                &attributes,
                ">",
                &inner,
                "</",
                prefix,
                "c>",
            ]);
        }
        for (column, title, like) in titles {
            let like = row.cells.iter().find(|cell| cell.column == *like);
            let style = like.and_then(|cell| cell.attribute("s")).map(str::to_owned);
            self.cell(number, *column, style.as_deref(), &Cell::text(title.as_str()));
        }
        self.put(&["</", &self.sheet.prefix, "row>"]);
    }

    /// A row of the list.
    pub(super) fn filled(&mut self, place: usize) {
        let number = self.room.first + place;
        let nothing = RowXml::default();
        let pattern = self.room.pattern(number).unwrap_or(&nothing);
        let has_height = find(&pattern.attributes, "customHeight").is_some_and(|value| value != "0");
        let attributes = pattern
            .attributes
            .iter()
            .filter(|(name, _)| has_height || name != "ht");
        self.open(number, &attributes.cloned().collect::<Vec<_>>());
        let mut cells: BTreeMap<u16, (Option<String>, Cell<'_>)> = BTreeMap::new();
        for (column, _, field) in &self.header.columns {
            let style = self.style(pattern, *column);
            let Cell::Text(text) = self.records.cell(place, *field) else {
                cells.insert(*column, (style, self.records.cell(place, *field)));
                continue;
            };
            let text = clean(text);
            let mut parts = parts(&text, Limits::EXCEL.units).into_iter().map(str::to_owned);
            cells.insert(
                *column,
                (style.clone(), parts.next().map_or(Cell::Blank, Cell::text)),
            );
            if let Some(first) = self.further.first_of(*column) {
                cells.extend((first..).zip(parts.map(|part| (style.clone(), Cell::text(part)))));
            }
        }
        let own: BTreeMap<u16, &CellXml> = pattern.cells.iter().map(|cell| (cell.column, cell)).collect();
        let columns: BTreeSet<u16> = cells.keys().chain(own.keys()).copied().collect();
        for column in columns {
            match (cells.get(&column), own.get(&column)) {
                (Some((style, cell)), _) => self.cell(number, column, style.as_deref(), cell),
                (None, Some(kept)) => self.copied(number, kept, self.room.formula(kept, pattern.number)),
                (None, None) => {}
            }
        }
        self.put(&["</", &self.sheet.prefix, "row>"]);
    }

    /// A cell of the pattern for which the list has nothing: its format, and its formula.
    fn copied(&mut self, number: usize, cell: &CellXml, formula: Option<(usize, &str)>) {
        let Some((from, formula)) = formula else {
            self.cell(number, cell.column, cell.attribute("s"), &Cell::Blank);
            return;
        };
        let prefix = &self.sheet.prefix;
        let style = cell
            .attribute("s")
            .map_or_else(String::new, |style| format!(" s=\"{style}\""));
        let at = name(number, cell.column);
        let formula = escaped(&self.moves.copied(formula, number.saturating_sub(from)));
        self.put(&[
            "<", prefix, "c r=\"", &at, "\"", &style, "><", prefix, "f>", &formula,
        ]);
        self.put(&["</", prefix, "f></", prefix, "c>"]);
    }

    /// The format of a column in the list: the pattern's, else that of the whole column.
    fn style(&self, pattern: &RowXml, column: u16) -> Option<String> {
        let own = pattern.cells.iter().find(|cell| cell.column == column);
        if let Some(cell) = own {
            return cell.attribute("s").map(str::to_owned);
        }
        let number = u32::from(column) + 1;
        let mark = format!("<{}col ", self.sheet.prefix);
        let columns = self.sheet.before.split(&mark).skip(1);
        let value = |tag: &str, name: &str| {
            tag.split_once(&format!("{name}=\""))?
                .1
                .split('"')
                .next()
                .map(str::to_owned)
        };
        let bound = |tag: &str, name: &str| value(tag, name)?.parse::<u32>().ok();
        let mut tags = columns.filter_map(|rest| rest.split('>').next());
        tags.find(|tag| {
            bound(tag, "min").is_some_and(|min| min <= number)
                && bound(tag, "max").is_some_and(|max| number <= max)
        })
        .and_then(|tag| value(tag, "style"))
    }

    fn open(&mut self, number: usize, attributes: &[(String, String)]) {
        let prefix = &self.sheet.prefix;
        self.put(&[
            "<",
            prefix,
            "row r=\"",
            &number.to_string(),
            "\"",
            &written(attributes),
            ">",
        ]);
    }

    fn cell(&mut self, number: usize, column: u16, style: Option<&str>, cell: &Cell<'_>) {
        let dated = match cell {
            Cell::Moment(moment) => match self.formats.dated(style) {
                Some(dated) => Some(dated),
                // Without a format that shows it, a date would be a bare number.
                None => {
                    return self.cell(
                        number,
                        column,
                        style,
                        &Cell::text(moment.format("%Y-%m-%d %H:%M").to_string()),
                    );
                }
            },
            _ => None,
        };
        let prefix = &self.sheet.prefix;
        let style = dated.or_else(|| style.map(str::to_owned));
        let style = style.map_or_else(String::new, |style| format!(" s=\"{style}\""));
        let start = format!("<{prefix}c r=\"{}\"{style}", name(number, column));
        let value = |value: String| format!("{start}><{prefix}v>{value}</{prefix}v></{prefix}c>");
        let xml = match cell {
            Cell::Blank => format!("{start}/>"),
            Cell::Text(text) if text.is_empty() => format!("{start}/>"),
            Cell::Text(text) => {
                let mut content = Vec::new();
                escape(&mut content, &clean(text.as_ref()));
                format!(
                    "{start} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is></{prefix}c>",
                    String::from_utf8_lossy(&content)
                )
            }
            Cell::Number(number) => value(number.to_string()),
            Cell::Rate(rate) => value(rate.to_string()),
            Cell::Moment(moment) => value(serial(*moment).to_string()),
        };
        self.xml.push_str(&xml);
    }
}

fn written(attributes: &[(String, String)]) -> String {
    let one = |(name, value): &(String, String)| format!(" {name}=\"{}\"", value.replace('"', "&quot;"));
    attributes.iter().map(one).collect()
}

/// The content of a cell with its formula, and what the formula is shared with, moved.
fn with_formula(inner: &str, prefix: &str, formula: &str, moves: Moves<'_>) -> String {
    let (start, end) = (format!("<{prefix}f"), format!("</{prefix}f>"));
    let found = inner
        .split_once(&start)
        .and_then(|(_, rest)| rest.split_once('>'));
    match found {
        None => inner.to_owned(),
        // A cell that shares a formula which stands elsewhere.
        Some((tag, _)) if tag.ends_with('/') => format!("{start}{}>", moved(tag, moves.shift)),
        Some((tag, _)) => format!(
            "{start}{}>{}{end}",
            moved(tag, moves.shift),
            escaped(&moves.text(formula))
        ),
    }
}
