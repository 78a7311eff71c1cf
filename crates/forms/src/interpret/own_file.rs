//! The office's own blank form beside the notice's labels: what differs, and which prompts stand in its cells.

use domain::notice::FormTemplate;
use domain::text::match_key;

use super::form_label::{Freedom, Target, headers_in, is_title, label, leading_label};
use super::lines::{length, tidy, trim};
use super::words::Words;
use super::{Prepared, Vocabulary};
use crate::document::{Block, Document, Table, lines_of};

/// A line of a cell shorter than this, in characters, is no prompt: what people write may begin with it.
const SHORTEST_PROMPT: usize = 6;

/// What the office's own blank form has and has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnFile {
    /// True when the form's title stands in it.
    pub titled: bool,
    /// Labels of the notice that do not stand in the file.
    pub missing: Vec<String>,
    /// Labels of rows in the file, as printed there, that the notice does not have.
    pub unknown: Vec<String>,
    /// For each row (`field`) the lines in its cell that are no prompt of the notice.
    pub prompts: Vec<(String, Vec<String>)>,
}

/// Compares the office's own blank form with the labels of the notice.
pub fn own_file(document: &Document, template: &FormTemplate) -> OwnFile {
    let prepared = Prepared::new(Vocabulary {
        template: Some(template),
        items: &[],
    });
    let mut comparison = Comparison {
        words: prepared.words(),
        template,
        found: OwnFile::default(),
        headers: vec![false; template.headers.len()],
        rows: vec![false; template.rows.len()],
    };
    comparison.found.titled = lines_of(&document.blocks)
        .iter()
        .any(|line| is_title(line, prepared.words()));
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => comparison.line(&paragraph.text),
            Block::Table(table) => comparison.table(table),
        }
    }
    comparison.finish()
}

struct Comparison<'a> {
    words: Words<'a>,
    template: &'a FormTemplate,
    found: OwnFile,
    headers: Vec<bool>,
    rows: Vec<bool>,
}

impl Comparison<'_> {
    fn line(&mut self, text: &str) {
        for (at, _) in headers_in(&text.replace('\n', " "), self.words, Freedom::Printed) {
            mark(&mut self.headers, at);
        }
        if let Some((target, _)) = leading_label(text, self.words, Freedom::Printed) {
            self.target(&target);
        }
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Header(at) => mark(&mut self.headers, *at),
            Target::Row(at, _) => mark(&mut self.rows, *at),
        }
    }

    fn table(&mut self, table: &Table) {
        for row in &table.rows {
            let texts: Vec<String> = row.cells.iter().map(|cell| cell.lines().join("\n")).collect();
            let Some((first, values)) = texts.split_first() else {
                continue;
            };
            let found = label(first, self.words, Freedom::Printed);
            if let Some(target) = &found {
                self.target(target);
            }
            match found {
                Some(Target::Row(at, _)) => self.prompts(at, values),
                Some(Target::Header(_)) => {
                    for value in values {
                        self.line(value);
                    }
                }
                None => {
                    let before = self.headers.clone();
                    for text in &texts {
                        self.line(text);
                    }
                    let printed = trim(first).replace('\n', "");
                    let is_label = !values.is_empty() && (2..=60).contains(&length(&printed));
                    if is_label && before == self.headers && !is_title(&printed, self.words) {
                        self.found.unknown.push(printed);
                    }
                }
            }
        }
    }

    fn prompts(&mut self, at: usize, values: &[String]) {
        let Some(row) = self.template.rows.get(at) else {
            return;
        };
        let is_known = |line: &str| {
            let key = match_key(line);
            row.prompts.iter().any(|known| match_key(known) == key)
        };
        let lines: Vec<String> = tidy(
            values
                .iter()
                .flat_map(|value| value.split('\n').map(str::to_owned)),
        )
        .into_iter()
        .filter(|line| length(line) >= SHORTEST_PROMPT && !is_known(line))
        .collect();
        if !lines.is_empty() {
            self.found.prompts.push((row.field.clone(), lines));
        }
    }

    fn finish(mut self) -> OwnFile {
        let headers = self.template.headers.iter().map(|header| &header.label);
        let rows = self.template.rows.iter().map(|row| &row.label);
        let stands = self.headers.iter().chain(&self.rows);
        self.found.missing = headers
            .chain(rows)
            .zip(stands)
            .filter(|(_, stands)| !**stands)
            .map(|(label, _)| label.clone())
            .collect();
        self.found
    }
}

fn mark(marks: &mut [bool], at: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::template;
    use super::*;
    use crate::document::{Cell, Paragraph, Row};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph {
            text: text.to_owned(),
            ..Paragraph::default()
        })
    }

    fn row(label: &str, lines: &[&str]) -> Row {
        let cell = |column, lines: &[&str]| Cell {
            column,
            column_span: 1,
            row_span: 1,
            blocks: lines.iter().map(|line| paragraph(line)).collect(),
        };
        Row {
            cells: vec![cell(0, &[label]), cell(1, lines)],
        }
    }

    #[test]
    fn what_differs_is_said_and_prompts_are_found() {
        let template = template();
        let own = &template.rows;
        let rows = vec![
            row(&own[0].label, &["（请逐行填写本会代表）", "无"]),
            row(&own[1].label, &[own[1].prompts[0].as_str()]),
            row("本年度获奖情况", &[""]),
        ];
        let document = Document {
            blocks: vec![
                paragraph("附件"),
                paragraph(&template.title),
                paragraph("学会名称：　　　填表人："),
                Block::Table(Table {
                    rows,
                    ..Table::default()
                }),
            ],
            ..Document::default()
        };
        let found = own_file(&document, &template);
        assert!(found.titled);
        assert_eq!(
            found.missing,
            [template.headers[2].label.as_str(), own[2].label.as_str()]
        );
        assert_eq!(found.unknown, ["本年度获奖情况"]);
        assert_eq!(
            found.prompts,
            [(own[0].field.clone(), vec!["（请逐行填写本会代表）".to_owned()])]
        );
    }
}
