//! `Document` → return forms, essays and suggestions, by the notice's form template. Pure; never fails.

mod as_above;
mod authors;
mod bare;
mod body;
mod bytes;
mod closing;
mod columns;
mod delegates;
mod essay;
mod fields;
mod file_name;
mod form;
mod form_label;
mod grid;
mod head_values;
mod header_words;
mod heads;
mod labels;
mod left_over;
mod letter;
mod likeness;
mod lines;
mod names;
mod nil_letter;
mod other_form;
mod own_file;
mod persons;
mod pictures;
mod places;
mod position;
mod prompts;
mod remainder;
mod run_on;
#[cfg(test)]
mod sample;
mod sheet;
mod signature;
mod society_name;
mod turned;
mod unread;
#[cfg(test)]
mod unusual;
mod word_list;
mod wording;
mod words;

pub use own_file::{OwnFile, own_file};
pub use remainder::{Remainder, Taken, covers, is_office_paper, remainder};

use std::borrow::Cow;

use domain::ids::ItemId;
use domain::location::Location;
use domain::notice::{CollectionItem, FormRow, FormTemplate};
use domain::person::Person;

use crate::document::{Block, Document, Paragraph, lines_of};

use labels::Titles;
pub use words::Prepared;
use words::Words;

/// By what a document is interpreted.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The notice's form, if it has one.
    pub template: Option<&'a FormTemplate>,
    /// The notice's items, whose titles and aliases are labels.
    pub items: &'a [CollectionItem],
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// A file, with its name as shown (with the path inside an archive).
    File(&'a str),
    /// The mail's own body, quoted originals already removed.
    Body,
}

/// What a document holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interpretation {
    /// Return forms, in reading order.
    pub forms: Vec<FoundForm>,
    /// Pieces outside a form: essays, rows of a summary sheet, a letter's own structured text.
    pub pieces: Vec<FoundPiece>,
    /// Names of societies that the document states outside a form (`学会名称：…` above a summary sheet).
    pub societies: Vec<String>,
    /// Indices into [`Document::pictures`] of pictures that may be any of several pieces'.
    pub loose_pictures: Vec<usize>,
    /// True when the example of the template (张三) was left in a sheet.
    pub example_left: bool,
    /// Beginnings of texts that stand outside forms and are nobody's, so that they are in no piece.
    pub unread: Vec<String>,
    /// Names of persons of whom a document holds nothing but the name or a heading, no text.
    pub textless: Vec<String>,
    /// Items of which a document says nothing but that there is nothing (零报告).
    pub denied: Vec<ItemId>,
    /// True for a body that announces attachments (附件请查收).
    pub announces_attachment: bool,
    /// True for a body that only asks something.
    pub asks: bool,
}

/// A return form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundForm {
    /// 学会名称, as written.
    pub society: Option<String>,
    /// 填表人, as written.
    pub filled_by: Option<String>,
    /// 联系方式, as written.
    pub contact: Option<String>,
    /// Persons of the delegates' row.
    pub delegates: Vec<Person>,
    /// True when that row says 无.
    pub delegates_nil: bool,
    /// Rows of delegates (by `field`) in whose text nobody, or not everybody, could be recognised.
    pub unread_rows: Vec<String>,
    /// Pieces of the other rows.
    pub pieces: Vec<FoundPiece>,
    /// Rows (by `field`) whose cell says that the text is attached (见附件, 另附页).
    pub attached_rows: Vec<String>,
    /// Names of persons who are named in a row although no text of theirs stands there, and labels of rows that put the
    /// text off (后续补充, 同上).
    pub textless: Vec<String>,
    /// Beginnings of texts in the form that belong to no row, so that they are in no piece.
    pub unread: Vec<String>,
    /// Rows (by `field`, delegates aside) whose cell says 无: a nil report for what the row collects.
    pub nil_rows: Vec<String>,
    /// True when nothing but the template's own text and head lines is there.
    pub empty: bool,
    /// True when the template's example (张三) was left in.
    pub example_left: bool,
}

impl FoundForm {
    /// Takes the pieces of a row.
    fn take(&mut self, row: &FormRow, mut pieces: Vec<FoundPiece>) {
        for piece in &mut pieces {
            piece.row = Some(row.field.clone());
        }
        if self.pieces.is_empty() {
            self.pieces = pieces;
        } else {
            self.pieces.append(&mut pieces);
        }
    }
}

/// One piece of one person, or of the society as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundPiece {
    /// The form's row (`field`) that held it; `None` outside a form.
    pub row: Option<String>,
    /// The item that a label inside the document names: the nearest to the piece wins.
    pub label: Option<ItemId>,
    /// The person.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文: no title, author or signature line, number or prompt.
    pub text: String,
    /// Indices into [`Document::pictures`] of pictures that stand in this piece.
    pub pictures: Vec<usize>,
    /// Where in the document the text stands; `None` when it stands nowhere in these words.
    pub location: Option<Location>,
    /// How several persons are named as its authors; `person` is nobody then.
    pub authors: Option<String>,
    /// Where the person is named; `None` when not near the text, or when there is no person.
    pub named_by: Option<NamedBy>,
}

