//! What a return form says is attached (见附件): for which rows, and whether it came.

use domain::finding::{Finding, FindingCode};
use domain::ids::ItemId;
use domain::notice::{FormRow, Notice, RowContent};
use domain::submission::SourcePart;
use domain::text::match_key;
use forms::document::{Document, lines_of};

use super::content::Found;

/// A row whose answer is said to be attached.
#[derive(Debug)]
pub(super) struct AttachedRow {
    field: String,
    label: String,
    items: Vec<ItemId>,
    /// The file of the form; `None` for a letter.
    form: Option<String>,
    /// Which attachments it names: 见附件1、2.
    numbers: Vec<u32>,
}

/// The rows of pieces among `fields`, with the numbers of the attachments that the form names in them.
pub(super) fn rows(
    fields: &[String],
    document: &Document,
    file: Option<&str>,
    notice: &Notice,
) -> Vec<AttachedRow> {
    let template: &[FormRow] = notice.form.as_ref().map_or(&[], |form| &form.rows);
    let mut rows = Vec::new();
    for row in template.iter().filter(|row| fields.contains(&row.field)) {
        if let RowContent::Pieces(items) = &row.content {
            rows.push(AttachedRow {
                field: row.field.clone(),
                label: row.label.clone(),
                items: items.clone(),
                form: file.map(str::to_owned),
                numbers: Vec::new(),
            });
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let keys: Vec<(String, &str)> = template
        .iter()
        .map(|row| (match_key(&row.label), row.field.as_str()))
        .collect();
    let mut under = "";
    for line in lines_of(&document.blocks) {
        let key = match_key(&line);
        if let Some((_, field)) = keys.iter().find(|(label, _)| begins_row(&key, label)) {
            under = field;
        }
        if let Some(row) = rows.iter_mut().find(|row| row.field == under) {
            row.numbers.extend(numbers(&line));
        }
    }
    rows
}

/// True when the list of delegates is said to be attached: persons are read from the form only.
pub(super) fn holds_delegates(fields: &[String], notice: &Notice) -> bool {
    let mut rows = notice.form.iter().flat_map(|form| &form.rows);
    rows.any(|row| fields.contains(&row.field) && matches!(row.content, RowContent::Delegates))
}

/// True for the line of a row's label, with its number before it and an answer such as 见附件2 behind.
fn begins_row(line: &str, label: &str) -> bool {
    const BESIDE: usize = 12;
    line.contains(label) && line.chars().count() <= label.chars().count() + BESIDE
}

/// The row that a file is the attachment of: the one that names its number, else the only one that says 见附件.
pub(super) fn row_of<'a>(rows: &'a [AttachedRow], found: &Found) -> Option<&'a [ItemId]> {
    let file = found.file.as_deref()?;
    if found.piece.row.is_some() || found.part != SourcePart::Document {
        return None;
    }
    let number = numbers(file);
    let mut named = rows
        .iter()
        .filter(|row| row.numbers.iter().any(|own| number.contains(own)));
    match (named.next(), named.next(), rows) {
        (Some(one), None, _) | (None, None, [one]) => Some(&one.items),
        _ => None,
    }
}

/// One for each row nothing came for that could be its attachment.
pub(super) fn missing<'a>(
    rows: &[AttachedRow],
    pieces: &(impl Iterator<Item = (&'a Found, Option<&'a ItemId>)> + Clone),
) -> Vec<Finding> {
    let came = |row: &AttachedRow| {
        pieces.clone().any(|(found, item)| {
            let elsewhere = match &found.piece.row {
                None => true,
                Some(field) => *field == row.field && found.file != row.form,
            };
            elsewhere && item.is_none_or(|item| row.items.contains(item))
        })
    };
    rows.iter()
        .filter(|row| !came(row))
        .map(|row| Finding::at(FindingCode::MissingAttachment, &row.label))
        .collect()
}

/// True when a finding says that something came which could not be read: it may be what a form says is attached.
pub(super) fn says_lost(code: FindingCode) -> bool {
    code == FindingCode::ExternalLink || code.is_unread_file()
}

/// The numbers behind 附件 in a line: 附件1、2 names two.
fn numbers(text: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    for rest in text.split("附件").skip(1) {
        for part in rest.split(['、', '，', ',', '和', '及', '与']) {
            let Some(number) = number(part.trim_start_matches([' ', '（', '('])) else {
                break;
            };
            numbers.push(number);
        }
    }
    numbers
}

fn number(text: &str) -> Option<u32> {
    const HAN: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let digits: String = text.chars().take_while(char::is_ascii_digit).take(3).collect();
    digits.parse().ok().or_else(|| {
        let first = text.chars().next()?;
        let place = HAN.iter().position(|han| *han == first)?;
        u32::try_from(place + 1).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn the_numbers_of_attachments_are_read() {
        assert_eq!(numbers("见附件1、2，附件三"), [1, 2, 3]);
        assert_eq!(numbers("附件2：张甲感悟.docx"), [2]);
        assert_eq!(numbers("详见附件（感悟3篇）"), [0_u32; 0]);
    }
}
