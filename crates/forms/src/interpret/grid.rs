//! Walks a table of a form: which cells are labels, which cells are their values.

use std::borrow::Cow;

use domain::notice::HeaderField;
use domain::text::match_key;

use super::Words;
use super::fields::{Field, field};
use super::form::Walk;
use super::form_label::{
    Freedom, Target, headers_in, is_common_han, is_other_label, is_title, label, leading_label, may_be_title,
};
use super::heads;
use super::lines::{is_longer, is_numeral, tidy, trim, without_number};
use super::wording::is_photo_frame;
use super::{names, sheet};
use crate::document::{Block, Cell, Row, Table, lines_together};

/// What a cell is at its place.
enum Role {
    Title,
    /// Labels in the cell, each with the value that follows it there.
    Labels(Vec<(Target, String)>),
    Value,
    /// Blank, or the number of a row.
    Nothing,
}

/// The row of the form that takes the cells of the following rows of the table.
struct Taking {
    /// Columns before this one hold labels.
    values_from: u32,
    /// Rows of the table that the label covers still.
    covered: u32,
    /// True when nothing stood beside the label, so that its value stands below.
    below: bool,
}

/// Hands the labels and values of a table to the walk; false when the table has no label at all.
pub(super) fn walk(table: &Table, vocabulary: Words<'_>, form: &mut Walk<'_>) -> bool {
    let mut taking: Option<Taking> = None;
    let mut headers_above: Vec<(usize, u32)> = Vec::new();
    let mut labelled = false;
    let mut remarks: Vec<u32> = Vec::new();
    let printed = printed_rows(table, vocabulary);
    for row in &table.rows {
        let row = &*without_remarks(row, &mut remarks, form);
        let covered = taking.as_ref().is_some_and(|taking| taking.covered > 0);
        let inside = covered.then(|| taking.as_ref().map_or(0, |taking| taking.values_from));
        let roles = roles(row, vocabulary, inside, &printed);
        if let Some(taking) = &mut taking {
            taking.covered = taking.covered.saturating_sub(1);
        }
        if roles
            .iter()
            .any(|role| matches!(role, Role::Title | Role::Labels(_)))
        {
            labelled = true;
            let mut reader = RowReader {
                form: &mut *form,
                taking: None,
                waiting: Vec::new(),
                header: None,
                other: false,
                values: Vec::new(),
            };
            reader.read(row, roles);
            (taking, headers_above) = (reader.taking, reader.waiting);
        } else if !headers_above.is_empty() {
            for (header, column) in std::mem::take(&mut headers_above) {
                let below = row.cells.iter().find(|cell| cell.column == column);
                form.header(header, &below.map(text_of).unwrap_or_default());
            }
        } else if let Some(known) = &taking {
            let beside = row
                .cells
                .iter()
                .filter(|cell| cell.column < known.values_from && !is_blank_or_number(&text_of(cell)))
                .count();
            if covered || known.below || beside == 0 {
                let from = if known.below { 0 } else { known.values_from };
                form.cells(
                    row.cells
                        .iter()
                        .filter(|cell| cell.column >= from)
                        .cloned()
                        .collect(),
                );
            } else {
                taking = None;
                form.foreign(row);
            }
        } else {
            form.aside(row);
        }
    }
    labelled
}

/// A row without the cells below 备注 in a row of heads (序号 | 项目 | 内容 | 备注): a remark is nobody's text.
fn without_remarks<'r>(row: &'r Row, remarks: &mut Vec<u32>, form: &mut Walk<'_>) -> Cow<'r, Row> {
    if remarks.is_empty() && row.cells.len() < 3 {
        return Cow::Borrowed(row);
    }
    if remarks.is_empty() {
        let heads = row_texts(row)
            .filter(|text| !text.is_empty() && !is_longer(text, 6))
            .count();
        let places = row.cells.iter().zip(row_texts(row));
        let mut places = places.filter(|(_, text)| match_key(text) == "备注");
        if heads >= 3
            && heads == row.cells.len()
            && let Some((cell, _)) = places.next()
        {
            remarks.push(cell.column);
        }
        return Cow::Borrowed(row);
    }
    let (aside, kept): (Vec<Cell>, Vec<Cell>) = row
        .cells
        .iter()
        .cloned()
        .partition(|cell| remarks.contains(&cell.column) && cell.column_span <= 1);
    if aside.is_empty() {
        return Cow::Borrowed(row);
    }
    form.foreign(&Row { cells: aside });
    Cow::Owned(Row { cells: kept })
}

