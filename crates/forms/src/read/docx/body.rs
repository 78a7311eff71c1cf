//! Blocks of a document in reading order.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::notes::Notes;
use super::numbering::Numbering;
use super::paragraph::{Draft, Field};
use super::pictures::{self, Relations};
use super::styles::{Style, Styles, alignment, is_on, number_of, toggle};
use crate::document::{Block, Paragraph, Picture, visible_lines};
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::Package;
use crate::read::xml::Node;

/// What reading one document carries along.
pub(super) struct Story<'s, 'b, 'l> {
    pub(super) styles: Rc<Styles>,
    pub(super) allowance: &'s mut Allowance<'l>,
    /// Fields whose end has not come yet; they may reach over paragraphs.
    pub(super) fields: Vec<Field>,
    /// Inside how many content controls that show only their prompt.
    pub(super) prompts: usize,
    /// Read when the text first refers to one.
    pub(super) notes: Option<Notes>,
    numbering: Numbering,
    pub(super) relations: Rc<Relations>,
    pub(super) package: &'s mut Package<'b>,
    pictures: Vec<Picture>,
    seen: BTreeMap<String, Option<Picture>>,
    foreign: bool,
    /// Lines of text so far, blank ones not counted.
    lines: u32,
}

/// Blocks of one container so far, and a paragraph whose end mark was deleted: it goes on in the next one.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    carried: Option<Draft>,
}

impl<'s, 'b, 'l> Story<'s, 'b, 'l> {
    pub(super) fn new(
        styles: Rc<Styles>,
        numbering: Numbering,
        relations: Rc<Relations>,
        package: &'s mut Package<'b>,
        allowance: &'s mut Allowance<'l>,
    ) -> Self {
        Self {
            styles,
            allowance,
            fields: Vec::new(),
            prompts: 0,
            notes: None,
            numbering,
            relations,
            package,
            pictures: Vec::new(),
            seen: BTreeMap::new(),
            foreign: false,
            lines: 0,
        }
    }

    /// Pictures, and whether an embedded foreign document was passed over.
    pub(super) fn finish(self) -> (Vec<Picture>, bool) {
        (self.pictures, self.foreign)
    }

    /// Blocks of a body, a cell or a text box.
    pub(super) fn blocks(&mut self, container: Node<'_>) -> Result<Vec<Block>, Refusal> {
        let mut flow = Flow::default();
        self.fill(&mut flow, container)?;
        if let Some(draft) = flow.carried.take() {
            self.close(&mut flow, draft, None, self.styles.paragraph(None))?;
        }
        Ok(flow.blocks)
    }

