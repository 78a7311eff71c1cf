//! The fields of a submitted form, in its order.

use std::collections::BTreeMap;

/// Fields by name. Where a name comes twice, `get` gives the last and `all` gives both.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    pub(crate) fn add(&mut self, name: String, value: String) {
        self.0.entry(name).or_default().push(value);
    }

    /// The value without white space around it; empty when the field is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.all(name).last().map_or("", |value| value.trim())
    }

    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.add(name, value);
        }
        fields
    }
}