/// Where the person of a piece is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// Above the text: a numbered name, an author line, `姓名：`.
    Heading,
    /// Below the text.
    Signature,
    /// In another cell of the same row.
    Row,
}

/// The person whom the first line of a text names as its author, and the text without that line.
pub fn headed(text: &str) -> Option<(Person, String)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let head = heads::head(line).filter(|head| head.sure == heads::Sure::Strong)?;
    let text = [head.rest.as_str(), rest].map(lines::trim);
    let text: Vec<&str> = text.into_iter().filter(|part| !part.is_empty()).collect();
    (!text.is_empty()).then(|| (head.person, text.join("\n")))
}

/// Whether a line as it stands on a page names a person and is whole, so that the line below it begins his text: what
/// fills the width of the page ends nowhere else.
pub(crate) fn names_whole(line: &str, below: &str) -> bool {
    heads::is_whole(line, below)
}

/// Whether a line as it stands on a page is nothing but a person and his office: below the end of a sentence it begins
/// his text.
pub(crate) fn names_person(line: &str) -> bool {
    heads::is_person(line)
}

/// The one person whom the name of a file names as its author; `None` where it names nobody or several.
pub fn person_of_file(name: &str) -> Option<Person> {
    file_name::person(name)
}

/// Whether a text is surely a person's name, with a surname that is known or as foreign names are written.
pub fn is_surely_name(text: &str) -> bool {
    names::plausible(text).is_some_and(|(_, sure)| sure == names::Likelihood::Known)
}

/// What tells whether a text is still recognised as it was: SHA-256 of its words without white space, lower-case
/// hexadecimal.
pub fn fingerprint(text: &str) -> String {
    crate::read::sha256(domain::text::squash(text).as_bytes())
}

/// The words of a text without marks, blanks and the numbers in front of its lines: alike where the same was written
/// in two ways.
pub fn bare_words(text: &str) -> String {
    let lines = text.lines().map(lines::without_number);
    lines
        .flat_map(str::chars)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Interprets one document.
pub fn interpret(document: &Document, place: Place<'_>, vocabulary: Vocabulary<'_>) -> Interpretation {
    Prepared::new(vocabulary).interpret(document, place)
}

fn interpret_by(document: &Document, place: Place<'_>, vocabulary: Words<'_>) -> Interpretation {
    let blocks = match place {
        Place::File(_) => document.blocks.as_slice(),
        Place::Body => letter::without_signature(&document.blocks),
    };
    let hint = match place {
        Place::File(name) => file_name::person(name),
        Place::Body => None,
    };
    let upright = turned::upright(without_frame(blocks, vocabulary), vocabulary);
    let (sheets, others) = sheets(&upright, vocabulary);
    let mut scan = form::scan(&others, vocabulary);
    let mut found = Interpretation {
        forms: std::mem::take(&mut scan.forms),
        ..Interpretation::default()
    };
    if let [form] = found.forms.as_mut_slice() {
        let below = document.blocks.get(blocks.len()..).unwrap_or_default();
        letter::head_below(form, below, vocabulary);
    }
    if found.forms.is_empty() {
        found.societies = societies(&others, &sheets);
        match place {
            _ if !sheets.is_empty() => {}
            Place::File(_)
                if other_form::is_other_form(&others, vocabulary)
                    || other_form::is_bare_table(&others, vocabulary) => {}
            Place::File(name) if file_name::is_accompanying(name) => {
                let text = essay::text(&others);
                found.unread.extend(unread::excerpt(&text));
            }
            Place::File(_) => {
                found.denied = nil_letter::denied(&essay::text(&others), vocabulary.items);
                if found.denied.is_empty() {
                    found.pieces = essay::read(&essay::lines(&others), hint, vocabulary);
                    bare::take_out(&mut found, document, vocabulary);
                }
            }
            Place::Body => {
                found = Interpretation {
                    societies: found.societies,
                    ..body::read(&others, vocabulary)
                }
            }
        }
    } else if matches!(place, Place::File(_)) {
        around_forms(&mut found, &scan, vocabulary);
    }
    if matches!(place, Place::Body) {
        found.announces_attachment = letter::announces(&lines_of(&document.blocks).join("\n"));
    }
    found.pieces.extend(sheets.iter().flat_map(sheet::Sheet::pieces));
    as_above::resolve(&mut found);
    found.example_left = sheets.iter().any(|sheet| sheet.example);
    found
        .unread
        .extend(sheets.into_iter().flat_map(|sheet| sheet.unread));
    left_over::name(&mut found, blocks, vocabulary);
    let stretches = places::place(&mut found, blocks);
    pictures::place(&mut found, &document.pictures, &stretches);
    found
}

/// The item that a text (subject, file name, heading) names by title or alias; `None` when it names none or several.
pub fn item_label(text: &str, items: &[CollectionItem]) -> Option<ItemId> {
    labels::item_label(text, &Titles::new(items))
}

/// The blocks inside a table of a single cell that frames a whole document: its tables, or the whole form as text.
fn without_frame<'b>(blocks: &'b [Block], vocabulary: Words<'_>) -> &'b [Block] {
    let mut filled = blocks.iter().filter(|block| match block {
        Block::Paragraph(paragraph) => lines::length(&paragraph.text) > 0,
        Block::Table(_) => true,
    });
    if let (Some(Block::Table(table)), None) = (filled.next(), filled.next())
        && let [row] = table.rows.as_slice()
        && let [cell] = row.cells.as_slice()
        && (cell.blocks.iter().any(|block| matches!(block, Block::Table(_)))
            || cell
                .lines()
                .iter()
                .any(|line| form_label::is_title(line, vocabulary)))
    {
        return without_frame(&cell.blocks, vocabulary);
    }
    blocks
}

/// Sheets of persons, and the blocks that are none.
fn sheets<'b>(blocks: &'b [Block], vocabulary: Words<'_>) -> (Vec<sheet::Sheet>, Cow<'b, [Block]>) {
    if !blocks.iter().any(|block| matches!(block, Block::Table(_))) {
        return (Vec::new(), Cow::Borrowed(blocks));
    }
    let (mut sheets, mut others) = (Vec::new(), Vec::new());
    let mut headings: Vec<&String> = Vec::new();
    let mut titled = false;
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                titled |= form_label::is_title(&paragraph.text, vocabulary);
                let heading = lines::length(&paragraph.text) <= 40 && !lines::has_sentence(&paragraph.text);
                headings.extend(heading.then_some(&paragraph.text));
            }
            // The rows of a form may be tables of their own, each below its label.
            Block::Table(_)
                if titled && headings.last().is_some_and(|line| grid::is_row(line, vocabulary)) =>
            {
                headings.clear();
            }
            Block::Table(table)
                if !grid::has_rows(table, vocabulary) && !grid::is_card(table, vocabulary, false) =>
            {
                let headings = std::mem::take(&mut headings);
                let outside: Vec<String> = table.sheet.iter().chain(headings).cloned().collect();
                if let Some(sheet) = sheet::read(&table.rows, &outside, vocabulary.items) {
                    sheets.push(sheet);
                    continue;
                }
                let open = sheets.last_mut();
                if open.is_some_and(|sheet: &mut sheet::Sheet| sheet.take_in(&table.rows, vocabulary.items)) {
                    continue;
                }
            }
            Block::Table(_) => headings.clear(),
        }
        others.push(block);
    }
    if sheets.is_empty() {
        return (sheets, Cow::Borrowed(blocks));
    }
    (sheets, Cow::Owned(others.into_iter().cloned().collect()))
}

