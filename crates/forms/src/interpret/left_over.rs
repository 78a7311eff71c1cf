//! What a document holds beside what was read: an essay in a place where nobody looks for one is named.

use super::remainder::{Taken, remainder};
use super::{FoundPiece, Interpretation, Words, unread};
use crate::document::{Block, lines_of};

/// So many Chinese characters of prose are a text of somebody.
const PROSE: usize = 80;
/// Bytes of labels, head lines and remarks that need no look.
const REMARKS: usize = 600;

/// The beginning of the prose in which somebody speaks or advises and that is in no piece; of a document from which
/// something was taken.
pub(super) fn beginning(found: &Interpretation, blocks: &[Block], vocabulary: Words<'_>) -> Option<String> {
    let in_forms = found.forms.iter().flat_map(|form| &form.pieces);
    let pieces: Vec<&FoundPiece> = found.pieces.iter().chain(in_forms).collect();
    let is_told = found
        .forms
        .iter()
        .any(|form| !form.unread.is_empty() || !form.unread_rows.is_empty());
    let taken = pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
    let printed: usize = prompts(vocabulary).map(str::len).sum();
    if pieces.is_empty() || is_told || length(blocks) < taken + printed + REMARKS {
        return None;
    }
    let delegates: Vec<&str> = found
        .forms
        .iter()
        .flat_map(|form| &form.delegates)
        .map(|person| person.name.as_str())
        .collect();
    let is_of_delegate = |line: &str| delegates.iter().any(|name| line.contains(name));
    let lines = lines_of(blocks).into_iter();
    let lines: Vec<String> = lines
        .filter(|line| !is_of_delegate(line) && !unread::is_note(line))
        .collect();
    let texts = pieces
        .iter()
        .flat_map(|piece| [Some(piece.text.as_str()), piece.title.as_deref()])
        .flatten();
    let taken = Taken::new(texts.chain(prompts(vocabulary)));
    let left = remainder(&lines.join("\n"), &taken);
    (left.characters >= PROSE && (left.is_personal || left.is_introduced)).then_some(left.beginning)
}

/// What the template prints.
fn prompts(vocabulary: Words<'_>) -> impl Iterator<Item = &str> {
    let rows = vocabulary
        .template
        .into_iter()
        .flat_map(|template| &template.rows);
    rows.flat_map(|row| row.prompts.iter().map(String::as_str))
}

fn length(blocks: &[Block]) -> usize {
    let of_block = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.len(),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| length(&cell.blocks)).sum()
        }
    };
    blocks.iter().map(of_block).sum()
}