/// True when a row of the table begins with the printed label of a row of the form: it is no sheet of persons.
pub(super) fn has_rows(table: &Table, vocabulary: Words<'_>) -> bool {
    table.rows.iter().enumerate().any(|(at, row)| {
        let mut texts = row_texts(row).filter(|text| !is_blank_or_number(text));
        let first = texts
            .next()
            .and_then(|text| label(&text, vocabulary, Freedom::Printed));
        let beside = texts.next();
        // 建言献策 above the heads of columns is the heading of a sheet.
        let heading = || {
            let next = table.rows.get(at + 1);
            beside.is_none() && next.is_some_and(|next| sheet::is_head(next, vocabulary.items))
        };
        matches!(first, Some(Target::Row(..))) && texts.next().is_none() && !heading()
    })
}

/// True for the label of a row of the form, as printed, perhaps numbered.
pub(super) fn is_row(line: &str, vocabulary: Words<'_>) -> bool {
    matches!(label(line, vocabulary, Freedom::Printed), Some(Target::Row(..)))
}

/// True for a table about one person (姓名 | 张三 | 职务 | 理事长, then the text): no form, although 单位 and 电话 stand in it.
/// `begun`: when a form has begun above, one of its rows in the table makes it part of that form.
pub(super) fn is_card(table: &Table, vocabulary: Words<'_>, begun: bool) -> bool {
    let is_name = |text: &str| field(text) == Some(Field::Name);
    let named = table.rows.iter().any(|row| {
        row.cells.windows(2).any(|pair| match pair {
            [label, value] if is_name(&text_of(label)) => {
                let value = text_of(value);
                field(&value).is_none()
                    && (names::plausible(&value).is_some() || heads::named(&value).is_some())
            }
            _ => false,
        })
    });
    if !named {
        return false;
    }
    let labels: Vec<Target> = table
        .rows
        .iter()
        .flat_map(row_texts)
        .filter(|text| is_longer(text, 2))
        .filter_map(|text| label(&text, vocabulary, Freedom::Printed))
        .collect();
    let rows = labels
        .iter()
        .filter(|target| matches!(target, Target::Row(..)))
        .count();
    let contact = |at: usize| {
        vocabulary
            .template
            .and_then(|template| template.headers.get(at))
            .is_some_and(|header| header.field == HeaderField::Contact)
    };
    let headed = labels
        .iter()
        .any(|target| matches!(target, Target::Header(at) if !contact(*at)));
    !headed && rows <= usize::from(!begun)
}

/// Reads a row with labels; what takes the following rows, and the head lines whose values stand in the next row.
struct RowReader<'a, 'b> {
    form: &'a mut Walk<'b>,
    taking: Option<Taking>,
    waiting: Vec<(usize, u32)>,
    /// The head line that takes the next cells, its value so far, its column.
    header: Option<(usize, String, u32)>,
    /// True behind a label in the same row that the form does not have.
    other: bool,
    values: Vec<Cell>,
}

impl RowReader<'_, '_> {
    fn read(&mut self, row: &Row, roles: Vec<Role>) {
        for (cell, role) in row.cells.iter().zip(roles) {
            match role {
                Role::Title => self.form.title(),
                Role::Labels(labels) => self.labels(cell, labels),
                Role::Nothing => self.value(cell, false),
                Role::Value => self.value(cell, true),
            }
        }
        self.close();
        if self.waiting.is_empty() {
            return;
        }
        let beside = row_texts(row).filter(|text| !text.is_empty()).count();
        // Labels side by side with nothing between them: their values stand in the next row.
        if beside < 2 || self.waiting.len() != beside {
            self.waiting.clear();
        }
    }

    fn labels(&mut self, cell: &Cell, labels: Vec<(Target, String)>) {
        for (target, value) in labels {
            self.close();
            match target {
                Target::Header(at) => self.header = Some((at, value, cell.column)),
                Target::Row(at, label) => {
                    self.form.begin(at, label);
                    let (values_from, covered) = (
                        cell.column.saturating_add(cell.column_span.max(1)),
                        cell.row_span.saturating_sub(1),
                    );
                    self.taking = Some(Taking {
                        values_from,
                        covered,
                        below: value.is_empty(),
                    });
                    if !value.is_empty() {
                        let blocks = vec![super::plain_paragraph(value)];
                        self.form.cells(vec![Cell {
                            blocks,
                            ..cell.clone()
                        }]);
                    }
                }
            }
        }
    }

