//! Filled-in forms of something else: a receipt for a meeting, the yearly statistics, a nomination.

use std::borrow::Cow;

use super::fields::{Field, field};
use super::grid::row_texts;
use super::labels::{INSIGHT, item_label, label_only};
use super::lines::{dense, has_sentence, length};
use super::word_list::WordList;
use super::words::Words;
use crate::document::{Block, lines_of};

/// Ends of the titles of forms.
static FORMS: WordList = WordList::new("表 回执 名单 清单 台账 登记册");

/// True for a table under the title of a form that speaks of no thoughts and no item: nothing in it is anybody's text,
/// so that a person looks at it instead.
pub(super) fn is_other_form(blocks: &[Block], words: Words<'_>) -> bool {
    let first = blocks.iter().position(|block| matches!(block, Block::Table(_)));
    let Some(first) = first else { return false };
    let about_thoughts = |text: &str| is_about_thoughts(text, words);
    let above: Vec<String> = lines_of(blocks.get(..first).unwrap_or_default());
    let titled = above.iter().take(4).any(|line| {
        let bare = line.split(['（', '(']).next().unwrap_or_default();
        (3..=40).contains(&length(bare)) && FORMS.ends(&dense(bare))
    });
    titled
        && !above.iter().any(|line| about_thoughts(line))
        && !cells(blocks).any(|text| length(&text) <= 24 && about_thoughts(&text))
}

/// A line of a table with more characters than this may be a text without a stop.
const LONGEST_VALUE: usize = 30;

/// True for tables without a sentence in or around them, and without a word of thoughts or items: years and numbers, a
/// register of something.
pub(super) fn is_bare_table(blocks: &[Block], words: Words<'_>) -> bool {
    let has_words = |line: &String| has_sentence(line) || length(line) > LONGEST_VALUE;
    cells(blocks).next().is_some()
        && !lines_of(blocks).iter().any(has_words)
        && !lines_of(blocks).iter().any(|line| is_about_thoughts(line, words))
}

fn cells(blocks: &[Block]) -> impl Iterator<Item = Cow<'_, str>> {
    blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(_) => None,
            Block::Table(table) => Some(&table.rows),
        })
        .flatten()
        .flat_map(row_texts)
}

fn is_about_thoughts(text: &str, words: Words<'_>) -> bool {
    INSIGHT.iter().any(|word| text.contains(word))
        || item_label(text, words.items).is_some()
        || field(text) == Some(Field::Text)
        || label_only(text, words.items).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{paragraph, table, with};
    use super::is_bare_table;

    #[test]
    fn numbers_are_nobodys_text() {
        let numbers = table(&[
            &["年份", "场次", "人数"],
            &["2021", "3", "40"],
            &["2022", "4", "50"],
        ]);
        let bare = |blocks: &[_]| with(|words| is_bare_table(blocks, words));
        assert!(bare(&[paragraph("活动统计"), numbers.clone()]));
        assert!(!bare(&[paragraph("学习报告使我深受鼓舞。"), numbers]));
        assert!(!bare(&[table(&[&["姓名", "感悟"], &["张三", "深受鼓舞"]])]));
        assert!(!bare(&[paragraph("年份 场次")]));
    }
}
