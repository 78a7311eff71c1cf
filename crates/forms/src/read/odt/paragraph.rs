//! Text of a paragraph.

use super::body::{Story, number};
use super::styles::Look;
use crate::document::Block;
use crate::read::limits::Refusal;
use crate::read::xml::Node;

/// Blanks that one element may stand for; more are a mistake or malice.
const BLANKS: u32 = 1_000;

/// A paragraph while it is read.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
    /// Blocks of text boxes anchored here.
    pub(super) boxes: Vec<Block>,
    /// The text ends with a blank that more blanks of the file add nothing to.
    blank: bool,
    bold_runs: usize,
    plain_runs: usize,
}

impl Draft {
    pub(super) fn is_bold(&self) -> bool {
        self.bold_runs > 0 && self.plain_runs == 0
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text and the blocks behind it. A line break at the edge of a paragraph is no line of it.
    pub(super) fn finish(mut self) -> (String, Vec<Block>) {
        if self.blank {
            self.text.pop();
        }
        (self.text.trim_matches('\n').to_owned(), self.boxes)
    }

    /// White space in the file is one blank, and none where a paragraph begins or ends (ODF 1.3, part 3, 6.1.2).
    fn push(&mut self, text: &str, bold: bool) {
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                if !self.blank && !self.text.is_empty() {
                    self.text.push(' ');
                    self.blank = true;
                }
            } else {
                // The hyphen that is not to be broken is a character here; elsewhere it is a hyphen with a mark.
                self.text
                    .push(if character == '\u{2011}' { '-' } else { character });
                self.blank = false;
            }
        }
        if !text.trim().is_empty() {
            if bold {
                self.bold_runs += 1;
            } else {
                self.plain_runs += 1;
            }
        }
    }

    fn push_exactly(&mut self, character: char, count: u32) {
        self.text
            .extend(std::iter::repeat_n(character, count.min(BLANKS) as usize));
        self.blank = false;
    }
}

impl Story<'_, '_, '_> {
    /// Reads what stands in a paragraph or in an element inside it.
    pub(super) fn runs(&mut self, container: Node<'_>, look: Look, draft: &mut Draft) -> Result<(), Refusal> {
        for node in container.nodes() {
            if let Some(text) = node.as_text() {
                if !look.hidden {
                    draft.push(text, look.bold);
                }
                continue;
            }
            match node.name() {
                "text:s" if !look.hidden => draft.push_exactly(' ', number(node, "text:c").unwrap_or(1)),
                "text:tab" if !look.hidden => draft.push_exactly('\t', 1),
                "text:line-break" if !look.hidden => draft.push_exactly('\n', 1),
                "text:span" => {
                    let look = self.styles.look_of_span(node.attribute("text:style-name"), look);
                    self.runs(node, look, draft)?;
                }
                // Notes, prompts, the reading of rare characters above them, what is shown on a condition.
                "text:note"
                | "text:placeholder"
                | "text:ruby-text"
                | "text:hidden-text"
                | "text:hidden-paragraph"
                | "text:script" => {}
                "loext:content-control" if node.attribute("loext:showing-place-holder") == Some("true") => {}
                name if name.starts_with("draw:") => self.shape(node, draft)?,
                // Links, fields with their results, marks around texts. Comments are no `text:`.
                name if name.starts_with("text:") || name == "loext:content-control" => {
                    self.runs(node, look, draft)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}
