//! Canonical names of elements and attributes, looked up once for as long as the namespaces stay as they are.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::{position, prefix};
use crate::read::limits::Refusal;

/// Names remembered as they stand in the file. A part has some dozens.
const SLOTS: usize = 128;

/// The names of a part so far.
pub(super) struct Names {
    resolver: NamespaceResolver,
    canonical: Vec<String>,
    known: BTreeMap<String, u32>,
    slots: Vec<Slot>,
}

/// A name as it stands in the file, and which it is.
#[derive(Clone, Default)]
struct Slot {
    raw: String,
    of_attribute: bool,
    /// `None` for an attribute that no reader asks for.
    name: Option<u32>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            resolver: NamespaceResolver::default(),
            canonical: vec![String::new()],
            known: BTreeMap::new(),
            slots: vec![Slot::default(); SLOTS],
        }
    }

    /// All names by their index.
    pub(super) fn into_names(self) -> Vec<String> {
        self.canonical
    }

    /// Takes the namespaces that an element declares, until [`Names::leave`].
    pub(super) fn enter(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        self.forget();
        self.resolver.push(start).map_err(|_| Refusal::Unreadable)
    }

    /// Forgets the namespaces of the element entered last.
    pub(super) fn leave(&mut self) {
        self.forget();
        self.resolver.pop();
    }

    fn forget(&mut self) {
        self.slots.fill(Slot::default());
    }

    pub(super) fn element(&mut self, raw: QName<'_>) -> u32 {
        self.remembered(raw, false, |names| {
            let (namespace, local) = names.resolver.resolve_element(raw);
            let canonical = canonical(&namespace, local.as_ref());
            Some(names.index(canonical))
        })
        .unwrap_or_default()
    }

    /// `None` for an attribute that no reader asks for: of a strange namespace, or a revision mark of Word.
    pub(super) fn attribute(&mut self, raw: QName<'_>) -> Option<u32> {
        self.remembered(raw, true, |names| {
            let (namespace, local) = names.resolver.resolve_attribute(raw);
            let known = match &namespace {
                ResolveResult::Bound(namespace) => prefix(namespace.as_ref()).is_some(),
                ResolveResult::Unbound => true,
                ResolveResult::Unknown(_) => false,
            };
            if !known || local.as_ref().starts_with("rsid") {
                return None;
            }
            let canonical = canonical(&namespace, local.as_ref());
            Some(names.index(canonical))
        })
    }

    fn remembered(
        &mut self,
        raw: QName<'_>,
        of_attribute: bool,
        find: impl FnOnce(&mut Self) -> Option<u32>,
    ) -> Option<u32> {
        let text: &str = raw.as_ref();
        let place = place(text, of_attribute);
        if let Some(slot) = self.slots.get(place)
            && slot.raw == text
            && slot.of_attribute == of_attribute
            && !text.is_empty()
        {
            return slot.name;
        }
        let name = find(self);
        if let Some(slot) = self.slots.get_mut(place) {
            text.clone_into(&mut slot.raw);
            (slot.of_attribute, slot.name) = (of_attribute, name);
        }
        name
    }

    fn index(&mut self, canonical: String) -> u32 {
        if let Some(&index) = self.known.get(&canonical) {
            return index;
        }
        let index = position(self.canonical.len());
        self.canonical.push(canonical.clone());
        self.known.insert(canonical, index);
        index
    }
}

/// The slot of a name.
fn place(raw: &str, of_attribute: bool) -> usize {
    let mix = |sum: usize, byte: &u8| sum.wrapping_mul(31).wrapping_add(usize::from(*byte));
    raw.as_bytes().iter().fold(usize::from(of_attribute), mix) % SLOTS
}

fn canonical(namespace: &ResolveResult<'_>, local: &str) -> String {
    match namespace {
        ResolveResult::Bound(namespace) => format!("{}:{local}", prefix(namespace.as_ref()).unwrap_or("?")),
        ResolveResult::Unknown(_) => format!("?:{local}"),
        ResolveResult::Unbound => local.to_owned(),
    }
}
