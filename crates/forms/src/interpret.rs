//! `Document` → return forms, essays and suggestions, by the notice's form template. Pure; never fails.

use domain::ids::ItemId;
use domain::notice::{CollectionItem, FormTemplate};
use domain::person::Person;

use crate::document::Document;

/// By what a document is interpreted.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The notice's form, if it has one.
    pub template: Option<&'a FormTemplate>,
    /// The notice's items, whose titles and aliases are labels.
    pub items: &'a [CollectionItem],
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// A file, with its name as shown (with the path inside an archive).
    File(&'a str),
    /// The mail's own body, quoted originals already removed.
    Body,
}

/// What a document holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interpretation {
    /// Return forms, in reading order.
    pub forms: Vec<FoundForm>,
    /// Pieces outside a form: essays, rows of a summary sheet, a letter's own structured text.
    pub pieces: Vec<FoundPiece>,
    /// Names of societies that the document states outside a form (`学会名称：…` above a summary sheet).
    pub societies: Vec<String>,
    /// True for a body that announces attachments (附件请查收).
    pub announces_attachment: bool,
    /// True for a body that only asks something.
    pub asks: bool,
}

/// A return form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundForm {
    /// 学会名称, as written.
    pub society: Option<String>,
    /// 填表人, as written.
    pub filled_by: Option<String>,
    /// 联系方式, as written.
    pub contact: Option<String>,
    /// Persons of the delegates' row.
    pub delegates: Vec<Person>,
    /// True when that row says 无.
    pub delegates_nil: bool,
    /// Pieces of the other rows.
    pub pieces: Vec<FoundPiece>,
    /// Rows (by `field`) whose cell says that the text is attached (见附件, 另附页).
    pub attached_rows: Vec<String>,
    /// Rows (by `field`, delegates aside) whose cell says 无: a nil report for what the row collects.
    pub nil_rows: Vec<String>,
    /// True when nothing but the template's own text and head lines is there.
    pub empty: bool,
    /// True when the template's example (张三) was left in.
    pub example_left: bool,
}

/// One piece of one person, or of the society as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundPiece {
    /// The form's row (`field`) that held it; `None` outside a form.
    pub row: Option<String>,
    /// The item that a label inside the document names: the nearest to the piece wins.
    pub label: Option<ItemId>,
    /// The person.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文: no title, author or signature line, number or prompt.
    pub text: String,
    /// Indices into [`Document::pictures`] of pictures that stand in this piece.
    pub pictures: Vec<usize>,
}

/// Interprets one document.
pub fn interpret(document: &Document, place: Place<'_>, vocabulary: Vocabulary<'_>) -> Interpretation {
    let _ = (document, place, vocabulary);
    Interpretation::default()
}

/// The item that a text (subject, file name, heading) names by title or alias; `None` when it names none or several.
pub fn item_label(text: &str, items: &[CollectionItem]) -> Option<ItemId> {
    let _ = (text, items);
    None
}
