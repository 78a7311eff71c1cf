//! Finds the return forms of a document: labels in paragraphs or cells, values beside or below them.

pub(super) mod below;
mod elsewhere;
mod otherwise;

use domain::ids::ItemId;
use domain::notice::{FormRow, FormTemplate, HeaderField, RowContent};

use super::columns::one_after_the_other;
use super::fields::{Field, field};
use super::form_label::{Freedom, Target, headers_in, is_title, leading_label};
use super::grid;
use super::heads::without_tail;
use super::lines::{Numbering, in_title_marks, tidied, tidy, tidy_parts, without_number};
use super::prompts::without_prompts;
use super::wording::{is_attached, is_nil, is_placeholder, is_put_off, without_seal};
use super::{FoundForm, Words, delegates, head_values, persons, sheet, unread};
use crate::document::{Block, Cell, Paragraph, Row, Table};
use elsewhere::is_answered_elsewhere;

/// What the search for forms found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) forms: Vec<FoundForm>,
    /// Blocks in front of the first form.
    pub(super) before: Vec<Block>,
    /// Blocks behind a form that belong to none.
    pub(super) after: Vec<Block>,
}

/// Finds all forms.
pub(super) fn scan(blocks: &[Block], vocabulary: Words<'_>) -> Scan {
    let Some(template) = vocabulary.template else {
        return Scan::default();
    };
    let mut walk = Walk {
        vocabulary,
        template,
        draft: Draft::default(),
        open: None,
        number: None,
        found: Scan::default(),
    };
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => walk.paragraph(paragraph),
            Block::Table(table) => walk.table(table),
        }
    }
    walk.finish();
    walk.found
}

/// A form on its way.
#[derive(Default)]
struct Draft {
    titled: bool,
    headers: Vec<(usize, String)>,
    /// Head lines above the title.
    above: Vec<(usize, String)>,
    parts: Vec<Part>,
    /// Rows of a table that name a person and belong to the part that comes next.
    aside: Vec<Row>,
    /// Texts in rows that are none of the form's.
    unread: Vec<String>,
}

/// One labelled row: what was written into it, cell by cell.
struct Part {
    row: usize,
    label: Option<ItemId>,
    rows: Vec<Row>,
}

pub(super) struct Walk<'a> {
    vocabulary: Words<'a>,
    template: &'a FormTemplate,
    draft: Draft,
    /// The row that takes the following paragraphs of a form in text.
    open: Option<usize>,
    /// The number of the label with which that row began: 二、感悟.
    number: Option<(Numbering, usize)>,
    found: Scan,
}

