//! The texts of a letter: which of them belong together, and which are read.

use std::collections::BTreeSet;

use crate::model::TextBody;
use crate::{html, transfer};

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

    /// The plain text, with the HTML of pieces that are HTML only; and all the HTML.
    pub(crate) fn finish(self) -> (Option<TextBody>, Option<String>) {
        let htmls: Vec<&str> = self
            .blocks
            .iter()
            .filter_map(|forms| forms.html.as_deref())
            .collect();
        let html = (!htmls.is_empty()).then(|| htmls.join("\n"));
        let is_written = |text: &str| !text.trim().is_empty();
        let has_plain = self
            .blocks
            .iter()
            .any(|forms| forms.plain.as_deref().is_some_and(is_written));
        let Some(charset) = self.charset.filter(|_| has_plain || html.is_none()) else {
            return (None, html);
        };
        let pieces = self
            .blocks
            .iter()
            .filter_map(|forms| match (&forms.plain, &forms.html) {
                (Some(plain), _) if is_written(plain) => Some(plain.trim_end().to_owned()),
                (_, Some(html)) => Some(html::text(html)),
                (plain, None) => plain.clone(),
            });
        let text = pieces
            .filter(|piece| is_written(piece))
            .collect::<Vec<_>>()
            .join("\n");
        (
            Some(TextBody {
                text,
                charset: charset.to_owned(),
            }),
            html,
        )
    }
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
