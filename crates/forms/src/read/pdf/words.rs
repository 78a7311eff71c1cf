//! Words with their places, from the XHTML of `pdftotext -bbox-layout`. Points, from the upper left corner.

use super::letters;
use crate::read::limits::{Allowance, Refusal};
use crate::read::xml::{Node, Tree};

/// A page before anything is made of it.
pub(super) struct Page {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) words: Vec<Word>,
}

/// Letters that stand together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) text: String,
}

impl Page {
    pub(super) fn is_without_text(&self) -> bool {
        self.words.is_empty()
    }
}

impl Word {
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }
}

pub(super) fn pages(xhtml: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Page>, Refusal> {
    // The document type is poppler's own; from anybody else it would be refused.
    let start = xhtml
        .windows(5)
        .position(|window| window == b"<html")
        .ok_or(Refusal::Unreadable)?;
    let body = xhtml.get(start..).unwrap_or_default();
    if body.len() as u64 > allowance.limits.xml_bytes {
        return Err(Refusal::Unsafe);
    }
    // Titles and the like may hold characters that XML has none of.
    let tree = Tree::parse(&letters::xml_only(body), allowance.limits)?;
    let mut pages = Vec::new();
    let document = tree.root().child("h:body").and_then(|body| body.child("h:doc"));
    let document = document.ok_or(Refusal::Unreadable)?;
    for node in document.children().filter(|node| node.name() == "h:page") {
        let mut page = Page {
            width: number(node, "width"),
            height: number(node, "height"),
            words: Vec::new(),
        };
        collect(node, &mut page.words, allowance)?;
        pages.push(page);
    }
    Ok(pages)
}

fn collect(node: Node<'_>, words: &mut Vec<Word>, allowance: &mut Allowance<'_>) -> Result<(), Refusal> {
    for child in node.children() {
        if child.name() != "h:word" {
            collect(child, words, allowance)?;
            continue;
        }
        let text = letters::normal(&child.text());
        allowance.spend_text(&text)?;
        if !text.trim().is_empty() {
            words.push(Word {
                left: number(child, "xMin"),
                top: number(child, "yMin"),
                right: number(child, "xMax"),
                bottom: number(child, "yMax"),
                text,
            });
        }
    }
    Ok(())
}

/// A coordinate; nonsense counts as 0.
fn number(node: Node<'_>, name: &str) -> f64 {
    node.attribute(name)
        .and_then(|value| value.parse::<f64>().ok())
        .filter(|value| value.is_finite())
        .unwrap_or(0.0)
}
