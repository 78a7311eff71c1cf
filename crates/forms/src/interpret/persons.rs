//! The text of one cell, section or letter → pieces of persons.

mod bare_names;
mod doubt;
mod listed;
mod listing;
mod signed_list;
mod signing;
mod statements;
mod titled_list;
mod titles;
mod together;
mod tokens;

use domain::ids::ItemId;
use domain::person::Person;
use domain::text::name_key;

use super::FoundPiece;
use super::closing::is_closing;
use super::fields::Field;
use super::heads::{self, Head, Sure};
use super::labels::{Label, Titles};
use super::lines::{Numbering, trim};
use super::names;
use super::run_on;
use super::signature;
use super::society_name::is_society;
use super::wording::{
    is_attached, is_attachment_mark, is_introduction, is_nil, is_put_off, is_rest_attached, is_seal_or_date,
};
pub(super) use doubt::both;
pub(super) use listing::{counts_on, with_number};
use signing::{accepted, ends_piece, is_signed};
pub(super) use statements::{apply, merge};
use titles::is_text;
pub(super) use tokens::item_of_society;
use tokens::{Line, Token, is_per_society, tokens};

/// What a stretch of text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) pieces: Vec<FoundPiece>,
    /// True when some of it says that the text is attached.
    pub(super) attached: bool,
    /// Names of persons for whom no text stands there.
    pub(super) textless: Vec<String>,
    /// True when a text perhaps holds the next person's as well.
    pub(super) doubtful: bool,
    /// True for texts below numbered titles that name their authors.
    pub(super) titled: bool,
}

impl Found {
    /// A person whose text is attached, or who wrote another piece, is not without one.
    fn without_false_alarms(mut self) -> Self {
        let wrote = |name: &String| {
            let authors = self.pieces.iter().filter_map(|piece| piece.person.as_ref());
            authors
                .map(|person| name_key(&person.name))
                .any(|author| author == name_key(name))
        };
        let attached = self.attached;
        let mut textless = std::mem::take(&mut self.textless);
        textless.retain(|name| !attached && !wrote(name));
        textless.dedup();
        self.textless = textless;
        self
    }
}

/// Reads lines (trimmed, none blank, no prompts) into pieces.
pub(super) fn read(lines: &[String], items: &Titles<'_>, label: Option<ItemId>) -> Found {
    let apart = run_on::apart(lines);
    let lines = apart.as_deref().unwrap_or(lines);
    let mut reader = Reader {
        collective: label.as_ref().is_some_and(|label| is_per_society(label, items)),
        found: Found::default(),
        open: Open {
            label: label.clone(),
            ..Open::default()
        },
        section: label,
        pending: Vec::new(),
        number: None,
    };
    let tokens = tokens(lines, items);
    for section in tokens.chunk_by(|_, next| !matches!(next, Token::Section(_))) {
        let lines = match section {
            [Token::Section(label), lines @ ..] => {
                reader.begin_section(label.item());
                lines
            }
            lines => lines,
        };
        reader.section(lines);
    }
    reader.found.without_false_alarms()
}

#[derive(Default)]
struct Open {
    person: Option<Person>,
    title: Option<String>,
    lines: Vec<String>,
    label: Option<ItemId>,
    /// The line that names several persons as the authors.
    authors: Option<String>,
    /// The number of the head.
    number: Option<(Numbering, usize)>,
    /// Whether a field of its own names the person.
    by_field: bool,
    /// A line of the text that is perhaps the head of the next.
    doubt: Option<String>,
}

struct Reader {
    found: Found,
    open: Open,
    /// Label of the section.
    section: Option<ItemId>,
    /// 单位 and 职务 that stand before 姓名.
    pending: Vec<(Field, String)>,
    /// True for an answer of the society as a whole: whom it names are no authors of lists.
    collective: bool,
    /// Number of the last line of its style, when all of that style named persons.
    number: Option<(Numbering, usize)>,
}

impl Reader {
    fn begin_section(&mut self, label: Option<ItemId>) {
        self.flush();
        self.section.clone_from(&label);
        self.open.label = label;
    }