/// Takes what stands with a form in the same document.
fn around_forms(found: &mut Interpretation, scan: &form::Scan, vocabulary: Words<'_>) {
    let after = form::below::take(found, &scan.after, vocabulary);
    let pieces = beside_forms(&scan.before, after, vocabulary);
    found.pieces.extend(pieces);
    form::below::name_left(found, after);
}

/// Essays that stand with a form in the same document: in front of it those whose author is named, as others may be a
/// covering letter.
fn beside_forms(before: &[Block], after: &[Block], vocabulary: Words<'_>) -> Vec<FoundPiece> {
    let mut pieces = essays(before, vocabulary);
    pieces.retain(|piece| piece.person.is_some());
    pieces.extend(essays(after, vocabulary));
    pieces
}

/// Essays of blocks beside a form (另附页). Notes and signatures are too short to be one.
fn essays(blocks: &[Block], vocabulary: Words<'_>) -> Vec<FoundPiece> {
    let lines = essay::lines(blocks);
    let note = |text: &str| {
        ["注：", "注:", "说明：", "备注：", "填表说明"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    let lines: Vec<essay::Line> = lines.into_iter().filter(|line| !note(&line.text)).collect();
    let pieces = essay::read(&lines, None, vocabulary);
    pieces
        .into_iter()
        .filter(|piece| lines::length(&piece.text) >= 60 && lines::has_sentence(&piece.text))
        .collect()
}

fn societies(blocks: &[Block], sheets: &[sheet::Sheet]) -> Vec<String> {
    let above = sheets.iter().flat_map(|sheet| sheet.above.iter().cloned());
    let mut names: Vec<String> = lines_of(blocks)
        .into_iter()
        .chain(above)
        .filter_map(|line| form_label::stated_society(&line))
        .collect();
    names.extend(sheets.iter().flat_map(|sheet| sheet.societies.iter().cloned()));
    names.dedup();
    names
}

fn plain_paragraph(text: String) -> Block {
    Block::Paragraph(Paragraph {
        text,
        ..Paragraph::default()
    })
}
