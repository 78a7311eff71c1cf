//! What paragraph and character styles say, through their inheritance.

use std::collections::BTreeMap;

use crate::read::xml::{Node, Tree};

/// Deeper inheritance than Word itself allows ends here; a circle does as well.
const CHAIN: usize = 12;

#[derive(Default)]
pub(super) struct Styles {
    /// Each together with those that it is based on.
    known: BTreeMap<String, Style>,
    /// That of paragraphs that name none.
    default_paragraph: Style,
    lists: Vec<String>,
}

/// What a style says.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) heading: bool,
    pub(super) bold: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) centered: Option<bool>,
    /// By its place among the lists.
    list: Option<usize>,
    pub(super) level: Option<usize>,
}

/// A style without what it is based on.
struct Own {
    style: Style,
    based_on: Option<String>,
}

impl Styles {
    pub(super) fn read(tree: &Tree) -> Self {
        let mut styles = Self::default();
        let mut own = BTreeMap::new();
        let mut default_paragraph = None;
        for node in tree.root().children().filter(|node| node.name() == "w:style") {
            let Some(id) = node.attribute("w:styleId") else {
                continue;
            };
            let is_default = node.attribute("w:default").is_some_and(is_on);
            if is_default && node.attribute("w:type") == Some("paragraph") {
                default_paragraph = Some(id);
            }
            own.insert(id.to_owned(), styles.own(node));
        }
        styles.known = own.keys().map(|id| (id.clone(), inherited(&own, id))).collect();
        styles.default_paragraph = default_paragraph
            .map(|id| styles.named(Some(id)))
            .unwrap_or_default();
        styles
    }

    fn own(&mut self, node: Node<'_>) -> Own {
        let value = |name| node.child(name).and_then(|child| child.attribute("w:val"));
        let run = node.child("w:rPr");
        let paragraph = node.child("w:pPr");
        let (list, level) = paragraph.and_then(number_of).unwrap_or_default();
        let list = list.map(|list| {
            self.lists.push(list.to_owned());
            self.lists.len() - 1
        });
        Own {
            style: Style {
                heading: value("w:name").is_some_and(is_heading_name),
                bold: run.and_then(|run| toggle(run, "w:b")),
                hidden: run.and_then(|run| toggle(run, "w:vanish")),
                centered: paragraph.and_then(alignment),
                list,
                level,
            },
            based_on: value("w:basedOn").map(str::to_owned),
        }
    }

    /// The style of a run.
    pub(super) fn named(&self, id: Option<&str>) -> Style {
        let style = id.and_then(|id| self.known.get(id));
        style.copied().unwrap_or_default()
    }

    /// The style of a paragraph.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Style {
        if id.is_none() {
            return self.default_paragraph;
        }
        self.named(id)
    }

    /// The list to which a style makes its paragraphs belong.
    pub(super) fn list(&self, style: Style) -> Option<&str> {
        self.lists.get(style.list?).map(String::as_str)
    }
}

impl Style {
    /// What it does not say itself is said by the style that it is based on.
    fn based_on(self, base: Self) -> Self {
        Self {
            heading: self.heading || base.heading,
            bold: self.bold.or(base.bold),
            hidden: self.hidden.or(base.hidden),
            centered: self.centered.or(base.centered),
            list: self.list.or(base.list),
            level: self.level.or(base.level),
        }
    }
}

fn inherited(own: &BTreeMap<String, Own>, id: &str) -> Style {
    let next = |style: &&Own| style.based_on.as_ref().and_then(|id| own.get(id));
    let chain = std::iter::successors(own.get(id), next).take(CHAIN);
    chain.fold(Style::default(), |style, base| style.based_on(base.style))
}

/// By the name that people see in the list of styles.
pub(in crate::read) fn is_heading_name(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let numbered = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.trim().chars().all(|c| c.is_ascii_digit()))
    };
    matches!(name.as_str(), "title" | "heading" | "标题") || numbered("heading ") || numbered("标题")
}

/// `w:val` of a switch: absent means on.
pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

/// A switch below run properties: `None` when it is not named.
pub(super) fn toggle(properties: Node<'_>, name: &str) -> Option<bool> {
    let node = properties.child(name)?;
    Some(node.attribute("w:val").is_none_or(is_on))
}

/// Whether paragraph properties centre the text; `None` when they do not say.
pub(super) fn alignment(properties: Node<'_>) -> Option<bool> {
    properties
        .child("w:jc")
        .and_then(|jc| jc.attribute("w:val"))
        .map(|value| value == "center")
}

/// List and level in paragraph properties.
pub(super) fn number_of(properties: Node<'_>) -> Option<(Option<&str>, Option<usize>)> {
    let number = properties.child("w:numPr")?;
    let value = |name| number.child(name).and_then(|node| node.attribute("w:val"));
    Some((
        value("w:numId"),
        value("w:ilvl").and_then(|level| level.parse().ok()),
    ))
}
