//! Lines as they are used: labels, fields of a person, and the rest.

use std::cell::OnceCell;

use domain::ids::ItemId;
use domain::notice::{FormRow, Per, RowContent};

use crate::interpret::fields::{Field, fields};
use crate::interpret::heads::{self, Head, Sure};
use crate::interpret::labels::{Label, LabelLine, Standing, Titles, label_line, young_heading};
use crate::interpret::lines::{Numbering, numbered};
use crate::interpret::wording::is_seal_or_date;

/// One line as it is used.
pub(super) enum Token<'a> {
    /// A label that begins a new section; what stands behind it is its first line.
    Section(Label),
    /// A label inside a person's fields: the text that follows is that person's.
    Marker(Label, &'a str),
    Fields(Vec<(Field, String)>, &'a str),
    Line(Line<'a>),
}

/// A line, and what it is, found out once.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    head: OnceCell<Option<Head>>,
    seal: OnceCell<bool>,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            head: OnceCell::new(),
            seal: OnceCell::new(),
        }
    }

    /// True for the head of somebody's text that a number, bracket or colon marks as one.
    pub(super) fn is_marked(&self) -> bool {
        self.head().is_some_and(|head| head.marked)
    }

    pub(super) fn is_seal_or_date(&self) -> bool {
        *self.seal.get_or_init(|| is_seal_or_date(self.text))
    }

    pub(super) fn head(&self) -> Option<&Head> {
        self.head.get_or_init(|| heads::head(self.text)).as_ref()
    }
}

pub(super) fn tokens<'a>(lines: &'a [String], items: &Titles<'_>) -> Vec<Token<'a>> {
    let mut tokens = Vec::with_capacity(lines.len());
    // A person has been named by fields; `waiting`: and nothing of the text has come yet; `labelled`: by an item.
    let (mut by_fields, mut waiting, mut labelled) = (false, false, false);
    let mut styles: Vec<(Numbering, bool)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1);
        let found = label_line(line, items)
            .or_else(|| young_heading(line, items).filter(|_| names_person(next)))
            .filter(|found| {
                found
                    .numbering
                    .is_none_or(|style| all_labels(style, lines, items, &mut styles))
            })
            .filter(|found| waiting || labelled || at == 0 || is_section(found, next));
        if let Some(found) = found {
            let free = found.standing != Standing::Bracketed;
            let item = found.label.item();
            let own = by_fields && !item.is_some_and(|item| is_per_society(&item, items));
            if free && (waiting || own) {
                tokens.push(Token::Marker(found.label, found.rest));
            } else {
                labelled = matches!(found.label, Label::Item(_));
                tokens.push(Token::Section(found.label));
                if !found.rest.is_empty() {
                    tokens.push(Token::Line(Line::new(found.rest)));
                }
                by_fields = false;
            }
            waiting = false;
        } else if let Some(found) = fields(line) {
            by_fields |= found.iter().any(|(field, _)| *field == Field::Name);
            waiting = found.iter().all(|(field, _)| *field != Field::Text);
            tokens.push(Token::Fields(found, line));
        } else {
            let line = Line::new(line);
            waiting = line
                .head()
                .is_some_and(|head| head.rest.is_empty() && head.marked);
            tokens.push(Token::Line(line));
        }
    }
    tokens
}

/// 学习感悟 inside a text is a heading of that text, unless a person follows.
fn is_section(found: &LabelLine<'_>, next: Option<&String>) -> bool {
    found.label != Label::Neutral || found.standing == Standing::Bracketed || names_person(next)
}

fn names_person(line: Option<&String>) -> bool {
    line.is_some_and(|line| heads::head(line).is_some() || fields(line).is_some())
}

/// The only item of a row, when the society answers it as a whole.
pub(in crate::interpret) fn item_of_society(row: &FormRow, items: &Titles<'_>) -> Option<ItemId> {
    let RowContent::Pieces(own) = &row.content else {
        return None;
    };
    let [only] = own.as_slice() else { return None };
    is_per_society(only, items).then(|| only.clone())
}

pub(super) fn is_per_society(id: &ItemId, items: &Titles<'_>) -> bool {
    let mut items = items.items.iter();
    items.any(|item| item.id == *id && item.per == Per::Society)
}

/// True when every line numbered in this style is a label or a person: only then is a numbered label more than a heading
/// of the text. `known` keeps the answers.
fn all_labels(
    style: Numbering,
    lines: &[String],
    items: &Titles<'_>,
    known: &mut Vec<(Numbering, bool)>,
) -> bool {
    if let Some((_, all)) = known.iter().find(|(known, _)| *known == style) {
        return *all;
    }
    let all = lines
        .iter()
        .filter(|line| numbered(line).is_some_and(|(found, _)| found == style))
        .all(|line| {
            label_line(line, items).is_some()
                || young_heading(line, items).is_some()
                || heads::head(line).is_some_and(|head| head.sure == Sure::Strong)
        });
    known.push((style, all));
    all
}
