//! What a document is interpreted by, made comparable once before its lines are read.

use domain::notice::FormTemplate;

use super::Vocabulary;
use super::form_label::Printed;
use super::labels::Titles;

/// A vocabulary with its words in the form in which lines are compared with them.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
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
    pub(super) fn new(vocabulary: Vocabulary<'a>) -> Self {
        Self {
            template: vocabulary.template,
            printed: vocabulary.template.map(Printed::new).unwrap_or_default(),
            items: Titles::new(vocabulary.items),
        }
    }

    pub(super) fn words(&self) -> Words<'_> {
        Words {
            template: self.template,
            printed: &self.printed,
            items: &self.items,
        }
    }
}
