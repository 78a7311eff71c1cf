//! Filled-in forms of something else: a receipt for a meeting, the yearly statistics, a nomination.

use super::fields::{Field, field};
use super::grid::row_texts;
use super::labels::{INSIGHT, item_label, label_only};
use super::lines::{dense, length};
use super::word_list::WordList;
use super::words::Words;
use crate::document::Block;

/// Ends of the titles of forms.
static FORMS: WordList = WordList::new("表 回执 名单 清单 台账 登记册");

/// True for a table under the title of a form that speaks of no thoughts and no item: nothing in it is anybody's text,
/// so that a person looks at it instead.
pub(super) fn is_other_form(blocks: &[Block], words: Words<'_>) -> bool {
    let first = blocks.iter().position(|block| matches!(block, Block::Table(_)));
    let Some(first) = first else { return false };
    let about_thoughts = |text: &str| {
        INSIGHT.iter().any(|word| text.contains(word))
            || item_label(text, words.items).is_some()
            || field(text) == Some(Field::Text)
            || label_only(text, words.items).is_some()
    };
    let above: Vec<String> = super::lines_of(blocks.get(..first).unwrap_or_default());
    let titled = above.iter().take(4).any(|line| {
        let bare = line.split(['（', '(']).next().unwrap_or_default();
        (3..=40).contains(&length(bare)) && FORMS.ends(&dense(bare))
    });
    titled
        && !above.iter().any(|line| about_thoughts(line))
        && !blocks.iter().any(|block| match block {
            Block::Paragraph(_) => false,
            Block::Table(table) => table
                .rows
                .iter()
                .flat_map(row_texts)
                .any(|text| length(&text) <= 24 && about_thoughts(&text)),
        })
}
