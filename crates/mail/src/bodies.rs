//! The texts of a letter: which of them belong together, and which are read.

use std::collections::BTreeSet;

use crate::alternatives::Chosen;
use crate::model::TextBody;
use crate::{alternatives, html, transfer};

/// The key of one piece of text, in one or in two forms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block(usize);

/// All pieces, in order.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    blocks: Vec<Forms>,
    charset: Option<&'static str>,
}

#[derive(Debug, Default)]
struct Forms {
    plain: Option<String>,
    html: Option<String>,
}

impl Bodies {
    /// Begins a piece.
    pub(crate) fn open(&mut self) -> Block {
        self.blocks.push(Forms::default());
        Block(self.blocks.len() - 1)
    }

    /// Adds plain text to a piece.
    pub(crate) fn add_plain(&mut self, block: Block, text: &str, charset: &'static str) {
        self.charset.get_or_insert(charset);
        if let Some(forms) = self.blocks.get_mut(block.0) {
            add(&mut forms.plain, text);
        }
    }

    /// Adds HTML to a piece.
    pub(crate) fn add_html(&mut self, block: Block, text: &str) {
        if let Some(forms) = self.blocks.get_mut(block.0) {
            add(&mut forms.html, text);
        }
    }

    /// What is read of all pieces.
    pub(crate) fn finish(self) -> Finished {
        let htmls: Vec<&str> = self
            .blocks
            .iter()
            .filter_map(|forms| forms.html.as_deref())
            .collect();
        let html = (!htmls.is_empty()).then(|| htmls.join("\n"));
        let has_plain = self
            .blocks
            .iter()
            .any(|forms| forms.plain.as_deref().is_some_and(is_written));
        let Some(charset) = self.charset.filter(|_| has_plain || html.is_none()) else {
            return Finished {
                ends_with_html: html.is_some(),
                html,
                ..Finished::default()
            };
        };
        let chosen: Vec<Chosen> = self.blocks.into_iter().filter_map(Forms::chosen).collect();
        let join = |texts: Vec<&str>| texts.join("\n");
        let others: Vec<&str> = chosen.iter().filter_map(|one| one.other.as_deref()).collect();
        Finished {
            ends_with_html: chosen.last().is_some_and(|one| one.is_html),
            other: (!others.is_empty()).then(|| join(others)),
            text: Some(TextBody {
                text: join(chosen.iter().map(|one| one.text.as_str()).collect()),
                charset: charset.to_owned(),
            }),
            html,
        }
    }
}

/// What is read of a letter's texts.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// Of each piece the form that says more, the plain one where both say the same; `None` when there is HTML only.
    pub(crate) text: Option<TextBody>,
    /// What forms that were not read say beyond it.
    pub(crate) other: Option<String>,
    /// All the HTML.
    pub(crate) html: Option<String>,
    /// Whether what is read of the last piece is its HTML.
    pub(crate) ends_with_html: bool,
}

impl Forms {
    /// `None` when nothing is written.
    fn chosen(self) -> Option<Chosen> {
        let as_it_is = |text, is_html| Chosen {
            text,
            is_html,
            other: None,
        };
        let chosen = match (self.plain.filter(|text| is_written(text)), self.html) {
            (Some(plain), Some(html)) => alternatives::choose(&plain, &html),
            (Some(plain), None) => as_it_is(plain.trim_end().to_owned(), false),
            (None, Some(html)) => as_it_is(html::text(&html), true),
            (None, None) => return None,
        };
        is_written(&chosen.text).then_some(chosen)
    }
}

fn is_written(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The ids that HTML shows through `cid:`, lower-case.
pub(crate) fn shown_ids(html: &str) -> BTreeSet<String> {
    let lower = html.to_lowercase();
    let ends = ['"', '\'', '>', ')', ' ', '\n', '&'];
    let ids = lower
        .split("cid:")
        .skip(1)
        .filter_map(|rest| rest.split(ends).next());
    ids.map(|id| String::from_utf8_lossy(&transfer::hex_escapes(id.as_bytes(), b'%').bytes).into_owned())
        .collect()
}

fn add(slot: &mut Option<String>, text: &str) {
    match slot {
        Some(before) => {
            before.push('\n');
            before.push_str(text);
        }
        None => *slot = Some(text.to_owned()),
    }
}