impl Walk<'_> {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        let broken = paragraph.text.contains(['\n', '\r']);
        if broken && is_title(&paragraph.text.replace('\n', ""), self.vocabulary) {
            self.title();
            return;
        }
        for line in tidy_parts(&paragraph.text) {
            if self.line(line) {
                continue;
            }
            let block = || {
                Block::Paragraph(Paragraph {
                    text: line.to_owned(),
                    ..paragraph.clone()
                })
            };
            if !self.draft.parts.is_empty() {
                self.found.after.push(block());
            } else if self.draft.titled || !self.draft.headers.is_empty() {
                let text = unread::excerpt(line).filter(|_| self.draft.titled);
                self.draft
                    .unread
                    .extend(text.filter(|_| !self.draft.headers.is_empty()));
            } else if self.found.forms.is_empty() {
                self.found.before.push(block());
            }
        }
    }

    /// Takes one line; false when it belongs to nothing.
    fn line(&mut self, line: &str) -> bool {
        if is_title(line, self.vocabulary) {
            self.title();
            return true;
        }
        let freedom = if self.open.is_some() {
            Freedom::Printed
        } else {
            Freedom::Near
        };
        let headers = headers_in(line, self.vocabulary, freedom);
        if !headers.is_empty() && self.takes(&headers) {
            for (header, value) in headers {
                self.header(header, &value);
            }
            self.open = None;
            return true;
        }
        let number = persons::with_number(line).map(|(style, number, _)| (style, number));
        let other = self.other_row(line).or_else(|| self.counted_row(line));
        if let Some((row, rest)) = other {
            self.begin(row, None);
            (self.open, self.number) = (Some(row), number);
            self.value(rest);
            return true;
        }
        match leading_label(line, self.vocabulary, freedom) {
            Some((Target::Row(row, label), rest)) => {
                self.begin(row, label);
                (self.open, self.number) = (Some(row), number);
                self.value(rest);
                true
            }
            Some((Target::Header(_), _)) | None if self.open.is_some() => {
                // Other numbers like that of the label are those of the text.
                let own = |known: &(Numbering, usize)| number.is_none_or(|(style, _)| style != known.0);
                self.number = self.number.filter(own);
                self.value(line.to_owned());
                true
            }
            Some((Target::Header(_), _)) | None => false,
        }
    }

    /// Inside a row of a form in text, a head line that is known already belongs to the text, unless a new form begins.
    fn takes(&self, headers: &[(usize, String)]) -> bool {
        let known = |at: usize| {
            self.draft
                .headers
                .iter()
                .any(|(known, value)| *known == at && !value.is_empty())
        };
        self.draft.parts.is_empty() || headers.iter().any(|(at, _)| !known(*at) || self.is_society(*at))
    }

    fn is_society(&self, header: usize) -> bool {
        self.template
            .headers
            .get(header)
            .is_some_and(|header| header.field == HeaderField::Society)
    }

    fn value(&mut self, text: String) {
        if !text.is_empty() {
            let blocks = vec![Block::Paragraph(Paragraph {
                text,
                ..Paragraph::default()
            })];
            self.cells(vec![Cell {
                column: 0,
                column_span: 1,
                row_span: 1,
                blocks,
            }]);
        }
    }

    fn table(&mut self, table: &Table) {
        let begun = self.draft.titled || !self.draft.headers.is_empty() || !self.draft.parts.is_empty();
        if self.open.is_none() && grid::is_card(table, self.vocabulary, begun) {
            self.found.after.push(Block::Table(table.clone()));
            return;
        }
        // Below the label of a row 单位 is the head of a column, and no label.
        let persons = self.open.is_some()
            && !grid::has_rows(table, self.vocabulary)
            && sheet::read(&table.rows, &[], self.vocabulary.items).is_some();
        let (aside, unread) = (self.draft.aside.len(), self.draft.unread.len());
        let labelled = !persons && grid::walk(table, self.vocabulary, self);
        if !labelled {
            if self.open.is_some() {
                self.draft.aside.truncate(aside);
                self.draft.unread.truncate(unread);
                for row in &table.rows {
                    self.cells(row.cells.clone());
                }
                return;
            }
            if !self.draft.parts.is_empty() {
                self.found.after.push(Block::Table(table.clone()));
            }
        }
        self.open = None;
    }

    /// A title begins a form.
    pub(super) fn title(&mut self) {
        if self.draft.parts.is_empty() && !self.draft.titled {
            self.draft.above = std::mem::take(&mut self.draft.headers);
        } else if !self.draft.parts.is_empty() || !self.draft.headers.is_empty() {
            self.finish();
        }
        self.draft.titled = true;
        self.open = None;
    }

    /// A head line; the society of another form begins that form. Below rows that had none it is theirs.
    pub(super) fn header(&mut self, header: usize, value: &str) {
        let names_it = |(known, value): &(usize, String)| self.is_society(*known) && !value.is_empty();
        let has_society = self.draft.headers.iter().any(names_it);
        // The same society once more heads the next page of its form.
        let same = |(known, own): &(usize, String)| *known == header && own == value.trim();
        if self.is_society(header)
            && !self.draft.parts.is_empty()
            && (has_society || (self.open.is_some() && !self.draft.headers.is_empty()))
            && !self.draft.headers.iter().any(same)
        {
            self.finish();
        }
        let mut value = without_seal(value);
        if self.is_society(header) {
            // 学会名称：《华夏光学学会》　2022年10月20日
            let name = without_tail(&value);
            let bare = in_title_marks(name).unwrap_or(name).to_owned();
            value = bare;
        }
        let rows = !self.draft.parts.is_empty();
        match self.draft.headers.iter_mut().find(|(known, _)| *known == header) {
            Some((_, known)) if known.is_empty() || (!rows && !value.is_empty() && self.open.is_none()) => {
                // 联系电话 and 邮箱 are both contact: both are kept.
                let join = !known.is_empty()
                    && self
                        .template
                        .headers
                        .get(header)
                        .is_some_and(|h| h.field == HeaderField::Contact);
                *known = if join { format!("{known}，{value}") } else { value };
            }
            Some(_) => {}
            None => self.draft.headers.push((header, value)),
        }
    }

    /// A row begins; its label may come again for another part of it.
    pub(super) fn begin(&mut self, row: usize, label: Option<ItemId>) {
        let pieces = self
            .template
            .rows
            .get(row)
            .is_some_and(|row| matches!(row.content, RowContent::Pieces(_)));
        let rows = if pieces {
            std::mem::take(&mut self.draft.aside)
        } else {
            Vec::new()
        };
        self.draft.parts.push(Part { row, label, rows });
    }

    /// A row in front of all labelled ones that says whose text follows: 姓名 | 张三.
    pub(super) fn aside(&mut self, row: &Row) {
        let first = row
            .cells
            .first()
            .map(|cell| cell.lines().concat())
            .unwrap_or_default();
        let speaks = match field(without_number(&first)) {
            Some(Field::Name) => true,
            Some(Field::Unit | Field::Duty) => !self.draft.aside.is_empty(),
            Some(Field::Title | Field::Text | Field::Other) | None => false,
        };
        if speaks {
            self.draft.aside.push(row.clone());
        } else {
            self.foreign(row);
        }
    }

    /// A row that is none of the form's: what is written there is nobody's.
    pub(super) fn foreign(&mut self, row: &Row) {
        let texts = row.cells.iter().map(|cell| cell.lines().join("\n"));
        let excerpts = texts.filter_map(|text| unread::excerpt(&text));
        self.draft.unread.extend(excerpts);
    }

    /// Cells of the row that began last.
    pub(super) fn cells(&mut self, cells: Vec<Cell>) {
        if let Some(part) = self.draft.parts.last_mut() {
            part.rows.push(Row { cells });
        }
    }

    fn finish(&mut self) {
        let mut draft = std::mem::take(&mut self.draft);
        self.open = None;
        let mut rows: Vec<usize> = draft.parts.iter().map(|part| part.row).collect();
        rows.sort_unstable();
        rows.dedup();
        let stated = draft.headers.len();
        let is_form = rows.len() >= 2
            || (!rows.is_empty() && (draft.titled || stated > 0))
            || (draft.titled && stated > 0);
        if is_form {
            if draft.headers.iter().all(|(_, value)| value.is_empty()) {
                draft.headers = std::mem::take(&mut draft.above);
            }
            self.found
                .forms
                .push(build(draft, self.template, self.vocabulary));
        }
    }
}

