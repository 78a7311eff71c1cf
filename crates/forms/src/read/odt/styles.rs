//! What paragraph and text styles say, through their inheritance.

use std::collections::BTreeMap;

use crate::read::docx::is_heading_name;
use crate::read::xml::Node;

/// Deeper inheritance than people build ends here; a circle does as well.
const CHAIN: usize = 12;

#[derive(Default)]
pub(super) struct Styles {
    paragraphs: BTreeMap<String, Style>,
    texts: BTreeMap<String, Style>,
}

#[derive(Default)]
struct Style {
    /// As people see it: `Heading 1`.
    shown: String,
    parent: Option<String>,
    bold: Option<bool>,
    hidden: Option<bool>,
    centered: Option<bool>,
    /// The list style; empty for paragraphs that are in no list whatever their parents say.
    list: Option<String>,
}

impl Styles {
    /// Takes the styles of a group: the named ones, or the automatic ones.
    pub(super) fn add(&mut self, group: Node<'_>) {
        for node in group.children().filter(|node| node.name() == "style:style") {
            let family = match node.attribute("style:family") {
                Some("paragraph") => &mut self.paragraphs,
                Some("text") => &mut self.texts,
                Some(_) | None => continue,
            };
            if let Some(name) = node.attribute("style:name") {
                family.insert(name.to_owned(), Style::read(node, name));
            }
        }
    }

    fn paragraph<'s>(&'s self, name: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        chain(&self.paragraphs, name.unwrap_or("Standard"))
    }

    pub(super) fn is_heading(&self, name: Option<&str>) -> bool {
        self.paragraph(name).any(|style| is_heading_name(&style.shown))
    }

    pub(super) fn centered(&self, name: Option<&str>) -> bool {
        self.paragraph(name)
            .find_map(|style| style.centered)
            .unwrap_or(false)
    }

    /// The list style that the paragraph style asks for.
    pub(super) fn list<'s>(&'s self, name: Option<&'s str>) -> Option<&'s str> {
        self.paragraph(name).find_map(|style| style.list.as_deref())
    }

    /// How the text of a paragraph looks before any span changes it.
    pub(super) fn look_of_paragraph(&self, name: Option<&str>) -> Look {
        let of = |value: fn(&Style) -> Option<bool>| self.paragraph(name).find_map(value).unwrap_or(false);
        Look {
            bold: of(|style| style.bold),
            hidden: of(|style| style.hidden),
        }
    }

    /// How the text of a span looks inside a text that looks so.
    pub(super) fn look_of_span(&self, name: Option<&str>, around: Look) -> Look {
        let Some(name) = name else { return around };
        let of = |value: fn(&Style) -> Option<bool>| chain(&self.texts, name).find_map(value);
        Look {
            bold: of(|style| style.bold).unwrap_or(around.bold),
            hidden: of(|style| style.hidden).unwrap_or(around.hidden),
        }
    }
}

/// What of the look of a text is told further.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) hidden: bool,
}

fn chain<'s>(family: &'s BTreeMap<String, Style>, name: &'s str) -> impl Iterator<Item = &'s Style> {
    std::iter::successors(family.get(name), |style| {
        style.parent.as_ref().and_then(|parent| family.get(parent))
    })
    .take(CHAIN)
}

impl Style {
    fn read(node: Node<'_>, name: &str) -> Self {
        let text = node.child("style:text-properties");
        let of_text = |name: &str| text.and_then(|text| text.attribute(name));
        let paragraph = node.child("style:paragraph-properties");
        Self {
            shown: node
                .attribute("style:display-name")
                .map_or_else(|| name.replace("_20_", " "), str::to_owned),
            parent: node.attribute("style:parent-style-name").map(str::to_owned),
            // Chinese characters have a weight of their own.
            bold: of_text("style:font-weight-asian")
                .or_else(|| of_text("fo:font-weight"))
                .map(is_bold),
            hidden: of_text("text:display").map(|display| display == "none"),
            centered: paragraph
                .and_then(|node| node.attribute("fo:text-align"))
                .map(|align| align == "center"),
            list: node.attribute("style:list-style-name").map(str::to_owned),
        }
    }
}

fn is_bold(weight: &str) -> bool {
    weight == "bold" || weight.parse().is_ok_and(|weight: u16| weight >= 600)
}
