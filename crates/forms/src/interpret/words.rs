//! What a document is interpreted by, made comparable once before its lines are read.

use domain::ids::ItemId;
use domain::notice::FormTemplate;

use super::form_label::Printed;
use super::labels::{Titles, item_label};
use super::nil_letter::{denied, denied_beside};
use super::{Interpretation, Place, Vocabulary, interpret_by};
use crate::document::Document;

/// A vocabulary with its words in the form in which lines are compared with them: worth keeping for several documents.
#[derive(Debug)]
pub struct Prepared<'a> {
    template: Option<&'a FormTemplate>,
    printed: Printed,
    items: Titles<'a>,
}

/// The same, as it is handed around.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) template: Option<&'a FormTemplate>,
    pub(super) printed: &'a Printed,
    pub(super) items: &'a Titles<'a>,
}

impl<'a> Prepared<'a> {
    /// Makes the words comparable.
    pub fn new(vocabulary: Vocabulary<'a>) -> Self {
        Self {
            template: vocabulary.template,
            printed: vocabulary.template.map(Printed::new).unwrap_or_default(),
            items: Titles::new(vocabulary.items),
        }
    }

    /// Interprets one document.
    pub fn interpret(&self, document: &Document, place: Place<'_>) -> Interpretation {
        interpret_by(document, place, self.words())
    }

    /// The item that a text (subject, file name, heading) names by title or alias; `None` when it names none or several.
    pub fn item_label(&self, text: &str) -> Option<ItemId> {
        item_label(text, &self.items)
    }

    /// The items of which a letter says that there is nothing; none when it says anything else.
    pub fn denied_items(&self, letter: &str) -> Vec<ItemId> {
        denied(letter, &self.items)
    }

    /// The items of which a letter that goes with something else says that there is nothing: 我会无建言献策，感悟见附件。
    pub fn denied_items_beside(&self, letter: &str) -> Vec<ItemId> {
        denied_beside(letter, &self.items)
    }

    pub(super) fn words(&self) -> Words<'_> {
        Words {
            template: self.template,
            printed: &self.printed,
            items: &self.items,
        }
    }
}