    fn fill(&mut self, flow: &mut Flow, container: Node<'_>) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "w:p" => self.paragraph(flow, node)?,
                "w:tbl" => {
                    if let Some(draft) = flow.carried.take() {
                        self.close(flow, draft, None, self.styles.paragraph(None))?;
                    }
                    let table = self.table(node)?;
                    flow.blocks.push(Block::Table(table));
                }
                "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" => self.fill(flow, node)?,
                "w:sdt" => self.inside_control(node, |story, content| story.fill(flow, content))?,
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(node) {
                        self.fill(flow, choice)?;
                    }
                }
                "w:altChunk" => self.foreign = true,
                _ => {}
            }
        }
        Ok(())
    }

    /// Content of a content control; its prompt is not what anybody wrote, but the cells around it stay.
    pub(super) fn inside_control<'t>(
        &mut self,
        control: Node<'t>,
        read: impl FnOnce(&mut Self, Node<'t>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let Some(content) = control.child("w:sdtContent") else {
            return Ok(());
        };
        let properties = control.child("w:sdtPr");
        let prompt = properties
            .and_then(|properties| toggle(properties, "w:showingPlcHdr"))
            .unwrap_or(false);
        self.prompts += usize::from(prompt);
        let result = read(self, content);
        self.prompts -= usize::from(prompt);
        result
    }

    fn paragraph(&mut self, flow: &mut Flow, node: Node<'_>) -> Result<(), Refusal> {
        let mut draft = flow.carried.take().unwrap_or_default();
        let properties = node.child("w:pPr");
        let style = self.styles.paragraph(properties.and_then(style_of));
        self.runs(node, style, &mut draft)?;
        let mark = properties.and_then(|properties| properties.child("w:rPr"));
        if mark.is_some_and(|mark| mark.child("w:del").or_else(|| mark.child("w:moveFrom")).is_some()) {
            flow.carried = Some(draft);
            return Ok(());
        }
        self.close(flow, draft, properties, style)
    }

    fn close(
        &mut self,
        flow: &mut Flow,
        draft: Draft,
        properties: Option<Node<'_>>,
        style: Style,
    ) -> Result<(), Refusal> {
        let number = self.number(properties, style, &draft);
        let bold = draft.is_bold();
        let Draft { text, boxes, .. } = draft;
        // A page break at the edge of a paragraph is no line of it.
        let edged = text.starts_with('\n') || text.ends_with('\n');
        let body = if edged { text.trim_matches('\n') } else { &text };
        let text = match number {
            Some(number) => number + body,
            None if body.len() < text.len() => body.to_owned(),
            None => text,
        };
        self.allowance.spend_text(&text)?;
        self.lines = self.lines.saturating_add(visible_lines(&text));
        let centered = properties.and_then(alignment).or(style.centered);
        flow.blocks.push(Block::Paragraph(Paragraph {
            text,
            centered: centered.unwrap_or(false),
            bold,
            heading: style.heading,
        }));
        flow.blocks.extend(boxes);
        Ok(())
    }

    fn number(&mut self, properties: Option<Node<'_>>, style: Style, draft: &Draft) -> Option<String> {
        let (own_list, own_level) = properties.and_then(number_of).unwrap_or_default();
        let list = own_list.or_else(|| self.styles.list(style));
        let list = list.filter(|list| *list != "0")?;
        let level = own_level.or(style.level).unwrap_or(0);
        let number = self.numbering.next(list, level);
        // Word shows the number of an empty item too, but nobody means anything by it.
        number.filter(|_| !draft.text.trim().is_empty())
    }

    /// Text boxes and pictures of a drawing, at whatever depth they stand.
    pub(super) fn shapes(&mut self, node: Node<'_>, draft: &mut Draft) -> Result<(), Refusal> {
        for child in node.children() {
            match child.name() {
                "w:txbxContent" => {
                    let outer = std::mem::take(&mut self.fields);
                    let blocks = self.blocks(child);
                    self.fields = outer;
                    draft.boxes.extend(blocks?);
                }
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(child) {
                        self.shapes(choice, draft)?;
                    }
                }
                "a:blip" => self.picture(child.attribute("r:embed"), &draft.text)?,
                "v:imagedata" => self.picture(child.attribute("r:id"), &draft.text)?,
                _ => self.shapes(child, draft)?,
            }
        }
        Ok(())
    }

    /// `before`: what stands before it in its paragraph.
    fn picture(&mut self, relation: Option<&str>, before: &str) -> Result<(), Refusal> {
        let Some(part) = relation.and_then(|id| self.relations.target(id)) else {
            return Ok(());
        };
        if self.prompts > 0 {
            return Ok(());
        }
        let picture = if let Some(picture) = self.seen.get(part) {
            picture.clone()
        } else {
            let picture = pictures::read(self.package, part, self.allowance)?;
            self.seen.insert(part.to_owned(), picture.clone());
            picture
        };
        let line = self.lines.saturating_add(visible_lines(before));
        self.pictures.extend(picture.map(|picture| Picture {
            line: Some(line),
            ..picture
        }));
        Ok(())
    }
}

/// What a program that knows every extension shows: the first choice.
pub(super) fn choice(node: Node<'_>) -> Option<Node<'_>> {
    node.child("mc:Choice").or_else(|| node.child("mc:Fallback"))
}

fn style_of(properties: Node<'_>) -> Option<&str> {
    properties.child("w:pStyle")?.attribute("w:val")
}

/// Whether a table row or a run was deleted with tracked changes.
pub(super) fn is_deleted(properties: Node<'_>) -> bool {
    properties
        .child("w:del")
        .is_some_and(|node| node.attribute("w:val").is_none_or(is_on))
}
