//! Blocks of a text in reading order.

use std::collections::BTreeMap;

use super::lists::{Lists, Open};
use super::paragraph::Draft;
use super::styles::Styles;
use crate::document::{Block, Paragraph, Picture, visible_lines};
use crate::read::docx::picture;
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::Package;
use crate::read::xml::Node;

/// What reading one text carries along.
pub(super) struct Story<'s, 'b, 'l> {
    pub(super) styles: Styles,
    pub(super) allowance: &'s mut Allowance<'l>,
    lists: Lists,
    package: &'s mut Package<'b>,
    pictures: Vec<Picture>,
    seen: BTreeMap<String, Option<Picture>>,
    /// Lines of text so far, blank ones not counted.
    lines: u32,
}

/// The item that a block stands in.
struct Item<'i> {
    list: &'i mut Open,
    /// The item has not shown its number yet.
    fresh: bool,
    start: Option<u32>,
}

impl<'s, 'b, 'l> Story<'s, 'b, 'l> {
    pub(super) fn new(
        styles: Styles,
        lists: Lists,
        package: &'s mut Package<'b>,
        allowance: &'s mut Allowance<'l>,
    ) -> Self {
        Self {
            styles,
            allowance,
            lists,
            package,
            pictures: Vec::new(),
            seen: BTreeMap::new(),
            lines: 0,
        }
    }

    pub(super) fn into_pictures(self) -> Vec<Picture> {
        self.pictures
    }

    /// Blocks of a body, a cell or a text box.
    pub(super) fn blocks(&mut self, container: Node<'_>) -> Result<Vec<Block>, Refusal> {
        let mut blocks = Vec::new();
        self.fill(&mut blocks, container, &mut None)?;
        Ok(blocks)
    }

    fn fill(
        &mut self,
        blocks: &mut Vec<Block>,
        container: Node<'_>,
        item: &mut Option<Item<'_>>,
    ) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "text:p" | "text:h" => self.paragraph(blocks, node, item)?,
                "text:list" => self.list(blocks, node, item.as_mut().map(|item| &mut *item.list))?,
                "table:table" => {
                    let table = self.table(node)?;
                    blocks.push(Block::Table(table));
                }
                "text:section" if node.attribute("text:display") == Some("none") => {}
                "text:section"
                | "text:numbered-paragraph"
                | "text:table-of-content"
                | "text:illustration-index"
                | "text:table-index"
                | "text:object-index"
                | "text:user-index"
                | "text:alphabetical-index"
                | "text:bibliography"
                | "text:index-body"
                | "text:index-title" => self.fill(blocks, node, item)?,
                // Anchored to a page.
                name if name.starts_with("draw:") => {
                    let mut draft = Draft::default();
                    self.shape(node, &mut draft)?;
                    blocks.append(&mut draft.boxes);
                }
                // Deleted texts, forms, declarations.
                _ => {}
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        blocks: &mut Vec<Block>,
        node: Node<'_>,
        outer: Option<&mut Open>,
    ) -> Result<(), Refusal> {
        let mut list = self.lists.open(node, outer.as_deref());
        for child in node.children() {
            let fresh = match child.name() {
                "text:list-item" => true,
                "text:list-header" => false,
                _ => continue,
            };
            let mut item = Some(Item {
                list: &mut list,
                fresh,
                start: number(child, "text:start-value"),
            });
            self.fill(blocks, child, &mut item)?;
        }
        match outer {
            Some(outer) => outer.counts = list.counts,
            None => self.lists.close(node, list),
        }
        Ok(())
    }

    fn paragraph(
        &mut self,
        blocks: &mut Vec<Block>,
        node: Node<'_>,
        item: &mut Option<Item<'_>>,
    ) -> Result<(), Refusal> {
        let style = node.attribute("text:style-name");
        let look = self.styles.look_of_paragraph(style);
        let mut draft = Draft::default();
        self.runs(node, look, &mut draft)?;
        let number = self.number(node, style, item);
        let bold = draft.is_bold();
        let (text, mut boxes) = draft.finish();
        let text = match number {
            Some(number) if !text.trim().is_empty() => number + &text,
            // The number of an empty item is shown too, but nobody means anything by it.
            Some(_) | None => text,
        };
        self.allowance.spend_text(&text)?;
        self.lines = self.lines.saturating_add(visible_lines(&text));
        blocks.push(Block::Paragraph(Paragraph {
            text,
            centered: self.styles.centered(style),
            bold,
            heading: node.name() == "text:h" || self.styles.is_heading(style),
        }));
        blocks.append(&mut boxes);
        Ok(())
    }

    fn number(&mut self, node: Node<'_>, style: Option<&str>, item: &mut Option<Item<'_>>) -> Option<String> {
        if let Some(item) = item {
            let fresh = std::mem::take(&mut item.fresh);
            return fresh
                .then(|| self.lists.next(item.list, item.start, self.styles.list(style)))
                .flatten();
        }
        let outside = node.attribute("text:is-list-header") == Some("true");
        if node.name() != "text:h" || outside || self.styles.list(style) == Some("") {
            return None;
        }
        let level = number(node, "text:outline-level").unwrap_or(1).max(1) - 1;
        self.lists
            .next_heading(level as usize, number(node, "text:start-value"))
    }

    /// Text boxes and pictures of a drawing, at whatever depth they stand.
    pub(super) fn shape(&mut self, node: Node<'_>, draft: &mut Draft) -> Result<(), Refusal> {
        match node.name() {
            "draw:frame" => {
                // Several pictures in a frame are the same one in several formats.
                let mut pictures = node.children().filter(|child| child.name() == "draw:image");
                if let Some(first) = pictures.next() {
                    self.picture(first, draft.text())?;
                }
                for child in node.children().filter(|child| child.name() == "draw:text-box") {
                    draft.boxes.extend(self.blocks(child)?);
                }
            }
            "draw:g" | "draw:a" => {
                for child in node.children() {
                    self.shape(child, draft)?;
                }
            }
            _ => draft.boxes.extend(self.blocks(node)?),
        }
        Ok(())
    }

    /// `before`: what stands before it in its paragraph.
    fn picture(&mut self, image: Node<'_>, before: &str) -> Result<(), Refusal> {
        let Some(part) = image.attribute("xlink:href") else {
            return Ok(());
        };
        let part = part.trim_start_matches("./").to_owned();
        let found = if let Some(found) = self.seen.get(&part) {
            found.clone()
        } else {
            let found = picture(self.package, &part, self.allowance)?;
            self.seen.insert(part, found.clone());
            found
        };
        let line = self.lines.saturating_add(visible_lines(before));
        self.pictures.extend(found.map(|picture| Picture {
            line: Some(line),
            ..picture
        }));
        Ok(())
    }
}

pub(super) fn number(node: Node<'_>, name: &str) -> Option<u32> {
    node.attribute(name)?.parse().ok()
}
