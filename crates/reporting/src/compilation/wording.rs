//! What a compilation says about a piece, with or without whose it is.

use std::borrow::Cow;

use domain::person::Person;
use domain::society::Society;
use domain::submission::Submission;

use super::mask::Mask;
use super::options::CompilationOptions;
use crate::Snapshot;
use crate::text::clean;

/// Two plain blanks: word processors differ in how wide an ideographic one is in a line.
const BETWEEN: &str = "  ";

/// Texts as they are printed.
pub(super) struct Wording<'a> {
    snapshot: &'a Snapshot,
    mask: Option<Mask>,
}

impl<'a> Wording<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, options: &CompilationOptions) -> Self {
        Self {
            snapshot,
            mask: options.anonymous.then(|| Mask::new(&snapshot.names)),
        }
    }

    /// Whether nothing may tell whose a piece is.
    pub(super) const fn is_anonymous(&self) -> bool {
        self.mask.is_some()
    }

    /// A text as XML can hold it, and as the mask lets it through.
    pub(super) fn shown(&self, text: &str) -> String {
        let text = match &self.mask {
            Some(mask) => mask.over(text),
            None => Cow::Borrowed(text),
        };
        clean(text).into_owned()
    }

    /// The text of a piece.
    pub(super) fn body(&self, piece: &Submission) -> String {
        match &self.mask {
            Some(mask) if piece.person.is_none() => clean(mask.over_unsigned(&piece.text)).into_owned(),
            Some(_) | None => self.shown(&piece.text),
        }
    }

    /// 题目; without one the name, or the item for a piece of the society as a whole.
    pub(super) fn title(&self, piece: &Submission) -> String {
        let own = piece.title.as_deref().filter(|title| !title.trim().is_empty());
        let name = piece.person.as_ref().map(|person| person.name.as_str());
        match (own, name.filter(|name| !name.is_empty())) {
            (Some(title), _) => self.shown(title),
            (None, Some(name)) if !self.is_anonymous() => clean(name).into_owned(),
            (None, _) => self.item(piece).to_owned(),
        }
    }

    /// Whether the name of its author is what a piece is headed by.
    pub(super) fn is_headed_by_name(&self, piece: &Submission) -> bool {
        let has_title = piece
            .title
            .as_deref()
            .is_some_and(|title| !title.trim().is_empty());
        let has_name = piece
            .person
            .as_ref()
            .is_some_and(|person| !person.name.is_empty());
        !has_title && has_name && !self.is_anonymous()
    }

    fn item(&self, piece: &Submission) -> &str {
        let item = self.snapshot.ledger.notice.item(&piece.item);
        item.map_or("（无题）", |item| &item.title)
    }

    /// 单位  职务  姓名, and the society where no heading says it; without the name where that is the heading. `None`
    /// where nothing is said about anybody.
    pub(super) fn author(&self, piece: &Submission, society: Option<&Society>) -> Option<String> {
        if self.is_anonymous() {
            return None;
        }
        let mut parts: Vec<String> = society.iter().map(|society| society.name.clone()).collect();
        if let Some(person) = &piece.person {
            let affiliation = person.affiliation.as_ref().filter(|name| !parts.contains(name));
            parts.extend(affiliation.cloned());
            parts.extend(whole(&person.positions.join("、")));
            if self.is_headed_by_name(piece) {
                parts.extend(whole(&person.tags.join("、")));
            } else {
                parts.extend(whole(&named(person)));
            }
        }
        whole(&parts.join(BETWEEN)).map(|line| clean(line).into_owned())
    }
}

/// The name, with status behind it.
fn named(person: &Person) -> String {
    if person.tags.is_empty() {
        person.name.clone()
    } else {
        format!("{}（{}）", person.name, person.tags.join("、"))
    }
}

fn whole(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