fn build(draft: Draft, template: &FormTemplate, vocabulary: Words<'_>) -> FoundForm {
    let mut form = FoundForm {
        empty: true,
        unread: draft.unread,
        ..FoundForm::default()
    };
    for (at, value) in draft.headers {
        let value = Some(value).filter(|value| !value.is_empty());
        match template.headers.get(at).map(|header| &header.field) {
            Some(HeaderField::Society) => form.society = value.filter(|name| !is_placeholder(name)),
            Some(HeaderField::FilledBy) => form.filled_by = value,
            Some(HeaderField::Contact) => form.contact = value,
            Some(HeaderField::Further(_)) | None => {}
        }
    }
    head_values::apart(&mut form);
    for part in joined(draft.parts) {
        if let Some(row) = template.rows.get(part.row) {
            let part = Part {
                rows: one_after_the_other(part.rows),
                ..part
            };
            fill(&mut form, row, &part, vocabulary);
        }
    }
    form.attached_rows.dedup();
    let nil = std::mem::take(&mut form.nil_rows);
    form.nil_rows = nil
        .into_iter()
        .filter(|row| !is_answered_elsewhere(row, &form, template))
        .collect();
    form
}

/// A label that comes again right behind its own row (…（续） on the next page) goes on with that row.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            // 见附件, and the attached page behind the form bears the same label.
            Some(last) if last.row == part.row && is_all_attached(last) => *last = part,
            Some(last) if last.row == part.row && last.label == part.label => last.rows.extend(part.rows),
            Some(_) | None => joined.push(part),
        }
    }
    joined
}

