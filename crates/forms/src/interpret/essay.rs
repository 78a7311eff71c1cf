//! Documents of their own: title, author line at either end, text. Several essays in one document are taken apart.

mod again;
mod attached;
mod contents;
mod named_inside;
mod piece;
mod split;
mod title_marks;

use domain::ids::ItemId;
use domain::person::Person;
use domain::text::name_key;

use super::fields::{Field, fields};
use super::heads::{self, Sure};
use super::labels::item_label;
use super::lines::{ends_sentence, has_sentence, is_date, is_page_number, is_rule, length, trim};
use super::society_name::is_society;
use super::word_list::WordList;
use super::wording::is_attachment_mark;
use super::{FoundPiece, Words, form_label, grid, letter, persons};
use crate::document::Block;

/// A line with the marks that tell a title from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Centred, bold or in a heading style.
    pub(super) marked: bool,
}

/// The lines of blocks, trimmed, without blank ones.
pub(super) fn lines(blocks: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let marked = paragraph.centered || paragraph.bold || paragraph.heading;
                let parts = paragraph
                    .text
                    .split('\n')
                    .map(trim)
                    .filter(|part| !part.is_empty() && !is_rule(part) && !is_page_number(part));
                lines.extend(parts.map(|part| Line {
                    text: part.to_owned(),
                    marked,
                }));
            }
            Block::Table(table) => {
                let rows = table.rows.iter().flat_map(|row| grid::row_lines(&row.cells));
                lines.extend(
                    rows.filter(|text| !text.is_empty())
                        .map(|text| Line { text, marked: false }),
                );
            }
        }
    }
    title_marks::mark(&mut lines);
    lines
}

/// All words of blocks, line by line.
pub(super) fn text(blocks: &[Block]) -> String {
    let lines: Vec<String> = lines(blocks).into_iter().map(|line| line.text).collect();
    lines.join("\n")
}

/// Reads a document that is no form; `hint` is the person whom the file name names.
pub(super) fn read(lines: &[Line], hint: Option<Person>, vocabulary: Words<'_>) -> Vec<FoundPiece> {
    if let Some((above, parts)) = attached::parts(lines) {
        let label = label_of(&above, vocabulary);
        let read = |part: &Vec<Line>| read_part(part, None, vocabulary);
        let mut pieces: Vec<FoundPiece> = parts.iter().flat_map(read).collect();
        labelled(&mut pieces, label.as_ref());
        if above.iter().any(is_text) {
            pieces.splice(0..0, read_part(&above, None, vocabulary));
        }
        return pieces;
    }
    read_part(lines, hint, vocabulary)
}

fn read_part(lines: &[Line], hint: Option<Person>, vocabulary: Words<'_>) -> Vec<FoundPiece> {
    let lines = without_preliminaries(lines, vocabulary);
    if let Some((cover, rest)) = cover(&lines) {
        let mut pieces = read_part(rest, hint, vocabulary);
        labelled(&mut pieces, label_of(cover, vocabulary).as_ref());
        return pieces;
    }
    if let Some(essays) = contents::behind_contents(&lines) {
        let mut pieces = read_essays(&essays.lines, hint, vocabulary);
        labelled(&mut pieces, label_of(&essays.cover, vocabulary).as_ref());
        return pieces;
    }
    read_essays(&lines, hint, vocabulary)
}

/// What stands on the cover of a collection, and the lines below it: the society, what it is, the month.
fn cover(lines: &[Line]) -> Option<(&[Line], &[Line])> {
    let is_said = |line: &&Line| {
        line.marked
            && (is_society(&line.text) || piece::is_remark_on_paper(&line.text) || is_date(&line.text))
    };
    let count = lines.iter().take(4).take_while(is_said).count();
    let (cover, rest) = lines.split_at_checked(count).filter(|_| count >= 2)?;
    let society = cover.iter().any(|line| is_society(&line.text));
    let collected = cover.iter().any(|line| COLLECTIONS.ends(&line.text));
    let title = rest.first().is_some_and(|line| line.marked && is_title(line));
    (society && collected && title).then_some((cover, rest))
}

/// Ends of what collections are called.
static COLLECTIONS: WordList = WordList::new("汇编 选编 合集 文集 摘编 集锦 材料 感悟 体会 心得");

