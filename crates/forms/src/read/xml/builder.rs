//! The tree while it is read.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::{NONE, Stored, TEXT, Tree, prefix};
use crate::read::limits::{Limits, Refusal};

pub(super) struct Builder<'l> {
    limits: &'l Limits,
    tree: Tree,
    known: BTreeMap<String, u32>,
    scratch: String,
    /// Open elements with their last child so far.
    open: Vec<(u32, u32)>,
    root_seen: bool,
}

impl<'l> Builder<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        let tree = Tree {
            names: vec![String::new()],
            nodes: Vec::new(),
            attributes: Vec::new(),
            pool: String::new(),
        };
        Self {
            limits,
            tree,
            known: BTreeMap::new(),
            scratch: String::new(),
            open: Vec::new(),
            root_seen: false,
        }
    }

    pub(super) fn name(&mut self, namespace: &ResolveResult<'_>, local: &str) -> u32 {
        self.scratch.clear();
        match namespace {
            ResolveResult::Bound(namespace) => {
                self.scratch.push_str(prefix(namespace.as_ref()).unwrap_or("?"));
                self.scratch.push(':');
            }
            ResolveResult::Unknown(_) => self.scratch.push_str("?:"),
            ResolveResult::Unbound => {}
        }
        self.scratch.push_str(local);
        if let Some(&index) = self.known.get(&self.scratch) {
            return index;
        }
        let index = position(self.tree.names.len());
        self.tree.names.push(self.scratch.clone());
        self.known.insert(self.scratch.clone(), index);
        index
    }

    fn push(&mut self, stored: Stored) -> Result<(), Refusal> {
        if self.tree.nodes.len() >= self.limits.xml_nodes {
            return Err(Refusal::Unsafe);
        }
        let index = position(self.tree.nodes.len());
        self.tree.nodes.push(stored);
        let Some((parent, last)) = self.open.last_mut() else {
            return Ok(());
        };
        let (parent, previous) = (*parent, std::mem::replace(last, index));
        if previous == NONE {
            if let Some(node) = self.tree.nodes.get_mut(parent as usize) {
                node.first_child = index;
            }
        } else if let Some(node) = self.tree.nodes.get_mut(previous as usize) {
            node.next_sibling = index;
        }
        Ok(())
    }

    pub(super) fn element(&mut self, name: u32) -> Result<(), Refusal> {
        if self.open.is_empty() && std::mem::replace(&mut self.root_seen, true) {
            return Err(Refusal::Unreadable);
        }
        let start = position(self.tree.attributes.len());
        self.push(Stored {
            name,
            first_child: NONE,
            next_sibling: NONE,
            start,
            length: 0,
        })
    }

    /// Keeps the attributes that a reader may ask for; the revision marks that Word puts on every run are not.
    pub(super) fn attributes(
        &mut self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
    ) -> Result<(), Refusal> {
        let mut count = 0;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let known = match &namespace {
                ResolveResult::Bound(namespace) => prefix(namespace.as_ref()).is_some(),
                ResolveResult::Unbound => true,
                ResolveResult::Unknown(_) => false,
            };
            if !known || local.as_ref().starts_with("rsid") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Refusal::Unreadable)?;
            let name = self.name(&namespace, local.as_ref());
            let offset = position(self.tree.pool.len());
            self.tree.pool.push_str(&value);
            self.tree.attributes.push((name, offset, position(value.len())));
            count += 1;
        }
        if let Some(node) = self.tree.nodes.last_mut() {
            node.length = count;
        }
        Ok(())
    }

    pub(super) fn open_last(&mut self) -> Result<(), Refusal> {
        if self.open.len() >= self.limits.xml_depth {
            return Err(Refusal::Unsafe);
        }
        self.open
            .push((position(self.tree.nodes.len().saturating_sub(1)), NONE));
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
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
        if self.root_seen && self.open.is_empty() {
            Ok(self.tree)
        } else {
            Err(Refusal::Unreadable)
        }
    }
}

/// Positions fit: a part is at most `Limits::xml_bytes`, far below 4 GiB.
fn position(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}
