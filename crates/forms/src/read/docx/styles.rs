//! What paragraph and character styles say, through their inheritance.

use std::collections::BTreeMap;

use crate::read::xml::{Node, Tree};

/// Deeper inheritance than Word itself allows ends here; a circle does as well.
const CHAIN: usize = 12;

#[derive(Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
}

#[derive(Default)]
struct Style {
    heading: bool,
    based_on: Option<String>,
    bold: Option<bool>,
    hidden: Option<bool>,
    centered: Option<bool>,
    number: Option<(Option<String>, Option<usize>)>,
}

impl Styles {
    pub(super) fn read(tree: &Tree) -> Self {
        let mut styles = Self::default();
        for node in tree.root().children().filter(|node| node.name() == "w:style") {
            let Some(id) = node.attribute("w:styleId") else {
                continue;
            };
            let is_default = node.attribute("w:default").is_some_and(is_on);
            if is_default && node.attribute("w:type") == Some("paragraph") {
                styles.default_paragraph = Some(id.to_owned());
            }
            styles.styles.insert(id.to_owned(), Style::read(node));
        }
        styles
    }

    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| {
            style.based_on.as_ref().and_then(|id| self.styles.get(id))
        })
        .take(CHAIN)
    }

    fn paragraph_chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        self.chain(id.or(self.default_paragraph.as_deref()))
    }

    pub(super) fn is_heading(&self, id: Option<&str>) -> bool {
        self.paragraph_chain(id).any(|style| style.heading)
    }

    pub(super) fn centered(&self, id: Option<&str>) -> bool {
        self.paragraph_chain(id)
            .find_map(|style| style.centered)
            .unwrap_or(false)
    }

    /// Bold of a run without own setting: its character style, then the paragraph's style.
    pub(super) fn bold(&self, run: Option<&str>, paragraph: Option<&str>) -> bool {
        let of_run = self.chain(run).find_map(|style| style.bold);
        of_run
            .or_else(|| self.paragraph_chain(paragraph).find_map(|style| style.bold))
            .unwrap_or(false)
    }

    pub(super) fn hidden(&self, run: Option<&str>, paragraph: Option<&str>) -> bool {
        let of_run = self.chain(run).find_map(|style| style.hidden);
        of_run
            .or_else(|| self.paragraph_chain(paragraph).find_map(|style| style.hidden))
            .unwrap_or(false)
    }

    /// List and level that the paragraph style asks for.
    pub(super) fn number<'s>(&'s self, id: Option<&'s str>) -> (Option<&'s str>, Option<usize>) {
        let mut list = None;
        let mut level = None;
        for (style_list, style_level) in self.paragraph_chain(id).filter_map(|style| style.number.as_ref()) {
            list = list.or(style_list.as_deref());
            level = level.or(*style_level);
        }
        (list, level)
    }
}

impl Style {
    fn read(node: Node<'_>) -> Self {
        let value = |name| {
            node.child(name)
                .and_then(|child| child.attribute("w:val"))
                .map(str::to_owned)
        };
        let run = node.child("w:rPr");
        let paragraph = node.child("w:pPr");
        Self {
            heading: value("w:name").is_some_and(|name| is_heading_name(&name)),
            based_on: value("w:basedOn"),
            bold: run.and_then(|run| toggle(run, "w:b")),
            hidden: run.and_then(|run| toggle(run, "w:vanish")),
            centered: paragraph.and_then(alignment),
            number: paragraph.and_then(number_of),
        }
    }
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
pub(super) fn number_of(properties: Node<'_>) -> Option<(Option<String>, Option<usize>)> {
    let number = properties.child("w:numPr")?;
    let value = |name| number.child(name).and_then(|node| node.attribute("w:val"));
    Some((
        value("w:numId").map(str::to_owned),
        value("w:ilvl").and_then(|level| level.parse().ok()),
    ))
}