fn is_all_attached(part: &Part) -> bool {
    let lines = tidy(part.rows.iter().flat_map(|row| grid::row_lines(&row.cells)));
    !lines.is_empty() && lines.iter().all(|line| is_attached(line))
}

fn fill(form: &mut FoundForm, row: &FormRow, part: &Part, vocabulary: Words<'_>) {
    let written = tidied(part.rows.iter().flat_map(|row| grid::row_lines(&row.cells)));
    let answer = without_prompts(written, vocabulary.printed.prompts(part.row));
    form.example_left |= answer.example;
    if answer.lines.is_empty() {
        return;
    }
    form.empty = false;
    let sheet = sheets(&part.rows, vocabulary);
    if matches!(row.content, RowContent::Delegates) {
        let listed: Vec<_> = sheet
            .iter()
            .flat_map(|sheet| &sheet.entries)
            .filter_map(|entry| entry.person.clone())
            .collect();
        let (persons, unread) = if listed.is_empty() {
            let found = delegates::read(&answer.lines);
            (found.persons, found.unread)
        } else {
            (listed, false)
        };
        if persons.is_empty() {
            let attached = answer.lines.iter().any(|line| is_attached(line));
            let nil = answer.lines.iter().all(|line| is_nil(line));
            form.delegates_nil |= nil;
            if attached {
                form.attached_rows.push(row.field.clone());
            } else if !nil {
                form.unread_rows.push(row.field.clone());
            }
        } else if unread {
            form.unread_rows.push(row.field.clone());
        }
        form.delegates.extend(persons);
        return;
    }
    if is_no_text(form, row, &answer.lines) {
        return;
    }
    let mut found = persons::Found::default();
    if sheet.is_empty() {
        let label = part
            .label
            .clone()
            .or_else(|| persons::item_of_society(row, vocabulary.items));
        found = persons::read(&answer.lines, vocabulary.items, label);
    }
    for sheet in sheet {
        form.unread.extend(sheet.unread.iter().cloned());
        form.example_left |= sheet.example;
        found.attached |= sheet.entries.iter().any(|entry| entry.attached);
        found.pieces.extend(sheet.pieces());
    }
    form.textless.extend(found.textless);
    if found.attached {
        form.attached_rows.push(row.field.clone());
    }
    form.take(row, found.pieces);
}

/// Takes 无 and 后续补充 for what they are; false for a text.
fn is_no_text(form: &mut FoundForm, row: &FormRow, lines: &[String]) -> bool {
    if lines.iter().all(|line| is_nil(line)) {
        form.nil_rows.push(row.field.clone());
        return true;
    }
    let later = lines.iter().all(|line| is_put_off(line));
    if later {
        form.textless.push(row.label.clone());
    }
    later
}

/// Sheets of persons written into a row: as rows of the form itself or as a table inside a cell.
fn sheets(rows: &[Row], vocabulary: Words<'_>) -> Vec<sheet::Sheet> {
    let nested = rows
        .iter()
        .flat_map(|row| &row.cells)
        .flat_map(|cell| &cell.blocks)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table.rows.as_slice()),
            Block::Paragraph(_) => None,
        });
    std::iter::once(rows)
        .chain(nested)
        .filter_map(|rows| sheet::read(rows, &[], vocabulary.items))
        .collect()
}
