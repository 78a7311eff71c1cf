//! Footnotes and endnotes: their words stand where the text refers to them.

use std::collections::BTreeMap;

use super::body::Story;
use super::paragraph::Draft;
use crate::read::limits::Refusal;
use crate::read::xml::Node;

/// A paragraph of fewer bytes is a title or names somebody: what is noted there is no part of a text.
const SHORT: usize = 90;

/// Notes by their kind and number.
pub(super) type Notes = BTreeMap<(&'static str, String), String>;

impl Story<'_, '_, '_> {
    /// Writes the note that a reference names into the text, in brackets.
    pub(super) fn note(&mut self, reference: Node<'_>, draft: &mut Draft) -> Result<(), Refusal> {
        let Some(id) = reference.attribute("w:id").filter(|_| draft.text.len() >= SHORT) else {
            return Ok(());
        };
        let kind = if reference.name() == "w:footnoteReference" {
            "w:footnote"
        } else {
            "w:endnote"
        };
        if self.notes.is_none() {
            self.notes = Some(self.read_notes()?);
        }
        let notes = self.notes.as_ref();
        if let Some(note) = notes.and_then(|notes| notes.get(&(kind, id.to_owned()))) {
            draft.text.extend(["（注：", note, "）"]);
        }
        Ok(())
    }

    fn read_notes(&mut self) -> Result<Notes, Refusal> {
        let mut notes = Notes::new();
        for (kind, ending) in [("w:footnote", "/footnotes"), ("w:endnote", "/endnotes")] {
            let Some(part) = self.relations.target_of_type(ending) else {
                continue;
            };
            // Damage there is no reason to refuse the text.
            let tree = match self.package.tree(&part, self.allowance) {
                Ok(Some(tree)) => tree,
                Err(Refusal::Unsafe) => return Err(Refusal::Unsafe),
                Ok(None) | Err(_) => continue,
            };
            for note in tree.root().children().filter(|node| node.name() == kind) {
                let text = words(note);
                let id = note.attribute("w:id").filter(|_| !text.is_empty());
                notes.extend(id.map(|id| ((kind, id.to_owned()), text)));
            }
        }
        Ok(notes)
    }
}

/// The words of a note, paragraph by paragraph.
fn words(note: Node<'_>) -> String {
    let paragraphs = note
        .children()
        .filter(|node| node.name() == "w:p")
        .map(|paragraph| {
            let runs = paragraph.children().filter(|node| node.name() == "w:r");
            let texts = runs.flat_map(Node::children).filter(|node| node.name() == "w:t");
            texts.map(Node::text).collect::<String>().trim().to_owned()
        });
    let paragraphs: Vec<String> = paragraphs.filter(|text| !text.is_empty()).collect();
    paragraphs.join(" ")
}
