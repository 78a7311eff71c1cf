//! Workbooks with what offices leave in them: hidden rows and columns, several sheets, numbers and dates for texts.

use std::fmt::Write as _;

use crate::build::docx::{escape, office_package, relationships};
use crate::build::xlsx::letters;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const OFFICE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// One sheet. A cell that begins with `=` is a number, with `@` a date by its day number; any other is text.
#[derive(Debug, Clone, Default)]
pub(super) struct Tab {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Vec<String>>,
    /// Ranges, for example `A1:C1`.
    pub(super) merged: &'static [&'static str],
    /// Rows that are hidden, from 0.
    pub(super) hidden_rows: &'static [usize],
    /// Columns that are hidden, from 0.
    pub(super) hidden_columns: &'static [usize],
    /// Whether the tab is shown.
    pub(super) hidden: Option<&'static str>,
}

impl Tab {
    /// A sheet of these texts.
    pub(super) fn new(name: &'static str, rows: &[&[&str]]) -> Self {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|text| (*text).to_owned()).collect());
        Self {
            name,
            rows: rows.collect(),
            ..Self::default()
        }
    }

    pub(super) fn merged(mut self, ranges: &'static [&'static str]) -> Self {
        self.merged = ranges;
        self
    }

    fn xml(&self) -> String {
        let mut xml = format!("{HEAD}<worksheet {MAIN}>");
        if !self.hidden_columns.is_empty() {
            let mut columns = String::new();
            for at in self.hidden_columns {
                let _ = write!(
                    columns,
                    r#"<col min="{0}" max="{0}" width="9" hidden="1"/>"#,
                    at + 1
                );
            }
            let _ = write!(xml, "<cols>{columns}</cols>");
        }
        xml.push_str("<sheetData>");
        for (row, cells) in self.rows.iter().enumerate() {
            let hidden = if self.hidden_rows.contains(&row) {
                r#" hidden="1""#
            } else {
                ""
            };
            let _ = write!(xml, r#"<row r="{}"{hidden}>"#, row + 1);
            for (column, text) in cells.iter().enumerate() {
                let place = format!("{}{}", letters(column), row + 1);
                xml.push_str(&cell(&place, text));
            }
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData>");
        if !self.merged.is_empty() {
            let mut ranges = String::new();
            for range in self.merged {
                let _ = write!(ranges, r#"<mergeCell ref="{range}"/>"#);
            }
            let _ = write!(
                xml,
                r#"<mergeCells count="{}">{ranges}</mergeCells>"#,
                self.merged.len()
            );
        }
        xml + "</worksheet>"
    }
}

fn cell(place: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else if let Some(number) = text.strip_prefix('=') {
        format!(r#"<c r="{place}"><v>{number}</v></c>"#)
    } else if let Some(day) = text.strip_prefix('@') {
        format!(r#"<c r="{place}" s="1"><v>{day}</v></c>"#)
    } else {
        format!(
            r#"<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
            escape(text)
        )
    }
}

/// The workbook of these sheets.
pub(super) fn workbook(tabs: &[Tab]) -> Vec<u8> {
    let (mut sheets, mut relations, mut types) = (String::new(), String::new(), String::new());
    let mut members = Vec::new();
    for (at, tab) in tabs.iter().enumerate() {
        let number = at + 1;
        let state = tab
            .hidden
            .map(|state| format!(r#" state="{state}""#))
            .unwrap_or_default();
        let _ = write!(
            sheets,
            r#"<sheet name="{}" sheetId="{number}"{state} r:id="rId{number}"/>"#,
            escape(tab.name)
        );
        let _ = write!(
            relations,
            r#"<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let _ = write!(
            types,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{OFFICE}.worksheet+xml"/>"#
        );
        members.push((format!("xl/worksheets/sheet{number}.xml"), tab.xml().into_bytes()));
    }
    let _ = write!(
        relations,
        r#"<Relationship Id="rId-styles" Type="{RELATIONS}/styles" Target="styles.xml"/>"#
    );
    let styles = format!(
        r#"{HEAD}<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    let content_types = format!(
        r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>{types}</Types>"#
    );
    let book =
        format!(r#"{HEAD}<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>"#);
    let root =
        format!(r#"<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>"#);
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), content_types.into_bytes()),
        ("_rels/.rels".to_owned(), relationships(&root).into_bytes()),
        ("xl/workbook.xml".to_owned(), book.into_bytes()),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            relationships(&relations).into_bytes(),
        ),
        ("xl/styles.xml".to_owned(), styles.into_bytes()),
    ];
    all.extend(members);
    office_package(&all)
}
