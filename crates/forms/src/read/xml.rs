//! XML of office packages as a flat tree with bounds.
//!
//! Names are canonical: `w:p` whatever prefix the file uses and whether it is transitional or strict OOXML,
//! `?:name` for a namespace that no reader knows, `name` without a namespace.

mod builder;
mod names;
mod plain;
mod tags;

use std::any::Any;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use self::builder::Builder;
use self::plain::{Piece, Plain, Unusual};
use super::limits::{Limits, Refusal};
use crate::compare::equal;
use crate::recent::Recent;

const NONE: u32 = u32::MAX;
/// Name index of a piece of text.
const TEXT: u32 = 0;

/// One parsed part.
pub(super) struct Tree {
    /// Names beside the common ones.
    met: Vec<String>,
    nodes: Vec<Stored>,
    attributes: Vec<(u32, u32, u32)>,
    /// All texts and attribute values, one after the other.
    pool: String,
    /// What was made of it, see [`Tree::made`].
    made: OnceCell<Rc<dyn Any>>,
}

/// `start`, `length`: attributes of an element, or bytes of the pool for a text.
struct Stored {
    name: u32,
    first_child: u32,
    next_sibling: u32,
    start: u32,
    length: u32,
}

/// An element of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

/// A tree, and the bounds within which it was made.
type Made = (Rc<Tree>, usize, usize);

thread_local! {
    static RECENT: RefCell<Recent<Made>> = const { RefCell::new(Recent::new()) };
}

impl Tree {
    /// Parses one part, unless the same part came before.
    pub(super) fn of(bytes: &[u8], limits: &Limits) -> Result<Rc<Self>, Refusal> {
        RECENT.with_borrow_mut(|recent| {
            let bounds = (limits.xml_depth, limits.xml_nodes);
            let mark = match recent.find(bytes) {
                Ok((tree, depth, nodes)) if (depth, nodes) == bounds => return Ok(tree),
                Ok(_) => None,
                Err(mark) => Some(mark),
            };
            let tree = Rc::new(Self::parse(bytes, limits)?);
            if let Some(mark) = mark {
                recent.keep(mark, bytes, || (Rc::clone(&tree), bounds.0, bounds.1));
            }
            Ok(tree)
        })
    }

    /// Parses one part. A DTD, too deep or too many elements are unsafe; anything not well-formed is unreadable.
    pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let text = decode(bytes)?;
        match Self::plain(&text, limits)? {
            Some(tree) => Ok(tree),
            None => Self::any(&text, limits),
        }
    }

    /// Parses a part in which nothing is unusual; `None` where something is.
    fn plain(text: &str, limits: &Limits) -> Result<Option<Self>, Refusal> {
        let mut plain = Plain::new(text);
        let mut builder = Builder::new(limits, text.len());
        loop {
            match plain.next() {
                Ok(Some(Piece::Start(start))) => builder.open(&start)?,
                Ok(Some(Piece::Empty(start))) => builder.empty(&start)?,
                Ok(Some(Piece::End)) => builder.close(),
                Ok(Some(Piece::Text(text))) => builder.text(&text)?,
                Ok(Some(Piece::Reference(reference))) => builder.text(&resolve(&reference)?)?,
                Ok(None) => return builder.finish().map(Some),
                Err(Unusual) => return Ok(None),
            }
        }
    }

    /// Parses any part.
    fn any(text: &str, limits: &Limits) -> Result<Self, Refusal> {
        let mut reader = Reader::from_str(text);
        let mut builder = Builder::new(limits, text.len());
        loop {
            match reader.read_event().map_err(|_| Refusal::Unreadable)? {
                Event::Start(start) => builder.open(&start)?,
                Event::Empty(start) => builder.empty(&start)?,
                Event::End(_) => builder.close(),
                Event::Text(text) => builder.text(&text.xml10_content())?,
                Event::CData(data) => builder.text(&data.xml10_content())?,
                Event::GeneralRef(reference) => builder.text(&resolve(&reference)?)?,
                Event::DocType(_) => return Err(Refusal::Unsafe),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof => break,
            }
        }
        builder.finish()
    }

    /// What a reader makes of the whole tree and of nothing else, kept as long as the tree: that of a part that came
    /// before is made already.
    pub(super) fn made<T: 'static>(&self, make: impl Fn(&Self) -> T) -> Rc<T> {
        let kept = self.made.get_or_init(|| Rc::new(make(self)));
        let of_another_kind = |_| Rc::new(make(self));
        Rc::clone(kept).downcast().unwrap_or_else(of_another_kind)
    }

    /// The document element.
    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, index: 0 }
    }

    fn stored(&self, index: u32) -> Option<&Stored> {
        self.nodes.get(index as usize)
    }

    fn slice(&self, start: u32, length: u32) -> &str {
        let start = start as usize;
        self.pool
            .get(start..start.saturating_add(length as usize))
            .unwrap_or_default()
    }
}

/// The text of a part, by its byte order mark, else UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let (encoding, skip) = if bytes.starts_with(&[0xFF, 0xFE]) {
        (UTF_16LE, 2)
    } else if bytes.starts_with(&[0xFE, 0xFF]) {
        (UTF_16BE, 2)
    } else if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        (UTF_8, 3)
    } else {
        (UTF_8, 0)
    };
    let body = bytes.get(skip..).unwrap_or_default();
    encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or(Refusal::Unreadable)
}

