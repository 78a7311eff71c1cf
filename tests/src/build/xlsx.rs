//! Excel files with the few features that offices use: text, numbers, merged cells.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::docx::{escape, office_package, relationships};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number, as spreadsheets make of telephone numbers.
    Number(u64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the tab.
    pub name: String,
    /// Rows from the first one.
    pub rows: Vec<Vec<Cell>>,
    /// Merged ranges, for example `A1:C1`.
    pub merged: Vec<String>,
}

impl Sheet {
    /// The workbook that has only this sheet.
    pub fn workbook(&self) -> Vec<u8> {
        let mut strings = Strings::default();
        let sheet = self.xml(&mut strings);
        let book = format!(
            r#"{HEAD}<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            escape(&self.name)
        );
        let relations = [
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        ]
        .map(|(id, kind, target)| {
            format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
        })
        .concat();
        let root = format!(
            r#"<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>"#
        );
        office_package(&[
            ("[Content_Types].xml".to_owned(), content_types().into_bytes()),
            ("_rels/.rels".to_owned(), relationships(&root).into_bytes()),
            ("xl/workbook.xml".to_owned(), book.into_bytes()),
            (
                "xl/_rels/workbook.xml.rels".to_owned(),
                relationships(&relations).into_bytes(),
            ),
            ("xl/sharedStrings.xml".to_owned(), strings.xml().into_bytes()),
            ("xl/worksheets/sheet1.xml".to_owned(), sheet.into_bytes()),
        ])
    }

    fn xml(&self, strings: &mut Strings) -> String {
        let mut xml = format!("{HEAD}<worksheet {MAIN}><sheetData>");
        for (row, cells) in self.rows.iter().enumerate() {
            let _ = write!(xml, "<row r=\"{}\">", row + 1);
            for (column, cell) in cells.iter().enumerate() {
                let place = format!("{}{}", letters(column), row + 1);
                let _ = match cell {
                    Cell::Empty => Ok(()),
                    Cell::Text(text) => {
                        write!(xml, r#"<c r="{place}" t="s"><v>{}</v></c>"#, strings.number(text))
                    }
                    Cell::Number(number) => write!(xml, r#"<c r="{place}"><v>{number}</v></c>"#),
                };
            }
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData>");
        if !self.merged.is_empty() {
            let ranges: Vec<String> = self
                .merged
                .iter()
                .map(|range| format!("<mergeCell ref=\"{range}\"/>"))
                .collect();
            let ranges = ranges.concat();
            let _ = write!(
                xml,
                r#"<mergeCells count="{}">{ranges}</mergeCells>"#,
                self.merged.len()
            );
        }
        xml + "</worksheet>"
    }
}

#[derive(Default)]
struct Strings {
    known: BTreeMap<String, usize>,
    list: Vec<String>,
}

impl Strings {
    fn number(&mut self, text: &str) -> usize {
        let next = self.list.len();
        let number = *self.known.entry(text.to_owned()).or_insert(next);
        if number == next {
            self.list.push(text.to_owned());
        }
        number
    }

    fn xml(&self) -> String {
        let items: Vec<String> = self
            .list
            .iter()
            .map(|text| format!(r#"<si><t xml:space="preserve">{}</t></si>"#, escape(text)))
            .collect();
        let items = items.concat();
        format!(
            r#"{HEAD}<sst {MAIN} count="{0}" uniqueCount="{0}">{items}</sst>"#,
            self.list.len()
        )
    }
}

/// The letters of a column, from 0.
pub fn letters(mut column: usize) -> String {
    let mut letters = String::new();
    loop {
        let digit = u8::try_from(column % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        if column < 26 {
            return letters;
        }
        column = column / 26 - 1;
    }
}

fn content_types() -> String {
    const OFFICE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        ("/xl/workbook.xml", "sheet.main"),
        ("/xl/worksheets/sheet1.xml", "worksheet"),
        ("/xl/sharedStrings.xml", "sharedStrings"),
    ]
    .map(|(part, kind)| format!(r#"<Override PartName="{part}" ContentType="{OFFICE}.{kind}+xml"/>"#))
    .concat();
    format!(
        concat!(
            "{}",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>{}</Types>"#
        ),
        HEAD, parts
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        assert_eq!(
            [0, 25, 26, 701, 702].map(super::letters),
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
    }
}