/// The item that the lines above several essays name.
fn label_of(above: &[Line], vocabulary: Words<'_>) -> Option<ItemId> {
    let mut lines = above.iter();
    lines.find_map(|line| item_label(&line.text, vocabulary.items))
}

fn labelled(pieces: &mut [FoundPiece], label: Option<&ItemId>) {
    for piece in pieces {
        piece.label = piece.label.take().or_else(|| label.cloned());
    }
}

fn is_text(line: &Line) -> bool {
    length(&line.text) >= 20 && has_sentence(&line.text)
}

fn read_essays(lines: &[Line], hint: Option<Person>, vocabulary: Words<'_>) -> Vec<FoundPiece> {
    if letter::is_official_letter(lines) {
        return Vec::new();
    }
    let texts: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
    let (essays, loose) = split::split(lines, vocabulary);
    let found = persons::read(&texts, vocabulary.items, None);
    let several = found.pieces;
    if found.titled {
        return several;
    }
    // Names between texts are heads under a common heading, unless a title got into the text above it.
    let heads =
        loose && several.len() >= essays.len() && several.iter().all(|piece| ends_as_text(&piece.text));
    if essays.len() >= 2 && !heads {
        return essays
            .iter()
            .filter_map(|essay| piece::read(essay, None, vocabulary))
            .collect();
    }
    if essays.len() < 2 && several_persons(&several) && named_inside::is_of_one(lines, vocabulary) {
        let piece = piece::read(lines, hint, vocabulary);
        return piece
            .map(|piece| named_inside::with_others(piece, &several))
            .into_iter()
            .collect();
    }
    if found.doubtful || several_persons(&several) || names_then_text(lines) || persons::counts_on(&texts) {
        return several;
    }
    piece::read(lines, hint, vocabulary).into_iter().collect()
}

/// Without lines such as 附件2 and 学会名称：… near the top, above or below a heading.
fn without_preliminaries(lines: &[Line], vocabulary: Words<'_>) -> Vec<Line> {
    let kept = |(at, line): &(usize, &Line)| *at >= 6 || !is_preliminary(&line.text, vocabulary);
    lines
        .iter()
        .enumerate()
        .filter(kept)
        .map(|(_, line)| line.clone())
        .collect()
}

fn is_preliminary(text: &str, vocabulary: Words<'_>) -> bool {
    let title = form_label::is_title(text, vocabulary);
    is_attachment_mark(text) || title || form_label::stated_society(text).is_some()
}

fn ends_as_text(text: &str) -> bool {
    text.lines()
        .next_back()
        .is_some_and(|line| ends_sentence(line) || length(line) > 40)
}

fn several_persons(pieces: &[FoundPiece]) -> bool {
    let mut names: Vec<String> = pieces
        .iter()
        .filter_map(|piece| piece.person.as_ref())
        .map(|person| name_key(&person.name))
        .collect();
    names.sort();
    names.dedup();
    names.len() >= 2
}

/// A document that begins with `姓名：…` and says which part is the text, or with `姓名（职务）：text`.
fn names_then_text(lines: &[Line]) -> bool {
    let Some(first) = lines.first() else { return false };
    let head =
        heads::head(&first.text).is_some_and(|head| head.sure == Sure::Strong && length(&head.rest) > 30);
    let named = fields(&first.text).is_some_and(|found| found.iter().any(|(field, _)| *field == Field::Name));
    let text = lines
        .iter()
        .take(8)
        .filter_map(|line| fields(&line.text))
        .flatten()
        .any(|(field, _)| field == Field::Text);
    head || (named && text)
}

/// Shaped like a title: short, no end of a sentence; unmarked ones must not lead into a list.
pub(super) fn is_title(line: &Line) -> bool {
    let text = line.text.as_str();
    let limit = if line.marked { 60 } else { 40 };
    let opens = text.ends_with(['：', ':', '，', ',', '、']);
    // 青春，向党报告！ and 科研为了谁？ are titles where they stand out as such.
    let cried = text.trim_end_matches(['！', '？', '!', '?', '…']);
    let called = line.marked && cried.len() < text.len() && !has_sentence(cried) && length(text) <= 30;
    (2..=limit).contains(&length(text))
        && (called || !ends_sentence(text))
        && !text.contains('。')
        && !opens
        && text.chars().any(char::is_alphanumeric)
        && !is_date(text)
}

#[cfg(test)]
mod tests;
