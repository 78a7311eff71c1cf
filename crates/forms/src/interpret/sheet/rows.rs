//! The rows below the head of a sheet: persons, what goes on from the row above, headings, notes.

use std::collections::BTreeMap;

use domain::ids::ItemId;

use super::{Column, Entry, Sheet, entry, head, is_total, side_by_side};
use crate::document::{Cell, Row};
use crate::interpret::labels::{Titles, item_label, young_heading};
use crate::interpret::lines::{has_sentence, length, numbered, tidy};
use crate::interpret::prompts::is_example;
use crate::interpret::{position, unread};

/// Reads row after row.
pub(super) struct Reader<'i, 't> {
    items: &'i Titles<'t>,
    columns: Vec<(u32, Column)>,
    /// The item that a heading names, of the sheet or of the rows below it.
    label: Option<ItemId>,
    /// The same of the sheet as a whole.
    outside: Option<ItemId>,
    /// What stands in a column, and for how many rows still.
    carried: BTreeMap<u32, (String, u32)>,
    sheet: Sheet,
}

impl<'i, 't> Reader<'i, 't> {
    pub(super) fn new(columns: Vec<(u32, Column)>, label: Option<ItemId>, items: &'i Titles<'t>) -> Self {
        Self {
            items,
            columns,
            outside: label.clone(),
            label,
            carried: BTreeMap::new(),
            sheet: Sheet::default(),
        }
    }

    pub(super) fn finish(self) -> Sheet {
        Sheet {
            columns: self.columns,
            label: self.label,
            ..self.sheet
        }
    }

    pub(super) fn row(&mut self, row: &Row) {
        // The head once more, on the next page or above other columns.
        if let Some(mut columns) = head(row, self.items) {
            columns.sort_by_key(|(column, _)| *column);
            self.columns = columns;
            self.carried.clear();
            return;
        }
        if let Some(line) = self.alone(row) {
            self.heading(&line);
            return;
        }
        self.unknown_columns(row);
        let values = self.values(row);
        let values: Vec<(&Column, String)> = self
            .columns
            .iter()
            .zip(values)
            .map(|((_, kind), value)| (kind, value))
            .collect();
        let below = self.below_its_name(row);
        let below: Option<Vec<(&Column, String)>> = below
            .as_ref()
            .map(|own| own.iter().map(|(kind, text)| (kind, text.clone())).collect());
        if goes_on(below.as_ref().unwrap_or(&values), self.sheet.entries.last_mut()) {
            return;
        }
        let societies = values.iter().filter(|(kind, _)| **kind == Column::Society);
        let societies = societies.map(|(_, value)| value.replace('\n', ""));
        for society in societies.filter(|value| position::is_organisation(value)) {
            if !self.sheet.societies.contains(&society) {
                self.sheet.societies.push(society);
            }
        }
        let entries = side_by_side(&values);
        let (examples, entries): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|values| is_example_row(values));
        self.sheet.example |= !examples.is_empty();
        let entries = entries
            .iter()
            .filter_map(|values| entry(values, self.label.as_ref(), self.items));
        self.sheet.entries.extend(entries);
    }

    /// The text of the only cell of a row with something in it, when that cell is no text and no name of somebody.
    fn alone(&self, row: &Row) -> Option<String> {
        let mut filled = row.cells.iter().filter(|cell| !lines_of(cell).is_empty());
        let (only, None) = (filled.next()?, filled.next()) else {
            return None;
        };
        let mut covered = self.columns.iter().filter(|(column, _)| covers(only, *column));
        let text = lines_of(only).concat();
        let own = match (covered.next(), covered.next()) {
            (Some((_, Column::Text(_))), None) => true,
            (Some((_, Column::Name)), None) => item_label(&text, self.items).is_none(),
            _ => false,
        };
        let goes_on = self.carried.values().any(|(_, left)| *left > 0);
        (!own && !goes_on).then_some(text)
    }

    /// 二、青年科技工作者感悟 between rows, or a note below them.
    fn heading(&mut self, line: &str) {
        if has_sentence(line) || length(line) > 40 {
            self.sheet.unread.extend(unread::excerpt(line));
            return;
        }
        let young = || young_heading(line, self.items).and_then(|found| found.label.item());
        match item_label(line, self.items).or_else(young) {
            Some(item) => self.label = Some(item),
            None if numbered(line).is_some() => self.label.clone_from(&self.outside),
            None => {}
        }
    }

    /// Texts in columns that the head does not explain.
    fn unknown_columns(&mut self, row: &Row) {
        let known = |cell: &&Cell| self.columns.iter().any(|(column, _)| covers(cell, *column));
        let unknown = row.cells.iter().filter(|cell| !known(cell));
        let texts: Vec<String> = unknown.map(|cell| lines_of(cell).join("\n")).collect();
        let excerpts = texts.iter().filter_map(|text| unread::excerpt(text));
        self.sheet.unread.extend(excerpts);
    }

    /// What stands in a row itself into which the name of the person above reaches down.
    fn below_its_name(&self, row: &Row) -> Option<Vec<(Column, String)>> {
        let own = |column: u32| row.cells.iter().find(|cell| covers(cell, column));
        let mut names = self.columns.iter().filter(|(_, kind)| *kind == Column::Name);
        let (name, None) = (names.next()?.0, names.next()) else {
            return None;
        };
        let reaches =
            own(name).is_none() && self.carried.get(&name).is_some_and(|(text, _)| !text.is_empty());
        let text = |column: u32| {
            own(column)
                .map(|cell| lines_of(cell).join("\n"))
                .unwrap_or_default()
        };
        let values = self
            .columns
            .iter()
            .map(|(column, kind)| (kind.clone(), text(*column)));
        reaches.then(|| values.collect())
    }

    /// What stands in each column, in the row or reaching down into it.
    fn values(&mut self, row: &Row) -> Vec<String> {
        let mut values = Vec::with_capacity(self.columns.len());
        for (column, kind) in &self.columns {
            let own = row.cells.iter().find(|cell| covers(cell, *column));
            values.push(match own {
                Some(cell) => {
                    let mut text = lines_of(cell).join("\n");
                    if is_as_above(&text) && !matches!(kind, Column::Text(_)) {
                        let above = self.carried.get(column).map(|(above, _)| above.clone());
                        text = above.unwrap_or_default();
                    }
                    self.carried
                        .insert(*column, (text.clone(), cell.row_span.saturating_sub(1)));
                    text
                }
                None => match self.carried.get_mut(column) {
                    Some((text, left)) if *left > 0 => {
                        *left -= 1;
                        text.clone()
                    }
                    Some(_) | None => String::new(),
                },
            });
        }
        values
    }
}