    fn section(&mut self, tokens: &[Token<'_>]) {
        let whole = !self.collective
            && (self.signed_list(tokens)
                || self.signed_texts(tokens)
                || self.titled_list(tokens)
                || self.titled_by_bare_names(tokens));
        if whole {
            return;
        }
        let closing = is_signed(tokens);
        let first = signing::first_line(tokens);
        let begins_marked = first.and_then(|line| line.head()).map(|head| head.marked);
        // （张三，理事长） above the first text stands above the others too.
        let bracketed = first.is_some_and(|line| titles::in_brackets(line.text).is_some());
        let mut listed = 0..0;
        for (at, token) in tokens.iter().enumerate() {
            if self.open.person.is_some() && !self.open.lines.is_empty() && !listed.contains(&at) {
                listed = listed::below(tokens, at);
            }
            let ends = ends_piece(tokens.get(at + 1..).unwrap_or_default());
            match token {
                Token::Section(_) => {}
                Token::Line(line) if listed.contains(&at) => self.push(line.text),
                Token::Marker(label, rest) => self.marker(label, rest),
                Token::Line(line) if bracketed && titles::in_brackets(line.text).is_some() => {
                    self.begin_named_above(line.text);
                }
                // The date below a signature.
                Token::Line(line) if closing && self.open.lines.is_empty() && line.is_seal_or_date() => {}
                Token::Fields(found, _) if ends && self.signs(found) => {}
                Token::Line(line) if ends && self.repeats_name(line) => {}
                Token::Fields(found, line) => {
                    let name_follows =
                        tokens.iter().skip(at).take(4).any(has_name) || signing::is_head(tokens.get(at + 1));
                    self.fields(found, line, name_follows);
                }
                Token::Line(line) if self.by_several(line.text, tokens.get(at + 1), closing) => {}
                Token::Line(line) => {
                    let text = tokens.get(at + 1).is_some_and(is_text);
                    let counts = begins_marked.is_some_and(|marked| !marked || text || line.is_marked());
                    self.line(line, closing, counts);
                }
            }
        }
        self.flush();
    }

    fn marker(&mut self, label: &Label, rest: &str) {
        if !self.open.lines.is_empty() {
            let person = self.open.person.clone();
            self.flush();
            self.open.person = person;
        }
        if let Some(item) = label.item() {
            self.open.label = Some(item);
        }
        self.push(rest);
    }

    fn fields(&mut self, found: &[(Field, String)], line: &str, name_follows: bool) {
        let first = found.first().map(|(field, _)| *field);
        let begins = self.open.lines.is_empty() && matches!(first, Some(Field::Title | Field::Text));
        let fresh = self.open.person.is_some() && self.open.lines.is_empty();
        if self.are_of_several(first, line) || self.speaks_inside(first, line) {
            return;
        }
        if first == Some(Field::Title) && name_follows && self.ends_above() {
            // 标题：… above the name of the next author.
            self.flush();
        }
        let late = matches!(first, Some(Field::Title | Field::Text)) && !self.open.lines.is_empty();
        if late || !(first == Some(Field::Name) || begins || fresh || name_follows) {
            // 单位：… inside somebody's text is text.
            self.push(line);
            return;
        }
        for (field, value) in found {
            let fresh = self.open.person.is_some() && self.open.lines.is_empty();
            match field {
                Field::Name => self.begin_named(value),
                Field::Unit | Field::Duty if fresh => apply(self.open.person.as_mut(), *field, value),
                Field::Unit | Field::Duty => self.pending.push((*field, value.clone())),
                Field::Title => self.open.title = Some(value.clone()).filter(|value| !value.is_empty()),
                Field::Text => self.push(value),
                Field::Other => {}
            }
        }
    }

    fn begin_named(&mut self, value: &str) {
        let stated = self.stated_title();
        let title = stated.or_else(|| self.title_above().filter(|title| !is_society(title)));
        self.flush();
        self.open.title = title;
        if self.begin_several(value) {
            return;
        }
        self.open.person = person_of(value);
        self.open.by_field = true;
        for (field, value) in std::mem::take(&mut self.pending) {
            apply(self.open.person.as_mut(), field, &value);
        }
    }

    fn line(&mut self, read: &Line<'_>, closing: bool, named: bool) {
        let line = read.text;
        if self.is_duty_of_open(line) {
            apply(self.open.person.as_mut(), Field::Duty, line);
            return;
        }
        let head = read.head().filter(|head| accepted(head, closing, named));
        if let Some(head) = self.counted(line, head.cloned()) {
            self.doubt_before(line);
            self.begin_head(head);
            self.open.number = listing::with_number(line).map(|(style, number, _)| (style, number));
            return;
        }
        let unmarked = || {
            read.head()
                .filter(|head| head.sure == Sure::Strong && head.rest.is_empty() && !head.marked)
        };
        let signed = signature::signature(line)
            .or_else(|| unmarked().map(|head| (String::new(), head.person.clone(), Sure::Strong)));
        match (signed, &self.open.person) {
            (Some((text, person, sure)), None) if sure == Sure::Strong || closing => {
                self.push(&text);
                let title = self.open.title.take();
                self.open.title = title.or_else(|| titles::of_signed(&mut self.open.lines));
                self.open.person = Some(person);
                self.flush();
            }
            (Some((text, person, _)), Some(open)) if name_key(&open.name) == name_key(&person.name) => {
                self.push(&text);
            }
            _ => self.push(line),
        }
    }

    fn begin_head(&mut self, head: Head) {
        let is_above = !head.marked && head.rest.is_empty();
        let first = is_above.then(|| self.title_of_first()).flatten();
        if self.open.person.is_none() && is_introduction(&self.open.lines) {
            self.open.lines.clear();
        }
        let title = if head.marked || !head.rest.is_empty() {
            self.stated_title()
        } else {
            let title = self.stated_title().or_else(|| self.title_of_next());
            title.filter(|title| !is_society(title))
        };
        self.flush();
        self.open.person = Some(head.person);
        self.open.title = title.or(first);
        self.push(&head.rest);
    }

    fn push(&mut self, text: &str) {
        let text = trim(text);
        if !text.is_empty() {
            self.open.lines.push(text.to_owned());
        }
    }

    fn flush(&mut self) {
        let open = std::mem::replace(
            &mut self.open,
            Open {
                label: self.section.clone(),
                ..Open::default()
            },
        );
        let mut lines = open.lines;
        let title = open.title.or_else(|| titles::above_text(&mut lines));
        while lines
            .last()
            .is_some_and(|line| is_seal_or_date(line) || is_attachment_mark(line))
            || lines.len() > 1 && lines.last().is_some_and(|line| is_closing(line))
            || titles::ends_with_name(&lines, open.person.as_ref())
        {
            lines.pop();
        }
        if lines.len() > 1 && lines.last().is_some_and(|line| is_rest_attached(line)) {
            self.found.attached = true;
            lines.pop();
        }
        let mut title = title;
        if open.person.is_some() {
            titles::without_label(&mut lines);
            title = title.or_else(|| titles::below_author(&mut lines));
        }
        let doubt = open.doubt.or_else(|| doubt::in_text(&lines, open.number));
        let text = together::with_authors(lines, open.authors.as_ref()).join("\n");
        let both = doubt.zip(open.person.as_ref());
        let both = both.map(|(line, person)| doubt::both(person, &line));
        if is_attached(&text) {
            self.found.attached = true;
        } else if text.is_empty() || (open.person.is_some() && is_put_off(&text)) {
            let whose = open.person.map(|person| person.name).or(open.authors);
            self.found.textless.extend(whose);
        } else if !is_nil(&text) {
            self.found.doubtful |= both.is_some();
            let piece = FoundPiece {
                label: open.label,
                person: open.person.filter(|_| both.is_none()),
                authors: both.or(open.authors),
                title,
                text,
                ..FoundPiece::default()
            };
            self.found.pieces.push(piece);
        }
    }
}

/// The person whom the value of 姓名： names.
fn person_of(value: &str) -> Option<Person> {
    heads::named(value).or_else(|| names::stated(value).map(heads::only_name))
}

fn has_name(token: &Token<'_>) -> bool {
    matches!(token, Token::Fields(found, _) if found.iter().any(|(field, _)| *field == Field::Name))
}

#[cfg(test)]
mod tests;