    /// `stated`: whether there is something in the cell.
    fn value(&mut self, cell: &Cell, stated: bool) {
        match &mut self.header {
            Some((_, value, _)) => {
                let text = if stated { text_of(cell) } else { Cow::Borrowed("") };
                // 填表日期 behind a telephone number is the label of something that nobody asked for.
                if self.other || (!value.is_empty() && is_other_label(&text)) {
                    self.other = true;
                } else {
                    value.push_str(&text);
                }
            }
            None if self.taking.is_some() => self.values.push(cell.clone()),
            None => {}
        }
    }

    /// Hands over what was gathered for the label before.
    fn close(&mut self) {
        self.other = false;
        if let Some((at, value, column)) = self.header.take() {
            if value.is_empty() {
                self.waiting.push((at, column));
            }
            self.form.header(at, &value);
        }
        if let Some(taking) = &mut self.taking
            && !self.values.is_empty()
        {
            // An empty cell beside the label is the place of its value: nothing is looked for below.
            taking.below = false;
            self.form.cells(std::mem::take(&mut self.values));
        }
    }
}

/// `inside`: the first column that is not covered by a label of an earlier row, if there is one.
fn roles(row: &Row, vocabulary: Words<'_>, inside: Option<u32>, printed: &[usize]) -> Vec<Role> {
    let mut roles = Vec::new();
    let (mut first, mut wants_value) = (true, false);
    // 姓名 | 单位 | 感悟 beside the label of a row are the heads of columns inside it, not labels of the form.
    let heads_columns = row_texts(row).any(|text| field(&text) == Some(Field::Name));
    let mut within_row = false;
    for cell in &row.cells {
        let text = text_of(cell);
        if is_blank_or_number(&text) {
            // A number or an empty cell right behind a label is its value.
            let value = wants_value && !text.is_empty();
            wants_value &= !value;
            roles.push(if value { Role::Value } else { Role::Nothing });
            continue;
        }
        let covered = inside.is_some_and(|from| cell.column >= from) || (within_row && heads_columns);
        let role = if covered {
            Role::Value
        } else {
            match role(&text, first, wants_value, vocabulary) {
                // 意见的落实情况 is no other word for 建言献策 where that is printed too.
                Role::Labels(labels) if is_beside_printed(&text, &labels, vocabulary, printed) => Role::Value,
                role => role,
            }
        };
        wants_value =
            matches!(&role, Role::Labels(labels) if labels.last().is_some_and(|(_, value)| value.is_empty()));
        within_row |= matches!(&role, Role::Labels(labels)
            if labels.iter().any(|(target, _)| matches!(target, Target::Row(..))));
        first = false;
        roles.push(role);
    }
    roles
}

/// The rows of the form whose printed labels stand in the table.
fn printed_rows(table: &Table, vocabulary: Words<'_>) -> Vec<usize> {
    let firsts = table
        .rows
        .iter()
        .filter_map(|row| row_texts(row).find(|text| !is_blank_or_number(text)));
    let labels = firsts.filter_map(|text| label(&text, vocabulary, Freedom::Printed));
    let mut rows: Vec<usize> = labels
        .filter_map(|target| match target {
            Target::Row(row, _) => Some(row),
            Target::Header(_) => None,
        })
        .collect();
    rows.dedup();
    rows
}

fn is_beside_printed(
    text: &str,
    labels: &[(Target, String)],
    vocabulary: Words<'_>,
    printed: &[usize],
) -> bool {
    let same = |target: &Target| matches!(target, Target::Row(row, None) if printed.contains(row));
    labels
        .iter()
        .all(|(target, value)| same(target) && value.is_empty())
        && label(text, vocabulary, Freedom::Near).is_none()
}

