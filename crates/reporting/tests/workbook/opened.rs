//! A workbook taken apart again, as far as these tests need it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

pub(crate) struct Opened {
    pub(crate) parts: BTreeMap<String, String>,
}

/// One cell: what kind it is (`s` or `inlineStr` for text, empty for numbers) and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) kind: String,
    pub(crate) value: String,
}

impl Opened {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            parts.insert(file.name().unwrap().into_owned(), text);
        }
        Self { parts }
    }

    /// Names on the tabs.
    pub(crate) fn tabs(&self) -> Vec<String> {
        between(&self.parts["xl/workbook.xml"], "<sheet name=\"", "\"")
            .map(unescape)
            .collect()
    }

    /// XML of the sheet with this name.
    pub(crate) fn xml(&self, tab: &str) -> &str {
        let number = self.tabs().iter().position(|name| name == tab).unwrap() + 1;
        &self.parts[&format!("xl/worksheets/sheet{number}.xml")]
    }

    /// Cells by reference, for example `B5`; empty ones left out.
    pub(crate) fn cells(&self, tab: &str) -> BTreeMap<String, Cell> {
        let strings = self.strings();
        let mut cells = BTreeMap::new();
        for piece in self.xml(tab).split("<c r=\"").skip(1) {
            let (reference, rest) = piece.split_once('"').unwrap();
            let (attributes, content) = rest.split_once('>').unwrap();
            let kind = between(attributes, "t=\"", "\"")
                .next()
                .unwrap_or_default()
                .to_owned();
            if let Some(text) = between(content, "<t", "</t>")
                .next()
                .filter(|_| kind == "inlineStr")
            {
                let value = unescape(text.split_once('>').unwrap().1);
                cells.insert(reference.to_owned(), Cell { kind, value });
            } else if let Some(raw) = between(content, "<v>", "</v>")
                .next()
                .filter(|_| !attributes.ends_with('/'))
            {
                let value = match kind.as_str() {
                    "s" => strings[raw.parse::<usize>().unwrap()].clone(),
                    _ => raw.to_owned(),
                };
                cells.insert(reference.to_owned(), Cell { kind, value });
            }
        }
        cells
    }

    /// What each row shows from left to right, without its empty cells.
    pub(crate) fn rows(&self, tab: &str) -> Vec<Vec<String>> {
        let mut rows: BTreeMap<u32, BTreeMap<(usize, String), String>> = BTreeMap::new();
        for (reference, cell) in self.cells(tab) {
            let column: String = reference.chars().filter(char::is_ascii_alphabetic).collect();
            let row = reference.trim_start_matches(char::is_alphabetic).parse().unwrap();
            rows.entry(row)
                .or_default()
                .insert((column.len(), column), cell.value);
        }
        rows.into_values()
            .map(|row| row.into_values().collect())
            .collect()
    }

    fn strings(&self) -> Vec<String> {
        between(&self.parts["xl/sharedStrings.xml"], "<si>", "</si>")
            .map(|item| {
                item.split_once('>')
                    .unwrap()
                    .1
                    .trim_end_matches("</t>")
                    .to_owned()
            })
            .map(|text| unescape(&text))
            .collect()
    }
}

fn between<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before)
        .skip(1)
        .filter_map(move |rest| rest.split_once(after).map(|(found, _)| found))
}

fn unescape(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