/// The five named entities and character references; anything else would need the DTD that we refuse.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, Refusal> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| Refusal::Unreadable)? {
        return Ok(Cow::Owned(character.to_string()));
    }
    let name = reference.borrow().into_inner();
    let text = quick_xml::escape::resolve_predefined_entity(&name).ok_or(Refusal::Unreadable)?;
    Ok(Cow::Borrowed(text))
}

/// Short name for the namespaces that readers ask for, transitional and strict alike.
fn prefix(namespace: &str) -> Option<&'static str> {
    const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/";
    const STRICT: &str = "http://purl.oclc.org/ooxml/";
    if let Some(rest) = namespace.strip_prefix(TRANSITIONAL) {
        return match rest {
            "wordprocessingml/2006/main" => Some("w"),
            "spreadsheetml/2006/main" => Some("s"),
            "drawingml/2006/main" => Some("a"),
            "officeDocument/2006/relationships" => Some("r"),
            "officeDocument/2006/math" => Some("m"),
            "officeDocument/2006/custom-properties" => Some("cp"),
            "officeDocument/2006/docPropsVTypes" => Some("vt"),
            "markup-compatibility/2006" => Some("mc"),
            "package/2006/relationships" => Some("rel"),
            _ => None,
        };
    }
    if let Some(rest) = namespace.strip_prefix(STRICT) {
        return match rest {
            "wordprocessingml/main" => Some("w"),
            "spreadsheetml/main" => Some("s"),
            "drawingml/main" => Some("a"),
            "officeDocument/relationships" => Some("r"),
            "officeDocument/math" => Some("m"),
            "officeDocument/customProperties" => Some("cp"),
            "officeDocument/docPropsVTypes" => Some("vt"),
            _ => None,
        };
    }
    match namespace {
        "urn:schemas-microsoft-com:vml" => Some("v"),
        "http://purl.org/dc/elements/1.1/" => Some("dc"),
        "http://www.w3.org/XML/1998/namespace" => Some("xml"),
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0" => Some("office"),
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0" => Some("table"),
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0" => Some("text"),
        "urn:oasis:names:tc:opendocument:xmlns:style:1.0" => Some("style"),
        "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" => Some("draw"),
        "urn:oasis:names:tc:opendocument:xmlns:meta:1.0" => Some("meta"),
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" => Some("fo"),
        "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" => Some("loext"),
        "http://www.w3.org/1999/xlink" => Some("xlink"),
        "http://www.w3.org/1999/xhtml" => Some("h"),
        "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" | "http://www.w3.org/2000/svg" => {
            Some("svg")
        }
        _ => None,
    }
}

/// Positions fit: a part is at most `Limits::xml_bytes`, far below 4 GiB.
fn position(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}

impl<'t> Node<'t> {
    /// Canonical name, see the module.
    pub(super) fn name(self) -> &'t str {
        let name = self.tree.stored(self.index).map_or(TEXT, |node| node.name);
        names::name(name, &self.tree.met)
    }

    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let node = self.tree.stored(self.index)?;
        let start = node.start as usize;
        let attributes = self
            .tree
            .attributes
            .get(start..start.saturating_add(node.length as usize))?;
        let (_, start, length) = attributes
            .iter()
            .find(|(index, _, _)| equal(names::name(*index, &self.tree.met).as_bytes(), name.as_bytes()))?;
        Some(self.tree.slice(*start, *length))
    }

    /// Elements directly below.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'t>> {
        self.nodes().filter(|node| !node.is_text())
    }

    pub(super) fn child(self, name: &str) -> Option<Node<'t>> {
        self.children()
            .find(|node| equal(node.name().as_bytes(), name.as_bytes()))
    }

    /// Text directly below, without that of inner elements.
    pub(super) fn text(self) -> String {
        self.nodes().filter_map(Node::as_text).collect()
    }

    /// The text directly below when it is in one piece.
    pub(super) fn only_text(self) -> Option<&'t str> {
        let mut nodes = self.nodes();
        let text = nodes.next()?.as_text()?;
        nodes.next().is_none().then_some(text)
    }

    /// Elements and texts directly below, in order.
    pub(super) fn nodes(self) -> impl Iterator<Item = Node<'t>> {
        let first = self
            .tree
            .stored(self.index)
            .filter(|node| node.name != TEXT)
            .map_or(NONE, |node| node.first_child);
        let tree = self.tree;
        std::iter::successors(Some(first).filter(|&index| index != NONE), move |&index| {
            tree.stored(index)
                .map(|node| node.next_sibling)
                .filter(|&next| next != NONE)
        })
        .map(move |index| Node { tree, index })
    }

    pub(super) fn is_text(self) -> bool {
        self.tree.stored(self.index).is_some_and(|node| node.name == TEXT)
    }

    /// The text, if this is a piece of text.
    pub(super) fn as_text(self) -> Option<&'t str> {
        let node = self.tree.stored(self.index).filter(|node| node.name == TEXT)?;
        Some(self.tree.slice(node.start, node.length))
    }
}
