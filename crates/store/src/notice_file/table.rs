//! A table of the file that notes every problem with its line and remembers which keys were asked for.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use domain::ids::ItemId;
use toml::de::{DeTable, DeValue};

use super::NoticeProblem;

/// All problems of a file.
#[derive(Debug)]
pub(super) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<NoticeProblem>>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let found = RefCell::default();
        Self { text, found }
    }

    pub(super) fn add(&self, span: Option<Range<usize>>, key: &str, what: impl Display) {
        let line = span.map(|span| {
            self.text
                .bytes()
                .take(span.start)
                .filter(|byte| *byte == b'\n')
                .count()
                + 1
        });
        self.found.borrow_mut().push(NoticeProblem {
            line,
            key: key.to_owned(),
            what: what.to_string(),
        });
    }

    pub(super) fn sorted(self) -> Vec<NoticeProblem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| problem.line);
        found
    }
}

/// One table.
#[derive(Debug)]
pub(super) struct Table<'t> {
    values: &'t DeTable<'t>,
    path: String,
    span: Range<usize>,
    problems: &'t Problems<'t>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value with the key that leads to it.
#[derive(Debug, Clone)]
pub(super) struct Value<'t> {
    pub(super) toml: &'t DeValue<'t>,
    pub(super) path: String,
    span: Range<usize>,
    problems: &'t Problems<'t>,
}

impl<'t> Table<'t> {
    pub(super) fn root(values: &'t DeTable<'t>, span: Range<usize>, problems: &'t Problems<'t>) -> Self {
        Self {
            values,
            path: String::new(),
            span,
            problems,
            asked: RefCell::default(),
        }
    }

    /// The value of a key, if the file has it.
    pub(super) fn get(&self, key: &'static str) -> Option<Value<'t>> {
        self.asked.borrow_mut().insert(key);
        let value = self.values.get(key)?;
        Some(Value {
            toml: value.get_ref(),
            path: self.path_of(key),
            span: value.span(),
            problems: self.problems,
        })
    }

    /// Notes what is wrong with a key, at its line or, when it is missing, at the line of the table.
    pub(super) fn problem(&self, key: &str, what: impl Display) {
        let span = self
            .values
            .get(key)
            .map_or(self.span.clone(), toml::Spanned::span);
        // A whole file has no line of its own.
        let span = Some(span).filter(|_| !self.path.is_empty() || self.values.contains_key(key));
        self.problems.add(span, &self.path_of(key), what);
    }

    /// Notes every key that nobody asked for.
    pub(super) fn close(&self) {
        let asked = self.asked.borrow();
        for key in self
            .values
            .keys()
            .filter(|key| !asked.contains(key.get_ref().as_ref()))
        {
            let allowed: Vec<&str> = asked.iter().copied().collect();
            let what = format!("is not known here; known are: {}", allowed.join(", "));
            self.problems
                .add(Some(key.span()), &self.path_of(key.get_ref()), what);
        }
    }

    /// A table within, if the file has it.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'t>> {
        self.get(key)?.table()
    }

    pub(super) fn required_table(&self, key: &'static str) -> Option<Table<'t>> {
        self.required(key).and_then(|value| value.table())
    }

    /// An array of tables; empty when the file has none.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        value
            .elements("an array of tables")
            .iter()
            .filter_map(Value::table)
            .collect()
    }

    /// The value of a key; its absence is a problem.
    pub(super) fn required(&self, key: &'static str) -> Option<Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            self.problem(key, "is missing");
        }
        value
    }

    /// Identifiers of items that exist; at least one.
    pub(super) fn required_items(&self, key: &'static str, known: &[ItemId]) -> Vec<ItemId> {
        let Some(value) = self.required(key) else {
            return Vec::new();
        };
        let elements = value.elements("an array of item ids");
        if elements.is_empty() {
            self.problem(key, "names no item; at least one is needed");
        }
        elements
            .iter()
            .filter_map(|element| element.item(known))
            .collect()
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

impl<'t> Value<'t> {
    /// Notes what is wrong with this value.
    pub(super) fn problem(&self, what: impl Display) {
        self.problems.add(Some(self.span.clone()), &self.path, what);
    }

    /// This value as a table; anything else is a problem.
    pub(super) fn table(&self) -> Option<Table<'t>> {
        match self.toml {
            DeValue::Table(values) => Some(Table {
                values,
                path: self.path.clone(),
                span: self.span.clone(),
                problems: self.problems,
                asked: RefCell::default(),
            }),
            _ => self.wrong("a table"),
        }
    }

    /// The elements of an array; anything else is a problem.
    pub(super) fn elements(&self, wanted: &str) -> Vec<Value<'t>> {
        let DeValue::Array(array) = self.toml else {
            return self.wrong(wanted).unwrap_or_default();
        };
        let elements = array.iter().zip(1..).map(|(value, number)| Value {
            toml: value.get_ref(),
            path: format!("{}[{number}]", self.path),
            span: value.span(),
            problems: self.problems,
        });
        elements.collect()
    }

    /// A whole number within bounds; anything else is a problem.
    pub(super) fn number(&self, allowed: RangeInclusive<i64>) -> Option<i64> {
        let number = match self.toml {
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        let number = number.filter(|number| allowed.contains(number));
        number.or_else(|| {
            self.wrong(&format!(
                "a whole number from {} to {}",
                allowed.start(),
                allowed.end()
            ))
        })
    }

    /// Notes that something else is wanted.
    pub(super) fn wrong<T>(&self, wanted: &str) -> Option<T> {
        self.problem(format!("must be {wanted}, not {}", self.toml.type_str()));
        None
    }

    fn item(&self, known: &[ItemId]) -> Option<ItemId> {
        let text = self.toml.as_str();
        let item = known.iter().find(|item| Some(item.as_str()) == text).cloned();
        if item.is_none() {
            let names: Vec<&str> = known.iter().map(ItemId::as_str).collect();
            self.problem(format!(
                "is no item of this notice; its items are: {}",
                names.join(", ")
            ));
        }
        item
    }
}