fn role(text: &str, first: bool, wants_value: bool, vocabulary: Words<'_>) -> Role {
    if may_be_title(text, vocabulary) && is_title(&without_breaks(text, ""), vocabulary) {
        return Role::Title;
    }
    let freedom = if first { Freedom::Reworded } else { Freedom::Near };
    if !wants_value {
        let flat = without_breaks(text, " ");
        let headers = headers_in(&flat, vocabulary, Freedom::Near);
        if !headers.is_empty() {
            return Role::Labels(
                headers
                    .into_iter()
                    .map(|(at, value)| (Target::Header(at), value))
                    .collect(),
            );
        }
    }
    let printed = label(text, vocabulary, Freedom::Printed);
    // 建言献策：建议… is a label with its value, however short that is.
    if let Some(found) = printed
        .is_none()
        .then(|| leading_label(text, vocabulary, Freedom::Printed))
        .flatten()
        .filter(|_| first)
    {
        return Role::Labels(vec![found]);
    }
    let freer = || label(text, vocabulary, freedom);
    let whole = printed.or_else(|| if wants_value { None } else { freer() });
    let fits = |target: &Target| first || wants_value || matches!(target, Target::Header(_));
    if let Some(target) = whole.filter(fits) {
        // A value that happens to read like a label of a row stays a value.
        let row_as_value = wants_value && matches!(target, Target::Row(..));
        return if row_as_value {
            Role::Value
        } else {
            Role::Labels(vec![(target, String::new())])
        };
    }
    Role::Value
}

/// The text with something else where its lines end.
fn without_breaks<'t>(text: &'t str, instead: &str) -> Cow<'t, str> {
    if text.contains('\n') {
        Cow::Owned(text.replace('\n', instead))
    } else {
        Cow::Borrowed(text)
    }
}

/// The texts of the cells of a row.
pub(super) fn row_texts(row: &Row) -> impl Iterator<Item = Cow<'_, str>> {
    row.cells.iter().map(text_of)
}

/// The paragraphs of a cell; a table inside it line by line, with its labels and values side by side.
fn lines_within(cell: &Cell) -> Vec<Cow<'_, str>> {
    let mut lines = Vec::with_capacity(cell.blocks.len());
    for block in &cell.blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(Cow::Borrowed(paragraph.text.as_str())),
            Block::Table(table) => {
                let rows = table.rows.iter().flat_map(|row| row_lines(&row.cells));
                lines.extend(rows.map(Cow::Owned));
            }
        }
    }
    lines
}

pub(super) fn text_of(cell: &Cell) -> Cow<'_, str> {
    match cell.blocks.as_slice() {
        [] => Cow::Borrowed(""),
        [Block::Paragraph(only)] => Cow::Borrowed(trim(&only.text)),
        blocks => {
            let text = lines_together(blocks);
            let bare = trim(&text);
            Cow::Owned(if bare.len() == text.len() {
                text
            } else {
                bare.to_owned()
            })
        }
    }
}

fn is_blank_or_number(text: &str) -> bool {
    if text.chars().any(|c| is_common_han(c) && !is_numeral(c)) {
        return false;
    }
    let key = match_key(text);
    key.chars().count() <= 4
        && key
            .chars()
            .all(|c| c.is_ascii_digit() || is_numeral(c) || matches!(c, '.' | ',' | '(' | ')'))
}

/// The lines of a row of cells; a cell that is a field's label (姓名) makes one line with the cell behind it.
pub(super) fn row_lines(cells: &[Cell]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut label: Option<String> = None;
    for cell in cells {
        let text = tidy(lines_within(cell));
        // A label is short; a text is not put together for it.
        let short = text.iter().map(String::len).sum::<usize>() <= 80;
        let whole = if short { text.concat() } else { String::new() };
        if cells.len() > 1 && is_photo_frame(&whole) {
            continue;
        }
        let is_label = short
            && !is_longer(&whole, 10)
            && field(without_number(&whole).trim_end_matches(['：', ':'])).is_some();
        let alone = cell
            .blocks
            .iter()
            .all(|block| matches!(block, Block::Paragraph(_)));
        match label.take() {
            Some(known) if !is_label => {
                let mut values = text.into_iter();
                match values.next() {
                    Some(value) => lines.push(format!("{}：{value}", known.trim_end_matches(['：', ':']))),
                    None => lines.push(known),
                }
                lines.extend(values);
            }
            other => {
                lines.extend(other);
                if is_label && alone && cells.len() > 1 {
                    label = Some(whole);
                } else {
                    lines.extend(text);
                }
            }
        }
    }
    lines.extend(label);
    lines
}