/// 同上, 〃: what stands in the row above.
fn is_as_above(text: &str) -> bool {
    matches!(
        text,
        "同上"
            | "同前"
            | "同上。"
            | "（同上）"
            | "(同上)"
            | "〃"
            | "″"
            | "〞"
            | "”"
            | "\""
            | "''"
            | "〃〃"
    )
}

fn covers(cell: &Cell, column: u32) -> bool {
    cell.column <= column && column < cell.column.saturating_add(cell.column_span.max(1))
}

fn lines_of(cell: &Cell) -> Vec<String> {
    tidy(cell.lines())
}

/// A row with nothing but a text, below somebody's: the text goes on there. True when it was taken.
fn goes_on(values: &[(&Column, String)], last: Option<&mut Entry>) -> bool {
    let mut filled = values.iter().filter(|(_, value)| !value.is_empty());
    let named = values.iter().any(|(kind, _)| **kind == Column::Name);
    let (Some((Column::Text(_), text)), None, true) = (filled.next(), filled.next(), named) else {
        return false;
    };
    let texts = values.iter().filter(|(kind, _)| matches!(kind, Column::Text(_)));
    let only = texts.count() == 1;
    match last.map(|entry| (entry.person.is_some(), entry.pieces.as_mut_slice())) {
        Some((true, [piece])) if only && !is_total(text) => {
            piece.text.push('\n');
            piece.text.push_str(text);
            true
        }
        Some(_) | None => false,
    }
}

/// The row of 张三，中国xx学会 that shows how to fill in the sheet.
fn is_example_row(values: &[(&Column, String)]) -> bool {
    let of = |wanted: &dyn Fn(&Column) -> bool| {
        let values = values.iter().filter(|(column, _)| wanted(column));
        values
            .map(|(_, value)| value.replace('\n', ""))
            .collect::<Vec<_>>()
            .join("，")
    };
    let name = of(&|column| *column == Column::Name);
    let duty = of(&|column| matches!(column, Column::Person(_) | Column::Society));
    !name.is_empty() && is_example(&format!("{name}，{duty}"))
}

#[cfg(test)]
mod tests {
    use crate::document::Block;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{items, table};
    use crate::interpret::sheet::read;

    #[test]
    fn what_is_as_above_is_read_from_there() {
        for mark in ["同上", "〃"] {
            let head = ["学会名称", "姓名", "职务", "感悟"];
            let rows = [
                head,
                ["华夏光学学会", "张三", "理事", "要努力。"],
                [mark, "李四", mark, "要创新。"],
            ];
            let rows: Vec<&[&str]> = rows.iter().map(<[&str; 4]>::as_slice).collect();
            let Block::Table(table) = table(&rows) else {
                unreachable!("a table was asked for")
            };
            let sheet = read(&table.rows, &[], &Titles::new(&items())).unwrap();
            let person = sheet.entries[1].person.clone().unwrap();
            assert_eq!(person.affiliation.as_deref(), Some("华夏光学学会"));
            assert_eq!(
                (person.positions, sheet.societies.len()),
                (vec!["理事".to_owned()], 1)
            );
        }
    }
}
