//! The tree while it is read.

use std::cell::OnceCell;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use super::names::Names;
use super::tags::{Meaning, Tags};
use super::{NONE, Stored, TEXT, Tree, position};
use crate::read::limits::{Limits, Refusal};

pub(super) struct Builder<'l> {
    limits: &'l Limits,
    tree: Tree,
    names: Names,
    tags: Tags,
    open: Vec<Open>,
    root_seen: bool,
}

/// Bytes of a part for which room is made at once.
const USUAL: usize = 1 << 16;
/// An open element.
struct Open {
    element: u32,
    /// Its last child so far.
    last: u32,
    /// True when namespaces end with it.
    declares: bool,
}

/// What stands in a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Attributes,
    /// Nothing but namespaces.
    OnlyNamespaces,
    /// Namespaces as well, by which the names are to be read.
    Namespaces,
}

impl<'l> Builder<'l> {
    /// `bytes`: how long the part is.
    pub(super) fn new(limits: &'l Limits, bytes: usize) -> Self {
        // A part of usual length needs no more room than this; a long one, or one made to do harm, has to grow.
        let bytes = bytes.min(USUAL);
        let tree = Tree {
            met: Vec::new(),
            nodes: Vec::with_capacity(bytes / 24),
            attributes: Vec::with_capacity(bytes / 64),
            pool: String::with_capacity(bytes / 2),
            made: OnceCell::new(),
        };
        Self {
            limits,
            tree,
            names: Names::new(),
            tags: Tags::new(),
            open: Vec::with_capacity(16),
            root_seen: false,
        }
    }

    fn push(&mut self, stored: Stored) -> Result<(), Refusal> {
        if self.tree.nodes.len() >= self.limits.xml_nodes {
            return Err(Refusal::Unsafe);
        }
        let index = position(self.tree.nodes.len());
        self.tree.nodes.push(stored);
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        let (parent, previous) = (open.element, std::mem::replace(&mut open.last, index));
        if previous == NONE {
            if let Some(node) = self.tree.nodes.get_mut(parent as usize) {
                node.first_child = index;
            }
        } else if let Some(node) = self.tree.nodes.get_mut(previous as usize) {
            node.next_sibling = index;
        }
        Ok(())
    }

    /// An element that has content.
    pub(super) fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        let declares = self.element(start)?;
        if self.open.len() >= self.limits.xml_depth {
            return Err(Refusal::Unsafe);
        }
        self.open.push(Open {
            element: position(self.tree.nodes.len().saturating_sub(1)),
            last: NONE,
            declares,
        });
        Ok(())
    }

    /// An element without content.
    pub(super) fn empty(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.element(start)? {
            self.names.leave();
        }
        Ok(())
    }

    /// Adds an element with its attributes; true when it declares namespaces.
    fn element(&mut self, start: &BytesStart<'_>) -> Result<bool, Refusal> {
        if self.open.is_empty() && std::mem::replace(&mut self.root_seen, true) {
            return Err(Refusal::Unreadable);
        }
        let round = self.names.round();
        let (meaning, declares) = match self.tags.find(start, round) {
            Some(known) => (known, false),
            None => self.new_element(start)?,
        };
        self.push(Stored {
            name: meaning.name,
            first_child: NONE,
            next_sibling: NONE,
            start: meaning.start,
            length: meaning.length,
        })?;
        Ok(declares)
    }

    /// What a tag means that is not known yet, and whether namespaces are declared in it.
    fn new_element(&mut self, start: &BytesStart<'_>) -> Result<(Meaning, bool), Refusal> {
        let (range, declares) = if start.attributes_raw().is_empty() {
            ((0, 0), false)
        } else {
            self.new_attributes(start)?
        };
        let meaning = Meaning {
            name: self.names.element(start.name()),
            start: range.0,
            length: range.1,
        };
        if !declares {
            self.tags.keep(start, self.names.round(), meaning);
        }
        Ok((meaning, declares))
    }

    /// Where the attributes stand in the tree, and whether namespaces are declared among them.
    fn new_attributes(&mut self, start: &BytesStart<'_>) -> Result<((u32, u32), bool), Refusal> {
        let first = self.tree.attributes.len();
        if self.names.enter_again(start.attributes_raw()) {
            return Ok(((position(first), 0), true));
        }
        let found = self.attributes(start)?;
        let declares = found != Found::Attributes;
        if declares {
            self.names.enter(start, found == Found::OnlyNamespaces)?;
        }
        if found == Found::Namespaces {
            self.tree.attributes.truncate(first);
            self.attributes(start)?;
        }
        let count = self.tree.attributes.len().saturating_sub(first);
        Ok(((position(first), position(count)), declares))
    }

    /// Keeps the attributes that a reader may ask for; the revision marks that Word puts on every run are not.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<Found, Refusal> {
        let (mut declares, mut others) = (false, false);
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            if attribute.key.as_namespace_binding().is_some() {
                declares = true;
                continue;
            }
            others = true;
            let Some(name) = self.names.attribute(attribute.key) else {
                continue;
            };
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Refusal::Unreadable)?;
            let offset = position(self.tree.pool.len());
            self.tree.pool.push_str(&value);
            self.tree.attributes.push((name, offset, position(value.len())));
        }
        Ok(match (declares, others) {
            (false, _) => Found::Attributes,
            (true, false) => Found::OnlyNamespaces,
            (true, true) => Found::Namespaces,
        })
    }

    pub(super) fn close(&mut self) {
        if self.open.pop().is_some_and(|closed| closed.declares) {
            self.names.leave();
        }
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Refusal> {
        if text.is_empty() || self.open.is_empty() {
            return Ok(());
        }
        let start = position(self.tree.pool.len());
        self.tree.pool.push_str(text);
        let length = position(text.len());
        self.push(Stored {
            name: TEXT,
            first_child: NONE,
            next_sibling: NONE,
            start,
            length,
        })
    }

    pub(super) fn finish(self) -> Result<Tree, Refusal> {
        self.tags.keep_for_next();
        if self.root_seen && self.open.is_empty() {
            Ok(Tree {
                met: self.names.into_met(),
                ..self.tree
            })
        } else {
            Err(Refusal::Unreadable)
        }
    }
}
